import type { SourceFile } from '../syntax/sourceFile.ts';
import type { Span, StringNode } from '../syntax/ast.ts';
import { isHexDigit, isOctalDigit } from '../syntax/characters.ts';

/** The text of an expression, and where each part of it stands in the file. */
export interface CelText {
  readonly value: string;
  /** The place in the file of a part of `value`; escapes count as what they stand for. */
  place(span: Span): Span;
  /** The offset in `value` of a place in the file; undefined outside of the literals. */
  offsetAt(place: number): number | undefined;
}

/** Reads the literals of a string, escapes undone, so that places can be told both ways. */
export function celText({ text }: Pick<SourceFile, 'text'>, { literals }: StringNode): CelText {
  const mapping = new Mapping();
  for (const { start, end } of literals) {
    const isClosed = end > start + 1 && text[end - 1] === text[start];
    mapping.add(text, { start: start + 1, end: isClosed ? end - 1 : end });
  }
  return mapping;
}

/** A part of the text: one escape, or characters that stand in the file as they are. */
interface Segment extends Span {
  /** Where it begins in the text. */
  readonly at: number;
  readonly value: string;
  readonly isEscape: boolean;
}

/**
 * The same for a literal of an expression: the text that it stands for, and where each part of it stands
 * in the expression. Strings that are raw have no escapes.
 */
export function celLiteralText(expression: string, { start, end }: Span): CelText {
  const mapping = new Mapping();
  const text = expression.slice(0, end);
  const opening = /^([A-Za-z]*)("""|'''|"|')/.exec(text.slice(start));
  const [whole = '', prefix = '', quote = ''] = opening ?? [];
  const content = { start: start + whole.length, end: end - quote.length };
  if (/r/i.test(prefix)) {
    mapping.addRaw(text, content);
  } else {
    mapping.add(text, content);
  }
  return mapping;
}

class Mapping implements CelText {
  value = '';
  readonly #segments: Segment[] = [];
  readonly #contents: Span[] = [];

  add(text: string, content: Span): void {
    this.#contents.push(content);
    for (let at = content.start; at < content.end;) {
      const backslash = text.indexOf('\\', at);
      const next = backslash === -1 ? content.end : Math.min(backslash, content.end);
      if (next > at) {
        this.#push({ start: at, end: next, value: text.slice(at, next), isEscape: false });
      }
      at = next;
      if (at < content.end) {
        const { value, end } = escapeAt(text, at, content.end);
        this.#push({ start: at, end, value, isEscape: true });
        at = end;
      }
    }
  }

  /** The same, where a backslash is one. */
  addRaw(text: string, content: Span): void {
    this.#contents.push(content);
    this.#push({ ...content, value: text.slice(content.start, content.end), isEscape: false });
  }

  place({ start, end }: Span): Span {
    const from = this.#fileOffset(start, 'start');
    return { start: from, end: end > start ? this.#fileOffset(end - 1, 'end') : from };
  }

  offsetAt(place: number): number | undefined {
    if (!this.#contents.some(({ start, end }) => start <= place && place <= end)) {
      return undefined;
    }
    const found = this.#segments.find(({ end }) => place < end);
    if (found === undefined) {
      return this.value.length;
    }
    return found.at + (found.isEscape ? 0 : Math.max(place - found.start, 0));
  }

  #push(segment: Omit<Segment, 'at'>): void {
    this.#segments.push({ ...segment, at: this.value.length });
    this.value += segment.value;
  }

  /** Where a character of the text begins or ends in the file. */
  #fileOffset(at: number, side: 'start' | 'end'): number {
    const found = this.#segments.find((each) => at < each.at + each.value.length);
    if (found === undefined) {
      return this.#contents.at(-1)?.end ?? 0;
    }
    return found.isEscape ? found[side] : found.start + at - found.at + (side === 'end' ? 1 : 0);
  }
}

interface Character {
  readonly value: string;
  readonly end: number;
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What the escape at `at` stands for; a byte is read as a character. */
function escapeAt(text: string, at: number, limit: number): Character {
  if (at + 1 >= limit) {
    return { value: '\\', end: at + 1 };
  }
  const key = text.charAt(at + 1);
  if (isOctalDigit(key.charCodeAt(0))) {
    return digits(text, { start: at + 1, most: 3, limit, radix: 8 });
  }
  switch (key) {
    case 'x':
    case 'X':
      return digits(text, { start: at + 2, most: 2, limit, radix: 16 });
    case 'u':
      return digits(text, { start: at + 2, most: 4, limit, radix: 16 });
    case 'U':
      return digits(text, { start: at + 2, most: 8, limit, radix: 16 });
    default:
      return { value: simple[key] ?? key, end: at + 2 };
  }
}

interface Digits {
  readonly start: number;
  readonly most: number;
  readonly limit: number;
  readonly radix: 8 | 16;
}

function digits(text: string, { start, most, limit, radix }: Digits): Character {
  const accepts = radix === 8 ? isOctalDigit : isHexDigit;
  let end = start;
  while (end < Math.min(start + most, limit) && accepts(text.charCodeAt(end))) {
    end++;
  }
  const code = Number.parseInt(text.slice(start, end), radix);
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', end };
}
