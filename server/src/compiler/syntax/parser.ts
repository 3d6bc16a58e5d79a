import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { misplacedSyntax, unmatchedBrace } from '../diagnostics/syntaxDiagnostics.ts';
import { createLineIndex } from '../source/lineIndex.ts';
import type {
  ErrorNode,
  FileMember,
  FileNode,
  IdentifierNode,
  ImportNode,
  PackageNode,
  SyntaxNode,
} from './ast.ts';
import { char } from './characters.ts';
import { Cursor, type Recovery } from './cursor.ts';
import { type FlatTokens, kindCode } from './flatTokens.ts';
import { tokenize } from './lexer.ts';
import { skipUnexpected, takeEmpty } from './parseBlock.ts';
import { parseEnum } from './parseEnum.ts';
import {
  parseExtend,
  parseMessage,
  parseMisplacedVisibility,
  parseVisibility,
} from './parseMessage.ts';
import { isName, parseName, takeIdentifier } from './parseName.ts';
import { parseOptionStatement } from './parseOptions.ts';
import { parseService } from './parseService.ts';
import { parseString } from './parseValue.ts';
import type { SourceFile } from './sourceFile.ts';

/**
 * Parses a text; `path` is its import path and only passed on. Never throws: what cannot be read
 * becomes an `ErrorNode` or an absent part, with a finding. The tree takes in anything that looks
 * like Protobuf, of any syntax or edition; what a given edition forbids is said by the checks.
 * The file's node spans the whole text.
 */
export function parse(path: string, text: string, recovery: Recovery = 'layout'): SourceFile {
  const lexed = tokenize(text);
  const cursor = new Cursor(text, lexed, recovery);
  const tree = parseMembers(cursor, []);
  const lines = createLineIndex(text);
  const { tokens } = lexed;
  const diagnostics = mergeInOrder(lexed.diagnostics, cursor.diagnostics);
  const source = { path, text, tokens, tree, lines, diagnostics };
  const isSound = lexed.diagnostics.length === 0 && !text.includes('\0');
  if (isSound && recovery === 'layout') {
    rememberTokens(source, tokens);
  }
  return source;
}

/** Shorter texts are parsed anew in less time than it takes to find out what has changed. */
const minimumLength = 20_000;

const flatTokens = new WeakMap<SourceFile, FlatTokens>();

/** Notes the tokens of a source without NUL of which none is malformed: it can be parsed on from. */
export function rememberTokens(source: SourceFile, tokens: FlatTokens): void {
  if (source.text.length >= minimumLength && !tokens.lacksClosingBrace) {
    flatTokens.set(source, tokens);
  }
}

/** The tokens of a source that can be parsed on from. */
export function flatTokensOf(source: SourceFile): FlatTokens | undefined {
  return flatTokens.get(source);
}

/** Parses the members behind those that are known already, which are taken over. */
export function parseMembers(cursor: Cursor, known: readonly FileMember[]): FileNode {
  const members = [...known];
  while (!cursor.atEnd) {
    cursor.failed = members.at(-1)?.kind === 'error' && cursor.failed;
    members.push(parseFileMember(cursor, members.length === 0));
  }
  return { kind: 'file', start: 0, end: cursor.text.length, members };
}

function parseFileMember(cursor: Cursor, isFirst: boolean): FileMember {
  if (cursor.code === char.semicolon) {
    return takeEmpty(cursor);
  }
  const parseStatement = statements.get(cursor.word());
  if (parseStatement === undefined) {
    return parseUnknown(cursor);
  }
  cursor.failed = false;
  return parseStatement(cursor, isFirst);
}

type StatementParser = (cursor: Cursor, isFirst: boolean) => FileMember;

const statements: ReadonlyMap<string, StatementParser> = new Map<string, StatementParser>([
  ['syntax', parseSyntax],
  ['edition', parseSyntax],
  ['package', parsePackage],
  ['import', parseImport],
  ['option', parseOptionStatement],
  ['message', (cursor) => parseMessage(cursor, undefined)],
  ['enum', (cursor) => parseEnum(cursor, undefined)],
  ['extend', parseExtend],
  ['service', parseService],
  ['export', parseVisible],
  ['local', parseVisible],
]);

/** One that is not the first statement counts all the same, but not in protoc. */
function parseSyntax(cursor: Cursor, isFirst: boolean): SyntaxNode | ErrorNode {
  const keyword = takeIdentifier(cursor);
  const { start } = keyword;
  if (!isFirst) {
    cursor.report(misplacedSyntax(keyword, keyword.text));
    if (cursor.recovery === 'braces') {
      return { kind: 'error', start, end: cursor.endStatement() };
    }
  }
  const value = cursor.expect(char.equals) ? parseString(cursor) : undefined;
  if (value === undefined) {
    cursor.expected(keyword.text === 'syntax' ? 'a syntax in quotes' : 'an edition in quotes');
  }
  return { kind: 'syntax', start, end: cursor.endStatement(), keyword, value };
}

function parsePackage(cursor: Cursor): PackageNode {
  const keyword = takeIdentifier(cursor);
  if (cursor.code === char.dot) {
    cursor.expected('a package name');
  }
  const isHalfTyped = cursor.kind === kindCode.identifier && cursor.atLikelyStatement();
  const name = isHalfTyped ? undefined : parseName(cursor, 'a package name');
  if (name === undefined) {
    cursor.expected('a package name');
  }
  return { kind: 'package', start: keyword.start, end: cursor.endStatement(), keyword, name };
}

function parseImport(cursor: Cursor): ImportNode {
  const keyword = takeIdentifier(cursor);
  const modifier = takeImportModifier(cursor);
  const path = parseString(cursor);
  if (path === undefined) {
    cursor.expected('the path of a file in quotes');
  }
  const { start } = keyword;
  return { kind: 'import', start, end: cursor.endStatement(), keyword, modifier, path };
}

/** `option` on the next line begins a statement when this one is half-typed. */
function takeImportModifier(cursor: Cursor): IdentifierNode | undefined {
  const isModifier = importModifiers.has(cursor.word());
  const isString = cursor.peekKind(1) === kindCode.string;
  return isModifier && (isString || !cursor.beginsLine()) ? takeIdentifier(cursor) : undefined;
}

const importModifiers: ReadonlySet<string> = new Set(['public', 'weak', 'option']);

function parseVisible(cursor: Cursor): FileMember {
  const visibility = parseVisibility(cursor);
  if (visibility === undefined) {
    return parseMisplacedVisibility(cursor) ?? parseUnknown(cursor);
  }
  return cursor.word() === 'message'
    ? parseMessage(cursor, visibility)
    : parseEnum(cursor, visibility);
}

/** Of several unknown statements in a row, such as those behind a `}` too many, one is reported. */
function parseUnknown(cursor: Cursor): ErrorNode {
  if (cursor.code === char.closeBrace) {
    const { start, end } = cursor;
    cursor.report(unmatchedBrace({ start, end }));
    cursor.advance();
    return { kind: 'error', start, end };
  }
  return skipUnexpected(cursor, isName(cursor) ? topLevelWords : 'a statement');
}

const topLevelWords = 'a top-level statement such as "message" or "import"';

/** Findings of the lexer and of the parser as one list. */
export function mergeInOrder(
  lexical: readonly Diagnostic[],
  syntactic: readonly Diagnostic[],
): readonly Diagnostic[] {
  return [...lexical, ...syntactic].sort((a, b) => a.start - b.start || a.end - b.end);
}
