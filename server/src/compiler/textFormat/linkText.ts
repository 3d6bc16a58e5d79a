import { messageOf } from '../document/documentTree.ts';
import { dottedName } from '../document/dottedName.ts';
import { type DocumentSchema, linkDocument } from '../document/linkDocument.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LinkedFile } from '../link/model.ts';
import { messageLiteral } from '../options/literals.ts';
import type { Span } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { headerOf } from '../document/header.ts';

/**
 * Gives a document of the text format its meaning: what its field names, enum values, extensions and
 * type URLs stand for, and whether its values fit, as `protoc --encode` says.
 */
export function linkText(source: SourceFile, schema: DocumentSchema | undefined): LinkedFile {
  return linkDocument(source, schema, (context, message) => {
    const report = (found: Diagnostic): void => context.report(adapted(source, found));
    const named = headerOf(source).message;
    if (named !== undefined) {
      context.references.set(dottedName(named.value, named.start), message);
    }
    messageLiteral({ ...context, report }, message, messageOf(source));
  });
}

/** What is missing is no error where messages may be parts, and shows where its message begins. */
function adapted(source: SourceFile, found: Diagnostic): Diagnostic {
  if (found.code !== 'literal-missing-required') {
    return found;
  }
  const isRoot = found.start === 0 && found.end === source.text.length;
  const { start, end }: Span = isRoot
    ? (headerOf(source).message ?? { start: 0, end: 0 })
    : { start: found.start, end: found.start + 1 };
  return { ...found, start, end, severity: 'warning' };
}
