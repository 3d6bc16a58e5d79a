import { nestedTooDeep } from '../diagnostics/syntaxDiagnostics.ts';
import type {
  FloatNode,
  IntegerNode,
  LiteralFieldName,
  LiteralFieldNode,
  ListLiteralNode,
  MessageLiteralNode,
  NegativeNode,
  Span,
  StringNode,
  ValueNode,
} from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { kindCode } from './flatTokens.ts';
import { isName, parseName, takeIdentifier } from './parseName.ts';
import { joinUnescaped, type Unescaped, unescapeLiteral } from './unescape.ts';

/** How deep message literals and lists may nest; protoc's text format has no smaller bound. */
const maxLiteralDepth = 200;

/** The string at the cursor with those adjacent to it, or undefined when there is none. */
export function parseString(cursor: Cursor): StringNode | undefined {
  const { start } = cursor;
  const literals: Span[] = [];
  const parts: Unescaped[] = [];
  while (cursor.kind === kindCode.string) {
    parts.push(unescapeLiteral(cursor.tokenText()));
    literals.push(cursor.currentSpan());
    cursor.advance();
  }
  if (parts.length === 0) {
    return undefined;
  }
  const { bytes, value } = joinUnescaped(parts);
  return { kind: 'string', start, end: cursor.previousEnd, bytes, value, literals };
}

/** The current token, which must be an integer. One that the lexer complained of may count as 0. */
export function takeInteger(cursor: Cursor): IntegerNode {
  const { start, end } = cursor;
  const text = cursor.tokenText();
  cursor.advance();
  return { kind: 'integer', start, end, value: integerValue(text), text };
}

/** An integer, perhaps behind a minus, or undefined when there is none. */
export function parseSignedInteger(cursor: Cursor): IntegerNode | NegativeNode | undefined {
  if (cursor.kind === kindCode.integer) {
    return takeInteger(cursor);
  }
  const isNegative = cursor.code === char.minus && cursor.peekKind(1) === kindCode.integer;
  return isNegative ? takeNegative(cursor) : undefined;
}

/**
 * The value of an option, or of a literal's field: a scalar, `{ … }`, `< … >` or `[ … ]`. What is
 * not allowed in an option's place is left to the caller.
 */
export function parseValue(cursor: Cursor): ValueNode | undefined {
  switch (cursor.kind) {
    case kindCode.string:
      return parseString(cursor);
    case kindCode.integer:
      return takeInteger(cursor);
    case kindCode.float:
      return takeFloat(cursor);
    case kindCode.identifier:
    case kindCode.invalid:
      return takeIdentifier(cursor);
    default:
      return parseStructuredValue(cursor);
  }
}

function parseStructuredValue(cursor: Cursor): ValueNode | undefined {
  switch (cursor.code) {
    case char.minus:
      return takeNegative(cursor);
    case char.openBrace:
      return parseMessageLiteral(cursor, char.closeBrace);
    case char.less:
      return parseMessageLiteral(cursor, char.greater);
    case char.openBracket:
      return parseListLiteral(cursor);
    default:
      return undefined;
  }
}

function takeFloat(cursor: Cursor): FloatNode {
  const { start, end } = cursor;
  const text = cursor.tokenText();
  const value = Number.parseFloat(text);
  cursor.advance();
  return { kind: 'float', start, end, value: Number.isNaN(value) ? 0 : value, text };
}

/** The current token must be a minus. protoc lets it stand before numbers, `inf` and `nan`. */
function takeNegative(cursor: Cursor): NegativeNode {
  const { start } = cursor;
  const sign = cursor.currentSpan();
  cursor.advance();
  const operand = parseOperand(cursor);
  if (operand === undefined) {
    cursor.expected('a number, "inf" or "nan" after "-"');
  }
  return { kind: 'negative', start, end: cursor.previousEnd, sign, operand };
}

function parseOperand(cursor: Cursor): NegativeNode['operand'] {
  if (cursor.kind === kindCode.integer) {
    return takeInteger(cursor);
  }
  if (cursor.kind === kindCode.float) {
    return takeFloat(cursor);
  }
  const word = cursor.word().toLowerCase();
  return word === 'inf' || word === 'nan' || word === 'infinity'
    ? takeIdentifier(cursor)
    : undefined;
}

