/** A piece of JSON text. Joined, the pieces give the text again, whatever it was. */
export interface JsonToken {
  readonly kind: 'key' | 'string' | 'number' | 'literal' | 'punctuation' | 'space' | 'other';
  readonly text: string;
}

/** Where a text stops being JSON. Line and column count from one. */
export interface JsonProblem {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const tokenPattern =
  /(?<space>\s+)|(?<string>"(?:[^"\\\n]|\\.)*"?)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<literal>true\b|false\b|null\b)|(?<punctuation>[{}[\],:])|(?<other>[^\s"{}[\],:]+)/gy;

/** Splits any text; what is not JSON comes out as `other`. */
export function jsonTokens(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    tokens.push({ kind: kindOf(match.groups ?? {}), text: match[0] });
  }
  return markKeys(tokens);
}

/** How many values a text is to hold. */
export type ValueCount = 'one' | 'many';

/** The first problem, or undefined when the text is one JSON value, or one value after another. */
export function jsonProblem(text: string, count: ValueCount = 'one'): JsonProblem | undefined {
  if (count === 'one') {
    return valueProblem(text);
  }
  for (const { offset, value } of splitValues(text)) {
    const problem = valueProblem(value);
    if (problem !== undefined) {
      const place = offset + problem.offset;
      return { ...problem, offset: place, ...positionOf(text, place) };
    }
  }
  return undefined;
}

function valueProblem(text: string): JsonProblem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'not JSON';
    const offset = Number(/position (\d+)/.exec(reason)?.[1] ?? firstOddOffset(text, reason));
    return { offset, ...positionOf(text, offset), message: plainReason(reason) };
  }
}

/** The text with two spaces of indentation, numbers kept as written; unchanged when it is not JSON. */
export function formatJson(text: string, count: ValueCount = 'one'): string {
  if (jsonProblem(text, count) !== undefined) {
    return text;
  }
  return count === 'one'
    ? formatValue(text)
    : splitValues(text)
        .map(({ value }) => formatValue(value))
        .join('\n');
}

/** Objects and lists that follow one another; what stands between them belongs to the next. */
function splitValues(text: string): readonly { readonly offset: number; readonly value: string }[] {
  const values: { readonly offset: number; readonly value: string }[] = [];
  let start = 0;
  let end = 0;
  let depth = 0;
  for (const token of jsonTokens(text)) {
    end += token.text.length;
    depth += isOpening(token) ? 1 : 0;
    depth -= isClosing(token) ? 1 : 0;
    if (isClosing(token) && depth <= 0) {
      values.push({ offset: start, value: text.slice(start, end) });
      start = end;
      depth = 0;
    }
  }
  const rest = text.slice(start);
  return rest.trim() === '' && values.length > 0
    ? values
    : [...values, { offset: start, value: rest }];
}

function formatValue(text: string): string {
  let depth = 0;
  let formatted = '';
  const tokens = jsonTokens(text).filter((token) => token.kind !== 'space');
  tokens.forEach((token, index) => {
    const empty = isClosing(tokens[index + 1]) && isOpening(token);
    const afterOpening = isOpening(tokens[index - 1]);
    if (isClosing(token)) {
      depth -= 1;
      formatted += afterOpening ? token.text : `\n${'  '.repeat(depth)}${token.text}`;
    } else {
      formatted += token.text;
    }
    if (isOpening(token)) {
      depth += 1;
      formatted += empty ? '' : `\n${'  '.repeat(depth)}`;
    } else if (token.text === ',') {
      formatted += `\n${'  '.repeat(depth)}`;
    } else if (token.text === ':') {
      formatted += ' ';
    }
  });
  return formatted;
}

/** Line and column, both from one, of an offset. */
export function positionOf(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/** Offset of a line and column that count from one, clamped to the text. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines
    .slice(0, Math.max(0, line - 1))
    .reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(text.length, before + Math.max(0, column - 1));
}

/** Reads `line 3, column 5` or `3:5` out of a message for people. */
export function positionInMessage(
  message: string,
): { readonly line: number; readonly column: number } | undefined {
  const match =
    /line (\d+)[,:]? *(?:and )?col(?:umn)? (\d+)/i.exec(message) ?? /\b(\d+):(\d+)\b/.exec(message);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): JsonToken['kind'] {
  const kinds = ['space', 'string', 'number', 'literal', 'punctuation'] as const;
  return kinds.find((kind) => groups[kind] !== undefined) ?? 'other';
}

/** A string before a colon is a key. */
function markKeys(tokens: readonly JsonToken[]): readonly JsonToken[] {
  let next: JsonToken | undefined;
  const marked: JsonToken[] = [];
  for (const token of tokens.toReversed()) {
    const isKey = token.kind === 'string' && next?.text === ':';
    marked.push(isKey ? { ...token, kind: 'key' } : token);
    next = token.kind === 'space' ? next : token;
  }
  return marked.toReversed();
}

function isOpening(token: JsonToken | undefined): boolean {
  return token?.kind === 'punctuation' && (token.text === '{' || token.text === '[');
}

function isClosing(token: JsonToken | undefined): boolean {
  return token?.kind === 'punctuation' && (token.text === '}' || token.text === ']');
}

/** Engines that do not tell the position name the character; an early end is the end. */
function firstOddOffset(text: string, reason: string): number {
  if (/end of/i.test(reason)) {
    return text.length;
  }
  const odd = /(?:Unexpected token '?)(.)/u.exec(reason)?.[1];
  const found = odd === undefined ? -1 : text.indexOf(odd);
  return found < 0 ? text.length : found;
}

function plainReason(reason: string): string {
  const plain = reason
    .replace(/ in JSON at position.*$/s, '')
    .replace(/, \.{0,3}".*$/s, '')
    .replace(/ \(line \d+ column \d+\)$/, '');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}
