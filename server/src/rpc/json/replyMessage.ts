import protobuf from 'protobufjs/light.js';
import protojson from 'protobufjs/ext/protojson.js';
import { enumOf, findType, jsonKey, mapKeyType, messageTypeOf, wellKnownName } from './fields.ts';

/** A JSON value as `JSON.stringify` takes it. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A decoded message as protobufjs holds it: own properties by field name. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a message and writes it in protobuf's JSON mapping, pretty-printed. What the mapping cannot
 * express is shown all the same: an `Any` of an unknown type as its bytes in base64, a timestamp out
 * of range by its fields.
 *
 * @param missing Receives the full names of the types of `Any` that the type's root lacks.
 * @throws Error when the bytes are no message of the type.
 */
export function messageToJson(
  type: protobuf.Type,
  bytes: Uint8Array,
  missing = new Set<string>(),
): string {
  return JSON.stringify(writeMessage(type, type.decode(bytes), missing), null, 2);
}

function writeMessage(type: protobuf.Type, message: Fields, missing: Set<string>): JsonValue {
  const wellKnown = wellKnownName(type);
  if (wellKnown === 'Any') {
    return writeAny(type, message, missing);
  }
  if (wellKnown !== undefined && wellKnown.endsWith('Value') && type.fields.value) {
    return writeWrapped(type.fields.value, message, missing);
  }
  if (wellKnown !== undefined && specialTypes.has(wellKnown)) {
    const special = writeSpecial(type, message);
    return special === undefined ? writeFields(type, message, missing) : special;
  }
  return writeFields(type, message, missing);
}

const specialTypes = new Set([
  'Timestamp',
  'Duration',
  'FieldMask',
  'Struct',
  'Value',
  'ListValue',
]);

/** Undefined for a value that the type's own form cannot express. */
function writeSpecial(type: protobuf.Type, message: Fields): JsonValue | undefined {
  try {
    return protojson.toJson(type, message) as JsonValue;
  } catch {
    return undefined;
  }
}

function writeWrapped(field: protobuf.Field, message: Fields, missing: Set<string>): JsonValue {
  const value: unknown = Object.hasOwn(message, field.name)
    ? message[field.name]
    : field.defaultValue;
  return writeSingle(field.resolve(), value, missing);
}

function writeFields(type: protobuf.Type, message: Fields, missing: Set<string>): JsonValue {
  const entries = type.fieldsArray.flatMap((field): [string, JsonValue][] => {
    const value = Object.hasOwn(message, field.name) ? message[field.name] : undefined;
    field.resolve();
    return value === undefined || value === null || isEmpty(field, value)
      ? []
      : [[jsonKey(field), writeField(field, value, missing)]];
  });
  return Object.fromEntries(entries);
}

function writeField(field: protobuf.Field, value: unknown, missing: Set<string>): JsonValue {
  if (mapKeyType(field) !== undefined) {
    return writeMap(field, value, missing);
  }
  return Array.isArray(value) && field.repeated
    ? value.map((item: unknown) => writeSingle(field, item, missing))
    : writeSingle(field, value, missing);
}

function writeMap(field: protobuf.Field, value: unknown, missing: Set<string>): JsonValue {
  const keyType = mapKeyType(field) ?? '';
  const entries = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(
    entries.map(([key, item]) => [mapKey(keyType, key), writeSingle(field, item, missing)]),
  );
}

/** protobufjs keys a map of 64-bit integers by the eight characters of their bits. */
function mapKey(keyType: string, key: string): string {
  if (!keyType.endsWith('64')) {
    return key;
  }
  const { lo, hi } = protobuf.util.LongBits.fromHash(key);
  const bits = (BigInt(hi) << 32n) | BigInt(lo);
  const isUnsigned = keyType === 'uint64' || keyType === 'fixed64';
  return String(isUnsigned ? bits : BigInt.asIntN(64, bits));
}

function writeSingle(field: protobuf.Field, value: unknown, missing: Set<string>): JsonValue {
  const type = messageTypeOf(field);
  if (type !== undefined) {
    return writeMessage(type, isRecord(value) ? value : {}, missing);
  }
  const values = enumOf(field);
  return values === undefined ? writeScalar(field.type, value) : writeEnum(values, value);
}

function writeEnum(type: protobuf.Enum, value: unknown): JsonValue {
  if (wellKnownName(type) === 'NullValue') {
    return null;
  }
  return typeof value === 'number' ? (type.valuesById[value] ?? value) : String(value);
}

function writeScalar(type: string, value: unknown): JsonValue {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (typeof value === 'number') {
    return type.endsWith('64') ? String(value) : writeNumber(type, value);
  }
  return typeof value === 'boolean' ? value : String(value);
}

function writeNumber(type: string, value: number): JsonValue {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  return type === 'float' ? shortestFloat(value) : value;
}

/** The shortest decimal that is the same 32-bit float: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) {
      return shorter;
    }
  }
  return Number(value.toPrecision(9));
}

function writeAny(type: protobuf.Type, message: Fields, missing: Set<string>): JsonValue {
  const url = anyProperty(type, message, 'type_url');
  const bytes = anyProperty(type, message, 'value');
  const value = bytes instanceof Uint8Array ? bytes : new Uint8Array();
  if (typeof url !== 'string' || url === '') {
    return value.length === 0 ? {} : { value: Buffer.from(value).toString('base64') };
  }
  const name = url.slice(url.lastIndexOf('/') + 1);
  const inner = findType(type.root, name);
  if (inner === undefined) {
    missing.add(name);
  }
  const body = inner && readAny(inner, value, missing);
  if (inner === undefined || body === undefined) {
    return { '@type': url, value: Buffer.from(value).toString('base64') };
  }
  return wellKnownName(inner) === undefined && isRecord(body)
    ? { '@type': url, ...body }
    : { '@type': url, value: body };
}

function readAny(
  type: protobuf.Type,
  bytes: Uint8Array,
  missing: Set<string>,
): JsonValue | undefined {
  try {
    return writeMessage(type, type.decode(bytes), missing);
  } catch {
    return undefined;
  }
}

/** By the field's own name: descriptors keep `type_url`, other roots may say `typeUrl`. */
function anyProperty(type: protobuf.Type, message: Fields, name: string): unknown {
  const field = type.fieldsArray.find((candidate) => candidate.protoName === name);
  return message[field?.name ?? name];
}

/** A field without presence that holds its default, or a list or map without entries. */
function isEmpty(field: protobuf.Field, value: unknown): boolean {
  if (field.repeated || mapKeyType(field) !== undefined) {
    return isRecord(value) && Object.keys(value).length === 0;
  }
  if (field.hasPresence || messageTypeOf(field) !== undefined) {
    return false;
  }
  return value instanceof Uint8Array
    ? value.length === 0
    : value === '' || value === false || String(value) === '0';
}

function isRecord(value: unknown): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null;
}
