import { codePointAt, decodeUtf8, pushCodePoint } from '../source/utf8.ts';
import { char, isHexDigit, isOctalDigit } from './characters.ts';

/** What string literals stand for. */
export interface Unescaped {
  readonly bytes: Uint8Array;
  /** `bytes` read as UTF-8, ill-formed sequences replaced. */
  readonly value: string;
}

/** Unescapes one literal, its quotes included; the closing one may be missing. */
export function unescapeLiteral(literal: string): Unescaped {
  const content = contentOf(literal);
  const bytes = new Uint8Array(content.length);
  for (let at = 0; at < content.length; at++) {
    const code = content.charCodeAt(at);
    if (code >= 0x80 || code === char.backslash) {
      return unescapeSlowly(content);
    }
    bytes[at] = code;
  }
  return { bytes, value: content };
}

/** Joins adjacent literals, of which there is at least one. */
export function joinUnescaped(literals: readonly Unescaped[]): Unescaped {
  const [first] = literals;
  if (first !== undefined && literals.length === 1) {
    return first;
  }
  const bytes = new Uint8Array(literals.reduce((sum, literal) => sum + literal.bytes.length, 0));
  let at = 0;
  for (const literal of literals) {
    bytes.set(literal.bytes, at);
    at += literal.bytes.length;
  }
  return { bytes, value: decodeUtf8(bytes) };
}

function contentOf(literal: string): string {
  const isClosed = literal.length > 1 && literal.endsWith(literal.charAt(0));
  const content = literal.slice(1, isClosed ? -1 : undefined);
  return isClosed && endsInEscape(content) ? literal.slice(1) : content;
}

/** Whether the last backslash of an unclosed literal escapes the quote after it. */
function endsInEscape(content: string): boolean {
  const backslashes = content.endsWith('\\') ? (/\\+$/.exec(content)?.[0].length ?? 0) : 0;
  return backslashes % 2 === 1;
}

function unescapeSlowly(content: string): Unescaped {
  const bytes: number[] = [];
  let at = 0;
  while (at < content.length) {
    if (content.charCodeAt(at) === char.backslash && at + 1 < content.length) {
      at = unescapeOne(content, at + 1, bytes);
      continue;
    }
    const point = codePointAt(content, at);
    pushCodePoint(bytes, point);
    at += point > 0xffff ? 2 : 1;
  }
  const array = Uint8Array.from(bytes);
  return { bytes: array, value: decodeUtf8(array) };
}

/** Appends what the escape stands for whose key is at `at`, and returns where it ends. */
function unescapeOne(content: string, at: number, bytes: number[]): number {
  const key = content.charAt(at);
  if (isOctalDigit(key.charCodeAt(0))) {
    const end = endOfDigits(content, at, { most: 3, accepts: isOctalDigit });
    bytes.push(Number.parseInt(content.slice(at, end), 8) & 0xff);
    return end;
  }
  if (key === 'x' || key === 'X') {
    const end = endOfDigits(content, at + 1, { most: 2, accepts: isHexDigit });
    bytes.push(end === at + 1 ? 0 : Number.parseInt(content.slice(at + 1, end), 16));
    return end;
  }
  if (key === 'u' || key === 'U') {
    return unescapeCodePoint(content, at, bytes);
  }
  pushCodePoint(bytes, simpleEscapes[key] ?? codePointAt(content, at));
  return at + (codePointAt(content, at) > 0xffff ? 2 : 1);
}

/** protoc joins a pair of surrogate escapes, and encodes a lone one as if it were a character. */
function unescapeCodePoint(content: string, at: number, bytes: number[]): number {
  const most = content.charAt(at) === 'u' ? 4 : 8;
  const end = endOfDigits(content, at + 1, { most, accepts: isHexDigit });
  if (end !== at + 1 + most) {
    bytes.push(content.charCodeAt(at));
    return at + 1;
  }
  const point = Number.parseInt(content.slice(at + 1, end), 16);
  const low = /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(content.slice(end, end + 6))?.[1];
  if (point >= 0xd800 && point < 0xdc00 && low !== undefined) {
    const trail = Number.parseInt(low, 16);
    pushCodePoint(bytes, 0x10000 + ((point - 0xd800) << 10) + (trail - 0xdc00));
    return end + 6;
  }
  if (point > 0x10ffff) {
    bytes.push(...asciiBytes(`\\U${point.toString(16).padStart(8, '0')}`));
  } else {
    pushCodePoint(bytes, point);
  }
  return end;
}

const simpleEscapes: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
};

function endOfDigits(
  content: string,
  from: number,
  digits: { readonly most: number; readonly accepts: (code: number) => boolean },
): number {
  let end = from;
  while (end < from + digits.most && digits.accepts(content.charCodeAt(end))) {
    end++;
  }
  return end;
}

function asciiBytes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
