import { invalidOptionValue } from '../diagnostics/syntaxDiagnostics.ts';
import type {
  CompactOptionsNode,
  NameNode,
  NegativeNode,
  OptionNamePart,
  OptionNode,
  Span,
  ValueNode,
} from './ast.ts';
import { char } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { belongsHere, isName, parseName, takeIdentifier } from './parseName.ts';
import { kindCode } from './flatTokens.ts';
import { parseValue } from './parseValue.ts';

/** `option name = value;`, the current token being `option`. */
export function parseOptionStatement(cursor: Cursor): OptionNode {
  const { start } = cursor;
  cursor.advance();
  const { name, nameSpan, value } = parseAssignment(cursor);
  return { kind: 'option', start, end: cursor.endStatement(), name, nameSpan, value };
}

/** `[a = 1, b = 2]` when the current token opens one; protoc wants at least one option. */
export function parseCompactOptions(cursor: Cursor): CompactOptionsNode | undefined {
  if (cursor.code !== char.openBracket) {
    return undefined;
  }
  const { start } = cursor;
  const options: OptionNode[] = [];
  do {
    cursor.advance();
    if (cursor.atEnd || cursor.atOtherStatement()) {
      cursor.expected('an option');
      break;
    }
    options.push(parseCompactOption(cursor));
  } while (isBeforeNextOption(cursor));
  cursor.expect(char.closeBracket);
  return { kind: 'compactOptions', start, end: cursor.previousEnd, options };
}

function parseCompactOption(cursor: Cursor): OptionNode {
  const { start } = cursor;
  const assignment = parseAssignment(cursor);
  return {
    kind: 'option',
    start: Math.min(start, assignment.nameSpan.start),
    end: cursor.previousEnd,
    ...assignment,
  };
}

/** Whether a comma follows, after passing over what is wrong in the option before it. */
function isBeforeNextOption(cursor: Cursor): boolean {
  if (cursor.code !== char.comma && cursor.code !== char.closeBracket) {
    cursor.expected('"," or "]"');
    skipToSeparator(cursor);
  }
  return cursor.code === char.comma;
}

function skipToSeparator(cursor: Cursor): void {
  while (!cursor.atEnd && !optionEnds.has(cursor.code) && !cursor.atOtherStatement()) {
    cursor.advance();
  }
}

const optionEnds: ReadonlySet<number> = new Set([
  char.comma,
  char.semicolon,
  char.openBrace,
  char.closeBrace,
  char.closeBracket,
]);

interface Assignment {
  readonly name: readonly OptionNamePart[];
  readonly nameSpan: Span;
  readonly value: ValueNode | undefined;
}

function parseAssignment(cursor: Cursor): Assignment {
  const name = parseOptionName(cursor);
  const first = name[0];
  const nameSpan =
    first === undefined ? cursor.afterPrevious() : { start: first.start, end: cursor.previousEnd };
  const hasValue = name.length > 0 && cursor.expect(char.equals);
  return { name, nameSpan, value: hasValue ? parseOptionValue(cursor) : undefined };
}

/** `a.(b.c).d`; a half-typed one ends in a dot and has the parts that are there. */
function parseOptionName(cursor: Cursor): OptionNamePart[] {
  const parts: OptionNamePart[] = [];
  do {
    const part = parseOptionNamePart(cursor);
    if (part === undefined) {
      cursor.expected(parts.length === 0 ? 'an option name' : 'an identifier');
      break;
    }
    parts.push(part);
  } while (cursor.take(char.dot));
  return parts;
}

function parseOptionNamePart(cursor: Cursor): OptionNamePart | undefined {
  if (cursor.code === char.openParen) {
    return parseExtensionPart(cursor);
  }
  if (!isName(cursor) || !belongsHere(cursor, '.=')) {
    return undefined;
  }
  const word = takeIdentifier(cursor);
  const { start, end, text } = word;
  const name: NameNode = { kind: 'name', start, end, text, absolute: false, parts: [word] };
  return { kind: 'optionNamePart', start, end, isExtension: false, name };
}

function parseExtensionPart(cursor: Cursor): OptionNamePart {
  const { start } = cursor;
  cursor.advance();
  const name = parseName(cursor, 'an extension name') ?? emptyName(cursor);
  cursor.expect(char.closeParen);
  return { kind: 'optionNamePart', start, end: cursor.previousEnd, isExtension: true, name };
}

function emptyName(cursor: Cursor): NameNode {
  return { kind: 'name', ...cursor.afterPrevious(), text: '', absolute: false, parts: [] };
}

/** Of the structured values only `{ … }` may stand here. */
function parseOptionValue(cursor: Cursor): ValueNode | undefined {
  if (cursor.kind === kindCode.identifier && cursor.atStatementLine()) {
    cursor.expected('an option value');
    return undefined;
  }
  if (cursor.code === char.less || cursor.code === char.openBracket) {
    const opener = cursor.code === char.less ? '<' : '[';
    const why = `an option value is a scalar or a message in braces, not "${opener}"`;
    cursor.report(invalidOptionValue(cursor.currentSpan(), why));
  }
  const isBraced = cursor.code === char.openBrace && cursor.recovery === 'braces';
  const value = isBraced ? parseBracedValue(cursor) : parseValue(cursor);
  if (value === undefined) {
    cursor.expected('an option value');
  } else if (value.kind === 'negative') {
    checkNegative(cursor, value);
  }
  return value;
}

/**
 * Reads a `{ … }` as protoc does: up to its brace at first, whatever it holds. What is wrong in it
 * is told later, and does not end the statement.
 */
function parseBracedValue(cursor: Cursor): ValueNode | undefined {
  const closing = cursor.closingBrace();
  const { failed, diagnostics } = cursor;
  const before = diagnostics.length;
  const value = parseValue(cursor);
  if (closing === undefined || value === undefined) {
    return value;
  }
  if (cursor.index !== closing + 1) {
    diagnostics.length = before;
    cursor.failed = failed;
    cursor.goTo(closing);
    cursor.expected('a field');
    cursor.advance();
  }
  cursor.failed = failed;
  return { ...value, end: cursor.previousEnd };
}

/** The text format reads `-Infinity` too; protoc's parser takes `-inf` and `-nan` as written. */
function checkNegative(cursor: Cursor, { operand }: NegativeNode): void {
  if (operand?.kind === 'identifier' && operand.text !== 'inf' && operand.text !== 'nan') {
    cursor.report(invalidOptionValue(operand, 'only "inf" or "nan" may follow "-"'));
  }
}
