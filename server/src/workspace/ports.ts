/** What the workspace is given from outside: files and time. */

import type { Cancellation } from './cancellation.ts';
import type { IndexedFile } from './fileIndex/indexedFile.ts';
import type { RecordBlock } from './fileIndex/recordBlock.ts';
import type { WorkspaceLayout } from './layoutScan.ts';

/** What became of reading a file. */
export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  /**
   * The bytes are not UTF-8: `text` has U+FFFD for each ill-formed sequence, the first of which
   * starts at `offset` of the text.
   */
  | { readonly kind: 'notUtf8'; readonly text: string; readonly offset: number }
  | { readonly kind: 'missing' }
  /** `message` can be shown as it stands. */
  | { readonly kind: 'failed'; readonly message: string };

export interface DirectoryEntry {
  readonly name: string;
  /** Links are followed for their kind, so that a linked folder is a `link`, walked by nobody. */
  readonly kind: 'file' | 'folder' | 'link';
}

/** Tells one state of a file on the disk from another, without reading it. */
export interface FileStamp {
  readonly size: number;
  /** When its bytes changed, in milliseconds of the disk's clock; fractions count. */
  readonly modified: number;
  /** When anything of it changed, which no program can set. */
  readonly changed: number;
}

/** Access to files by URI. Never rejects and never throws. */
export interface FileSystem {
  read(uri: string): Promise<ReadResult>;
  /**
   * The same at once, for a file that an answer turns out to need. Where it is absent, or answers
   * undefined, texts are kept in memory.
   */
  readNow?(uri: string): ReadResult | undefined;
  /** At once; undefined when there is no such file, or no way to tell whether it changes. */
  stamp?(uri: string): FileStamp | undefined;
  /** The entries of a folder, empty when it cannot be read. */
  readDirectory(uri: string): Promise<readonly DirectoryEntry[]>;
}

/** Files of a former run, by URI; each is made when it is first asked for. */
export type RecalledFiles = Pick<ReadonlyMap<string, IndexedFile>, 'get'>;

/** Reads files for the index, here or on another thread, and keeps what it found between runs. */
export interface Indexer {
  /** The files as a former run knew them, whatever they are now. */
  recall(layout: WorkspaceLayout): Promise<RecalledFiles>;
  /**
   * The records of files, in any order, as they become known; of a file that is gone there is none.
   * Ends early once the signal is aborted. Never rejects.
   */
  index(uris: readonly string[], signal: Cancellation): AsyncIterable<RecordBlock>;
  /**
   * Ends a turn: what was indexed in it is kept for the next run, with those files of `recalled`.
   * Nothing is new when `isSame`.
   */
  keep(layout: WorkspaceLayout, known: { recalled: readonly string[]; isSame: boolean }): void;
}

/** Lets long work give way to requests. */
export interface Scheduler {
  /** Resolves once everything that waits, messages that have come included, has had its turn. */
  pause(): Promise<void>;
  /** Milliseconds from an arbitrary start. */
  now(): number;
}
