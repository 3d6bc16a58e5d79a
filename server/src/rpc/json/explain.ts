import type protobuf from 'protobufjs/light.js';
import protojson from 'protobufjs/ext/protojson.js';
import { closestName } from '../../base/index.ts';
import {
  enumOf,
  fieldsByKey,
  fullName,
  jsonKey,
  mapKeyType,
  messageTypeOf,
  wellKnownName,
} from './fields.ts';
import type { JsonMember, JsonNode, ObjectNode } from './jsonText.ts';
import { anyType, toPlain } from './plain.ts';

/** Why a JSON value is no message of a type. */
export interface Mismatch {
  /** Where in the text. */
  readonly offset: number;
  readonly what: string;
  readonly next?: string;
}

/**
 * Finds the innermost value that keeps `node` from being a `type`. The codec alone decides what is
 * accepted: each part is offered to it by itself, and the part that it refuses is looked into.
 */
export function explainMismatch(type: protobuf.Type, node: JsonNode): Mismatch | undefined {
  const wellKnown = wellKnownName(type);
  if (wellKnown === 'Any' && node.kind === 'object') {
    return explainAny(node, type);
  }
  if (wellKnown !== undefined && wellKnownForms[wellKnown] !== undefined) {
    return unexpectedValue(node, `${wellKnownForms[wellKnown]} for ${fullName(type)}`);
  }
  if (node.kind !== 'object') {
    return unexpectedValue(node, `an object for message ${fullName(type)}`);
  }
  return explainMembers(type, node.members);
}

/**
 * The first object that lacks a field which its message requires. The codec itself would send the
 * field's default in its place.
 */
