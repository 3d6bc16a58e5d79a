import type { SourceFile } from '../../compiler/index.ts';

/** A comment as the text has it, with what stands around it. */
export interface Comment {
  /** Markers included; a line comment without its line break. */
  readonly text: string;
  readonly isLine: boolean;
  /** Line breaks between it and what is before it. */
  readonly newlinesBefore: number;
}

/** What stands between two tokens. */
export interface Gap {
  readonly comments: readonly Comment[];
  /** Line breaks behind the last comment, or in the whole gap when it has none. */
  readonly newlinesAfter: number;
}

/** A token that matters, and the gap before it. The last one is the end of the text. */
export interface FormatToken {
  readonly start: number;
  readonly text: string;
  readonly gap: Gap;
}

export const emptyGap: Gap = { comments: [], newlinesAfter: 0 };

/** All tokens that matter, with the comments before each. No comment is in two gaps, none in none. */
export function readTokens({ text, tokens }: SourceFile): FormatToken[] {
  const result: FormatToken[] = [];
  let comments: Comment[] = [];
  let newlines = 0;
  const takeGap = (): Gap => {
    const gap =
      comments.length === 0 && newlines === 0 ? emptyGap : { comments, newlinesAfter: newlines };
    comments = [];
    newlines = 0;
    return gap;
  };
  for (let index = 0; index < tokens.length; index++) {
    const start = tokens.start(index);
    const piece = text.slice(start, tokens.end(index));
    const kind = tokens.kind(index);
    if (kind === 'whitespace') {
      newlines += countNewlines(piece);
    } else if (kind === 'lineComment' || kind === 'blockComment') {
      const isLine = kind === 'lineComment';
      comments.push({ text: piece.trimEnd(), isLine, newlinesBefore: newlines });
      newlines = 0;
    } else {
      result.push({ start, text: piece, gap: takeGap() });
    }
  }
  result.push({ start: text.length, text: '', gap: takeGap() });
  return result;
}

/**
 * One gap in the place of two, for a token between them that is left out. What stands behind it is at
 * least `leastNewlines` lines below what is before.
 */
export function joinGaps(first: Gap, second: Gap, leastNewlines: 0 | 1): Gap {
  const [head, ...rest] = second.comments;
  if (head === undefined) {
    const newlinesAfter = Math.max(first.newlinesAfter, second.newlinesAfter);
    return { comments: first.comments, newlinesAfter };
  }
  const newlinesBefore = Math.max(head.newlinesBefore, first.newlinesAfter, leastNewlines);
  const comments = [...first.comments, { ...head, newlinesBefore }, ...rest];
  return { comments, newlinesAfter: second.newlinesAfter };
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}
