import { unknownEnumValue, wrongOptionValue } from '../diagnostics/optionDiagnostics.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FieldType, ProtoSymbol, ScalarType } from '../link/model.ts';
import { int32Of } from '../link/references.ts';
import type { IdentifierNode, Span, ValueNode } from '../syntax/ast.ts';
import type { ScalarValue } from './values.ts';

/** What the value of a scalar is read for. */
export interface ScalarContext {
  /** How messages call the option or field. */
  readonly name: string;
  /** Within braces the rules are those of the text format, which is laxer. */
  readonly isTextFormat: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Told what an identifier that names an enum value stands for. */
  readonly refer: (node: Span, symbol: ProtoSymbol) => void;
}

/** The values that integers of a type may have, both ends included. */
export const integerRanges: Readonly<Partial<Record<ScalarType, readonly [bigint, bigint]>>> = {
  int32: [-0x8000_0000n, 0x7fff_ffffn],
  sint32: [-0x8000_0000n, 0x7fff_ffffn],
  sfixed32: [-0x8000_0000n, 0x7fff_ffffn],
  uint32: [0n, 0xffff_ffffn],
  fixed32: [0n, 0xffff_ffffn],
  int64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
  sint64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
  sfixed64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
  uint64: [0n, 0xffff_ffff_ffff_ffffn],
  fixed64: [0n, 0xffff_ffff_ffff_ffffn],
};

/** The value of a scalar or an enum, or undefined after a report that it does not fit. */
export function scalarValue(
  context: ScalarContext,
  type: Extract<FieldType, { kind: 'scalar' | 'enum' }>,
  node: ValueNode,
): ScalarValue | undefined {
  const fits = type.kind === 'enum' ? enumValue(context, type.symbol, node) : plain(type.scalar);
  if (fits !== 'reported' && fits === undefined) {
    context.report(wrongOptionValue(node, context.name, expectation(type)));
  }
  return fits === 'reported' ? undefined : fits;

  function plain(scalar: ScalarType): ScalarValue | undefined {
    switch (scalar) {
      case 'bool':
        return boolValue(context, node);
      case 'string':
      case 'bytes':
        return node.kind === 'string' ? node.bytes : undefined;
      case 'float':
      case 'double':
        return context.isTextFormat ? textFloatValue(node) : floatValue(node);
      default:
        return integerValue(scalar, node);
    }
  }
}

function expectation(type: Extract<FieldType, { kind: 'scalar' | 'enum' }>): string {
  if (type.kind === 'enum') {
    return `a value of enum "${type.symbol.fullName}"`;
  }
  const range = integerRanges[type.scalar];
  if (range !== undefined) {
    return `an integer from ${String(range[0])} to ${String(range[1])}`;
  }
  switch (type.scalar) {
    case 'bool':
      return '"true" or "false"';
    case 'float':
    case 'double':
      return 'a number';
    default:
      return 'a quoted string';
  }
}

function integerValue(scalar: ScalarType, node: ValueNode): bigint | undefined {
  const [low, high] = integerRanges[scalar] ?? [0n, 0n];
  const value = integerOf(node);
  return value !== undefined && value >= low && value <= high ? value : undefined;
}

function integerOf(node: ValueNode): bigint | undefined {
  if (node.kind === 'integer') {
    return node.value;
  }
  return node.kind === 'negative' && node.operand?.kind === 'integer'
    ? -node.operand.value
    : undefined;
}

const words: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['nan', NaN],
]);

/** The text format knows more words, in any case, and no integers but decimal ones. */
function textFloatValue(node: ValueNode): number | undefined {
  if (node.kind === 'negative') {
    const value = node.operand === undefined ? undefined : textFloatValue(node.operand);
    return value === undefined ? undefined : -value;
  }
  if (node.kind === 'identifier') {
    const word = node.text.toLowerCase();
    return words.get(word === 'infinity' ? 'inf' : word);
  }
  return node.kind === 'integer' && /^0./.test(node.text) ? undefined : floatValue(node);
}

/** A number as floating point; `inf` and `nan` are words. */
export function floatValue(node: ValueNode): number | undefined {
  switch (node.kind) {
    case 'integer':
      return Number(node.value);
    case 'float':
      return node.value;
    case 'identifier':
      return words.get(node.text);
    case 'negative': {
      const value = node.operand === undefined ? undefined : floatValue(node.operand);
      return value === undefined ? undefined : -value;
    }
    default:
      return undefined;
  }
}

function boolValue(context: ScalarContext, node: ValueNode): boolean | undefined {
  if (node.kind === 'identifier') {
    const isTrue = context.isTextFormat ? ['true', 'True', 't'] : ['true'];
    const isFalse = context.isTextFormat ? ['false', 'False', 'f'] : ['false'];
    return isTrue.includes(node.text) ? true : isFalse.includes(node.text) ? false : undefined;
  }
  if (context.isTextFormat && node.kind === 'integer' && node.value <= 1n) {
    return node.value === 1n;
  }
  return undefined;
}

function enumValue(
  context: ScalarContext,
  type: ProtoSymbol,
  node: ValueNode,
): bigint | 'reported' | undefined {
  if (node.kind === 'identifier') {
    return namedEnumValue(context, type, node);
  }
  const number = context.isTextFormat ? integerOf(node) : undefined;
  const isKnown = type.children.some((value) => BigInt(enumNumber(value) ?? 0) === number);
  return isKnown || isOpenNumber(type, number) ? number : undefined;
}

/** An open enum takes any int32. */
function isOpenNumber({ features }: ProtoSymbol, number: bigint | undefined): boolean {
  const [low, high] = integerRanges.int32 ?? [0n, 0n];
  return features.enumType === 'open' && number !== undefined && number >= low && number <= high;
}

function namedEnumValue(
  context: ScalarContext,
  type: ProtoSymbol,
  node: IdentifierNode,
): bigint | 'reported' {
  const value = type.children.find((child) => child.name === node.text);
  if (value === undefined) {
    const names = type.children.map((child) => child.name);
    context.report(unknownEnumValue(node, type.fullName, node.text, names));
    return 'reported';
  }
  context.refer(node, value);
  return BigInt(enumNumber(value) ?? 0);
}

/** The number of an enum value as written. */
export function enumNumber({ node }: ProtoSymbol): number | undefined {
  return node.kind === 'enumValue' ? int32Of(node.number) : undefined;
}
