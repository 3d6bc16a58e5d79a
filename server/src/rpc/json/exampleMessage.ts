import type protobuf from 'protobufjs/light.js';
import { enumOf, jsonKey, mapKeyType, messageTypeOf, wellKnownName } from './fields.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where in the message tree a value stands. */
interface Place {
  /** Messages around it, outermost first. */
  readonly around: readonly protobuf.Type[];
  /** Counts every field written, so that a wide and deep type cannot make a page of thousands. */
  readonly budget: { fields: number };
}

const maxDepth = 6;
const maxFields = 400;

/**
 * An example of a message in protobuf's JSON mapping, pretty-printed: every field, one member of each
 * oneof, one element of each list and map, and a value that suits the field's type and name. A message
 * inside itself is left out.
 */
export function exampleJson(type: protobuf.Type): string {
  return JSON.stringify(
    messageExample(type, { around: [], budget: { fields: maxFields } }),
    null,
    2,
  );
}

function messageExample(type: protobuf.Type, place: Place): Json {
  const wellKnown = wellKnownName(type);
  const fixed = wellKnown === undefined ? undefined : wellKnownExamples[wellKnown];
  if (fixed !== undefined) {
    return fixed;
  }
  const inside: Place = { ...place, around: [...place.around, type] };
  const shown = type.fieldsArray.filter((field) => isShown(field, inside));
  const entries = shown.flatMap((field): [string, Json][] => {
    inside.budget.fields -= 1;
    return inside.budget.fields < 0 ? [] : [[jsonKey(field), fieldExample(field, inside)]];
  });
  return Object.fromEntries(entries);
}

/** https://protobuf.dev/programming-guides/json/ */
const wellKnownExamples: Readonly<Record<string, Json>> = {
  Timestamp: '2025-01-31T12:00:00Z',
  Duration: '1.5s',
  FieldMask: 'name',
  Struct: { key: 'value' },
  Value: 'value',
  ListValue: ['value'],
  Empty: {},
  Any: {},
  DoubleValue: 1.5,
  FloatValue: 1.5,
  Int64Value: '1',
  UInt64Value: '1',
  Int32Value: 1,
  UInt32Value: 1,
  BoolValue: true,
  StringValue: 'text',
  BytesValue: 'Ynl0ZXM=',
};

function isShown(field: protobuf.Field, { around }: Place): boolean {
  if (field.declaringField || field.options?.deprecated === true) {
    return false;
  }
  return isFirstOfOneof(field, around) && !isCut(field, around);
}

/** The first member that can be shown at all stands for its oneof. */
function isFirstOfOneof(field: protobuf.Field, around: readonly protobuf.Type[]): boolean {
  const members = field.partOf?.fieldsArray.filter((member) => !isCut(member, around));
  return members === undefined || members[0] === field;
}

function isCut(field: protobuf.Field, around: readonly protobuf.Type[]): boolean {
  const type = messageTypeOf(field);
  if (type === undefined) {
    return false;
  }
  return around.includes(type) || (around.length >= maxDepth && wellKnownName(type) === undefined);
}

function fieldExample(field: protobuf.Field, place: Place): Json {
  const value = singleExample(field, place);
  const keyType = mapKeyType(field);
  if (keyType !== undefined) {
    return { [keyType === 'string' ? 'key' : keyType === 'bool' ? 'true' : '1']: value };
  }
  return field.repeated ? [value] : value;
}

function singleExample(field: protobuf.Field, place: Place): Json {
  const type = messageTypeOf(field);
  if (type !== undefined) {
    return messageExample(type, place);
  }
  const values = enumOf(field);
  return values === undefined ? scalarExample(field.type, field.name) : enumExample(values);
}

/** The first value that is not zero: zero is what an absent field says already. */
function enumExample(type: protobuf.Enum): Json {
  if (wellKnownName(type) === 'NullValue') {
    return null;
  }
  const entries = Object.entries(type.values);
  const [name] = entries.find(([, number]) => number !== 0) ?? entries[0] ?? [];
  return name ?? 0;
}

function scalarExample(type: string, fieldName: string): Json {
  switch (type) {
    case 'string':
      return textExample(fieldName.toLowerCase());
    case 'bytes':
      return 'Ynl0ZXM=';
    case 'bool':
      return true;
    case 'float':
    case 'double':
      return 1.5;
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return String(numberExample(fieldName.toLowerCase()));
    default:
      return numberExample(fieldName.toLowerCase());
  }
}

const textsByName: readonly (readonly [RegExp, string])[] = [
  [/e?mail/, 'user@example.com'],
  [/ur[il]$|link|website/, 'https://example.com'],
  [/page_?token|cursor/, ''],
  [/currency/, 'EUR'],
  [/country|region/, 'DE'],
  [/lang|locale/, 'en'],
  [/phone/, '+15550100'],
  [/time_?zone/, 'Europe/Berlin'],
  [/(?:^|_)(?:uuid|guid)$/, '123e4567-e89b-12d3-a456-426614174000'],
  [/(?:^|_)ip(?:_|$)|ip_?address/, '127.0.0.1'],
  [/date$/, '2025-01-31'],
  [/(?:^|[a-z_])id$/, 'id-1'],
  [/sku/, 'sku-1'],
  [/name/, 'name'],
];

function textExample(name: string): string {
  return textsByName.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
}

function numberExample(name: string): number {
  return /page_?size|limit/.test(name) ? 10 : 1;
}
