import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import type { SourceFile, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { toLspDiagnostic } from './diagnostics.ts';
import { findingsOf } from './findings.ts';
import { organizeImports } from './organizeImports.ts';
import { toRange, toSpan } from './places.ts';

/** What the editor asks about actions; `only` names the kinds that it wants, absent for all. */
export interface CodeActionParams {
  readonly uri: string;
  readonly range: Range;
  readonly context?: { readonly only?: readonly string[] };
}

/** The fixes of the findings that a range touches, and the organizing of the imports. */
export function codeActions(
  snapshot: Snapshot,
  { uri, range, context }: CodeActionParams,
): CodeAction[] {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return [];
  }
  const isWanted = (kind: string): boolean =>
    context?.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? true;
  return [
    ...(isWanted(CodeActionKind.QuickFix) ? quickFixes(snapshot, { uri, source, range }) : []),
    ...(isWanted(CodeActionKind.SourceOrganizeImports) ? organizing(snapshot, uri, source) : []),
  ];
}

function organizing(snapshot: Snapshot, uri: string, source: SourceFile): CodeAction[] {
  const edits = organizeImports(snapshot, uri).map((edit) => toLspEdit(source, edit));
  const kind = CodeActionKind.SourceOrganizeImports;
  return edits.length === 0
    ? []
    : [{ title: 'Organize imports', kind, edit: { changes: { [uri]: edits } } }];
}

interface Place {
  readonly uri: string;
  readonly source: SourceFile;
  readonly range: Range;
}

function quickFixes(snapshot: Snapshot, { uri, source, range }: Place): CodeAction[] {
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
