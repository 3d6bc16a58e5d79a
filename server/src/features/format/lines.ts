import type { Comment, Gap } from './trivia.ts';
import type { Writer } from './writer.ts';

/** A gap between two members of a block, in the parts that are printed in different places. */
export interface SplitGap {
  /** On the line of the token before the gap. */
  readonly trailing: readonly Comment[];
  /** On lines of their own. */
  readonly own: readonly Comment[];
  /** Whether an empty line comes first, before the own comments or, without any, the token. */
  readonly isApart: boolean;
  /** Whether an empty line stands between the last own comment and the token. */
  readonly isDetached: boolean;
}

/** `keepsLine`: whether what is in one line with the tokens on both sides trails the first one. */
export function splitGap(
  { comments, newlinesAfter }: Gap,
  { keepsLine = false }: { readonly keepsLine?: boolean } = {},
): SplitGap {
  const firstOwn = comments.findIndex(({ newlinesBefore }) => newlinesBefore > 0);
  const inLine = firstOwn === -1 ? comments.length : firstOwn;
  const count = inLine === comments.length && newlinesAfter === 0 && !keepsLine ? 0 : inLine;
  const own = comments.slice(count);
  return {
    trailing: comments.slice(0, count),
    own,
    isApart: (own[0]?.newlinesBefore ?? newlinesAfter) > 1,
    isDetached: own.length > 0 && newlinesAfter > 1,
  };
}

/** Prints comments behind the token before. */
export function printTrailing(writer: Writer, comments: readonly Comment[]): void {
  comments.forEach((comment) => writer.comment(' ', comment));
}

/** Prints comments on lines of their own; at most one empty line is kept between two. */
export function printOwn(writer: Writer, comments: readonly Comment[]): void {
  comments.forEach((comment, index) => {
    if (index > 0 && comment.newlinesBefore > 1) {
      writer.newline();
    }
    writer.comment('', comment);
    writer.newline();
  });
}

/** Prints what stands on lines between two members, the empty lines around it included. */
export function printBetween(writer: Writer, { own, isApart, isDetached }: SplitGap): void {
  if (isApart) {
    writer.newline();
  }
  printOwn(writer, own);
  if (isDetached) {
    writer.newline();
  }
}

/** The comments before a closing brace: of the empty lines above them only the last is kept. */
export function beforeBrace({ own, isApart }: SplitGap): SplitGap {
  const last = own.findLastIndex((comment, index) => isParted(comment, index, isApart));
  return {
    trailing: [],
    own: own.map((comment, index) => (index === last ? comment : withoutEmptyLine(comment))),
    isApart: last === 0,
    isDetached: false,
  };
}

/** Comments with no empty line between them. */
export function together(own: readonly Comment[]): readonly Comment[] {
  return own.map(withoutEmptyLine);
}

function isParted({ newlinesBefore }: Comment, index: number, isFirstApart: boolean): boolean {
  return index === 0 ? isFirstApart : newlinesBefore > 1;
}

function withoutEmptyLine(comment: Comment): Comment {
  return { ...comment, newlinesBefore: Math.min(comment.newlinesBefore, 1) };
}
