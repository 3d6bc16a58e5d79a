import {
  type DiagnosticOptions,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type WorkspaceDiagnosticParams,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver';
import type { LanguageSettings } from '../../../protocol/language.ts';
import type { ServerContext } from './context.ts';
import type { DiagnosticReport, DiagnosticReports } from './diagnosticReports.ts';
import { guard } from './guard.ts';
import { canonicalUri } from './uris.ts';
import { WorkspaceDiagnostics } from './workspaceDiagnostics.ts';

/** What a client that asks for findings is told of them. */
export function diagnosticOptions({ diagnostics }: LanguageSettings): DiagnosticOptions {
  return {
    identifier: 'protoAtlas',
    interFileDependencies: true,
    workspaceDiagnostics: diagnostics?.scope === 'workspace',
  };
}

export interface DiagnosticRequestOptions {
  readonly reports: DiagnosticReports;
  /** Told of each answer. */
  readonly onAnswer: (uri: string, report: DiagnosticReport) => void;
}

/**
 * Answers clients that ask for findings. The answer is about the newest text, should that have
 * changed since: an older one would be of no use, and an error would take the findings away.
 */
export function registerDiagnosticRequests(
  context: ServerContext,
  { reports, onAnswer }: DiagnosticRequestOptions,
): void {
  const { connection, workspace, logger } = context;
  const answer = async (
    { textDocument, previousResultId }: DocumentDiagnosticParams,
    signal: AbortSignal,
  ): Promise<DocumentDiagnosticReport> => {
    const uri = canonicalUri(textDocument.uri);
    const report = reports.of(await workspace.load(uri, signal), uri);
    onAnswer(uri, report);
    return report.id === previousResultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: report.id }
      : { kind: DocumentDiagnosticReportKind.Full, resultId: report.id, items: report.items };
  };
  const whole = new WorkspaceDiagnostics(context);
  const { method } = DocumentDiagnosticRequest.type;
  const { method: wholeMethod } = WorkspaceDiagnosticRequest.type;
  connection.onRequest(method, guard({ method, logger }, answer));
  connection.onRequest(
    wholeMethod,
    guard({ method: wholeMethod, logger }, (params: WorkspaceDiagnosticParams, signal) =>
      whole.answer(params, signal),
    ),
  );
}
