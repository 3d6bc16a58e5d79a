import type { Span } from '../syntax/ast.ts';

export type CelTokenKind =
  | 'name'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'symbol'
  | 'comment'
  | 'invalid'
  | 'end';

export interface CelToken extends Span {
  readonly kind: CelTokenKind;
  readonly text: string;
  /** What is wrong with the token. */
  readonly problem?: string;
}

const blank = /\s+/y;
const comment = /\/\/[^\n]*/y;
const number =
  /0[xX](?<hex>[0-9a-fA-F]*)(?<hexUnsigned>[uU]?)|(?:\d+(?<fraction>\.\d+)?|(?<point>\.\d+))(?<exponent>[eE][+-]?\d*)?(?<unsigned>[uU]?)/y;
const name = /[A-Za-z_]\w*/y;
const quotedName = /`[\w.\-/ ]+`/y;
const stringStart = /(?<prefix>[rRbB]{0,2})(?<quote>"""|'''|"|')/y;
const symbol = /&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}]/y;

/** The tokens of an expression and its comments, ended by one of kind `end`. White space is left out. */
export function lexCel(text: string): readonly CelToken[] {
  const tokens: CelToken[] = [];
  for (let at = endOf(blank, text, 0); at < text.length;) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at = endOf(blank, text, token.end);
  }
  return [...tokens, { kind: 'end', start: text.length, end: text.length, text: '' }];
}

function tokenAt(text: string, start: number): CelToken {
  return (
    stringAt(text, start) ??
    numberAt(text, start) ??
    plainAt(text, start, comment, 'comment') ??
    plainAt(text, start, name, 'name') ??
    plainAt(text, start, quotedName, 'name') ??
    plainAt(text, start, symbol, 'symbol') ??
    invalidAt(text, start)
  );
}

function plainAt(
  text: string,
  start: number,
  pattern: RegExp,
  kind: CelTokenKind,
): CelToken | undefined {
  const end = endOf(pattern, text, start);
  return end === start ? undefined : { kind, start, end, text: text.slice(start, end) };
}

function invalidAt(text: string, start: number): CelToken {
  const end = start + String.fromCodePoint(text.codePointAt(start) ?? 0).length;
  const found = text.slice(start, end);
  const hint =
    found === '='
      ? '; equality is "=="'
      : found === '&' || found === '|'
        ? `; the operator is "${found}${found}"`
        : '';
  return {
    kind: 'invalid',
    start,
    end,
    text: found,
    problem: `unexpected character "${found}"${hint}`,
  };
}

function numberAt(text: string, start: number): CelToken | undefined {
  if (!/[\d.]/.test(text.charAt(start))) {
    return undefined;
  }
  number.lastIndex = start;
  const match = number.exec(text);
  if (match === null) {
    return undefined;
  }
  const { hex, fraction, point, exponent, unsigned = '', hexUnsigned = '' } = match.groups ?? {};
  const isFloat = fraction !== undefined || point !== undefined || exponent !== undefined;
  const isUnsigned = unsigned + hexUnsigned !== '';
  const end = start + match[0].length;
  const kind = isFloat ? 'double' : isUnsigned ? 'uint' : 'int';
  const problem = numberProblem({ hex, exponent, isFloat, isUnsigned, next: text.charAt(end) });
  return { kind, start, end, text: match[0], ...(problem !== undefined && { problem }) };
}

interface NumberParts {
  readonly hex: string | undefined;
  readonly exponent: string | undefined;
  readonly isFloat: boolean;
  readonly isUnsigned: boolean;
  readonly next: string;
}

function numberProblem({
  hex,
  exponent,
  isFloat,
  isUnsigned,
  next,
}: NumberParts): string | undefined {
  if (hex === '') {
    return '"0x" needs hex digits after it';
  }
  if (exponent !== undefined && !/\d$/.test(exponent)) {
    return '"e" needs an exponent after it';
  }
  if (isFloat && isUnsigned) {
    return 'a floating point number takes no "u"';
  }
  return /\w/.test(next) ? 'a number needs a space between it and a word' : undefined;
}

function stringAt(text: string, start: number): CelToken | undefined {
  stringStart.lastIndex = start;
  const match = stringStart.exec(text);
  const { prefix = '', quote = '' } = match?.groups ?? {};
  if (match === null || /^(?:rr|bb)$/i.test(prefix)) {
    return undefined;
  }
  const isRaw = /r/i.test(prefix);
  const kind = /b/i.test(prefix) ? 'bytes' : 'string';
  let at = start + match[0].length;
  while (at < text.length && !text.startsWith(quote, at)) {
    if (quote.length === 1 && text[at] === '\n') {
      break;
    }
    at += text[at] === '\\' && !isRaw ? 2 : 1;
  }
  const isClosed = text.startsWith(quote, at);
  const end = Math.min(isClosed ? at + quote.length : at, text.length);
  const found = { kind, start, end, text: text.slice(start, end) } as const;
  const problem = isClosed
    ? isRaw
      ? undefined
      : escapeProblem(found.text)
    : `the string is not closed: ${quote} is missing`;
  return { ...found, ...(problem !== undefined && { problem }) };
}

const escapes =
  /\\(?:[abfnrtv\\?"'`]|x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})|\\[\s\S]?/g;

function escapeProblem(text: string): string | undefined {
  const wrong = [...text.matchAll(escapes)].find(
    ([escape]) =>
      escape.length < 2 || (escape.length === 2 && !/[abfnrtv\\?"'`]/.test(escape[1] ?? '')),
  );
  return wrong === undefined ? undefined : `"${wrong[0]}" is no escape of the expression language`;
}

function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}
