import type { IdentifierNode, NameNode } from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { kindCode } from './flatTokens.ts';

/** The current token as an identifier; it must be one, or a word that the lexer complained of. */
export function takeIdentifier(cursor: Cursor): IdentifierNode {
  const { start, end } = cursor;
  cursor.advance();
  return { kind: 'identifier', start, end, text: cursor.text.slice(start, end) };
}

/** Whether the current token can be a name: malformed words count, as the lexer told of them. */
export function isName(cursor: Cursor): boolean {
  return cursor.kind === kindCode.identifier || cursor.kind === kindCode.invalid;
}

/**
 * The name that a declaration gives. A word on the next line is taken only if one of `followers`
 * comes after it: otherwise it begins another statement, and this one is half-typed.
 */
export function parseDeclaredName(
  cursor: Cursor,
  what: string,
  followers: string,
): IdentifierNode | undefined {
  if (isName(cursor) && belongsHere(cursor, followers)) {
    return takeIdentifier(cursor);
  }
  cursor.expected(what);
  return undefined;
}

/** Whether the current word is on the line of the token before it, or followed as expected. */
export function belongsHere(cursor: Cursor, followers: string): boolean {
  const code = cursor.peekCode(1);
  return (code !== 0 && followers.includes(String.fromCharCode(code))) || !cursor.beginsLine();
}

/**
 * A reference such as `a.b` or `.a.b`. Absent, with a finding, when no name begins here. After a
 * dot, a line that begins with a statement's keyword is left alone.
 */
export function parseName(cursor: Cursor, what: string): NameNode | undefined {
  const { start } = cursor;
  const absolute = cursor.take(char.dot);
  if (!isName(cursor)) {
    cursor.expected(what);
    return absolute ? nameNode(cursor, start, { absolute, parts: [] }) : undefined;
  }
  const first = takeIdentifier(cursor);
  if (!absolute && cursor.code !== char.dot) {
    return { kind: 'name', start, end: first.end, text: first.text, absolute, parts: [first] };
  }
  const parts = [first];
  while (cursor.take(char.dot)) {
    if (!isName(cursor) || cursor.atStatementLine()) {
      cursor.expected('an identifier');
      return nameNode(cursor, start, { absolute, parts, endsInDot: true });
    }
    parts.push(takeIdentifier(cursor));
  }
  return nameNode(cursor, start, { absolute, parts });
}

interface NameParts {
  readonly absolute: boolean;
  readonly parts: readonly IdentifierNode[];
  readonly endsInDot?: boolean;
}

function nameNode(cursor: Cursor, start: number, name: NameParts): NameNode {
  const { absolute, parts, endsInDot = false } = name;
  const words = parts.map((part) => part.text).join('.');
  const text = `${absolute ? '.' : ''}${words}${endsInDot ? '.' : ''}`;
  return { kind: 'name', start, end: cursor.previousEnd, text, absolute, parts };
}
