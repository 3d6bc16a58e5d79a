import {
  expected,
  missingFieldNumber,
  missingGroupBody,
} from '../diagnostics/syntaxDiagnostics.ts';
import type {
  CompactOptionsNode,
  FieldNode,
  GroupNode,
  IdentifierNode,
  IntegerNode,
  Label,
  LabelNode,
  MapTypeNode,
  NameNode,
  NegativeNode,
} from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { kindCode } from './flatTokens.ts';
import { endOfBlock } from './parseBlock.ts';
import { parseMessageBlock } from './parseMessage.ts';
import { parseDeclaredName, parseName, takeIdentifier } from './parseName.ts';
import { parseCompactOptions } from './parseOptions.ts';
import { parseSignedInteger } from './parseValue.ts';

/** Whether a field or group can begin at the current token. */
export function atField(cursor: Cursor): boolean {
  return (
    cursor.kind === kindCode.identifier ||
    cursor.kind === kindCode.invalid ||
    (cursor.code === char.dot && cursor.peekKind(1) === kindCode.identifier)
  );
}

/** A field, map field or group, with or without a label; `atField` must hold. */
export function parseFieldOrGroup(cursor: Cursor): FieldNode | GroupNode {
  const { start } = cursor;
  const label = parseLabel(cursor);
  if (cursor.word() === 'group') {
    return parseGroup(cursor, start, label);
  }
  const type = parseFieldType(cursor, label !== undefined);
  const { name, number, options } = parseFieldTail(cursor);
  const end = cursor.endStatement();
  return { kind: 'field', start, end, label, type, name, number, options };
}

function parseGroup(cursor: Cursor, start: number, label: LabelNode | undefined): GroupNode {
  const keyword = takeIdentifier(cursor);
  const { name, number, options } = parseFieldTail(cursor);
  const head = { kind: 'group', start, label, keyword, name, number, options } as const;
  if (cursor.code !== char.openBrace) {
    cursor.report(missingGroupBody({ start: keyword.start, end: cursor.previousEnd }));
    return { ...head, end: cursor.endStatement(), body: undefined, members: [] };
  }
  const { body, members } = parseMessageBlock(cursor, { keyword: 'group', start });
  return { ...head, end: endOfBlock(cursor, body), body, members };
}

function parseLabel(cursor: Cursor): LabelNode | undefined {
  const label = labelOf(cursor.word());
  if (label === undefined) {
    return undefined;
  }
  const { start, end } = cursor;
  cursor.advance();
  return { kind: 'label', start, end, label };
}

function labelOf(word: string): Label | undefined {
  return word === 'optional' || word === 'repeated' || word === 'required' ? word : undefined;
}

function parseFieldType(cursor: Cursor, isLabelled: boolean): FieldNode['type'] {
  if (cursor.code === char.less || (cursor.word() === 'map' && cursor.peekCode(1) === char.less)) {
    return parseMapType(cursor);
  }
  if (isLabelled && isOtherStatement(cursor)) {
    cursor.expected('a type');
    return undefined;
  }
  if (cursor.word() === 'map' && cursor.peekCode(1) === char.dot) {
    return parseMapName(cursor);
  }
  return parseName(cursor, 'a type');
}

/** protoc's grammar takes a type whose name begins with `map.` only behind a dot. */
function parseMapName(cursor: Cursor): NameNode | undefined {
  const { start, end } = cursor;
  cursor.report(
    expected({ start, end }, 'a type: one in package "map" needs a leading dot', undefined),
  );
  return parseName(cursor, 'a type');
}

/** Whether a label stands alone on its line: a keyword on the next one is a type before `x =`. */
function isOtherStatement(cursor: Cursor): boolean {
  return cursor.atStatementLine() && cursor.peekCode(1) === 0 && cursor.peekCode(2) !== char.equals;
}

/** `map<key, value>`, the current token being `map`, or the `<` when that is forgotten. */
function parseMapType(cursor: Cursor): MapTypeNode {
  const { start } = cursor;
  if (cursor.word() === 'map') {
    cursor.advance();
  } else {
    cursor.expected('a type');
  }
  cursor.expect(char.less);
  const key = parseName(cursor, 'a key type');
  const hasValue = cursor.expect(char.comma);
  const value =
    hasValue && !cursor.atStatementLine() ? parseName(cursor, 'a value type') : undefined;
  cursor.expect(char.greater);
  return { kind: 'mapType', start, end: cursor.previousEnd, key, value };
}

interface FieldTail {
  readonly name: IdentifierNode | undefined;
  readonly number: IntegerNode | NegativeNode | undefined;
  readonly options: CompactOptionsNode | undefined;
}

/** `name = number [options]` */
function parseFieldTail(cursor: Cursor): FieldTail {
  const name = parseDeclaredName(cursor, 'a field name', '=');
  const number = parseFieldNumber(cursor, name);
  return { name, number, options: parseCompactOptions(cursor) };
}

function parseFieldNumber(
  cursor: Cursor,
  name: IdentifierNode | undefined,
): IntegerNode | NegativeNode | undefined {
  if (cursor.code !== char.equals) {
    if (name !== undefined) {
      cursor.report(missingFieldNumber(name, name.text));
    }
    return undefined;
  }
  cursor.advance();
  const number = parseSignedInteger(cursor);
  if (number === undefined) {
    cursor.expected('a field number');
  }
  return number;
}
