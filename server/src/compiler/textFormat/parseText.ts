import { documentNode } from '../document/documentTree.ts';
import { unmatchedBrace } from '../diagnostics/syntaxDiagnostics.ts';
import { createLineIndex } from '../source/lineIndex.ts';
import type { LiteralFieldNode } from '../syntax/ast.ts';
import { char } from '../syntax/characters.ts';
import { Cursor } from '../syntax/cursor.ts';
import { tokenize } from '../syntax/lexer.ts';
import { mergeInOrder } from '../syntax/parser.ts';
import { parseLiteralField } from '../syntax/parseValue.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';

/**
 * Parses a document of the text format, by the rules of protoc's `text_format.cc`. Never throws. Its
 * message spans the whole text, and has no braces.
 */
export function parseText(path: string, text: string): SourceFile {
  const lexed = tokenize(text, 'text');
  const cursor = new Cursor(text, lexed, 'fields');
  const span = { start: 0, end: text.length };
  const fields = parseFields(cursor);
  const tree = documentNode(text, { kind: 'messageLiteral', ...span, fields, body: span });
  return {
    path,
    text,
    tokens: lexed.tokens,
    tree,
    lines: createLineIndex(text),
    diagnostics: mergeInOrder(lexed.diagnostics, cursor.diagnostics),
  };
}

function parseFields(cursor: Cursor): LiteralFieldNode[] {
  const fields: LiteralFieldNode[] = [];
  while (!cursor.atEnd) {
    if (cursor.code === char.closeBrace) {
      cursor.failed = false;
      cursor.report(unmatchedBrace(cursor.currentSpan()));
      cursor.advance();
    } else {
      parseLiteralField(cursor, fields);
    }
  }
  return fields;
}
