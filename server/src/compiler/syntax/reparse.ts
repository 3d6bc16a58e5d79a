import { lineIndexAfter } from '../source/lineIndex.ts';
import { partitionPoint } from '../source/partitionPoint.ts';
import type { FileMember } from './ast.ts';
import { Cursor } from './cursor.ts';
import type { FlatTokens } from './flatTokens.ts';
import { maxDiagnostics } from './lexer.ts';
import { flatTokensOf, mergeInOrder, parse, parseMembers, rememberTokens } from './parser.ts';
import { firstAtLeast, retokenize } from './retokenize.ts';
import type { SourceFile } from './sourceFile.ts';
import { changeBetween, type TextChange } from './textChange.ts';

/**
 * Significant tokens that stand at least between a member that is kept and a change: more than the
 * parser ever looks ahead, where no block is left open.
 */
const margin = 16;

/**
 * The same as `parse(path, text)`, with what an earlier parse of almost the same text has made: the
 * tokens away from the change, and the members before it, which are the same objects. A text with a
 * malformed token, or with a block that is not closed, whose end layout decides, is parsed anew.
 */
export function reparse(path: string, text: string, before: SourceFile): SourceFile {
  return resume(path, text, before) ?? parse(path, text);
}

function resume(path: string, text: string, before: SourceFile): SourceFile | undefined {
  const old = flatTokensOf(before);
  if (old === undefined || before.diagnostics.length >= maxDiagnostics) {
    return undefined;
  }
  const change = changeBetween(before.text, text);
  const place = placeBefore(before, old, change);
  if (place === undefined || text.slice(change.start, change.newEnd).includes('\0')) {
    return undefined;
  }
  const input = { before: before.text, after: text, tokens: old, change, first: place.token };
  const { tokens, diagnostics: malformed } = retokenize(input);
  if (malformed.length > 0 || tokens.lacksClosingBrace) {
    return undefined;
  }
  const cursor = new Cursor(text, { tokens, diagnostics: [] }, 'layout');
  cursor.goTo(place.index);
  cursor.diagnostics.push(...before.diagnostics.filter(({ start }) => start < place.start));
  const tree = parseMembers(cursor, place.members);
  const lines = lineIndexAfter(before.lines, text, change);
  const diagnostics = mergeInOrder([], cursor.diagnostics);
  const source = { path, text, tokens, tree, lines, diagnostics };
  rememberTokens(source, tokens);
  return source;
}

/** Where to go on. */
interface Place {
  /** What is kept. */
  readonly members: readonly FileMember[];
  /** Where the member behind them begins: the offset, and among the significant tokens. */
  readonly start: number;
  readonly index: number;
  /** The token, of all, that is the first to be read again. */
  readonly token: number;
}

/** The last member that begins well before a change, and behind one that was told nothing wrong of. */
function placeBefore(
  { tree, diagnostics }: SourceFile,
  tokens: FlatTokens,
  change: TextChange,
): Place | undefined {
  const last = firstAtLeast(tokens.significant, tokens.indexAt(change.start)) - margin;
  const lastToken = tokens.significant[last];
  if (last < 1 || lastToken === undefined) {
    return undefined;
  }
  const limit = tokens.start(lastToken);
  const startsInTime = (index: number): boolean => (tree.members[index]?.start ?? 0) <= limit;
  const inTime = partitionPoint(tree.members.length, startsInTime);
  for (let count = inTime - 1; count > 0; count--) {
    const previous = tree.members[count - 1];
    const start = tree.members[count]?.start;
    if (previous === undefined || start === undefined) {
      return undefined;
    }
    const isSound =
      previous.kind !== 'error' &&
      !diagnostics.some((found) => found.end >= previous.start && found.start <= start);
    if (isSound) {
      const index = firstAtLeast(tokens.significant, tokens.indexAt(start));
      return { members: tree.members.slice(0, count), start, index, token: lastToken };
    }
  }
  return undefined;
}
