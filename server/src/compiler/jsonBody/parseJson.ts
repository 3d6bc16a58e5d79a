import { documentNode } from '../document/documentTree.ts';
import { dottedName } from '../document/dottedName.ts';
import { createLineIndex } from '../source/lineIndex.ts';
import type {
  IdentifierNode,
  ListLiteralNode,
  LiteralFieldName,
  LiteralFieldNode,
  MessageLiteralNode,
  OptionNamePart,
  Span,
  StringNode,
  ValueNode,
} from '../syntax/ast.ts';
import { char } from '../syntax/characters.ts';
import { Cursor } from '../syntax/cursor.ts';
import { kindCode } from '../syntax/flatTokens.ts';
import { tokenize } from '../syntax/lexer.ts';
import { parseValue } from '../syntax/parseValue.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { encodeUtf8 } from '../source/utf8.ts';

/** Deeper values are passed over. */
const maximumDepth = 200;

/** What names the type within a document. */
const schemaPattern = /^proto:(?:\/\/)?/;

/**
 * Parses a JSON document that holds a message, comments allowed. In its tree an object is a message
 * literal, and a key the name of its field, without its quotes. The name of the type is what
 * `"$schema": "proto:pkg.Message"` says, else `type`, whose place is the begin of the text. There are no findings of syntax: every editor has its own.
 * Undefined for a document of which no type is known, or that is no object.
 */
export function parseJson(
  path: string,
  text: string,
  type: string | undefined,
): SourceFile | undefined {
  const lexed = tokenize(text);
  const cursor = new Cursor(text, lexed, 'braces');
  const value = cursor.code === char.openBrace ? parseObject(cursor) : undefined;
  const name = value && (typeWithin(value) ?? typeFromOutside(type));
  return value === undefined || name === undefined
    ? undefined
    : {
        path,
        text,
        tokens: lexed.tokens,
        tree: documentNode(text, value, name),
        lines: createLineIndex(text),
        diagnostics: [],
      };
}

function typeWithin({ fields }: MessageLiteralNode): OptionNamePart | undefined {
  const schema = fields.find(({ name }) => name.kind === 'identifier' && name.text === '$schema');
  const value = schema?.value;
  const prefix = value?.kind === 'string' ? schemaPattern.exec(value.value)?.[0] : undefined;
  if (value?.kind !== 'string' || prefix === undefined) {
    return undefined;
  }
  const { start, end } = value;
  return typeName(
    { start: start + 1 + prefix.length, end: end - 1 },
    value.value.slice(prefix.length),
  );
}

function typeFromOutside(type: string | undefined): OptionNamePart | undefined {
  return type === undefined ? undefined : typeName({ start: 0, end: 0 }, type);
}

function typeName({ start, end }: Span, text: string): OptionNamePart {
  const span = { start, end: Math.max(start, end) };
  const part: IdentifierNode = { kind: 'identifier', ...span, text };
  const isPlain = span.end - start === text.length;
  const name = isPlain
    ? dottedName(text, start)
    : { kind: 'name' as const, ...span, text, absolute: false, parts: [part] };
  return { kind: 'optionNamePart', ...span, isExtension: true, name };
}

/** The value at the cursor, which stays where it is when none begins there. */
function parseJsonValue(cursor: Cursor): ValueNode | undefined {
  switch (cursor.code) {
    case char.openBrace:
      return parseObject(cursor);
    case char.openBracket:
      return parseArray(cursor);
    case char.less:
      return undefined;
    default:
      return cursor.kind === kindCode.string ? takeString(cursor) : parseValue(cursor);
  }
}

function parseObject(cursor: Cursor): MessageLiteralNode {
  const { start, end: bodyStart } = cursor;
  const fields: LiteralFieldNode[] = [];
  cursor.advance();
  within(cursor, () => {
    while (!cursor.atEnd && cursor.code !== char.closeBrace && cursor.code !== char.closeBracket) {
      const field = parseMember(cursor);
      if (field === undefined) {
        cursor.advance();
      } else {
        fields.push(field);
      }
    }
  });
  const bodyEnd = Math.max(
    bodyStart,
    cursor.code === char.closeBrace ? cursor.start : cursor.start,
  );
  cursor.take(char.closeBrace);
  const end = Math.max(cursor.previousEnd, bodyEnd);
  return { kind: 'messageLiteral', start, end, fields, body: { start: bodyStart, end: bodyEnd } };
}

/** A key with what belongs to it; a string behind the colon that is a key itself does not. */
function parseMember(cursor: Cursor): LiteralFieldNode | undefined {
  const { start } = cursor;
  if (cursor.kind !== kindCode.string && cursor.kind !== kindCode.identifier) {
    return undefined;
  }
  const name = takeKey(cursor);
  const colon = cursor.code === char.colon ? cursor.currentSpan() : undefined;
  if (colon !== undefined) {
    cursor.advance();
  }
  const isNextKey = cursor.kind === kindCode.string && cursor.peekCode(1) === char.colon;
  const value = colon === undefined || isNextKey ? undefined : parseJsonValue(cursor);
  return { kind: 'literalField', start, end: cursor.previousEnd, name, colon, value };
}

function parseArray(cursor: Cursor): ListLiteralNode {
  const { start } = cursor;
  const items: ValueNode[] = [];
  cursor.advance();
  within(cursor, () => {
    while (!cursor.atEnd && cursor.code !== char.closeBracket && cursor.code !== char.closeBrace) {
      const item = parseJsonValue(cursor);
      if (item === undefined) {
        cursor.advance();
      } else {
        items.push(item);
      }
    }
  });
  cursor.take(char.closeBracket);
  return { kind: 'listLiteral', start, end: cursor.previousEnd, items };
}

/** Passes over the content of what is nested too deep, up to a bracket that closes. */
function within(cursor: Cursor, parse: () => void): void {
  cursor.depth++;
  if (cursor.depth <= maximumDepth) {
    parse();
  } else {
    while (!cursor.atEnd && cursor.code !== char.closeBrace && cursor.code !== char.closeBracket) {
      cursor.advance();
    }
  }
  cursor.depth--;
}

function takeKey(cursor: Cursor): LiteralFieldName {
  const { start, end, kind } = cursor;
  const token = cursor.tokenText();
  cursor.advance();
  const extension = /^"\[(\w+(?:\.\w+)*)\]"$/.exec(token)?.[1];
  if (extension !== undefined) {
    const name = dottedName(extension, start + 2);
    return { kind: 'extensionName', start: start + 1, end: end - 1, name };
  }
  if (kind !== kindCode.string) {
    return { kind: 'identifier', start, end, text: token };
  }
  const isClosed = token.length > 1 && token.endsWith('"');
  return {
    kind: 'identifier',
    start: start + 1,
    end: isClosed ? end - 1 : end,
    text: unquote(token),
  };
}

function takeString(cursor: Cursor): StringNode {
  const { start, end } = cursor;
  const value = unquote(cursor.tokenText());
  cursor.advance();
  return {
    kind: 'string',
    start,
    end,
    value,
    bytes: encodeUtf8(value),
    literals: [{ start, end }],
  };
}

/** The text of a string; of a malformed one what stands there. */
function unquote(token: string): string {
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : token;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return token.replace(/^"|"$/g, '');
    }
    throw error;
  }
}
