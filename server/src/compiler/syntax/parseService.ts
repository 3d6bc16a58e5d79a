import type { MethodNode, MethodTypeNode, ServiceNode, Span } from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { endOfBlock, parseBlock, skipUnexpected, takeEmpty } from './parseBlock.ts';
import { belongsHere, isName, parseDeclaredName, parseName, takeIdentifier } from './parseName.ts';
import { parseOptionStatement } from './parseOptions.ts';

/** `service Name { … }`, the current token being `service`. */
export function parseService(cursor: Cursor): ServiceNode {
  const keyword = takeIdentifier(cursor);
  const { start } = keyword;
  const name = parseDeclaredName(cursor, 'a service name', '{');
  const { body, members } = parseBlock(cursor, { keyword: 'service', start, member });
  return { kind: 'service', start, end: endOfBlock(cursor, body), keyword, name, body, members };
}

function member(cursor: Cursor): ServiceNode['members'][number] {
  if (cursor.code === char.semicolon) {
    return takeEmpty(cursor);
  }
  switch (cursor.word()) {
    case 'option':
      return parseOptionStatement(cursor);
    case 'rpc':
      return parseMethod(cursor);
    default:
      return skipUnexpected(cursor, '"rpc" or "option"');
  }
}

function parseMethod(cursor: Cursor): MethodNode {
  const keyword = takeIdentifier(cursor);
  const { start } = keyword;
  const name = parseDeclaredName(cursor, 'a method name', '(');
  const input = parseMethodType(cursor);
  const output = parseReturns(cursor);
  const { end, body, members } = parseMethodEnd(cursor, start);
  return { kind: 'method', start, end, keyword, name, input, output, body, members };
}

function parseReturns(cursor: Cursor): MethodTypeNode | undefined {
  if (cursor.word() !== 'returns') {
    cursor.expected('"returns"');
    return undefined;
  }
  cursor.advance();
  return parseMethodType(cursor);
}

/** `(stream? Type)`; undefined when nothing of it is here. */
function parseMethodType(cursor: Cursor): MethodTypeNode | undefined {
  const { start } = cursor;
  if (!cursor.expect(char.openParen)) {
    return undefined;
  }
  const stream = cursor.word() === 'stream' ? takeIdentifier(cursor) : undefined;
  const type =
    isName(cursor) && !belongsHere(cursor, ').') ? undefined : parseName(cursor, 'a message type');
  if (type === undefined) {
    cursor.expected('a message type');
  }
  cursor.expect(char.closeParen);
  return { kind: 'methodType', start, end: cursor.previousEnd, stream, type };
}

interface MethodEnd {
  readonly end: number;
  readonly body: Span | undefined;
  readonly members: MethodNode['members'];
}

/** `;`, or a block of options. */
function parseMethodEnd(cursor: Cursor, start: number): MethodEnd {
  if (cursor.code !== char.openBrace) {
    return { end: cursor.endStatement(), body: undefined, members: [] };
  }
  const block = parseBlock(cursor, { keyword: 'rpc', start, member: methodMember });
  return { ...block, end: endOfBlock(cursor, block.body) };
}

function methodMember(cursor: Cursor): MethodNode['members'][number] {
  if (cursor.code === char.semicolon) {
    return takeEmpty(cursor);
  }
  return cursor.word() === 'option'
    ? parseOptionStatement(cursor)
    : skipUnexpected(cursor, '"option"');
}
