import { hinted } from '../diagnostics/make.ts';
import { missingEnumNumber } from '../diagnostics/syntaxDiagnostics.ts';
import type { EnumNode, EnumValueNode, VisibilityNode } from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { endOfBlock, parseBlock, skipUnexpected, takeEmpty } from './parseBlock.ts';
import { parseReserved } from './parseMessage.ts';
import { isName, parseDeclaredName, takeIdentifier } from './parseName.ts';
import { parseCompactOptions, parseOptionStatement } from './parseOptions.ts';
import { parseSignedInteger } from './parseValue.ts';

/** `enum Name { … }`, the current token being `enum`. */
export function parseEnum(cursor: Cursor, visibility: VisibilityNode | undefined): EnumNode {
  const keyword = takeIdentifier(cursor);
  const start = visibility?.start ?? keyword.start;
  const name = parseDeclaredName(cursor, 'an enum name', '{');
  const { body, members } = parseBlock(cursor, { keyword: 'enum', start, member: enumMember });
  const end = endOfBlock(cursor, body);
  return { kind: 'enum', start, end, visibility, keyword, name, body, members };
}

function enumMember(cursor: Cursor): EnumNode['members'][number] {
  if (cursor.code === char.semicolon) {
    return takeEmpty(cursor);
  }
  switch (cursor.word()) {
    case 'option':
      return parseOptionStatement(cursor);
    case 'reserved':
      return parseReserved(cursor);
    default:
      return isName(cursor)
        ? parseEnumValue(cursor)
        : skipUnexpected(cursor, 'an enum value or another member of an enum');
  }
}

function parseEnumValue(cursor: Cursor): EnumValueNode {
  const name = takeIdentifier(cursor);
  const number = parseNumber(cursor, name);
  const options = parseCompactOptions(cursor);
  const end = cursor.endStatement();
  return { kind: 'enumValue', start: name.start, end, name, number, options };
}

function parseNumber(cursor: Cursor, name: EnumValueNode['name']): EnumValueNode['number'] {
  if (!cursor.take(char.equals)) {
    cursor.report(hinted(missingEnumNumber(name, name.text), { at: cursor.start }));
    return undefined;
  }
  const number = parseSignedInteger(cursor);
  if (number === undefined) {
    cursor.expected('a number');
  }
  return number;
}
