/** One example value of a message, made once, for all the forms that it is shown in. */
import type { FieldFacts, FieldType, ProtoSymbol, ScalarType } from '../../compiler/index.ts';
import { enumNumber } from './wire.ts';

/** A value of an example. Integers and enums are bigint, floating point is number. */
export type ExampleValue =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType; readonly value: ExampleScalar }
  | { readonly kind: 'enum'; readonly name: string; readonly number: number }
  | ExampleMessage
  /** One whose form in JSON is its own, with the size of its content in binary. */
  | { readonly kind: 'known'; readonly json: unknown; readonly binary: number };

export type ExampleScalar = bigint | number | boolean | string | Uint8Array;

export interface ExampleMessage {
  readonly kind: 'message';
  readonly fields: readonly ExampleField[];
  /** Of a wrapper such as `StringValue`: JSON has its value alone. */
  readonly isWrapper: boolean;
}

/** A field with a value; a repeated one has an element, a map an entry. */
export interface ExampleField {
  readonly symbol: ProtoSymbol;
  readonly facts: FieldFacts & { readonly number: number };
  readonly value: ExampleValue;
}

export interface Example {
  readonly message: ExampleMessage;
  /** Whether fields are left out because there are too many, or too deep. */
  readonly isCut: boolean;
}

const maximumFields = 24;
const maximumDepth = 3;

/** An example of a message; undefined for one without fields. */
export function exampleOf(symbol: ProtoSymbol): Example | undefined {
  const state = { left: maximumFields, isCut: false };
  const message = messageValue(symbol, [], state);
  return message?.kind === 'message' && message.fields.length > 0
    ? { message, isCut: state.isCut }
    : undefined;
}

interface State {
  left: number;
  isCut: boolean;
}

function messageValue(
  symbol: ProtoSymbol,
  around: readonly ProtoSymbol[],
  state: State,
): ExampleValue | undefined {
  const known = around.length === 0 ? undefined : knownValues[symbol.fullName];
  if (known !== undefined) {
    return known;
  }
  if (around.includes(symbol) || around.length > maximumDepth) {
    state.isCut ||= around.length > maximumDepth;
    return undefined;
  }
  const seen = new Set<ProtoSymbol>();
  const fields = symbol.children.flatMap((child) => {
    const oneof = child.field?.oneof;
    if (child.kind !== 'field' || (oneof !== undefined && seen.has(oneof))) {
      return [];
    }
    const made = fieldValue(child, [...around, symbol], state);
    if (made !== undefined && oneof !== undefined) {
      seen.add(oneof);
    }
    return made ?? [];
  });
  return { kind: 'message', fields, isWrapper: around.length > 0 && wrappers.has(symbol.fullName) };
}

function fieldValue(
  symbol: ProtoSymbol,
  around: readonly ProtoSymbol[],
  state: State,
): ExampleField | undefined {
  const { field } = symbol;
  if (field?.number === undefined) {
    return undefined;
  }
  if (state.left <= 0) {
    state.isCut = true;
    return undefined;
  }
  const value = valueOf(field.type, around, state);
  if (value === undefined) {
    return undefined;
  }
  state.left--;
  return { symbol, facts: { ...field, number: field.number }, value };
}

function valueOf(
  type: FieldType,
  around: readonly ProtoSymbol[],
  state: State,
): ExampleValue | undefined {
  switch (type.kind) {
    case 'scalar':
      return { kind: 'scalar', scalar: type.scalar, value: scalarValue(type.scalar) };
    case 'enum':
      return enumValue(type.symbol);
    case 'message':
    case 'group':
      return messageValue(type.symbol, around, state);
    case 'map': {
      const entry = messageValue(type.entry, around, state);
      return entry?.kind === 'message' && entry.fields.length < 2 ? undefined : entry;
    }
    case 'unresolved':
      return undefined;
  }
}

function enumValue({ children }: ProtoSymbol): ExampleValue | undefined {
  const shown = children.find((value) => enumNumber(value) !== 0) ?? children[0];
  const number = shown && enumNumber(shown);
  return shown === undefined || number === undefined
    ? undefined
    : { kind: 'enum', name: shown.name, number };
}

function scalarValue(scalar: ScalarType): ExampleScalar {
  switch (scalar) {
    case 'string':
      return 'text';
    case 'bytes':
      return new Uint8Array([0xda, 0x7a, 0x01]);
    case 'bool':
      return true;
    case 'float':
    case 'double':
      return 1.5;
    default:
      return 42n;
  }
}

/** Content of `type_url`, in the example of an `Any`. */
const anyUrl = 'type.googleapis.com/google.protobuf.Empty';

const knownValues: Readonly<Record<string, ExampleValue>> = {
  'google.protobuf.Any': { kind: 'known', json: { '@type': anyUrl }, binary: 2 + anyUrl.length },
  'google.protobuf.Duration': { kind: 'known', json: '90s', binary: 2 },
  'google.protobuf.Empty': { kind: 'known', json: {}, binary: 0 },
  'google.protobuf.FieldMask': { kind: 'known', json: 'name', binary: 6 },
  'google.protobuf.ListValue': { kind: 'known', json: ['text'], binary: 8 },
  'google.protobuf.Struct': { kind: 'known', json: { key: 'text' }, binary: 15 },
  'google.protobuf.Timestamp': { kind: 'known', json: '2026-01-31T12:00:00Z', binary: 6 },
  'google.protobuf.Value': { kind: 'known', json: 'text', binary: 6 },
};

const wrappers: ReadonlySet<string> = new Set(
  ['Bool', 'Bytes', 'Double', 'Float', 'Int32', 'Int64', 'String', 'UInt32', 'UInt64'].map(
    (name) => `google.protobuf.${name}Value`,
  ),
);
