import * as findings from '../diagnostics/syntaxDiagnostics.ts';
import type { EmptyNode, ErrorNode, Span } from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';

/** Members between braces; `body` is absent when there is no opening brace. */
export interface Block<Member> {
  readonly body: Span | undefined;
  readonly members: readonly Member[];
}

export interface BlockShape<Member> {
  /** What opens the block, for messages: `message`, `rpc`. */
  readonly keyword: string;
  /** Where its statement begins: its indentation tells how far an unclosed block reaches. */
  readonly start: number;
  /** Parses one member, and passes over at least one token. */
  readonly member: (cursor: Cursor) => Member;
}

/**
 * protoc's bound on messages within messages (`compiler/parser.cc`): the 32nd level is refused. Here
 * it also holds for groups.
 */
export const maxBlockDepth = 31;

/** `{ member… }`. An unclosed block reaches to where the next token begins that is outside it. */
export function parseBlock<Member>(cursor: Cursor, shape: BlockShape<Member>): Block<Member> {
  if (!seekOpening(cursor)) {
    cursor.recover();
    return { body: undefined, members: [] };
  }
  const opener = cursor.currentSpan();
  const members: Member[] = [];
  cursor.advance();
  while (cursor.code !== char.closeBrace && !cursor.atEnd && !cursor.isOutdented(shape.start)) {
    cursor.failed = false;
    members.push(shape.member(cursor));
  }
  return { body: closeBlock(cursor, opener, shape.keyword), members };
}

/** The end of a statement whose last part is a block. */
export function endOfBlock(cursor: Cursor, body: Span | undefined): number {
  return Math.max(cursor.previousEnd, body?.end ?? 0);
}

/** `;` */
export function takeEmpty(cursor: Cursor): EmptyNode {
  const { start, end } = cursor;
  cursor.advance();
  return { kind: 'empty', start, end };
}

/** `;` in a block whose grammar has no empty statement. */
export function takeUnexpectedSemicolon(cursor: Cursor, keyword: string): EmptyNode {
  cursor.report(findings.unexpectedSemicolon(cursor.currentSpan(), keyword));
  return takeEmpty(cursor);
}

/** Passes over tokens that begin no statement; `allowed` says which ones could. */
export function skipUnexpected(cursor: Cursor, allowed: string): ErrorNode {
  const { start } = cursor;
  cursor.report(findings.unexpectedStatement(cursor.currentSpan(), allowed));
  if (cursor.code === char.openBrace) {
    cursor.skipBlock();
  } else {
    cursor.advance();
    cursor.recover();
  }
  return { kind: 'error', start, end: cursor.previousEnd };
}

/** Moves to the `{`, with a finding when something stands before it or it is missing. */
function seekOpening(cursor: Cursor): boolean {
  if (cursor.code !== char.openBrace) {
    cursor.expected('"{"');
  }
  while (cursor.code !== char.openBrace) {
    const { code } = cursor;
    if (cursor.atEnd || code === char.semicolon || code === char.closeBrace) {
      return false;
    }
    if (cursor.atLikelyStatement()) {
      return false;
    }
    cursor.advance();
  }
  return true;
}

function closeBlock(cursor: Cursor, opener: Span, keyword: string): Span {
  const body = { start: opener.end, end: cursor.start };
  cursor.failed = false;
  if (cursor.code === char.closeBrace) {
    cursor.advance();
  } else {
    cursor.report(findings.unclosedBlock(opener, keyword));
  }
  return body;
}
