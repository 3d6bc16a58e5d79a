import { setImmediate } from 'node:timers/promises';
import { type Disposable, DisposableStore, toDisposable } from '../base/index.ts';
import { diagnostics } from '../features/index.ts';
import type { ServerContext } from './context.ts';
import type { OpenDocument } from './documents.ts';

/** Milliseconds after the last change; typing on does not put it off for longer than the maximum. */
const quietMs = 50;
const maximumDelayMs = 300;

/**
 * Sends the findings of every open document some time after each change, those that are not the
 * same as before. One run at a time; a change during a run starts another one after it.
 */
export class DiagnosticsPublisher implements Disposable {
  readonly #context: ServerContext;
  readonly #documents: () => Iterable<OpenDocument>;
  readonly #store = new DisposableStore();
  /** What was sent last, by canonical URI. */
  readonly #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #firstChange: number | undefined;
  #running = false;

  constructor(context: ServerContext, documents: () => Iterable<OpenDocument>) {
    this.#context = context;
    this.#documents = documents;
    this.#store.add(context.workspace.onDidChange(() => this.#schedule()));
    this.#store.add(toDisposable(() => clearTimeout(this.#timer)));
  }

  /** Takes back what was sent about a document that is closed. */
  clear({ uri, clientUri }: Pick<OpenDocument, 'uri' | 'clientUri'>): void {
    this.#sent.delete(uri);
    void this.#context.connection.sendDiagnostics({ uri: clientUri, diagnostics: [] });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #schedule(): void {
    const now = performance.now();
    this.#firstChange ??= now;
    const isNew = [...this.#documents()].some(({ uri }) => !this.#sent.has(uri));
    const delay = isNew ? 0 : Math.min(quietMs, this.#firstChange + maximumDelayMs - now);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), Math.max(delay, 0));
  }

  async #run(): Promise<void> {
    if (this.#running) {
      this.#schedule();
      return;
    }
    this.#running = true;
    this.#firstChange = undefined;
    for (const document of [...this.#documents()].reverse()) {
      await this.#publish(document).catch((error: unknown) => {
        this.#context.logger.error(`diagnostics of ${document.uri}: ${stackOf(error)}`);
      });
      await setImmediate();
    }
    this.#running = false;
  }

  async #publish({ uri, clientUri }: OpenDocument): Promise<void> {
    const snapshot = await this.#context.workspace.load(uri);
    if (!snapshot.isOpen(uri)) {
      return;
    }
    const found = diagnostics(snapshot, { uri });
    const text = JSON.stringify(found);
    if (this.#sent.get(uri) !== text) {
      this.#sent.set(uri, text);
      await this.#context.connection.sendDiagnostics({
        uri: clientUri,
        version: this.#context.workspace.versionOf(uri) ?? 0,
        diagnostics: found,
      });
    }
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
