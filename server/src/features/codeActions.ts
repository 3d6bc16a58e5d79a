import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import type { SourceFile, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { toLspDiagnostic } from './diagnostics.ts';
import { findingsOf } from './findings.ts';
import { toRange, toSpan } from './places.ts';

/** The fixes of the findings that a range touches. */
export function codeActions(
  snapshot: Snapshot,
  { uri, range }: { readonly uri: string; readonly range: Range },
): CodeAction[] {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return [];
  }
  const { start, end } = toSpan(source, range);
  return findingsOf(snapshot, uri)
    .filter((finding) => finding.start <= end && finding.end >= start)
    .flatMap((finding) =>
      finding.fixes.map(({ title, edits }, index) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toLspDiagnostic(snapshot, { uri, source }, finding)],
        isPreferred: index === 0,
        edit: { changes: { [uri]: edits.map((edit) => toLspEdit(source, edit)) } },
      })),
    );
}

function toLspEdit(source: SourceFile, { newText, ...span }: TextEdit) {
  return { range: toRange(source, span), newText };
}
