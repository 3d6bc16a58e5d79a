import { type ClientCapabilities, DiagnosticRefreshRequest } from 'vscode-languageserver';
import { type Disposable, DisposableStore } from '../base/index.ts';
import type { ServerContext } from './context.ts';
import type { DiagnosticReports } from './diagnosticReports.ts';
import type { OpenDocument } from './documents.ts';
import { messagesTakenIn, nextTurn } from './turns.ts';

/** Milliseconds after the last change until the other open documents have their turn, … */
const quietMs = 60;
/** … or after the first change when there is no such pause. */
const maximumDelayMs = 200;

/** How a client comes by findings. */
export type DiagnosticsClient =
  /** They are sent to it. */
  | 'waits'
  /** It asks for them, and can be told when to ask again. */
  | 'asks'
  /** It asks for them, and decides alone when. */
  | 'asksAlone';

/** How a client that says so of itself comes by findings. */
export function diagnosticsClient({
  textDocument,
  workspace,
}: ClientCapabilities): DiagnosticsClient {
  if (textDocument?.diagnostic === undefined) {
    return 'waits';
  }
  return workspace?.diagnostics?.refreshSupport === true ? 'asks' : 'asksAlone';
}

export interface PublisherOptions {
  readonly context: ServerContext;
  readonly documents: () => Iterable<OpenDocument>;
  readonly reports: DiagnosticReports;
}

/** What the client has of a document. */
interface Delivered {
  readonly id: string;
  readonly version: number | undefined;
}

/**
 * Keeps a client's findings those of the present state. The document that is edited comes first, as
 * soon as all messages that came with the edit are taken in; the others follow once typing pauses. A
 * newer change ends the work for an older one between two documents.
 */
export class DiagnosticsPublisher implements Disposable {
  readonly #context: ServerContext;
  readonly #documents: () => Iterable<OpenDocument>;
  readonly #reports: DiagnosticReports;
  readonly #store = new DisposableStore();
  /** By canonical URI. */
  readonly #delivered = new Map<string, Delivered>();
  #client: DiagnosticsClient = 'waits';
  #changes = 0;
  #lastChange = 0;
  /** The first one that the other documents have not had their turn for. */
  #firstChange: number | undefined;
  #isRunning = false;
  #wake: () => void = () => undefined;

  constructor({ context, documents, reports }: PublisherOptions) {
    this.#context = context;
    this.#documents = documents;
    this.#reports = reports;
    this.#store.add(context.workspace.onDidChange(() => this.#changed()));
  }

  /** To be called before documents are opened. */
  initialize(client: DiagnosticsClient): void {
    this.#client = client;
  }

  /** Notes what a client that asks was answered. */
  answered(uri: string, id: string): void {
    this.#delivered.set(uri, { id, version: this.#context.workspace.versionOf(uri) });
  }

  /** Takes back what was sent about a document that is closed. */
  clear({ uri, clientUri }: OpenDocument): void {
    this.#reports.forget(uri);
    this.#delivered.delete(uri);
    if (this.#client === 'waits') {
      void this.#context.connection.sendDiagnostics({ uri: clientUri, diagnostics: [] });
    }
  }

  dispose(): void {
    this.#changed();
    this.#client = 'asksAlone';
    this.#store.dispose();
  }

  #changed(): void {
    this.#changes++;
    this.#lastChange = performance.now();
    this.#firstChange ??= this.#lastChange;
    this.#wake();
    if (!this.#isRunning) {
      this.#isRunning = true;
      void this.#run();
    }
  }

  /** Goes on until the client has everything. */
  async #run(): Promise<void> {
    let change: number;
    do {
      change = this.#changes;
      // Each may bring the next change.
      await messagesTakenIn();
      await this.#deliver(change);
    } while (this.#isOutdated(change));
    this.#isRunning = false;
  }

  /** Brings the client up to a change, unless a newer one comes. */
  async #deliver(change: number): Promise<void> {
    const documents = [...this.#documents()].reverse();
    const edited = documents.filter(({ uri }) => this.#isEdited(uri));
    if (this.#client === 'waits') {
      await this.#publishAll(edited, change);
    }
    const others = documents.filter((document) => !edited.includes(document));
    if (this.#client === 'asksAlone' || others.length === 0) {
      return;
    }
    await this.#pause(change);
    if (this.#isOutdated(change)) {
      return;
    }
    this.#firstChange = undefined;
    await (this.#client === 'waits'
      ? this.#publishAll(others, change)
      : this.#refreshFor(others, change));
  }

  /** Waits until typing pauses, or has lasted so long that it does not matter, or goes on. */
  async #pause(change: number): Promise<void> {
    const first = this.#firstChange ?? this.#lastChange;
    const until = Math.min(this.#lastChange + quietMs, first + maximumDelayMs);
    if (!this.#isOutdated(change)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(until - performance.now(), 0));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #publishAll(documents: readonly OpenDocument[], change: number): Promise<void> {
    for (const document of documents) {
      if (this.#isOutdated(change)) {
        return;
      }
      await this.#guarded(document, () => this.#publish(document));
      await nextTurn();
    }
  }

  async #publish({ uri, clientUri }: OpenDocument): Promise<void> {
    const { workspace } = this.#context;
    const snapshot = await workspace.load(uri);
    if (!snapshot.isOpen(uri)) {
      return;
    }
    const { id, items } = this.#reports.of(snapshot, uri);
    const version = workspace.versionOf(uri);
    const isNew = this.#delivered.get(uri)?.id !== id;
    this.#delivered.set(uri, { id, version });
    if (isNew) {
      await this.#context.connection.sendDiagnostics({
        uri: clientUri,
        version: version ?? 0,
        diagnostics: items,
      });
    }
  }

  /** Tells the client to ask again when a document that it has asked for has other findings now. */
  async #refreshFor(documents: readonly OpenDocument[], change: number): Promise<void> {
    for (const document of documents) {
      if (this.#isOutdated(change)) {
        return;
      }
      if (await this.#guarded(document, () => this.#hasOtherFindings(document))) {
        await this.#guarded(document, () =>
          this.#context.connection.sendRequest(DiagnosticRefreshRequest.type),
        );
        return;
      }
      await nextTurn();
    }
  }

  async #hasOtherFindings({ uri }: OpenDocument): Promise<boolean> {
    const snapshot = await this.#context.workspace.load(uri);
    return this.#delivered.get(uri)?.id !== this.#reports.of(snapshot, uri).id;
  }

  /** What fails for one document is logged, and does not keep the others waiting. */
  async #guarded<T>({ uri }: OpenDocument, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#context.logger.error(`diagnostics of ${uri}: ${text}`);
      return undefined;
    }
  }

  /** Whether the text is another than that of which the client has the findings. */
  #isEdited(uri: string): boolean {
    const version = this.#context.workspace.versionOf(uri);
    const delivered = this.#delivered.get(uri);
    return delivered === undefined || delivered.version !== version;
  }

  #isOutdated(change: number): boolean {
    return change !== this.#changes;
  }
}
