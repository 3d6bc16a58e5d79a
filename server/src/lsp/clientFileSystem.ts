import { type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { LanguageClientRequests } from '../../../protocol/language.ts';
import type { DirectoryEntry, FileSystem, ReadResult } from '../workspace/index.ts';

type FileRequest = 'protoAtlas/fs/readFile' | 'protoAtlas/fs/readDirectory';

/** Milliseconds for an answer. A file system may be behind a network that is gone. */
const timeoutMs = 30_000;

/** Documents of these schemes are nowhere but in the editor. */
const withoutFiles = /^(?:untitled|proto-atlas-wkt):/;

/**
 * The files that the client reads for the server. Nothing is asked before the client has said that it
 * is ready, and no more once it has said that it does not know such requests.
 */
export class ClientFileSystem implements FileSystem {
  readonly #connection: Connection;
  readonly #ready: Promise<void>;
  #start: () => void = () => undefined;
  #isKnown = true;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#ready = new Promise((resolve) => {
      this.#start = resolve;
    });
  }

  /** To be called once the client may be asked. */
  start(): void {
    this.#start();
  }

  async read(uri: string): Promise<ReadResult> {
    try {
      return readResultOf(await this.#ask('protoAtlas/fs/readFile', uri));
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  async readDirectory(uri: string): Promise<readonly DirectoryEntry[]> {
    try {
      return entriesOf(await this.#ask('protoAtlas/fs/readDirectory', uri));
    } catch {
      // A folder that cannot be read has nothing to show.
      return [];
    }
  }

  /** Resolves with what the client answers, unchecked; undefined when there is nobody to ask. */
  async #ask(method: FileRequest, uri: string): Promise<unknown> {
    await this.#ready;
    if (!this.#isKnown || withoutFiles.test(uri)) {
      return undefined;
    }
    const params: LanguageClientRequests[FileRequest]['params'] = { uri };
    try {
      return await withinTime(this.#connection.sendRequest<unknown>(method, params));
    } catch (error) {
      if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) {
        this.#isKnown = false;
        return undefined;
      }
      throw error;
    }
  }
}

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `the file system of the editor has not answered for ${timeoutMs / 1000} s`;
    timer = setTimeout(() => reject(new Error(reason)), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function readResultOf(answer: unknown): ReadResult {
  if (!isRecord(answer)) {
    return { kind: 'missing' };
  }
  const { kind, text, offset, message } = answer;
  if (kind === 'text' && typeof text === 'string') {
    return { kind, text };
  }
  if (kind === 'notUtf8' && typeof text === 'string' && typeof offset === 'number') {
    return { kind, text, offset };
  }
  return kind === 'failed' && typeof message === 'string' ? { kind, message } : { kind: 'missing' };
}

function entriesOf(answer: unknown): readonly DirectoryEntry[] {
  const entries: unknown = isRecord(answer) ? answer.entries : undefined;
  return Array.isArray(entries) ? entries.filter(isEntry) : [];
}

function isEntry(value: unknown): value is DirectoryEntry {
  return (
    isRecord(value) &&
    typeof value.name === 'string' &&
    (value.kind === 'file' || value.kind === 'folder' || value.kind === 'link')
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
