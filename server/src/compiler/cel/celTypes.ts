import type { FieldType, ProtoSymbol, ScalarType } from '../link/model.ts';
import { jsonShape } from '../jsonBody/jsonShape.ts';

export type CelSimpleName =
  | 'int'
  | 'uint'
  | 'double'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'null_type'
  | 'timestamp'
  | 'duration'
  | 'type';

/** The type of an expression. `dyn` is one that only the run time knows, and fits everything. */
export type CelType =
  | { readonly kind: 'dyn' }
  | { readonly kind: 'simple'; readonly name: CelSimpleName }
  | { readonly kind: 'list'; readonly element: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly kind: 'message'; readonly symbol: ProtoSymbol };

export const dyn: CelType = { kind: 'dyn' };

export function simple(name: CelSimpleName): CelType {
  return { kind: 'simple', name };
}

export function listOf(element: CelType): CelType {
  return { kind: 'list', element };
}

/** The type of a field's value as an expression sees it. */
export function celTypeOfField({ field }: ProtoSymbol): CelType {
  if (field === undefined) {
    return dyn;
  }
  const single = celTypeOf(field.type);
  return field.label === 'repeated' && field.type.kind !== 'map' ? listOf(single) : single;
}

function celTypeOf(type: FieldType): CelType {
  switch (type.kind) {
    case 'scalar':
      return simple(scalarTypes[type.scalar]);
    case 'enum':
      return simple('int');
    case 'message':
    case 'group':
      return celTypeOfMessage(type.symbol);
    case 'map': {
      const [key, value] = type.entry.children.map(celTypeOfField);
      return { kind: 'map', key: key ?? dyn, value: value ?? dyn };
    }
    case 'unresolved':
      return dyn;
  }
}

/** Of well-known types what they stand for; a wrapper is a value or null, which only run time knows. */
export function celTypeOfMessage(symbol: ProtoSymbol): CelType {
  switch (symbol.fullName) {
    case 'google.protobuf.Timestamp':
      return simple('timestamp');
    case 'google.protobuf.Duration':
      return simple('duration');
    case 'google.protobuf.Struct':
      return { kind: 'map', key: simple('string'), value: dyn };
    case 'google.protobuf.ListValue':
      return listOf(dyn);
    default: {
      const { kind } = jsonShape(symbol);
      const isDynamic = kind === 'wrapper' || kind === 'value' || kind === 'any';
      return isDynamic ? dyn : { kind: 'message', symbol };
    }
  }
}

const scalarTypes: Readonly<Record<ScalarType, CelSimpleName>> = {
  double: 'double',
  float: 'double',
  int32: 'int',
  int64: 'int',
  sint32: 'int',
  sint64: 'int',
  sfixed32: 'int',
  sfixed64: 'int',
  uint32: 'uint',
  uint64: 'uint',
  fixed32: 'uint',
  fixed64: 'uint',
  bool: 'bool',
  string: 'string',
  bytes: 'bytes',
};

/** A type as people call it. */
export function celTypeName(type: CelType): string {
  switch (type.kind) {
    case 'dyn':
      return 'dyn';
    case 'simple':
      return type.name;
    case 'list':
      return `list(${celTypeName(type.element)})`;
    case 'map':
      return `map(${celTypeName(type.key)}, ${celTypeName(type.value)})`;
    case 'message':
      return type.symbol.fullName;
  }
}

/** Whether a type is one of some simple ones, or may be at run time. */
export function isOneOf(type: CelType, names: readonly CelSimpleName[]): boolean {
  return type.kind === 'dyn' || (type.kind === 'simple' && names.includes(type.name));
}

const numbers: readonly CelSimpleName[] = ['int', 'uint', 'double'];

/** Whether values of two types can be equal. Numbers of all kinds can, and null is for messages. */
export function areComparable(left: CelType, right: CelType): boolean {
  if (left.kind === 'dyn' || right.kind === 'dyn') {
    return true;
  }
  if (left.kind === 'simple' && right.kind === 'simple') {
    return (
      left.name === right.name || (numbers.includes(left.name) && numbers.includes(right.name))
    );
  }
  if (left.kind === 'message' && right.kind === 'message') {
    return left.symbol.fullName === right.symbol.fullName;
  }
  if (left.kind === 'list' && right.kind === 'list') {
    return areComparable(left.element, right.element);
  }
  return (
    left.kind === right.kind ||
    (isNullable(left) && isNull(right)) ||
    (isNull(left) && isNullable(right))
  );
}

function isNull(type: CelType): boolean {
  return type.kind === 'simple' && type.name === 'null_type';
}

function isNullable({ kind }: CelType): boolean {
  return kind === 'message';
}

/** The type of `left operator right`; undefined when there is no such operation. */
export function arithmetic(operator: string, left: CelType, right: CelType): CelType | undefined {
  if (left.kind === 'dyn' || right.kind === 'dyn') {
    return dyn;
  }
  if (left.kind === 'list' && right.kind === 'list') {
    return operator === '+' ? left : undefined;
  }
  if (left.kind !== 'simple' || right.kind !== 'simple') {
    return undefined;
  }
  const result = operations[operator]?.find(
    ([first, second]) => first === left.name && second === right.name,
  )?.[2];
  return result === undefined ? undefined : simple(result);
}

type Operation = readonly [CelSimpleName, CelSimpleName, CelSimpleName];

function same(...names: readonly CelSimpleName[]): Operation[] {
  return names.map((name) => [name, name, name]);
}

const operations: Readonly<Record<string, readonly Operation[]>> = {
  '+': [
    ...same('int', 'uint', 'double', 'string', 'bytes', 'duration'),
    ['timestamp', 'duration', 'timestamp'],
    ['duration', 'timestamp', 'timestamp'],
  ],
  '-': [
    ...same('int', 'uint', 'double', 'duration'),
    ['timestamp', 'timestamp', 'duration'],
    ['timestamp', 'duration', 'timestamp'],
  ],
  '*': same('int', 'uint', 'double'),
  '/': same('int', 'uint', 'double'),
  '%': same('int', 'uint'),
};
