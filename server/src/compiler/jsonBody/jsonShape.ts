import { defaultJsonName } from '../descriptor/jsonName.ts';
import type { ProtoSymbol, ScalarType } from '../link/model.ts';
import { pseudoOption } from '../options/elements.ts';

/** The key of a field in JSON: an extension's is its full name in brackets. */
export function jsonNameOf({ kind, fullName, name, node }: ProtoSymbol): string {
  if (kind === 'extension') {
    return `[${fullName}]`;
  }
  const options =
    node.kind === 'field' || node.kind === 'group' ? node.options?.options : undefined;
  const set = options?.find((option) => pseudoOption(option) === 'json_name')?.value;
  return set?.kind === 'string' ? set.value : defaultJsonName(name);
}

const known = new WeakMap<ProtoSymbol, ReadonlyMap<string, ProtoSymbol>>();

/** The fields of a message by every key that stands for them: the JSON name, and the name itself. */
export function fieldsByJsonKey(message: ProtoSymbol): ReadonlyMap<string, ProtoSymbol> {
  const before = known.get(message);
  if (before !== undefined) {
    return before;
  }
  const fields = message.children.filter(({ kind }) => kind === 'field');
  const byKey = new Map([
    ...fields.map((field) => [field.name, field] as const),
    ...fields.map((field) => [jsonNameOf(field), field] as const),
  ]);
  known.set(message, byKey);
  return byKey;
}

/** What a message is written as where it is no object of its fields. */
export type JsonShape =
  | { readonly kind: 'fields' }
  | { readonly kind: 'any' }
  /** Whatever JSON has, an object, or an array. */
  | { readonly kind: 'value' | 'object' | 'array' }
  | { readonly kind: 'wrapper'; readonly scalar: ScalarType }
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly example: string };

const timestamp =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

const shapes: Readonly<Record<string, JsonShape>> = {
  Any: { kind: 'any' },
  Value: { kind: 'value' },
  Struct: { kind: 'object' },
  ListValue: { kind: 'array' },
  Timestamp: { kind: 'text', pattern: timestamp, example: '2026-01-31T12:00:00Z' },
  Duration: { kind: 'text', pattern: /^-?\d{1,12}(?:\.\d{1,9})?s$/, example: '1.5s' },
  FieldMask: {
    kind: 'text',
    pattern: /^$|^[A-Za-z][A-Za-z\d]*(?:[.,][A-Za-z][A-Za-z\d]*)*$/,
    example: 'name,address.city',
  },
  DoubleValue: { kind: 'wrapper', scalar: 'double' },
  FloatValue: { kind: 'wrapper', scalar: 'float' },
  Int64Value: { kind: 'wrapper', scalar: 'int64' },
  UInt64Value: { kind: 'wrapper', scalar: 'uint64' },
  Int32Value: { kind: 'wrapper', scalar: 'int32' },
  UInt32Value: { kind: 'wrapper', scalar: 'uint32' },
  BoolValue: { kind: 'wrapper', scalar: 'bool' },
  StringValue: { kind: 'wrapper', scalar: 'string' },
  BytesValue: { kind: 'wrapper', scalar: 'bytes' },
};

const packagePrefix = 'google.protobuf.';

/** How a message is written, by https://protobuf.dev/programming-guides/json/. */
export function jsonShape({ fullName }: ProtoSymbol): JsonShape {
  const name = fullName.startsWith(packagePrefix) ? fullName.slice(packagePrefix.length) : '';
  return (Object.hasOwn(shapes, name) ? shapes[name] : undefined) ?? { kind: 'fields' };
}
