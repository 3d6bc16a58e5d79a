import type { ScalarType } from '../link/model.ts';
import { integerRanges } from '../options/scalarValues.ts';
import type { ValueNode } from '../syntax/ast.ts';

/** What a scalar must be in JSON, in words, when a value is no such thing. */
export function scalarMismatch(scalar: ScalarType, node: ValueNode): string | undefined {
  switch (scalar) {
    case 'bool':
      return isWord(node, ['true', 'false']) ? undefined : 'true or false';
    case 'string':
      return node.kind === 'string' ? undefined : 'a string';
    case 'bytes':
      return isBase64(node) ? undefined : 'a string in base64';
    case 'float':
    case 'double':
      return isFloat(node) ? undefined : 'a number, "NaN", "Infinity" or "-Infinity"';
    default:
      return integerMismatch(scalar, integerIn(node));
  }
}

/** The integer that a key of a map, or any text, stands for. */
export function integerMismatch(scalar: ScalarType, value: bigint | undefined): string | undefined {
  const [low, high] = integerRanges[scalar] ?? [0n, 0n];
  return value !== undefined && value >= low && value <= high
    ? undefined
    : `an integer from ${String(low)} to ${String(high)}`;
}

/** A number without a fraction, in a string too. */
export function integerIn(node: ValueNode): bigint | undefined {
  const text = numberText(node) ?? (node.kind === 'string' ? node.value : undefined);
  return text === undefined ? undefined : integerOf(text);
}

/** As `integerIn`, of a text. */
export function integerOf(text: string): bigint | undefined {
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) {
    return BigInt(text);
  }
  const value = numberPattern.test(text) ? Number(text) : Number.NaN;
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function numberText(node: ValueNode): string | undefined {
  switch (node.kind) {
    case 'integer':
    case 'float':
      return node.text;
    case 'negative': {
      const text = node.operand === undefined ? undefined : numberText(node.operand);
      return text === undefined ? undefined : `-${text}`;
    }
    default:
      return undefined;
  }
}

function isFloat(node: ValueNode): boolean {
  if (numberText(node) !== undefined) {
    return true;
  }
  return (
    node.kind === 'string' &&
    (['NaN', 'Infinity', '-Infinity'].includes(node.value) || numberPattern.test(node.value))
  );
}

function isWord(node: ValueNode, words: readonly string[]): boolean {
  return node.kind === 'identifier' && words.includes(node.text);
}

/** Of either alphabet, with or without padding. */
function isBase64(node: ValueNode): boolean {
  if (node.kind !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(node.value)) {
    return false;
  }
  return node.value.replace(/=+$/, '').length % 4 !== 1;
}
