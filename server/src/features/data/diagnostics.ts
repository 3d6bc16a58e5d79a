import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { toLspDiagnostic } from '../diagnostics.ts';
import { withMissingImport } from './missingImports.ts';
import { readSchema } from './schema.ts';

const maximumDiagnostics = 500;

/**
 * What is wrong with a document of the text format: its syntax, its header, and what does not fit the
 * type that the header names.
 */
export function dataFindings(snapshot: Snapshot, uri: string): readonly Diagnostic[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const { source, diagnostics } = linked;
  return [
    ...source.diagnostics,
    ...readSchema(snapshot, { uri, source }).problems,
    ...diagnostics.map((finding) => withMissingImport(snapshot, source, finding)),
  ].slice(0, maximumDiagnostics);
}

/** The findings of a document of the text format in LSP's form. */
export function dataDiagnostics(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
): LspDiagnostic[] {
  const source = snapshot.source(uri);
  return source === undefined
    ? []
    : dataFindings(snapshot, uri).map((found) => toLspDiagnostic(snapshot, { uri, source }, found));
}
