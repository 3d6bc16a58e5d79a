import type { FileProblem, FileState } from './fileState.ts';
import type { FileSystem, ReadResult } from './ports.ts';
import { wellKnownPathOf, wellKnownPaths, wellKnownText, wellKnownUri } from './wellKnown.ts';

/** Every known file in its present state: documents over the disk over the built-in files. */
export class FileTable {
  readonly #fileSystem: FileSystem;
  readonly #states = new Map<string, FileState>();
  /** The latest read of each file; an earlier one that ends later is dropped. */
  readonly #latestRead = new Map<string, number>();
  readonly #firstReads = new Map<string, Promise<void>>();
  #reads = 0;

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
    this.#addBuiltIn();
  }

  get(uri: string): FileState | undefined {
    return this.#states.get(uri);
  }

  has(uri: string): boolean {
    return this.#states.has(uri);
  }

  keys(): Iterable<string> {
    return this.#states.keys();
  }

  values(): Iterable<FileState> {
    return this.#states.values();
  }

  copy(): ReadonlyMap<string, FileState> {
    return new Map(this.#states);
  }

  isOpen(uri: string): boolean {
    return this.#states.get(uri)?.version !== undefined;
  }

  put(state: FileState): void {
    this.#states.set(state.uri, state);
  }

  remove(uri: string): void {
    this.#latestRead.delete(uri);
    this.#states.delete(uri);
  }

  /** Makes `found` the files of the disk: others are forgotten, new ones are unread. */
  setFound(found: ReadonlySet<string>): void {
    for (const { uri, version } of [...this.#states.values()]) {
      if (version === undefined && !found.has(uri) && wellKnownPathOf(uri) === undefined) {
        this.remove(uri);
      }
    }
    for (const uri of found) {
      if (!this.#states.has(uri)) {
        this.put({ uri, text: undefined, version: undefined, problem: undefined });
      }
    }
  }

  /** Reads a known file that has not been read. */
  async readFirst(uri: string): Promise<void> {
    const state = this.#states.get(uri);
    if (state === undefined || state.text !== undefined) {
      return;
    }
    const running = this.#firstReads.get(uri) ?? this.read(uri);
    this.#firstReads.set(uri, running);
    await running;
    this.#firstReads.delete(uri);
  }

  /** Takes the text of a file that is not open from the disk; one that is gone is forgotten. */
  async read(uri: string): Promise<void> {
    const read = ++this.#reads;
    this.#latestRead.set(uri, read);
    const result = await this.#fileSystem.read(uri);
    if (this.#latestRead.get(uri) !== read) {
      return;
    }
    this.#latestRead.delete(uri);
    if (this.isOpen(uri)) {
      return;
    }
    if (result.kind === 'missing') {
      this.#states.delete(uri);
    } else {
      const text = result.kind === 'failed' ? '' : result.text;
      this.put({ uri, text, version: undefined, problem: problemOf(result) });
    }
  }

  /** Asks the disk for what is wrong with the bytes of an open document. Whether that changed. */
  async inspect(uri: string): Promise<boolean> {
    const problem = problemOf(await this.#fileSystem.read(uri));
    const state = this.#states.get(uri);
    if (state?.version === undefined || state.problem?.kind === problem?.kind) {
      return false;
    }
    this.put({ ...state, problem: problem?.kind === 'notUtf8' ? problem : undefined });
    return true;
  }

  #addBuiltIn(): void {
    for (const path of wellKnownPaths) {
      const uri = wellKnownUri(path);
      if (uri !== undefined) {
        this.put({ uri, text: wellKnownText(path), version: undefined, problem: undefined });
      }
    }
  }
}

function problemOf(result: ReadResult): FileProblem | undefined {
  switch (result.kind) {
    case 'notUtf8':
      return { kind: 'notUtf8', offset: result.offset };
    case 'failed':
      return { kind: 'unreadable', message: result.message };
    case 'text':
    case 'missing':
      return undefined;
  }
}
