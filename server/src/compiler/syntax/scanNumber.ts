import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { invalidNumber } from '../diagnostics/syntaxDiagnostics.ts';
import { char, isDigit, isHexDigit, isOctalDigit, isWord } from './characters.ts';

export interface ScannedNumber {
  readonly end: number;
  readonly isFloat: boolean;
}

export interface NumberOptions {
  readonly report: (diagnostic: Diagnostic) => void;
  /** Whether an `f` behind a decimal number is a part of it, which makes it floating point. */
  readonly takesSuffix: boolean;
}

/** Where a number's well-formed part ends, and what is wrong with it. */
interface Shape extends ScannedNumber {
  readonly problem?: string;
}

/**
 * Reads the number at `start`, which is a digit, or a dot before a digit. What sticks to a number
 * (letters, digits, dots) is taken into the token, with one finding on it.
 */
export function scanNumber(
  text: string,
  start: number,
  { report, takesSuffix }: NumberOptions,
): ScannedNumber {
  const shape = shapeOf(text, start);
  const { end, isFloat, problem } = takesSuffix ? withSuffix(text, start, shape) : shape;
  const tokenEnd = endOfRun(text, end);
  const why = problem ?? (tokenEnd > end ? problemAfter(text, end, isFloat) : undefined);
  if (why !== undefined) {
    report(invalidNumber({ start, end: tokenEnd }, why));
  } else if (text.charCodeAt(start) === char.dot && isWord(text.charCodeAt(start - 1))) {
    report(invalidNumber({ start, end: tokenEnd }, 'a number needs a space before its dot'));
  }
  return { end: tokenEnd, isFloat };
}

function shapeOf(text: string, start: number): Shape {
  if (text.charCodeAt(start) !== char.zero) {
    return decimal(text, start);
  }
  const next = text.charCodeAt(start + 1);
  if ((next | 0x20) === 0x78) {
    return hexadecimal(text, start);
  }
  return isDigit(next) ? octal(text, start) : decimal(text, start);
}

/** Hex and octal numbers take none. */
function withSuffix(text: string, start: number, shape: Shape): Shape {
  const isSuffix = (text.charCodeAt(shape.end) | 0x20) === 0x66;
  const isDecimal =
    shape.isFloat || text.charCodeAt(start) !== char.zero || shape.end === start + 1;
  return isSuffix && isDecimal ? { ...shape, end: shape.end + 1, isFloat: true } : shape;
}

function hexadecimal(text: string, start: number): Shape {
  const end = skip(text, start + 2, isHexDigit);
  const isEmpty = end === start + 2;
  return { end, isFloat: false, ...(isEmpty && { problem: '"0x" needs hex digits after it' }) };
}

function octal(text: string, start: number): Shape {
  const end = skip(text, start + 1, isOctalDigit);
  if (!isDigit(text.charCodeAt(end))) {
    return { end, isFloat: false };
  }
  const problem = 'a number with a leading zero is octal: its digits go up to 7';
  return { end: skip(text, end, isDigit), isFloat: false, problem };
}

function decimal(text: string, start: number): Shape {
  let end = skip(text, start, isDigit);
  let isFloat = false;
  if (text.charCodeAt(end) === char.dot) {
    isFloat = true;
    end = skip(text, end + 1, isDigit);
  }
  if ((text.charCodeAt(end) | 0x20) !== 0x65) {
    return { end, isFloat };
  }
  const sign = text.charCodeAt(end + 1);
  const exponent = end + (sign === char.plus || sign === char.minus ? 2 : 1);
  end = skip(text, exponent, isDigit);
  const isEmpty = end === exponent;
  return { end, isFloat: true, ...(isEmpty && { problem: '"e" needs an exponent after it' }) };
}

function problemAfter(text: string, at: number, isFloat: boolean): string {
  if (text.charCodeAt(at) !== char.dot) {
    return 'a number needs a space between it and a word';
  }
  return isFloat
    ? 'a number has one decimal point or exponent'
    : 'hex and octal numbers have no decimal point';
}

function endOfRun(text: string, from: number): number {
  return skip(text, from, (code) => code === char.dot || isWord(code));
}

function skip(text: string, from: number, accepts: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && accepts(text.charCodeAt(at))) {
    at++;
  }
  return at;
}
