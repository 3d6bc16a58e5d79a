import { isSameStamp, problemOf } from './fileIndex/record.ts';
import type { IndexedFile } from './fileIndex/indexedFile.ts';
import { type FileState, isUnread } from './fileState.ts';
import { LayeredMap, type MapState } from './layeredMap.ts';
import type { FileStamp, FileSystem, ReadResult, RecalledFiles } from './ports.ts';
import { wellKnownPathOf, wellKnownPaths, wellKnownText, wellKnownUri } from './wellKnown.ts';

/** Every known file in its present state: documents over the disk over the built-in files. */
export class FileTable {
  readonly #fileSystem: FileSystem;
  readonly #states = new LayeredMap<string, FileState>();
  /** The latest read of each file; an earlier one that ends later is dropped. */
  readonly #latestRead = new Map<string, number>();
  readonly #firstReads = new Map<string, Promise<void>>();
  readonly #onStale: (uri: string) => void;
  #recalled: RecalledFiles = new Map();
  #reads = 0;
  #membership = {};

  /** `onStale` is told of each file that is found to be other than the index says. */
  constructor(fileSystem: FileSystem, onStale: (uri: string) => void) {
    this.#fileSystem = fileSystem;
    this.#onStale = onStale;
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

  /** The same object as long as no file comes or goes. */
  get membership(): object {
    return this.#membership;
  }

  /** All states as they are now. */
  copy(): MapState<string, FileState> {
    return this.#states.state();
  }

  isOpen(uri: string): boolean {
    return this.#states.get(uri)?.version !== undefined;
  }

  put(state: FileState): void {
    if (!this.#states.has(state.uri)) {
      this.#membership = {};
    }
    this.#states.set(state.uri, state);
  }

  remove(uri: string): void {
    this.#latestRead.delete(uri);
    if (this.#states.has(uri)) {
      this.#membership = {};
    }
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

  /** What a former run knew of the disk's files. Each counts once its file proves to be the same. */
  setRecalled(files: RecalledFiles): void {
    this.#recalled = files;
  }

  /**
   * Whether a former run knew a file as it is. One that has not been read is known from then on.
   * Whoever has just asked for its stamp gives that.
   */
  recall(uri: string, given?: FileStamp): boolean {
    const recalled = this.#recalled.get(uri);
    const stamp = recalled && (given ?? this.#fileSystem.stamp?.(uri));
    if (recalled === undefined || stamp === undefined || !isSameStamp(stamp, recalled.stamp)) {
      return false;
    }
    this.putIndexed(uri, recalled);
    return true;
  }

  /** Takes up what the index says of a file, unless more is known already. */
  putIndexed(uri: string, indexed: IndexedFile): void {
    const state = this.#states.get(uri);
    if (state !== undefined && isUnread(state) && !this.#latestRead.has(uri)) {
      this.put({ ...state, indexed, problem: indexed.problem });
    }
  }

  /** Reads a known file of which nothing is known. */
  async readFirst(uri: string): Promise<void> {
    const state = this.#states.get(uri);
    if (state === undefined || !isUnread(state) || this.recall(uri)) {
      return;
    }
    const running = this.#firstReads.get(uri) ?? this.read(uri);
    this.#firstReads.set(uri, running);
    await running;
    this.#firstReads.delete(uri);
  }

  /** As `readFirst`, but at once, and with a stamp as `recall`. False when the file system cannot do that. */
  readFirstNow(uri: string, stamp?: FileStamp): boolean {
    const state = this.#states.get(uri);
    if (state === undefined || !isUnread(state) || this.recall(uri, stamp)) {
      return true;
    }
    const result = this.#fileSystem.readNow?.(uri);
    if (result !== undefined) {
      this.#latestRead.delete(uri);
      this.#take(uri, result);
    }
    return result !== undefined;
  }

  /** The text of a file that the index alone has seen; empty when it is gone. */
  readAgain({ uri, indexed }: FileState): string {
    const stamp = this.#fileSystem.stamp?.(uri);
    const result = this.#fileSystem.readNow?.(uri) ?? { kind: 'missing' };
    if (indexed === undefined || stamp === undefined || !isSameStamp(stamp, indexed.stamp)) {
      this.#onStale(uri);
    }
    return result.kind === 'text' || result.kind === 'notUtf8' ? result.text : '';
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
    if (!this.isOpen(uri)) {
      this.#take(uri, result);
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

  #take(uri: string, result: ReadResult): void {
    if (result.kind === 'missing') {
      this.remove(uri);
    } else {
      const text = result.kind === 'failed' ? '' : result.text;
      this.put({ uri, text, version: undefined, problem: problemOf(result) });
    }
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
