import type protobuf from 'protobufjs/light.js';
import { fieldsByKey, findType, mapKeyType, messageTypeOf, wellKnownName } from './fields.ts';
import type { JsonNode, ObjectNode } from './jsonText.ts';

const wideTypes = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);

/**
 * The value that `JSON.parse` would give, but for whole numbers of 64-bit fields: these stay text,
 * which the JSON mapping takes as well, so that no digit is lost.
 *
 * @throws TypeError for an Any that names no type of the schema.
 */
export function toPlain(node: JsonNode, type: protobuf.Type | undefined): unknown {
  if (type === undefined || node.kind !== 'object') {
    return generic(node, isWideWrapper(type));
  }
  const wellKnown = wellKnownName(type);
  if (wellKnown === 'Any') {
    return anyToPlain(node, type.root);
  }
  const fields = wellKnown === undefined || !isFree(wellKnown) ? fieldsByKey(type) : undefined;
  return objectOf(node, (key, value) => fieldToPlain(value, fields?.get(key)));
}

function fieldToPlain(node: JsonNode, field: protobuf.Field | undefined): unknown {
  if (field === undefined) {
    return generic(node, false);
  }
  const single = (value: JsonNode) => {
    const type = messageTypeOf(field);
    return type === undefined ? generic(value, wideTypes.has(field.type)) : toPlain(value, type);
  };
  if (mapKeyType(field) !== undefined && node.kind === 'object') {
    return objectOf(node, (_, value) => single(value));
  }
  return node.kind === 'array' && field.repeated ? node.items.map(single) : single(node);
}

function anyToPlain(node: ObjectNode, root: protobuf.Root): unknown {
  const type = anyType(node, root);
  if (type === undefined && node.members.length > 0) {
    // The codec takes an Any without a type for an empty one, and drops what it holds.
    throw new TypeError('google.protobuf.Any needs the "@type" of a known message');
  }
  if (type === undefined) {
    return {};
  }
  const fields = fieldsByKey(type);
  const isCustom = wellKnownName(type) !== undefined;
  return objectOf(node, (key, value) => {
    if (key === '@type') {
      return generic(value, false);
    }
    return isCustom ? toPlain(value, type) : fieldToPlain(value, fields.get(key));
  });
}

/** The type that an Any's `@type` names, when the root has it. */
export function anyType(node: ObjectNode, root: protobuf.Root): protobuf.Type | undefined {
  const url = node.members.find(({ key }) => key === '@type')?.value;
  return url?.kind === 'string'
    ? findType(root, url.value.slice(url.value.lastIndexOf('/') + 1))
    : undefined;
}

function generic(node: JsonNode, wide: boolean): unknown {
  switch (node.kind) {
    case 'object':
      return objectOf(node, (_, value) => generic(value, wide));
    case 'array':
      return node.items.map((item) => generic(item, wide));
    case 'string':
    case 'boolean':
      return node.value;
    case 'number':
      return wide && /^-?\d+$/.test(node.text) ? node.text : Number(node.text);
    case 'null':
      return null;
  }
}

/** Without a prototype, so that a key such as `__proto__` is a key like any other. */
function objectOf(
  node: ObjectNode,
  convert: (key: string, value: JsonNode) => unknown,
): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.members) {
    result[key] = convert(key, value);
  }
  return result;
}

/** Types whose JSON is any value: their numbers are doubles. */
function isFree(wellKnown: string): boolean {
  return wellKnown === 'Struct' || wellKnown === 'Value' || wellKnown === 'ListValue';
}

function isWideWrapper(type: protobuf.Type | undefined): boolean {
  const name = type === undefined ? undefined : wellKnownName(type);
  return name === 'Int64Value' || name === 'UInt64Value';
}
