import {
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver-types';
import type { Diagnostic, RelatedPlace, SourceFile } from '../compiler/index.ts';
import { isRule, ruleLink } from '../lint/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { findingsOf } from './findings.ts';
import { toRange } from './places.ts';

/** More would help nobody: the first ones are the causes. */
const maximumDiagnostics = 500;

/** The findings of a document. */
export function diagnostics(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
): LspDiagnostic[] {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return [];
  }
  return findingsOf(snapshot, uri)
    .slice(0, maximumDiagnostics)
    .map((finding) => toLspDiagnostic(snapshot, { uri, source }, finding));
}

/** One finding in LSP's form, related places in whatever file they are. */
export function toLspDiagnostic(
  snapshot: Snapshot,
  { uri, source }: { readonly uri: string; readonly source: SourceFile },
  { code, severity, message, related, ...span }: Diagnostic,
): LspDiagnostic {
  const isError = severity === 'error';
  return {
    range: toRange(source, span),
    severity: isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    ...(isRule(code)
      ? { codeDescription: { href: ruleLink(code) }, source: 'protobuf lint' }
      : { source: 'protobuf' }),
    message,
    ...(code === 'unused-import' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: related.flatMap((place) => relatedInformation(snapshot, uri, place)),
  };
}

function relatedInformation(
  snapshot: Snapshot,
  uri: string,
  { path, message, ...span }: RelatedPlace,
): NonNullable<LspDiagnostic['relatedInformation']> {
  const isOwn = path === snapshot.importPathOf(uri);
  const other = isOwn ? uri : snapshot.resolveImport(uri, path);
  const source = other === undefined ? undefined : snapshot.source(other);
  return source === undefined || other === undefined
    ? []
    : [{ location: { uri: other, range: toRange(source, span) }, message }];
}
