import { RegistryError } from '../../registryError.ts';

/** What the placeholders of a pattern stand for in one key. */
export type KeyParts = ReadonlyMap<string, string>;

/** A compiled key pattern: the parts of a key that it fits, undefined for other keys. */
export type KeyPattern = (key: string) => KeyParts | undefined;

/** The placeholders that have a meaning; `{*}` stands for anything. */
export const keyPlaceholders = ['service', 'instance', 'version', 'namespace'] as const;

/** A piece of a segment: text as it stands, or a placeholder. */
type Token = { readonly text: string } | { readonly placeholder: string };

const longestPattern = 1_024;

/**
 * Compiles a pattern such as `/svc/{service}/{instance}`. A placeholder stands for at least one
 * character and never for a slash. Throws a RegistryError that says what is wrong.
 */
export function compileKeyPattern(pattern: string): KeyPattern {
  if (pattern.length > longestPattern) {
    throw problem(`has more than ${longestPattern} characters`);
  }
  const segments = pattern.split('/').map(readSegment);
  checkPlaceholders(segments.flat());
  return (key) => matchKey(segments, key);
}

/** Fits from left to right without ever going back, so that no key can take long. */
function matchKey(segments: readonly (readonly Token[])[], key: string): KeyParts | undefined {
  const parts = key.split('/');
  const found = new Map<string, string>();
  const fits =
    parts.length === segments.length &&
    segments.every((tokens, index) => matchSegment(tokens, parts[index] ?? '', found));
  return fits ? found : undefined;
}

function matchSegment(tokens: readonly Token[], text: string, found: Map<string, string>): boolean {
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    if ('text' in token) {
      if (!text.startsWith(token.text, at)) {
        return false;
      }
      at += token.text.length;
      continue;
    }
    const end = endOfPlaceholder(tokens, index, text, at);
    if (end <= at) {
      return false;
    }
    found.set(token.placeholder, text.slice(at, end));
    at = end;
  }
  return at === text.length;
}

/** Up to the text that follows: its last place when it ends the segment, or else its first one. */
function endOfPlaceholder(
  tokens: readonly Token[],
  index: number,
  text: string,
  at: number,
): number {
  const next = tokens[index + 1];
  if (next === undefined || !('text' in next)) {
    return text.length;
  }
  return index + 2 === tokens.length
    ? text.length - next.text.length
    : text.indexOf(next.text, at + 1);
}

function readSegment(segment: string): readonly Token[] {
  const pieces = segment.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
  return pieces.map((piece, index) => {
    const placeholder = /^\{(.*)\}$/s.exec(piece)?.[1];
    if (placeholder === undefined) {
      if (/[{}]/.test(piece)) {
        throw problem(`has a brace without its partner in "${segment}"`);
      }
      return { text: piece };
    }
    if (pieces[index + 1]?.startsWith('{') === true) {
      throw problem(
        `has nothing between ${piece} and ${pieces[index + 1] ?? ''}: part them by text`,
      );
    }
    return { placeholder };
  });
}

function checkPlaceholders(tokens: readonly Token[]): void {
  const used = tokens.flatMap((token) => ('placeholder' in token ? [token.placeholder] : []));
  const names: readonly string[] = keyPlaceholders;
  const known = `${names.map((name) => `{${name}}`).join(', ')} and {*}`;
  const unknown = used.find((name) => name !== '*' && !names.includes(name));
  if (unknown !== undefined) {
    throw problem(`has the placeholder {${unknown}}: there are ${known}`);
  }
  const repeated = names.find((name) => used.indexOf(name) !== used.lastIndexOf(name));
  if (repeated !== undefined) {
    throw problem(`has {${repeated}} twice: write {*} for one of them`);
  }
  if (!used.includes('service')) {
    throw problem('has no {service}: write it where the name of the service stands');
  }
}

function problem(what: string): RegistryError {
  return new RegistryError('unreadable', `the key pattern ${what}`);
}
