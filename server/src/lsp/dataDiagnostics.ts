import type { Diagnostic } from 'vscode-languageserver';
import { type Disposable, DisposableStore, toDisposable } from '../base/index.ts';
import { dataFeatures } from '../features/index.ts';
import type { ServerContext } from './context.ts';
import type { OpenDocument } from './documents.ts';

/** Milliseconds without a change before findings are looked for. */
const quietMs = 60;

/** Sends the findings of the open data documents after each change, those that are not as before. */
export class DataDiagnostics implements Disposable {
  readonly #context: ServerContext;
  readonly #store = new DisposableStore();
  /** What was sent last, by canonical URI. */
  readonly #sent = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;

  constructor(context: ServerContext) {
    this.#context = context;
    const schedule = (): void => this.#schedule();
    this.#store.add(context.data.onDidChange(schedule));
    this.#store.add(context.workspace.onDidChange(schedule));
    this.#store.add(toDisposable(() => clearTimeout(this.#timer)));
  }

  /** Takes back what was sent about a document that is closed. */
  clear({ uri, clientUri }: OpenDocument): void {
    if (this.#sent.delete(uri)) {
      void this.#context.connection.sendDiagnostics({ uri: clientUri, diagnostics: [] });
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#context.data.all().length > 0) {
      this.#timer = setTimeout(() => void this.#run(), quietMs);
    }
  }

  async #run(): Promise<void> {
    if (this.#isRunning) {
      this.#schedule();
      return;
    }
    this.#isRunning = true;
    for (const document of this.#context.data.all()) {
      await this.#publish(document).catch((error: unknown) => {
        this.#context.logger.error(`diagnostics of ${document.uri}: ${String(error)}`);
      });
    }
    this.#isRunning = false;
  }

  /** None for a document of which no type is known. */
  async #findings(uri: string): Promise<Diagnostic[]> {
    const { data } = this.#context;
    const document = data.get(uri);
    if (document === undefined) {
      return [];
    }
    const { diagnostics } = dataFeatures[document.language];
    return diagnostics(await data.view(document), { uri });
  }

  async #publish({ uri, clientUri }: OpenDocument): Promise<void> {
    const { data, connection } = this.#context;
    const version = data.versionOf(uri);
    const found = await this.#findings(uri);
    const text = JSON.stringify(found);
    const isNews = (this.#sent.get(uri) ?? '[]') !== text;
    if (version !== undefined && data.versionOf(uri) === version && isNews) {
      this.#sent.set(uri, text);
      await connection.sendDiagnostics({ uri: clientUri, version, diagnostics: found });
    }
  }
}
