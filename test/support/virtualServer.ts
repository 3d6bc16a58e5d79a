/**
 * The language server over files that only its client has: in a worker of a headless browser, as it
 * ships, or in a process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  ErrorCodes,
  type Message,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic } from 'vscode-languageserver-types';
import { decodeText } from '../../client/src/language/decodeText.ts';
import type { FolderEntry, LanguageSettings } from '../../protocol/language.ts';
import { browserPrograms } from '../../scripts/build.ts';
import { chromiumBinary } from '../../scripts/realParts.ts';

/** A running server, and how to end it. */
export interface ServerLine {
  readonly connection: MessageConnection;
  readonly stop: () => Promise<void>;
}

/** The files of the worker's program and of the extension, as they ship, by their names. */
export async function browserBundles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const results = await Promise.all(
    browserPrograms.map((program) => build({ ...program, write: false })),
  );
  const files = results.flatMap(({ outputFiles = [] }) => outputFiles);
  return new Map(files.map(({ path, contents }) => [path.split('/').at(-1) ?? '', contents]));
}

/** Starts the server in a worker of a page. What goes wrong in the page is in `errors`. */
export async function startInBrowser(): Promise<ServerLine & { readonly errors: string[] }> {
  const bundle = (await browserBundles()).get('browserServer.js');
  const browser = await chromium.launch({
    executablePath: await chromiumBinary(() => undefined),
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const reader = new PageReader();
  await page.exposeFunction('fromWorker', (text: string) => reader.take(text));
  await page.setContent('<!doctype html><title>worker</title>');
  await page.evaluate(`
    const blob = new Blob([${JSON.stringify(Buffer.from(bundle ?? []).toString())}]);
    globalThis.worker = new Worker(URL.createObjectURL(blob));
    worker.onmessage = ({ data }) => fromWorker(JSON.stringify(data));
    worker.onerror = ({ message }) => console.error(message);
  `);
  const send = (message: Message): Promise<unknown> =>
    page.evaluate(`worker.postMessage(${JSON.stringify(message)})`);
  return {
    connection: createMessageConnection(reader, new PageWriter(send)),
    errors,
    stop: () => browser.close(),
  };
}

class PageReader extends AbstractMessageReader {
  #callback: DataCallback | undefined;

  listen(callback: DataCallback) {
    this.#callback = callback;
    return { dispose: () => undefined };
  }

  take(text: string): void {
    this.#callback?.(JSON.parse(text) as Message);
  }
}

class PageWriter extends AbstractMessageWriter {
  readonly #send: (message: Message) => Promise<unknown>;

  constructor(send: (message: Message) => Promise<unknown>) {
    super();
    this.#send = send;
  }

  async write(message: Message): Promise<void> {
    await this.#send(message);
  }

  end(): void {
    // The page ends with its browser.
  }
}

/** Starts the server in a process, from its sources. */
export function startInProcess(): ServerLine {
  const program = resolve(import.meta.dirname, '../../server/src/languageServer.ts');
  const child = spawn(process.execPath, [program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return {
    connection: createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    ),
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

export interface VirtualClientOptions {
  readonly connection: MessageConnection;
  /** URI of the folder; a file's is this one, a slash and its path. */
  readonly folder: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: LanguageSettings;
  /** Whether it answers requests for files; it does when nothing is said. */
  readonly knowsFiles?: boolean;
}

/** A client whose files are in memory. */
export class VirtualClient {
  readonly connection: MessageConnection;
  readonly files: Map<string, string | Uint8Array>;
  /** What the server asked for, such as `readFile a.proto`; `?` before the client had said that it may. */
  readonly asked: string[] = [];
  readonly #folder: string;
  readonly #found = new Map<string, readonly Diagnostic[]>();
  readonly #waiting = new Set<() => void>();
  #isReady = false;

  constructor({ connection, folder, files, knowsFiles = true }: VirtualClientOptions) {
    this.connection = connection;
    this.#folder = folder;
    this.files = new Map(Object.entries(files));
    connection.onRequest('client/registerCapability', () => null);
    if (knowsFiles) {
      this.#answerFileRequests();
    } else {
      connection.onRequest((method) => {
        this.asked.push(method);
        return new ResponseError(ErrorCodes.MethodNotFound, `${method} is unknown`);
      });
    }
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (params: { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }) => {
        this.#found.set(params.uri, params.diagnostics);
        this.#waiting.forEach((check) => {
          check();
        });
      },
    );
    connection.listen();
  }

  /** Initializes the server. */
  static async start(options: VirtualClientOptions): Promise<VirtualClient> {
    const client = new VirtualClient(options);
    await client.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {
        workspace: {
          workspaceFolders: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
        },
        textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
      },
      workspaceFolders: [{ uri: options.folder, name: 'virtual' }],
      initializationOptions: options.settings,
    });
    client.#isReady = true;
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  uriOf(path: string): string {
    return `${this.#folder.replace(/\/$/, '')}/${path}`;
  }

  async open(path: string): Promise<string> {
    const uri = this.uriOf(path);
    const content = this.files.get(path) ?? '';
    const text = typeof content === 'string' ? content : Buffer.from(content).toString();
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'proto', version: 1, text },
    });
    return uri;
  }

  /** Writes or, without a text, deletes a file behind the server's back, and tells it as a watcher does. */
  async write(path: string, text: string | undefined): Promise<void> {
    const type = text === undefined ? 3 : this.files.has(path) ? 2 : 1;
    if (text === undefined) {
      this.files.delete(path);
    } else {
      this.files.set(path, text);
    }
    const changes = [{ uri: this.uriOf(path), type }];
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  /** The findings of a document once they are as wanted. */
  async findings(
    uri: string,
    isWanted: (messages: readonly string[]) => boolean,
  ): Promise<readonly string[]> {
    const messages = (): readonly string[] | undefined =>
      this.#found
        .get(uri)
        ?.map(({ message }) => (typeof message === 'string' ? message : message.value));
    for (;;) {
      const now = messages();
      if (now !== undefined && isWanted(now)) {
        return now;
      }
      await new Promise<void>((done) => {
        const check = (): void => {
          this.#waiting.delete(check);
          done();
        };
        this.#waiting.add(check);
      });
    }
  }

  /** A request about a place in a document, the first where the text stands. */
  at<R>(method: string, path: string, text: string, params: object = {}): Promise<R> {
    const before = String(this.files.get(path)).split(text)[0] ?? '';
    const lines = before.split('\n');
    return this.connection.sendRequest<R>(method, {
      textDocument: { uri: this.uriOf(path) },
      position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
      ...params,
    });
  }

  #answerFileRequests(): void {
    this.connection.onRequest('protoAtlas/fs/readFile', ({ uri }: { readonly uri: string }) => {
      const content = this.files.get(this.#pathOf('readFile', uri));
      return content === undefined
        ? { kind: 'missing' }
        : decodeText(typeof content === 'string' ? Buffer.from(content) : content);
    });
    this.connection.onRequest(
      'protoAtlas/fs/readDirectory',
      ({ uri }: { readonly uri: string }) => ({
        entries: this.#entriesOf(this.#pathOf('readDirectory', uri)),
      }),
    );
  }

  #pathOf(what: string, uri: string): string {
    const path = decodeURIComponent(uri.slice(this.uriOf('').length));
    this.asked.push(`${this.#isReady ? '' : '?'}${what} ${path}`);
    return path;
  }

  #entriesOf(folder: string): FolderEntry[] {
    const start = folder === '' ? '' : `${folder}/`;
    const below = [...this.files.keys()].filter((path) => path.startsWith(start));
    const entries = below.map((path): FolderEntry => {
      const [name = '', ...rest] = path.slice(start.length).split('/');
      return { name, kind: rest.length === 0 ? 'file' : 'folder' };
    });
    return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
  }
}
