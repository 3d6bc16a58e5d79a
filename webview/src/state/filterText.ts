/**
 * The language of the filter box: words, and `key:value` with commas between alternatives, `*` for
 * any text, quotes around spaces and a leading `-` for "not". There is no text that it refuses. A
 * value at the very end is still being typed, so its beginning is enough; a space ends it.
 */

/** What a term can ask for by name; metadata are asked for by `meta.NAME`. */
export const filterKeys = [
  'name',
  'health',
  'registry',
  'connection',
  'tag',
  'ns',
  'dc',
  'version',
  'address',
  'convention',
  'protocol',
  'edge',
  'is',
] as const;

export type FilterKey = (typeof filterKeys)[number];

/** One condition, and where it stands in the text. */
export type Term = TermPlace &
  (
    | { readonly kind: 'word'; readonly word: string }
    /** Any of the values; none while the person still types. */
    | { readonly kind: 'key'; readonly key: FilterKey; readonly values: readonly string[] }
    /** Without values: the metadata have the name. */
    | { readonly kind: 'meta'; readonly name: string; readonly values: readonly string[] }
  );

interface TermPlace {
  readonly start: number;
  readonly end: number;
  readonly isNegated: boolean;
  /** Its last value is only the beginning of one. */
  readonly isOpen: boolean;
}

/** Reads a filter. */
export function parseFilter(text: string): readonly Term[] {
  const terms: Term[] = [];
  let at = skip(text, 0, /\s*/y);
  while (at < text.length) {
    const term = readTerm(text, at);
    terms.push(term);
    at = skip(text, term.end, /\s*/y);
  }
  return terms;
}

/** A value as it has to be written to be read back. */
export function written(value: string): string {
  return value === '' || /[\s",\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}

/** Whether a filter asks for a value of a key, as one of the alternatives of a term. */
export function hasValue(text: string, key: FilterKey, value: string): boolean {
  return parseFilter(text).some((term) => asksFor(term, key, value));
}

/** The filter with a value of a key asked for, or no longer so. */
export function toggleValue(text: string, key: FilterKey, value: string): string {
  const term = parseFilter(text).find((each) => asksFor(each, key, value));
  if (term?.kind !== 'key') {
    return ended(joined(text, `${key}:${written(value)}`));
  }
  const left = term.values.filter((each) => !isSame(each, value));
  const rest = left.length === 0 ? '' : `${key}:${left.map(written).join(',')}`;
  return ended(joined(joined(text.slice(0, term.start), rest), text.slice(term.end)));
}

/** With a space at the end, so that nothing of it counts as being typed. */
function ended(text: string): string {
  return text === '' ? '' : `${text.trimEnd()} `;
}

/** The filter without all terms of some keys. */
export function withoutKeys(text: string, keys: readonly FilterKey[]): string {
  const gone = parseFilter(text).filter((term) => term.kind === 'key' && keys.includes(term.key));
  return gone.reduceRight(
    (rest, { start, end }) => joined(rest.slice(0, start), rest.slice(end)),
    text,
  );
}

/** Two parts of a filter with one space between them. */
export function joined(before: string, after: string): string {
  return [before.trimEnd(), after.trimStart()].filter((part) => part !== '').join(' ');
}

/**
 * What a person may have meant by a word that looks like a key and is none: `helth:critical`.
 * Undefined when nothing is near.
 */
export function mistakenKey(
  text: string,
): { readonly typed: string; readonly meant: string } | undefined {
  for (const term of parseFilter(text)) {
    const typed = term.kind === 'word' ? /^([a-z]{2,12}):/i.exec(term.word)?.[1] : undefined;
    const meant = typed && filterKeys.find((key) => isNear(typed.toLowerCase(), key));
    if (typed !== undefined && meant !== undefined && meant !== '') {
      return { typed, meant };
    }
  }
  return undefined;
}

function asksFor(term: Term, key: FilterKey, value: string): boolean {
  return (
    term.kind === 'key' &&
    !term.isNegated &&
    term.key === key &&
    term.values.some((each) => isSame(each, value))
  );
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const keyHead = new RegExp(`(${filterKeys.join('|')}):`, 'iy');
const metaHead = /meta\.("(?:[^"\\]|\\.)*"?|[^\s=:"]+)([=:])?/iy;
const quotedPart = /"((?:[^"\\]|\\.)*)"?/y;

function readTerm(text: string, start: number): Term {
  const isNegated = text[start] === '-' && /\S/.test(text[start + 1] ?? '');
  const head = isNegated ? start + 1 : start;
  const key = matchAt(text, head, keyHead);
  if (key !== undefined) {
    const { values, end } = readValues(text, head + key[0].length);
    const isOpen = isTyped(text, values, end);
    return { kind: 'key', key: keyOf(key[1] ?? ''), values, start, end, isNegated, isOpen };
  }
  const meta = matchAt(text, head, metaHead);
  if (meta !== undefined) {
    const after = head + meta[0].length;
    const read = meta[2] === undefined ? { values: [], end: after } : readValues(text, after);
    const isOpen = isTyped(text, read.values, read.end);
    return { kind: 'meta', name: unquoted(meta[1] ?? ''), ...read, start, isNegated, isOpen };
  }
  const quoted = matchAt(text, head, quotedPart);
  const word = quoted?.[0] ?? matchAt(text, head, /\S+/y)?.[0] ?? '';
  const end = Math.max(head + word.length, head + 1);
  return { kind: 'word', word: unquoted(word), start, end, isNegated, isOpen: false };
}

/** Whether the last value ends with the text, as a person types it. */
function isTyped(text: string, values: readonly string[], end: number): boolean {
  const last = values.at(-1);
  return end === text.length && last !== undefined && !last.includes('*') && text.endsWith(last);
}

function readValues(
  text: string,
  start: number,
): { readonly values: readonly string[]; readonly end: number } {
  const values: string[] = [];
  let end = start;
  for (;;) {
    const part = matchAt(text, end, quotedPart)?.[0] ?? matchAt(text, end, /[^\s,]*/y)?.[0] ?? '';
    end += part.length;
    const value = unquoted(part);
    if (value !== '') {
      values.push(value);
    }
    if (text[end] !== ',') {
      return { values, end };
    }
    end += 1;
  }
}

function unquoted(part: string): string {
  const [, inner] = /^"((?:[^"\\]|\\.)*)/.exec(part) ?? [];
  return inner === undefined ? part : inner.replaceAll(/\\(.)/g, '$1');
}

/** The key of a name in upper or lower case; the name itself has to be one. */
export function keyOf(text: string): FilterKey {
  return filterKeys.find((key) => key === text.toLowerCase()) ?? 'name';
}

function matchAt(text: string, at: number, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function skip(text: string, at: number, pattern: RegExp): number {
  return at + (matchAt(text, at, pattern)?.[0].length ?? 0);
}

/** Whether one letter, more, fewer, other or swapped, makes the one word of the other. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one.length < 3) {
    return false;
  }
  const from = [...one].findIndex((letter, index) => letter !== other[index]);
  const rest = from < 0 ? one.length : from;
  const [a, b] = [one.slice(rest), other.slice(rest)];
  const swapped = b.charAt(1) + b.charAt(0) + b.slice(2);
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || a === swapped;
}
