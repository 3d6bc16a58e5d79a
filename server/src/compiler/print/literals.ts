/** Values from the wire as the literals that stand for them in a `.proto` file. */
import { formatFloat } from '../descriptor/defaultValue.ts';
import type { FieldDescriptor } from '../descriptor/model.ts';
import {
  MalformedBytes,
  maxWireDepth,
  packedVarints,
  WireFields,
  type WireValue,
} from '../descriptor/protoReader.ts';
import { decodeUtf8, encodeUtf8 } from '../source/utf8.ts';
import { dotted, identifier } from './names.ts';
import { type TypePool, withoutDot } from './typePool.ts';

/** Numbers of `FieldDescriptorProto.Type` that are treated each in its own way. */
const types = {
  double: 1,
  float: 2,
  fixed64: 6,
  bool: 8,
  string: 9,
  group: 10,
  message: 11,
  bytes: 12,
  enum: 14,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
} as const;
const fixed64Types: readonly number[] = [types.double, types.fixed64, types.sfixed64];
const unsignedTypes: readonly number[] = [4, 6, 7, 13];

/** Whether a field holds a message. */
export function holdsMessage({ type }: FieldDescriptor): boolean {
  return type === types.message || type === types.group;
}

/** The literals of all values of a field, undefined in place of one that no literal stands for. */
export function literalsOf(
  { pool, path }: LiteralSource,
  field: FieldDescriptor,
  values: readonly WireValue[],
): (string | undefined)[] {
  try {
    return values
      .flatMap((value) => unpacked(field, value))
      .map((value) => literal({ pool, path, depth: 0 }, field, value));
  } catch (error) {
    if (error instanceof MalformedBytes) {
      return [undefined];
    }
    throw error;
  }
}

/** Where the definitions are that values are read by, and the file that holds the values. */
export interface LiteralSource {
  readonly pool: TypePool;
  readonly path: string;
}

/** `"…"` for some bytes: readable where they are UTF-8, escaped where not. */
export function quoted(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  const isText = sameBytes(encodeUtf8(text), bytes);
  return isText ? `"${escapeText(text)}"` : `"${[...bytes].map(escapeByte).join('')}"`;
}

interface Context extends LiteralSource {
  readonly depth: number;
}

function literal(context: Context, field: FieldDescriptor, value: WireValue): string | undefined {
  if (holdsMessage(field)) {
    return 'bytes' in value ? messageLiteral(context, field, value.bytes) : undefined;
  }
  switch (value.kind) {
    case 'varint':
      return varintLiteral(context, field, value.value);
    case 'fixed32':
    case 'fixed64':
      return fixedLiteral(field, value.bytes);
    case 'bytes':
      return quoted(value.bytes);
    case 'group':
      return undefined;
  }
}

function varintLiteral(
  { pool, depth }: Context,
  field: FieldDescriptor,
  value: bigint,
): string | undefined {
  switch (field.type) {
    case types.bool:
      return value === 0n ? 'false' : 'true';
    case types.sint32:
    case types.sint64:
      return String((value >> 1n) ^ -(value & 1n));
    case types.enum:
      return enumLiteral(pool, field, Number(BigInt.asIntN(32, value))) ?? numberAt(depth, value);
    default:
      return String(unsignedTypes.includes(field.type) ? value : BigInt.asIntN(64, value));
  }
}

/** Within braces an enum may be a number. */
function numberAt(depth: number, value: bigint): string | undefined {
  return depth > 0 ? String(BigInt.asIntN(32, value)) : undefined;
}

function enumLiteral(pool: TypePool, field: FieldDescriptor, number: number): string | undefined {
  const type = pool.enum(withoutDot(field.typeName ?? ''));
  const value = type?.value.find((one) => one.number === number);
  return value && identifier(value.name);
}

function fixedLiteral({ type }: FieldDescriptor, bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case types.double:
      return floatLiteral(view.getFloat64(0, true), { bytes, isSingle: false });
    case types.float:
      return floatLiteral(view.getFloat32(0, true), { bytes, isSingle: true });
    case types.sfixed32:
      return String(view.getInt32(0, true));
    case types.sfixed64:
      return String(view.getBigInt64(0, true));
    default:
      return bytes.length === 8
        ? String(view.getBigUint64(0, true))
        : String(view.getUint32(0, true));
  }
}

/** A literal that gives a number back, and the sign of one that is none. */
function floatLiteral(
  value: number,
  { bytes, isSingle }: { readonly bytes: Uint8Array; readonly isSingle: boolean },
): string {
  if (Number.isNaN(value)) {
    return (bytes.at(-1) ?? 0) > 0x7f ? '-nan' : 'nan';
  }
  return Object.is(value, -0) ? '-0.0' : formatFloat(value, isSingle);
}

/** A field of the wire type of another is unknown to readers, so a value may have to be left out. */
function messageLiteral(
  { pool, path, depth }: Context,
  field: FieldDescriptor,
  bytes: Uint8Array,
): string | undefined {
  const typeName = withoutDot(field.typeName ?? '');
  const type = pool.message(typeName);
  if (type === undefined || depth > maxWireDepth) {
    return undefined;
  }
  const wire = new WireFields(bytes);
  const context = { pool, path, depth: depth + 1 };
  const lines = wire.numbers().flatMap((number) => {
    const plain = type.field.find((one) => one.number === number);
    const extension = plain === undefined ? pool.extension(typeName, number, path) : undefined;
    const inner = plain ?? extension?.field;
    if (inner === undefined) {
      return [];
    }
    const name = extension ? `[${dotted(extension.fullName)}]` : literalName(inner);
    return wire
      .valuesOf(number)
      .flatMap((value) => unpacked(inner, value))
      .map((value) => literal(context, inner, value))
      .filter((text) => text !== undefined)
      .map((text) => (holdsMessage(inner) ? `${name} ${text}` : `${name}: ${text}`));
  });
  return lines.length === 0 ? '{}' : `{\n${indent(lines.join('\n'))}\n}`;
}

/** The text format knows a group by the name of its message. */
function literalName({ type, typeName, name }: FieldDescriptor): string {
  return identifier(type === types.group ? (typeName?.split('.').at(-1) ?? name) : name);
}

/** Moves every line in by one step. */
export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** The elements of a packed field; any other value as it is. */
function unpacked(field: FieldDescriptor, value: WireValue): WireValue[] {
  const isPacked =
    value.kind === 'bytes' &&
    !holdsMessage(field) &&
    field.type !== types.string &&
    field.type !== types.bytes;
  if (!isPacked) {
    return [value];
  }
  const size = fixed64Types.includes(field.type) ? 8 : 4;
  const isFixed = size === 8 || [types.float, 7, types.sfixed32].includes(field.type);
  if (!isFixed) {
    return packedVarints(value.bytes).map((one) => ({ kind: 'varint', value: one }));
  }
  const count = Math.floor(value.bytes.length / size);
  return Array.from({ length: count }, (_, index) => ({
    kind: size === 8 ? 'fixed64' : 'fixed32',
    bytes: value.bytes.subarray(index * size, (index + 1) * size),
  }));
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is escaped
  return text.replace(/[\u0000-\u001f"\\\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
    const code = character.charCodeAt(0);
    return escapes.get(character) ?? (code < 0x80 ? octal(code) : `\\u${hex4(code)}`);
  });
}

function escapeByte(byte: number): string {
  return byte < 0x80 ? escapeText(String.fromCharCode(byte)) : octal(byte);
}

function octal(code: number): string {
  return `\\${code.toString(8).padStart(3, '0')}`;
}

function hex4(code: number): string {
  return code.toString(16).padStart(4, '0');
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
