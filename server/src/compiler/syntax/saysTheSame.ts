import type { SourceFile } from './sourceFile.ts';
import { changeBetween } from './textChange.ts';
import type { TokenKind, TokenList } from './tokens.ts';

const passedOver: ReadonlySet<TokenKind> = new Set(['whitespace', 'lineComment', 'blockComment']);

/**
 * Whether two texts differ in comments and white space alone, so that they mean the same to whoever
 * imports them: the same words in the same order. In a text with errors layout may matter.
 */
export function saysTheSame(before: SourceFile, after: SourceFile): boolean {
  if (before.diagnostics.length > 0 || after.diagnostics.length > 0) {
    return false;
  }
  const { start, oldEnd, newEnd } = changeBetween(before.text, after.text);
  // The token before the change may go on into it.
  const from = Math.max(start - 1, 0);
  const old = tokensAt(before, from, oldEnd);
  const now = tokensAt(after, from, newEnd);
  const isAligned = before.text.length - old.end === after.text.length - now.end;
  return (
    isAligned &&
    old.words.length === now.words.length &&
    old.words.every((word, index) => word === now.words[index])
  );
}

/** What the tokens from the one at an offset to the one at another say, and where the last ends. */
function tokensAt(
  { text, tokens }: SourceFile,
  start: number,
  end: number,
): { readonly words: readonly string[]; readonly end: number } {
  const [first, last] = [Math.max(tokens.indexAt(start), 0), tokens.indexAt(end)];
  const words: string[] = [];
  for (let index = first; index <= last; index++) {
    if (!passedOver.has(tokens.kind(index))) {
      words.push(text.slice(tokens.start(index), tokens.end(index)));
    }
  }
  return { words, end: endOf(tokens, last) };
}

function endOf(tokens: TokenList, index: number): number {
  return index < 0 ? 0 : tokens.end(index);
}