export function missingRequired(type: protobuf.Type, node: JsonNode): Mismatch | undefined {
  if (node.kind !== 'object' || wellKnownName(type) !== undefined) {
    return undefined;
  }
  const fields = fieldsByKey(type);
  const present = new Set(node.members.map(({ key }) => fields.get(key)));
  const absent = type.fieldsArray.find((field) => field.required && !present.has(field));
  if (absent !== undefined) {
    const what = `message ${fullName(type)} requires the field "${jsonKey(absent)}"`;
    return { offset: node.start, what, next: 'Add it' };
  }
  for (const { key, value } of node.members) {
    const field = fields.get(key);
    const inner = field && messageTypeOf(field);
    const found = inner && firstMissing(inner, elementsOf(value, field));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function firstMissing(type: protobuf.Type, nodes: readonly JsonNode[]): Mismatch | undefined {
  for (const node of nodes) {
    const found = missingRequired(type, node);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function elementsOf(node: JsonNode, field: protobuf.Field): readonly JsonNode[] {
  if (node.kind === 'array') {
    return node.items;
  }
  return node.kind === 'object' && mapKeyType(field) !== undefined
    ? node.members.map(({ value }) => value)
    : [node];
}

/** How well-known types are written: https://protobuf.dev/programming-guides/json/ */
const wellKnownForms: Readonly<Record<string, string>> = {
  Timestamp: 'a string such as "2025-01-31T12:00:00Z"',
  Duration: 'a string such as "1.5s"',
  FieldMask: 'a string of paths in lowerCamelCase such as "name,address.city"',
  Struct: 'an object',
  ListValue: 'an array',
  Value: 'a JSON value',
  DoubleValue: 'a number',
  FloatValue: 'a number',
  Int64Value: 'a whole number of 64 bits',
  UInt64Value: 'a whole number of 64 bits, not negative,',
  Int32Value: 'a whole number of 32 bits',
  UInt32Value: 'a whole number of 32 bits, not negative,',
  BoolValue: 'true or false',
  StringValue: 'a string',
  BytesValue: 'a string in base64',
};

function explainMembers(type: protobuf.Type, members: readonly JsonMember[]): Mismatch | undefined {
  const fields = fieldsByKey(type);
  const seen = new Map<string, string>();
  for (const member of members) {
    const field = fields.get(member.key);
    const mismatch =
      field === undefined
        ? unknownField(type, member, fields.values())
        : (explainTwice(field, member, seen) ?? explainField(type, field, member));
    if (mismatch !== undefined) {
      return mismatch;
    }
  }
  return undefined;
}

function unknownField(
  type: protobuf.Type,
  { key, keyStart }: JsonMember,
  fields: Iterable<protobuf.Field>,
): Mismatch {
  const keys = [...new Set([...fields].map(jsonKey))];
  const similar = closestName(key, keys);
  const fallback =
    keys.length === 0 ? 'It has no fields' : `It has ${keys.slice(0, 12).join(', ')}`;
  return {
    offset: keyStart,
    what: `message ${fullName(type)} has no field "${key}"`,
    next: similar === undefined ? fallback : `Did you mean "${similar}"?`,
  };
}

/** The same field under both of its names, or two members of a oneof. */
function explainTwice(
  field: protobuf.Field,
  { key, keyStart, value }: JsonMember,
  seen: Map<string, string>,
): Mismatch | undefined {
  if (value.kind === 'null') {
    return undefined;
  }
  const slot = field.partOf === null ? `field ${field.name}` : `oneof ${field.partOf.name}`;
  const earlier = seen.get(slot);
  seen.set(slot, key);
  return earlier === undefined
    ? undefined
    : {
        offset: keyStart,
        what: `"${key}" and "${earlier}" both set the ${slot}`,
        next: 'Keep one of them',
      };
}

function explainField(
  type: protobuf.Type,
  field: protobuf.Field,
  { key, value }: JsonMember,
): Mismatch | undefined {
  const accepts = (candidate: JsonNode) => isAccepted(type, key, candidate);
  if (accepts(value)) {
    return undefined;
  }
  const keyType = mapKeyType(field);
  if (keyType !== undefined) {
    return value.kind === 'object'
      ? explainMap(field, keyType, value, accepts)
      : unexpectedValue(value, `an object for map ${field.name}`);
  }
  if (!field.repeated) {
    return explainValue(field, value);
  }
  if (value.kind !== 'array') {
    return unexpectedValue(value, `an array for repeated field ${field.name}`);
  }
  const refused = value.items.find((item) => !accepts({ ...value, items: [item] }));
  return refused === undefined ? undefined : explainValue(field, refused);
}

function explainMap(
  field: protobuf.Field,
  keyType: string,
  map: ObjectNode,
  accepts: (candidate: JsonNode) => boolean,
): Mismatch | undefined {
  const validKey = keyType === 'string' ? 'a' : keyType === 'bool' ? 'true' : '1';
  for (const entry of map.members) {
    if (accepts({ ...map, members: [entry] })) {
      continue;
    }
    return accepts({ ...map, members: [{ ...entry, key: validKey }] })
      ? { offset: entry.keyStart, what: `expected a key of type ${keyType}, found "${entry.key}"` }
      : explainValue(field, entry.value);
  }
  return undefined;
}

function explainValue(field: protobuf.Field, node: JsonNode): Mismatch | undefined {
  const message = messageTypeOf(field);
  if (message !== undefined) {
    return explainMismatch(message, node);
  }
  const values = enumOf(field);
  return values === undefined
    ? unexpectedValue(node, `${scalarForms[field.type] ?? field.type} for field ${field.name}`)
    : explainEnum(values, node);
}

function explainEnum(type: protobuf.Enum, node: JsonNode): Mismatch {
  const names = Object.keys(type.values);
  if (node.kind !== 'string') {
    return unexpectedValue(node, `a value of enum ${fullName(type)}, such as "${names[0] ?? ''}"`);
  }
  const similar = closestName(node.value, names);
  return {
    offset: node.start,
    what: `enum ${fullName(type)} has no value "${node.value}"`,
    next:
      similar === undefined
        ? `It has ${names.slice(0, 12).join(', ')}`
        : `Did you mean "${similar}"?`,
  };
}

const scalarForms: Readonly<Record<string, string>> = {
  double: 'a number, "NaN", "Infinity" or "-Infinity"',
  float: 'a number of 32-bit range, "NaN", "Infinity" or "-Infinity"',
  int32: 'a whole number from -2147483648 to 2147483647',
  sint32: 'a whole number from -2147483648 to 2147483647',
  sfixed32: 'a whole number from -2147483648 to 2147483647',
  uint32: 'a whole number from 0 to 4294967295',
  fixed32: 'a whole number from 0 to 4294967295',
  int64: 'a whole number of 64 bits',
  sint64: 'a whole number of 64 bits',
  sfixed64: 'a whole number of 64 bits',
  uint64: 'a whole number of 64 bits, not negative,',
  fixed64: 'a whole number of 64 bits, not negative,',
  bool: 'true or false',
  string: 'a string of well-formed text',
  bytes: 'a string in base64',
};

function explainAny(node: ObjectNode, type: protobuf.Type): Mismatch | undefined {
  const url = node.members.find(({ key }) => key === '@type');
  if (url?.value.kind !== 'string') {
    return {
      offset: url?.value.start ?? node.start,
      what: 'google.protobuf.Any needs "@type", a string',
      next: 'Write "@type": "type.googleapis.com/" and the full name of the message',
    };
  }
  const inner = anyType(node, type.root);
  if (inner === undefined) {
    return {
      offset: url.value.start,
      what: `the schema has no message for "@type" ${url.value.value}`,
      next: 'Import the file that defines it',
    };
  }
  const others = node.members.filter(({ key }) => key !== '@type');
  if (wellKnownName(inner) === undefined) {
    return explainMembers(inner, others);
  }
  const value = others.find(({ key }) => key === 'value')?.value;
  return value === undefined
    ? { offset: node.start, what: `${fullName(inner)} inside an Any is written under "value"` }
    : explainMismatch(inner, value);
}

function isAccepted(type: protobuf.Type, key: string, value: JsonNode): boolean {
  const { start, end } = value;
  const alone: ObjectNode = {
    kind: 'object',
    start,
    end,
    members: [{ key, keyStart: start, value }],
  };
  try {
    protojson.fromJson(type, toPlain(alone, type));
    return true;
  } catch {
    return false;
  }
}

function unexpectedValue(node: JsonNode, expected: string): Mismatch {
  return { offset: node.start, what: `expected ${expected}, found ${found(node)}` };
}

function found(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return 'an array';
    case 'string':
      return JSON.stringify(node.value.length > 40 ? `${node.value.slice(0, 40)}…` : node.value);
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
  }
}
