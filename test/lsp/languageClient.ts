import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { DocumentDiagnosticReport } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Position, TextEdit } from 'vscode-languageserver-types';
import type { LanguageSettings } from '../../protocol/language.ts';

const own = resolve(import.meta.dirname, '../../server/src/languageServer.ts');

/** What an editor says of itself where servers ask before they offer something. */
const textDocumentCapabilities = {
  documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  semanticTokens: {
    requests: { full: { delta: true }, range: true },
    tokenTypes: [
      'namespace',
      'type',
      'class',
      'enum',
      'struct',
      'property',
      'enumMember',
      'method',
    ],
    tokenModifiers: ['declaration', 'deprecated'],
    formats: ['relative'],
  },
};

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
  /** When they were asked for. */
  readonly resultId?: string;
}

export interface LanguageClientOptions {
  readonly folders: readonly string[];
  readonly settings?: LanguageSettings;
  /** Program and arguments of the server; our own from source when absent. */
  readonly command?: readonly [string, ...string[]];
  /** Whether it asks for findings instead of waiting until they are sent. */
  readonly pulls?: boolean;
  /** Beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A client of the real server process, as bare as can be: it sends, and remembers findings. */
export class LanguageClient {
  readonly connection: MessageConnection;
  readonly stderr: string[] = [];
  /** How often the server asked to show documents anew. */
  refreshes = 0;
  readonly #pulls: boolean;
  readonly #process: ReturnType<typeof spawn>;
  readonly #latest = new Map<string, Published>();
  readonly #waiting = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  /** The documents by URI, where the server wants them whole at each change. */
  #whole: Map<string, TextDocument> | undefined;
  #registered: unknown;

  private constructor(
    [program, ...args]: readonly [string, ...string[]],
    { pulls = false, environment = {} }: Pick<LanguageClientOptions, 'pulls' | 'environment'>,
  ) {
    this.#pulls = pulls;
    const env = { ...process.env, ...environment };
    const child = spawn(program, args, { stdio: 'pipe', env });
    this.#process = child;
    child.stderr.on('data', (chunk: Buffer) => this.stderr.push(chunk.toString()));
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', (params: Published) => {
      this.#latest.set(params.uri, params);
      this.#waiting.forEach((check) => check());
    });
    this.connection.onRequest('client/registerCapability', (params: unknown) => {
      this.#registered ??= params;
      return null;
    });
    this.connection.onRequest('workspace/semanticTokens/refresh', () => {
      this.refreshes++;
      return null;
    });
    this.connection.onRequest('workspace/diagnostic/refresh', () => {
      this.#waiting.forEach((check) => check());
      return null;
    });
    this.connection.listen();
  }

  /** Starts a server and initializes it. */
  static async start({
    folders,
    settings,
    command = [process.execPath, own, '--stdio'],
    pulls = false,
    environment,
  }: LanguageClientOptions): Promise<LanguageClient> {
    const client = new LanguageClient(command, { pulls, ...(environment && { environment }) });
    const initialized: unknown = await client.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: {
          workspaceFolders: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
          semanticTokens: { refreshSupport: true },
          ...(pulls && { diagnostics: { refreshSupport: true } }),
        },
        textDocument: {
          ...textDocumentCapabilities,
          ...(pulls && { diagnostic: { relatedInformation: true } }),
        },
      },
      workspaceFolders: folders.map((folder) => ({
        uri: pathToFileURL(folder).href,
        name: 'test',
      })),
      initializationOptions: settings ?? { importRoots: [] },
    });
    client.#whole = wantsWholeDocuments(initialized) ? new Map() : undefined;
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  /** What the server registered with the client. */
  get registered(): unknown {
    return this.#registered;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  async open(uri: string, text: string, languageId = 'proto'): Promise<void> {
    this.#versions.set(uri, 1);
    this.#whole?.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Changes a document by edits that follow one another. */
  async edit(uri: string, ...edits: readonly TextEdit[]): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    const changes = edits.map(({ range, newText }) => ({ range, text: newText }));
    const whole = this.#whole?.get(uri);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges:
        whole === undefined
          ? changes
          : [{ text: TextDocument.update(whole, changes, version).getText() }],
    });
  }

  async replace(uri: string, text: string): Promise<void> {
    const end = { line: 1_000_000, character: 0 };
    await this.edit(uri, { range: { start: { line: 0, character: 0 }, end }, newText: text });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Sends a request about a document. */
  ask<T>(method: string, uri: string, position?: Position, more: object = {}): Promise<T> {
    return this.connection.sendRequest<T>(method, {
      textDocument: { uri },
      ...(position && { position }),
      ...more,
    });
  }

  /**
   * Waits until the findings of a document, as messages, satisfy a condition. Rejects when a signal
   * is aborted before.
   */
  async findings(
    uri: string,
    until: (messages: readonly string[]) => boolean,
    signal?: AbortSignal,
  ): Promise<readonly Diagnostic[]> {
    for (;;) {
      signal?.throwIfAborted();
      const published = this.#nextNews(signal);
      if (this.#pulls) {
        await this.pull(uri);
      }
      const found = this.#latest.get(uri)?.diagnostics;
      if (found !== undefined && until(found.map(({ message }) => messageText(message)))) {
        published.forget();
        return found;
      }
      await published.promise;
    }
  }

  /** Asks for the findings of a document; those of before hold when nothing has changed. */
  async pull(uri: string): Promise<DocumentDiagnosticReport> {
    const { resultId: previousResultId } = this.#latest.get(uri) ?? {};
    const report = await this.ask<DocumentDiagnosticReport>(
      'textDocument/diagnostic',
      uri,
      undefined,
      {
        ...(previousResultId !== undefined && { previousResultId }),
      },
    );
    if (report.kind === 'full') {
      const { items, resultId } = report;
      this.#latest.set(uri, {
        uri,
        diagnostics: items,
        ...(resultId !== undefined && { resultId }),
      });
    }
    return report;
  }

  /** Resolves when findings are sent, or the server asks to ask for them again. */
  #nextNews(signal?: AbortSignal): {
    readonly promise: Promise<void>;
    readonly forget: () => void;
  } {
    let settle = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const forget = (): void => {
      this.#waiting.delete(settle);
      signal?.removeEventListener('abort', settle);
    };
    this.#waiting.add(settle);
    signal?.addEventListener('abort', settle, { once: true });
    return { promise: promise.finally(forget), forget };
  }

  /** Ends the server as an editor does. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, 'exit');
      await this.connection.sendRequest('shutdown');
      await this.connection.sendNotification('exit');
      await exited;
    }
    this.connection.dispose();
  }

  /** For a test that failed half-way. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

/** Whether a server takes documents only whole: 1, alone or as the `change` of an object. */
function wantsWholeDocuments(initialized: unknown): boolean {
  const sync = memberOf(memberOf(initialized, 'capabilities'), 'textDocumentSync');
  return sync === 1 || memberOf(sync, 'change') === 1;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function messageText(message: Diagnostic['message']): string {
  return typeof message === 'string' ? message : message.value;
}
