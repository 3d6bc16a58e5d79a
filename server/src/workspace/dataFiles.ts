import { type Cancellation, throwIfCancelled } from './cancellation.ts';
import { isSameStamp } from './fileIndex/record.ts';
import { hashWord, hasWord, includesSorted, wordsOf } from './fileIndex/words.ts';
import type { FileStamp, FileSystem } from './ports.ts';
import { isBelow } from './uri.ts';

/** A file that holds a message, or may do so, with its text. */
export interface DataFile {
  readonly uri: string;
  readonly text: string;
}

/** What is known of a file. */
interface Entry {
  readonly stamp: FileStamp | undefined;
  /** Of a file that says that it holds a message; of another nothing is kept. */
  readonly words: Uint32Array | undefined;
}

/** What is looked for. */
export interface DataFileQuery {
  /** A file with one of these words is found. */
  readonly words: readonly string[];
  /** Files that are looked at. */
  readonly isWanted: (uri: string) => boolean;
  /** Whether a file holds a message though it does not say so. */
  readonly isNamedOutside: (uri: string) => boolean;
}

/** What a watcher saw of a file or folder. */
interface Change {
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** Files of more bytes are not looked into. */
export const maximumDataFileBytes = 16_000_000;

const textFormat = /\.(?:txtpb|textproto|textpb|pbtxt|prototext|prototxt|pb\.txt)$/;
const json = /\.jsonc?$/;

/** Where editors watch for them. */
export const dataFileGlob =
  '**/*.{txtpb,textproto,textpb,pbtxt,prototext,prototxt,pb.txt,json,jsonc}';

/** Whether a file name or URI is that of a file that may hold a message. */
export function isDataFile(name: string): boolean {
  return textFormat.test(name) || json.test(name);
}

/** What makes a JSON document one that holds a message, if nothing outside of it says so. */
export function namesItsMessage(text: string): boolean {
  return /"\$schema"\s*:\s*"proto:/.test(text);
}

const readConcurrency = 16;

/**
 * The files of the disk beside the `.proto` ones that may hold messages. Of each its words are kept, so
 * that few are read for a name: a file is looked into when it is first asked for and once it has changed.
 */
export class DataFiles {
  readonly #fileSystem: FileSystem;
  /** Undefined for a file that has to be looked into. */
  readonly #entries = new Map<string, Entry | undefined>();
  #isWatched = false;
  #changes = 0;

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
  }

  /** Makes `found` the files of the disk. */
  setFound(found: ReadonlySet<string>): void {
    for (const uri of [...this.#entries.keys()].filter((each) => !found.has(each))) {
      this.#entries.delete(uri);
    }
    for (const uri of found) {
      this.#entries.set(uri, this.#entries.get(uri));
    }
  }

  /** To be called when `apply` will be told of every change: then nothing else is looked at for that. */
  setWatched(): void {
    this.#isWatched = true;
  }

  /** Takes up what a watcher saw. */
  apply(changes: readonly Change[]): void {
    this.#changes++;
    for (const { uri, kind } of changes) {
      if (kind === 'deleted') {
        [...this.#entries.keys()]
          .filter((each) => each === uri || isBelow(uri, each))
          .forEach((gone) => this.#entries.delete(gone));
      } else if (isDataFile(uri)) {
        this.#entries.set(uri, undefined);
      }
    }
  }

  /** The wanted files that have one of some words. Rejects with `CancelledError` alone. */
  async find(query: DataFileQuery, signal?: Cancellation): Promise<readonly DataFile[]> {
    const hashes = query.words.map(hashWord);
    const pending = [...this.#entries.keys()].filter(query.isWanted);
    const found: DataFile[] = [];
    while (pending.length > 0) {
      throwIfCancelled(signal);
      const stale = this.#takeNext(pending, { ...query, hashes });
      const files = await Promise.all(stale.map((uri) => this.#read(uri)));
      found.push(...files.flatMap((file) => (file && fits(file, query) ? [file] : [])));
    }
    return found.sort((a, b) => (a.uri < b.uri ? -1 : 1));
  }

  /** Takes from `pending` the next few files that have to be read for an answer. */
  #takeNext(
    pending: string[],
    { hashes, isNamedOutside }: DataFileQuery & { readonly hashes: readonly number[] },
  ): string[] {
    const taken: string[] = [];
    while (taken.length < readConcurrency) {
      const uri = pending.pop();
      if (uri === undefined) {
        break;
      }
      const entry = this.#present(uri);
      if (entry === undefined || isNamedOutside(uri) || hasOneOf(entry, hashes)) {
        taken.push(uri);
      }
    }
    return taken;
  }

  #present(uri: string): Entry | undefined {
    const entry = this.#entries.get(uri);
    if (entry === undefined || this.#isWatched) {
      return entry;
    }
    const stamp = this.#fileSystem.stamp?.(uri);
    return stamp !== undefined && entry.stamp !== undefined && isSameStamp(stamp, entry.stamp)
      ? entry
      : undefined;
  }

  async #read(uri: string): Promise<DataFile | undefined> {
    const changes = this.#changes;
    const stamp = this.#fileSystem.stamp?.(uri);
    const isLarge = (stamp?.size ?? 0) > maximumDataFileBytes;
    const result = isLarge ? undefined : await this.#fileSystem.read(uri);
    const text = result?.kind === 'text' ? result.text : '';
    const holdsMessage = textFormat.test(uri) || namesItsMessage(text);
    if (this.#entries.has(uri) && changes === this.#changes) {
      this.#entries.set(uri, { stamp, words: holdsMessage ? wordsOf(text) : undefined });
    }
    return text === '' ? undefined : { uri, text };
  }
}

function hasOneOf({ words }: Entry, hashes: readonly number[]): boolean {
  return (
    words !== undefined &&
    hashes.some((hash) => includesSorted(words, { start: 0, end: words.length }, hash))
  );
}

function fits({ uri, text }: DataFile, { words, isNamedOutside }: DataFileQuery): boolean {
  const holdsMessage = textFormat.test(uri) || namesItsMessage(text) || isNamedOutside(uri);
  return holdsMessage && words.some((word) => hasWord(text, word));
}
