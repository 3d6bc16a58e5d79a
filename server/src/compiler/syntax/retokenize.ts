import { partitionPoint } from '../source/partitionPoint.ts';
import { char } from './characters.ts';
import { createFlatTokens, type FlatTokens, kindCode } from './flatTokens.ts';
import { type LexedText, tokenizeFrom } from './lexer.ts';
import type { TextChange } from './textChange.ts';

/** A text with its tokens, and how it becomes another. */
export interface ChangedTokens {
  readonly before: string;
  readonly after: string;
  readonly tokens: FlatTokens;
  readonly change: TextChange;
  /** Index of the token to begin with, some tokens before the change. */
  readonly first: number;
}

/**
 * The tokens of the text as it is after a change. Only those around it are read: what stands behind
 * the first token that begins where one began before is the same. Both texts must be without NUL
 * characters. The findings are those of the tokens that were read.
 */
export function retokenize({ before, after, tokens, change, first }: ChangedTokens): LexedText {
  const moved = change.newEnd - change.oldEnd;
  const isKnown = (at: number): boolean =>
    at >= change.newEnd && tokens.starts[tokens.indexAt(at - moved)] === at - moved;
  const part = tokenizeFrom(after, tokens.start(first), isKnown);
  const isAtEnd = part.end === after.length;
  const next = isAtEnd ? tokens.length : tokens.indexAt(part.end - moved);
  const lost = bracesBetween(before, tokens, first, next);
  return {
    tokens: createFlatTokens({
      length: first + part.tokens.length + tokens.length - next,
      textLength: after.length,
      kinds: joinKinds(tokens, part.tokens, { first, next }),
      starts: joinStarts(tokens, part.tokens, { first, next, moved }),
      significant: joinSignificant(tokens, part.tokens, { first, next }),
      openBraces: tokens.openBraces - lost + part.tokens.openBraces,
    }),
    diagnostics: part.diagnostics,
  };
}

/** The tokens that are kept are those before `first`, and those from `next` on. */
interface Kept {
  readonly first: number;
  readonly next: number;
}

/** The sentinel is among the tokens from `next` on. */
function joinKinds(old: FlatTokens, part: FlatTokens, { first, next }: Kept): Uint8Array {
  const rest = old.kinds.subarray(next);
  const kinds = new Uint8Array(first + part.length + rest.length);
  kinds.set(old.kinds.subarray(0, first));
  kinds.set(part.kinds.subarray(0, part.length), first);
  kinds.set(rest, first + part.length);
  return kinds;
}

function joinStarts(
  old: FlatTokens,
  part: FlatTokens,
  { first, next, moved }: Kept & { readonly moved: number },
): Uint32Array {
  const rest = old.starts.subarray(next);
  const starts = new Uint32Array(first + part.length + rest.length);
  starts.set(old.starts.subarray(0, first));
  starts.set(part.starts.subarray(0, part.length), first);
  for (let from = 0, to = first + part.length; from < rest.length; from++, to++) {
    starts[to] = (rest[from] ?? 0) + moved;
  }
  return starts;
}

function joinSignificant(old: FlatTokens, part: FlatTokens, { first, next }: Kept): Uint32Array {
  const head = old.significant.subarray(0, firstAtLeast(old.significant, first));
  // The part has a sentinel of its own.
  const middle = part.significant.subarray(0, part.significant.length - 1);
  const rest = old.significant.subarray(firstAtLeast(old.significant, next));
  const significant = new Uint32Array(head.length + middle.length + rest.length);
  significant.set(head);
  let to = head.length;
  for (const index of middle) {
    significant[to++] = index + first;
  }
  const moved = first + part.length - next;
  for (const index of rest) {
    significant[to++] = index + moved;
  }
  return significant;
}

function bracesBetween(text: string, tokens: FlatTokens, from: number, to: number): number {
  let braces = 0;
  for (let index = from; index < to; index++) {
    if (tokens.kinds[index] === kindCode.punctuation) {
      const code = text.charCodeAt(tokens.starts[index] ?? 0);
      braces += code === char.openBrace ? 1 : code === char.closeBrace ? -1 : 0;
    }
  }
  return braces;
}

/** Index of the first entry of a sorted list that is not less than a value. */
export function firstAtLeast(sorted: Uint32Array, value: number): number {
  return partitionPoint(sorted.length, (index) => (sorted[index] ?? 0) < value);
}
