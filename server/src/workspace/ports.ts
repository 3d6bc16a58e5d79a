/** What the workspace is given from outside: files and time. */

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

/** Access to files by URI. Never rejects. */
export interface FileSystem {
  read(uri: string): Promise<ReadResult>;
  /** The entries of a folder, empty when it cannot be read. */
  readDirectory(uri: string): Promise<readonly DirectoryEntry[]>;
}

/** Lets long work give way to requests. */
export interface Scheduler {
  /** Resolves once everything that waits on the event loop has had its turn. */
  pause(): Promise<void>;
  /** Milliseconds from an arbitrary start. */
  now(): number;
}
