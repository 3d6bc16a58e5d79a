import {
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver-types';
import type { Diagnostic, RelatedPlace, SourceFile } from '../compiler/index.ts';
import { breakingRuleLink, isBreakingRule } from '../breaking/index.ts';
import { isRule, ruleLink } from '../lint/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { isShownBreaking } from './breakingFindings.ts';
import { deprecatedUses } from './deprecatedUses.ts';
import { earlierUri } from './earlierText.ts';
import { explanationLink } from './explanations.ts';
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
  const linked = snapshot.linked(uri);
  return [
    ...findingsOf(snapshot, uri)
      .slice(0, maximumDiagnostics)
      .map((finding) => toLspDiagnostic(snapshot, { uri, source }, finding)),
    ...(linked === undefined ? [] : deprecatedUses(linked)),
  ];
}

/** One finding in LSP's form, related places in whatever file they are. */
export function toLspDiagnostic(
  snapshot: Snapshot,
  { uri, source }: { readonly uri: string; readonly source: SourceFile },
  finding: Diagnostic,
): LspDiagnostic {
  const { code, message, related } = finding;
  return {
    range: toRange(source, finding),
    severity: severityOf(finding),
    code,
    ...originOf(finding),
    message,
    ...(code === 'unused-import' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: [
      ...related.flatMap((place) => relatedInformation(snapshot, uri, place)),
      ...earlierInformation(snapshot, finding),
    ],
  };
}

function severityOf(finding: Diagnostic): DiagnosticSeverity {
  if (isShownBreaking(finding) && finding.isQuiet) {
    return DiagnosticSeverity.Hint;
  }
  return finding.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
}

function originOf({ code }: Diagnostic): Pick<LspDiagnostic, 'source' | 'codeDescription'> {
  if (isBreakingRule(code)) {
    return { codeDescription: { href: breakingRuleLink(code) }, source: 'protobuf breaking' };
  }
  if (isRule(code)) {
    return { codeDescription: { href: ruleLink(code) }, source: 'protobuf lint' };
  }
  const href = explanationLink(code);
  return { ...(href === undefined ? {} : { codeDescription: { href } }), source: 'protobuf' };
}

/** Where the earlier text is, in a document that the client asks for. */
function earlierInformation(
  { baseline }: Snapshot,
  finding: Diagnostic,
): NonNullable<LspDiagnostic['relatedInformation']> {
  const earlier = isShownBreaking(finding) ? finding.earlier : undefined;
  const uri = earlier && baseline?.snapshot.uriOf(earlier.file.source);
  if (earlier === undefined || uri === undefined || baseline === undefined) {
    return [];
  }
  const range = toRange(earlier.file.source, earlier);
  return [
    {
      location: { uri: earlierUri(uri, baseline), range },
      message: `as it was in ${baseline.name}`,
    },
  ];
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
