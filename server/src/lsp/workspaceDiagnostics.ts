import {
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import {
  affectedFiles,
  notDefinedCode,
  workspaceFacts,
  type WorkspaceFacts,
} from '../features/index.ts';
import { type Snapshot, throwIfCancelled } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { type DiagnosticReport, DiagnosticReports } from './diagnosticReports.ts';
import { pause } from './turns.ts';
import { canonicalUri } from './uris.ts';

/** Milliseconds without a change before the workspace is looked at again. */
const quietMs = 500;
/** Files with findings that are sent together. */
const batchSize = 20;
/** Files whose trees are held on to together. */
const heldFiles = 50;

/** What a client is told to remember of a file without findings. */
const noneId = 'none';

interface Telling {
  /** What the client remembers of each file. */
  readonly before: Map<string, string>;
  readonly send: (items: WorkspaceDocumentDiagnosticReport[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Answers the request for the findings of the whole workspace, open documents left out, whose
 * findings are asked for one by one. It looks again at those files only that a change can reach,
 * sends what it finds as it finds it, and keeps the request open while there is nothing to tell.
 */
export class WorkspaceDiagnostics {
  readonly #context: ServerContext;
  readonly #reports = new DiagnosticReports();
  readonly #known = new Map<string, DiagnosticReport>();
  /** What the known reports were made from. */
  #facts: WorkspaceFacts | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  async answer(
    { previousResultIds, partialResultToken }: WorkspaceDiagnosticParams,
    signal: AbortSignal,
  ): Promise<WorkspaceDiagnosticReport> {
    const before = new Map(previousResultIds.map(({ uri, value }) => [canonicalUri(uri), value]));
    const rest: WorkspaceDocumentDiagnosticReport[] = [];
    const send = async (items: WorkspaceDocumentDiagnosticReport[]): Promise<void> => {
      const { connection } = this.#context;
      await (partialResultToken === undefined
        ? void rest.push(...items)
        : connection.sendProgress(WorkspaceDiagnosticRequest.partialResult, partialResultToken, {
            items,
          }));
    };
    for (;;) {
      const snapshot = await this.#context.workspace.loadAll(signal);
      const sent = await this.#tell(snapshot, { before, send, signal });
      if (sent > 0) {
        return { items: rest };
      }
      await this.#changeAfter(snapshot, signal);
    }
  }

  /** Brings the client up to a state. Gives how many files it told of. */
  async #tell(snapshot: Snapshot, { before, send, signal }: Telling): Promise<number> {
    let sent = 0;
    await this.#lookAgain(snapshot, signal, async () => {
      const news = [...this.#news(snapshot, before)];
      for (let at = 0; at < news.length; at += batchSize) {
        await send(news.slice(at, at + batchSize));
      }
      news.forEach(({ uri, resultId }) => before.set(uri, resultId ?? ''));
      sent += news.length;
    });
    return sent;
  }

  /** Makes the reports of the files anew that may have others than the last time, part by part. */
  async #lookAgain(
    snapshot: Snapshot,
    signal: AbortSignal,
    tell: () => Promise<void>,
  ): Promise<void> {
    const after = workspaceFacts(snapshot);
    const change = { before: this.#facts, after, lackingNames: this.#lackingNames() };
    const affected = [...affectedFiles(snapshot, change)];
    const slices = this.#context.longWork.slices(signal);
    await slices.next();
    for (let at = 0; at < affected.length; at += heldFiles) {
      const view = snapshot.again();
      for (const uri of affected.slice(at, at + heldFiles)) {
        this.#update(view, uri);
        if (slices.isOver()) {
          await slices.next();
        }
      }
      await tell();
    }
    this.#facts = after;
    await tell();
  }

  #update(snapshot: Snapshot, uri: string): void {
    const report = this.#reports.of(snapshot, uri);
    if (report.items.length > 0) {
      this.#known.set(uri, report);
    } else {
      this.#known.delete(uri);
      this.#reports.forget(uri);
    }
  }

  *#lackingNames(): Iterable<string> {
    for (const [uri, { items }] of this.#known) {
      if (items.some(({ code }) => code === notDefinedCode)) {
        yield uri;
      }
    }
  }

  /** What the client has not been told, or was told otherwise. */
  *#news(
    snapshot: Snapshot,
    before: ReadonlyMap<string, string>,
  ): Iterable<WorkspaceDocumentDiagnosticReport> {
    for (const [uri, { id, items }] of this.#known) {
      if (before.get(uri) !== id && !snapshot.isOpen(uri)) {
        yield reportOf(uri, id, items);
      }
    }
    for (const [uri, id] of before) {
      if (id !== noneId && !this.#known.has(uri) && !snapshot.isOpen(uri)) {
        yield reportOf(uri, noneId, []);
      }
    }
  }

  /** Waits until the workspace has been at rest after another change. */
  async #changeAfter({ id }: Snapshot, signal: AbortSignal): Promise<void> {
    const { workspace } = this.#context;
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        subscription.dispose();
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const subscription = workspace.onDidChange(stop);
      signal.addEventListener('abort', stop);
      if (workspace.snapshot().id !== id || signal.aborted) {
        stop();
      }
    });
    throwIfCancelled(signal);
    await pause(quietMs);
  }
}

function reportOf(
  uri: string,
  resultId: string,
  items: Diagnostic[],
): WorkspaceDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items };
}
