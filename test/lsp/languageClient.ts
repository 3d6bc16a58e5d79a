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
}

export interface LanguageClientOptions {
  readonly folders: readonly string[];
  readonly settings?: LanguageSettings;
  /** Program and arguments of the server; our own from source when absent. */
  readonly command?: readonly [string, ...string[]];
}

/** A client of the real server process, as bare as can be: it sends, and remembers findings. */
export class LanguageClient {
  readonly connection: MessageConnection;
  readonly stderr: string[] = [];
  /** How often the server asked to show documents anew. */
  refreshes = 0;
  readonly #process: ReturnType<typeof spawn>;
  readonly #latest = new Map<string, Published>();
  readonly #waiting = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  #registered: unknown;

  private constructor([program, ...args]: readonly [string, ...string[]]) {
    const child = spawn(program, args, { stdio: 'pipe' });
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
    this.connection.listen();
  }

  /** Starts a server and initializes it. */
  static async start({
    folders,
    settings,
    command = [process.execPath, own, '--stdio'],
  }: LanguageClientOptions): Promise<LanguageClient> {
    const client = new LanguageClient(command);
    await client.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: {
          workspaceFolders: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
          semanticTokens: { refreshSupport: true },
        },
        textDocument: textDocumentCapabilities,
      },
      workspaceFolders: folders.map((folder) => ({
        uri: pathToFileURL(folder).href,
        name: 'test',
      })),
      initializationOptions: settings ?? { importRoots: [] },
    });
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

  async open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'proto', version: 1, text },
    });
  }

  /** Changes a document by edits that follow one another. */
  async edit(uri: string, ...edits: readonly TextEdit[]): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: edits.map(({ range, newText }) => ({ range, text: newText })),
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

  /** Waits until the findings of a document, as messages, satisfy a condition. */
  async findings(
    uri: string,
    until: (messages: readonly string[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    const satisfied = (): readonly Diagnostic[] | undefined => {
      const found = this.#latest.get(uri)?.diagnostics;
      return found !== undefined && until(found.map(({ message }) => messageText(message)))
        ? found
        : undefined;
    };
    return new Promise((resolve) => {
      const check = (): void => {
        const found = satisfied();
        if (found !== undefined) {
          this.#waiting.delete(check);
          resolve(found);
        }
      };
      this.#waiting.add(check);
      check();
    });
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

function messageText(message: Diagnostic['message']): string {
  return typeof message === 'string' ? message : message.value;
}
