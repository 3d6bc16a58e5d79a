import {
  emptyBlock,
  misplacedVisibility,
  mixedReserved,
  nestedTooDeep,
} from '../diagnostics/syntaxDiagnostics.ts';
import type {
  ErrorNode,
  ExtendNode,
  ExtensionsNode,
  MessageMember,
  MessageNode,
  OneofNode,
  RangeNode,
  ReservedNode,
  VisibilityNode,
} from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { kindCode } from './flatTokens.ts';
import {
  endOfBlock,
  maxBlockDepth,
  parseBlock,
  skipUnexpected,
  takeEmpty,
  takeUnexpectedSemicolon,
} from './parseBlock.ts';
import type { Block } from './parseBlock.ts';
import { parseEnum } from './parseEnum.ts';
import { atField, parseFieldOrGroup } from './parseField.ts';
import { belongsHere, isName, parseDeclaredName, parseName, takeIdentifier } from './parseName.ts';
import { parseCompactOptions, parseOptionStatement } from './parseOptions.ts';
import { parseSignedInteger, parseString } from './parseValue.ts';

/** `message Name { … }`, the current token being `message`. */
export function parseMessage(cursor: Cursor, visibility: VisibilityNode | undefined): MessageNode {
  const keyword = takeIdentifier(cursor);
  const start = visibility?.start ?? keyword.start;
  const name = parseDeclaredName(cursor, 'a message name', '{');
  const { body, members } = parseMessageBlock(cursor, { keyword: 'message', start });
  const end = endOfBlock(cursor, body);
  return { kind: 'message', start, end, visibility, keyword, name, body, members };
}

/** The braces of a message or group and what is between them: nothing, when nested too deep. */
export function parseMessageBlock(
  cursor: Cursor,
  statement: { readonly keyword: string; readonly start: number },
): Block<MessageMember> {
  if (cursor.depth >= maxBlockDepth && cursor.code === char.openBrace) {
    return skipDeepBlock(cursor);
  }
  cursor.depth++;
  const block = parseBlock(cursor, { ...statement, member: parseMessageMember });
  cursor.depth--;
  return block;
}

function skipDeepBlock(cursor: Cursor): Block<MessageMember> {
  const { start, end } = cursor;
  cursor.report(nestedTooDeep({ start, end }, maxBlockDepth));
  cursor.skipBlock();
  return { body: { start: end, end: Math.max(end, cursor.previousEnd - 1) }, members: [] };
}

/** `extend pkg.Message { … }`, the current token being `extend`. */
export function parseExtend(cursor: Cursor): ExtendNode {
  const keyword = takeIdentifier(cursor);
  const { start } = keyword;
  const extendee =
    isName(cursor) && !belongsHere(cursor, '{.')
      ? undefined
      : parseName(cursor, 'the name of a message');
  if (extendee === undefined) {
    cursor.expected('the name of a message');
  }
  const { body, members } = parseBlock(cursor, { keyword: 'extend', start, member: extendMember });
  if (body !== undefined && members.length === 0) {
    cursor.report(emptyBlock(keyword, 'extend'));
  }
  return { kind: 'extend', start, end: endOfBlock(cursor, body), keyword, extendee, body, members };
}

/** `export` or `local` when a message or an enum follows; else nothing is passed over. */
export function parseVisibility(cursor: Cursor): VisibilityNode | undefined {
  const visibility = visibilityAt(cursor);
  const isModifier = visibility !== undefined && visibleWords.has(cursor.peekWord(1));
  if (!isModifier || cursor.peekCode(2) === char.equals) {
    return undefined;
  }
  const { start, end } = cursor;
  cursor.advance();
  return { kind: 'visibility', start, end, visibility };
}

/** `export` or `local` before a statement that has no visibility: an error of one word. */
export function parseMisplacedVisibility(cursor: Cursor): ErrorNode | undefined {
  const visibility = visibilityAt(cursor);
  const next = cursor.peekWord(1);
  if (visibility === undefined || (next !== 'service' && next !== 'extend')) {
    return undefined;
  }
  const { start, end } = cursor;
  cursor.report(misplacedVisibility({ start, end }, visibility));
  cursor.advance();
  return { kind: 'error', start, end };
}

const visibleWords: ReadonlySet<string> = new Set(['message', 'enum']);

function visibilityAt(cursor: Cursor): VisibilityNode['visibility'] | undefined {
  const word = cursor.word();
  return word === 'export' || word === 'local' ? word : undefined;
}

