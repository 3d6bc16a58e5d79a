import type { Diagnostic } from 'vscode-languageserver';
import { diagnostics, diagnosticsBasis } from '../features/index.ts';
import type { Snapshot } from '../workspace/index.ts';

/** The findings of a document in one state. */
export interface DiagnosticReport {
  /** Another one for other findings, the same for the same. */
  readonly id: string;
  readonly items: Diagnostic[];
}

interface Entry {
  /** What the report was made from, without holding on to trees that nobody else needs. */
  readonly basis: readonly unknown[];
  readonly report: DiagnosticReport;
  /** Its items as a client would be sent them. */
  readonly text: string;
}

/** Reports of documents, made again only when something that they depend on has changed. */
export class DiagnosticReports {
  readonly #entries = new Map<string, Entry>();
  /** Of this process: a client may remember what an earlier one said. */
  readonly #prefix = Date.now().toString(36);
  #count = 0;

  /** The report of a file that is loaded. */
  of(snapshot: Snapshot, uri: string): DiagnosticReport {
    const before = this.#entries.get(uri);
    if (before !== undefined && isSame(before, snapshot, uri)) {
      return before.report;
    }
    const items = diagnostics(snapshot, { uri });
    const text = JSON.stringify(items);
    const report =
      before?.text === text ? before.report : { id: `${this.#prefix}-${++this.#count}`, items };
    const basis = diagnosticsBasis(snapshot, { uri, findings: report.items }).map(weakly);
    this.#entries.set(uri, { basis, report, text });
    return report;
  }

  /** To be called when nobody will ask for a document for a while. */
  forget(uri: string): void {
    this.#entries.delete(uri);
  }
}

function isSame({ basis, report }: Entry, snapshot: Snapshot, uri: string): boolean {
  // What changes most often, before all that is imported is looked at.
  if (meant(basis[0]) !== snapshot.source(uri)) {
    return false;
  }
  const now = diagnosticsBasis(snapshot, { uri, findings: report.items });
  return basis.length === now.length && basis.every((item, index) => meant(item) === now[index]);
}

function weakly(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? new WeakRef(item) : item;
}

function meant(item: unknown): unknown {
  return item instanceof WeakRef ? item.deref() : item;
}