/** A malformed octal reads as decimal, malformed digits as zero. */
function integerValue(text: string): bigint {
  if (text.length < 16 && text.charCodeAt(0) !== char.zero) {
    const value = Number(text);
    return Number.isNaN(value) ? BigInt(Number.parseInt(text, 10)) : BigInt(value);
  }
  const digits = /^(?:0[xX][0-9a-fA-F]+|\d+)/.exec(text)?.[0] ?? '0';
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

/** The current token must open the literal; `closer` is the character that closes it. */
function parseMessageLiteral(cursor: Cursor, closer: number): MessageLiteralNode {
  const { start, end: bodyStart } = cursor;
  const fields: LiteralFieldNode[] = [];
  cursor.advance();
  if (enter(cursor, start)) {
    skipHashComments(cursor);
    while (cursor.code !== closer && !isLiteralAborted(cursor)) {
      parseLiteralField(cursor, fields);
      skipHashComments(cursor);
    }
    cursor.depth--;
  }
  const bodyEnd = cursor.code === closer ? cursor.start : cursor.previousEnd;
  cursor.expect(closer);
  return {
    kind: 'messageLiteral',
    start,
    end: cursor.previousEnd,
    fields,
    body: { start: bodyStart, end: Math.max(bodyStart, bodyEnd) },
  };
}

/** Comments of the text format: to the end of the line, or to a brace that protoc counts as one. */
function skipHashComments(cursor: Cursor): void {
  while (cursor.code === char.hash) {
    let open = 0;
    do {
      open += braceStep(cursor.code);
      cursor.advance();
    } while (!cursor.atEnd && !cursor.onNewLine() && open + braceStep(cursor.code) >= 0);
  }
}

function braceStep(code: number): number {
  return code === char.openBrace ? 1 : code === char.closeBrace ? -1 : 0;
}

/** Counts a level, or passes over the rest of it when there are too many. */
function enter(cursor: Cursor, start: number): boolean {
  if (cursor.depth < maxLiteralDepth) {
    cursor.depth++;
    return true;
  }
  cursor.report(nestedTooDeep({ start, end: start + 1 }, maxLiteralDepth));
  skipToClosing(cursor);
  return false;
}

/** Stops at the bracket that closes what is open here, or where another statement begins. */
function skipToClosing(cursor: Cursor): void {
  let open = 0;
  while (!cursor.atEnd && !isNextStatement(cursor)) {
    const { code } = cursor;
    if (code === char.openBrace || code === char.openBracket) {
      open++;
    } else if (code === char.closeBrace || code === char.closeBracket) {
      if (open === 0) {
        return;
      }
      open--;
    }
    cursor.advance();
  }
}

/** Whether no field can follow: the text ends, another bracket closes, or a statement begins. */
function isLiteralAborted(cursor: Cursor): boolean {
  return (
    cursor.atEnd ||
    cursor.code === char.closeBrace ||
    cursor.code === char.closeBracket ||
    isNextStatement(cursor)
  );
}

/** Whether the current line reads as a statement and cannot be a field of a literal. */
function isNextStatement(cursor: Cursor): boolean {
  if (cursor.kind !== kindCode.identifier) {
    return false;
  }
  const isField = cursor.peekKind(1) === kindCode.identifier || cursor.peekCode(1) === char.equals;
  return isField ? cursor.beginsLine() : isStatementKeyword(cursor);
}

/** A keyword may also name a field: then a colon or a bracket follows. */
function isStatementKeyword(cursor: Cursor): boolean {
  return !literalFollowers.has(cursor.peekCode(1)) && cursor.atStatementLine();
}

const literalFollowers: ReadonlySet<number> = new Set([
  char.colon,
  char.openBrace,
  char.less,
  char.openBracket,
  char.comma,
  char.closeBrace,
  char.closeBracket,
]);

/** Adds the field at the cursor, or passes over a token that begins none. */
export function parseLiteralField(cursor: Cursor, fields: LiteralFieldNode[]): void {
  const { start } = cursor;
  const beginsField = isName(cursor) || cursor.code === char.openBracket;
  if (cursor.recovery === 'fields' && beginsField) {
    cursor.failed = false;
  }
  const name = parseLiteralFieldName(cursor);
  if (name === undefined) {
    cursor.expected('a field name');
    cursor.advance();
    return;
  }
  const colon = cursor.code === char.colon ? cursor.currentSpan() : undefined;
  if (colon !== undefined) {
    cursor.advance();
    skipHashComments(cursor);
  }
  const value = parseFieldValue(cursor, colon !== undefined);
  fields.push({ kind: 'literalField', start, end: cursor.previousEnd, name, colon, value });
  if (cursor.code === char.comma || cursor.code === char.semicolon) {
    cursor.advance();
  }
}

/** Only a message, or a list, may follow a name without a colon. */
function parseFieldValue(cursor: Cursor, hasColon: boolean): ValueNode | undefined {
  const { code } = cursor;
  if (!hasColon && code !== char.openBrace && code !== char.less && code !== char.openBracket) {
    cursor.expected('":"');
  }
  if (isName(cursor) && (cursor.peekCode(1) === char.colon || isStatementKeyword(cursor))) {
    cursor.expected('a value');
    return undefined;
  }
  const value = parseValue(cursor);
  if (value === undefined) {
    cursor.expected('a value');
  }
  return value;
}

function parseLiteralFieldName(cursor: Cursor): LiteralFieldName | undefined {
  if (isName(cursor)) {
    return takeIdentifier(cursor);
  }
  return cursor.code === char.openBracket ? parseBracketedName(cursor) : undefined;
}

/** `[pkg.extension]`, or `[host/pkg.Message]` for the content of an Any. */
function parseBracketedName(cursor: Cursor): LiteralFieldName | undefined {
  const { start } = cursor;
  cursor.advance();
  const urlPrefix = takeUrlPrefix(cursor);
  const name = parseName(cursor, 'an extension name or a type URL');
  cursor.expect(char.closeBracket);
  if (name === undefined) {
    return undefined;
  }
  const span = { start, end: cursor.previousEnd };
  return urlPrefix === undefined
    ? { kind: 'extensionName', ...span, name }
    : { kind: 'anyName', ...span, urlPrefix, name };
}

/** What is before the last slash of a type URL, without white space; absent without a slash. */
function takeUrlPrefix(cursor: Cursor): string | undefined {
  let slash = 0;
  for (let ahead = 0; isUrlToken(cursor, ahead); ahead++) {
    slash = cursor.peekCode(ahead) === char.slash ? ahead : slash;
  }
  if (slash === 0) {
    return undefined;
  }
  let prefix = '';
  for (let count = 0; count < slash; count++) {
    prefix += cursor.tokenText();
    cursor.advance();
  }
  cursor.advance();
  return prefix;
}

const urlPunctuation = './-~%!$&()*+,;=_';

function isUrlToken(cursor: Cursor, ahead: number): boolean {
  const kind = cursor.peekKind(ahead);
  return kind === kindCode.punctuation
    ? urlPunctuation.includes(String.fromCharCode(cursor.peekCode(ahead)))
    : kind === kindCode.identifier || kind === kindCode.integer || kind === kindCode.float;
}

/** The current token must be the opening bracket. */
function parseListLiteral(cursor: Cursor): ListLiteralNode {
  const { start } = cursor;
  const items: ValueNode[] = [];
  cursor.advance();
  if (enter(cursor, start)) {
    if (cursor.code !== char.closeBracket) {
      parseListItems(cursor, items);
    }
    cursor.depth--;
  }
  cursor.expect(char.closeBracket);
  return { kind: 'listLiteral', start, end: cursor.previousEnd, items };
}

function parseListItems(cursor: Cursor, items: ValueNode[]): void {
  do {
    skipHashComments(cursor);
    const item = isStatementKeyword(cursor) ? undefined : parseValue(cursor);
    if (item === undefined) {
      cursor.expected('a value');
      break;
    }
    items.push(item);
    skipHashComments(cursor);
  } while (cursor.take(char.comma));
  if (cursor.code !== char.closeBracket) {
    cursor.expected('"," or "]"');
    skipToClosing(cursor);
  }
}