function parseMessageMember(cursor: Cursor): MessageMember {
  if (cursor.code === char.semicolon) {
    return takeEmpty(cursor);
  }
  switch (cursor.word()) {
    case 'message':
      return parseMessage(cursor, undefined);
    case 'enum':
      return parseEnum(cursor, undefined);
    case 'oneof':
      return parseOneof(cursor);
    case 'extend':
      return parseExtend(cursor);
    case 'extensions':
      return parseExtensions(cursor);
    case 'reserved':
      return parseReserved(cursor);
    case 'option':
      return parseOptionStatement(cursor);
    case 'export':
    case 'local':
      return parseVisibleMember(cursor);
    default:
      return atField(cursor)
        ? parseFieldOrGroup(cursor)
        : skipUnexpected(cursor, 'a field or another member of a message');
  }
}

function parseVisibleMember(cursor: Cursor): MessageMember {
  const visibility = parseVisibility(cursor);
  if (visibility === undefined) {
    return parseFieldOrGroup(cursor);
  }
  return cursor.word() === 'message'
    ? parseMessage(cursor, visibility)
    : parseEnum(cursor, visibility);
}

function extendMember(cursor: Cursor): ExtendNode['members'][number] {
  if (cursor.code === char.semicolon) {
    return takeUnexpectedSemicolon(cursor, 'extend');
  }
  return atField(cursor) ? parseFieldOrGroup(cursor) : skipUnexpected(cursor, 'a field');
}

function parseOneof(cursor: Cursor): OneofNode {
  const keyword = takeIdentifier(cursor);
  const { start } = keyword;
  const name = parseDeclaredName(cursor, 'a oneof name', '{');
  const { body, members } = parseBlock(cursor, { keyword: 'oneof', start, member: oneofMember });
  if (body !== undefined && members.length === 0) {
    cursor.report(emptyBlock(name ?? keyword, 'oneof'));
  }
  return { kind: 'oneof', start, end: endOfBlock(cursor, body), keyword, name, body, members };
}

function oneofMember(cursor: Cursor): OneofNode['members'][number] {
  if (cursor.code === char.semicolon) {
    return takeUnexpectedSemicolon(cursor, 'oneof');
  }
  if (cursor.word() === 'option') {
    return parseOptionStatement(cursor);
  }
  return atField(cursor) ? parseFieldOrGroup(cursor) : skipUnexpected(cursor, 'a field or option');
}

function parseExtensions(cursor: Cursor): ExtensionsNode {
  const keyword = takeIdentifier(cursor);
  const ranges: RangeNode[] = [];
  do {
    const range = parseRange(cursor);
    if (range === undefined) {
      cursor.expected('a field number or range');
      break;
    }
    ranges.push(range);
  } while (cursor.take(char.comma));
  const options = parseCompactOptions(cursor);
  const { start } = keyword;
  return { kind: 'extensions', start, end: cursor.endStatement(), keyword, ranges, options };
}

/** `reserved …;` of a message or an enum, the current token being `reserved`. */
export function parseReserved(cursor: Cursor): ReservedNode {
  const keyword = takeIdentifier(cursor);
  const ranges: RangeNode[] = [];
  const names: ReservedNode['names'][number][] = [];
  do {
    const item = parseReservedItem(cursor);
    if (item === undefined) {
      cursor.expected('a name, a number or a range');
      break;
    }
    if (item.kind === 'range') {
      ranges.push(item);
    } else {
      names.push(item);
    }
    if (ranges.length > 0 && names.length > 0) {
      cursor.report(mixedReserved(item));
    }
  } while (cursor.take(char.comma));
  const { start } = keyword;
  return { kind: 'reserved', start, end: cursor.endStatement(), keyword, ranges, names };
}

function parseReservedItem(cursor: Cursor): RangeNode | ReservedNode['names'][number] | undefined {
  if (cursor.kind === kindCode.string) {
    return parseString(cursor);
  }
  if (isName(cursor)) {
    return belongsHere(cursor, ',;') ? takeIdentifier(cursor) : undefined;
  }
  return parseRange(cursor);
}

/** `1`, `1 to 5` or `1 to max`; undefined when no number stands here. */
function parseRange(cursor: Cursor): RangeNode | undefined {
  const { start } = cursor;
  const from = parseSignedInteger(cursor);
  if (from === undefined) {
    return undefined;
  }
  const to = cursor.word() === 'to' ? parseRangeEnd(cursor) : undefined;
  return { kind: 'range', start, end: cursor.previousEnd, from, to };
}

/** The current token is `to`. */
function parseRangeEnd(cursor: Cursor): RangeNode['to'] {
  cursor.advance();
  if (cursor.word() === 'max') {
    const { start, end } = cursor;
    cursor.advance();
    return { kind: 'max', start, end };
  }
  const number = parseSignedInteger(cursor);
  if (number === undefined) {
    cursor.expected('a number or "max"');
  }
  return number;
}
