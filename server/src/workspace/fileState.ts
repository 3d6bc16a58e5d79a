import { parse, parseLater, reparse, saysTheSame, type SourceFile } from '../compiler/index.ts';
import type { IndexedFile } from './fileIndex/indexedFile.ts';
import { type FileSummary, emptySummary, summarize } from './summary.ts';
import { WeightedCache } from './weightedCache.ts';

/** What is wrong with a file itself, whatever it says. */
export type FileProblem =
  | { readonly kind: 'notUtf8'; readonly offset: number }
  | { readonly kind: 'unreadable'; readonly message: string };

/** One state of one file. Immutable; an edit makes another. */
export interface FileState {
  readonly uri: string;
  /** Absent until the file has been read, and of a file that the index alone has seen. */
  readonly text: string | undefined;
  /** What the index knows of a file whose text is on the disk alone. */
  readonly indexed?: IndexedFile | undefined;
  /** Of the open document; absent for a file that is not open. */
  readonly version: number | undefined;
  readonly problem: FileProblem | undefined;
}

/** Whether nothing is known of a file but its name. */
export function isUnread({ text, indexed }: FileState): boolean {
  return text === undefined && indexed === undefined;
}

/** A state with what parsing has made of it. */
interface Parsed {
  readonly state: FileState;
  readonly source: SourceFile;
}

/** Characters of source whose trees are kept when nothing links them. */
const keptCharacters = 12_000_000;

/** Parses each state of a file at most once while its tree is kept, and summarizes it once. */
export class ParseCache {
  readonly #trees = new WeightedCache<FileState, SourceFile>(keptCharacters);
  /** Of each open document the state that was parsed last: the next one is parsed on from it. */
  readonly #latest = new Map<string, Parsed>();
  readonly #summaries = new WeakMap<FileState, FileSummary>();
  /** Of states that were parsed; the same for those that say the same. */
  readonly #meanings = new WeakMap<FileState, object>();
  readonly #readAgain: (state: FileState) => string;

  /** `readAgain` gives the text of a file that the index alone has seen. */
  constructor(readAgain: (state: FileState) => string) {
    this.#readAgain = readAgain;
  }

  /** The tree of a file that has been read; `path` is its import path. */
  source(state: FileState, path: string): SourceFile | undefined {
    if (isUnread(state)) {
      return undefined;
    }
    const kept = this.#trees.get(state);
    if (kept?.path === path) {
      return kept;
    }
    const { text } = state;
    if (text === undefined) {
      return this.#late(state, path);
    }
    const source = kept === undefined ? this.#parse(state, path, text) : { ...kept, path };
    this.#trees.set(state, source, text.length);
    return source;
  }

  #parse(state: FileState, path: string, text: string): SourceFile {
    const before = this.#latest.get(state.uri);
    const source = before === undefined ? parse(path, text) : reparse(path, text, before.source);
    if (before !== undefined) {
      this.#trees.delete(before.state);
    }
    const isSame = before !== undefined && saysTheSame(before.source, source);
    this.#meanings.set(state, isSame ? this.meaning(before.state) : {});
    if (state.version === undefined) {
      this.#latest.delete(state.uri);
    } else {
      this.#latest.set(state.uri, { state, source });
    }
    return source;
  }

  /** It weighs nothing as long as nobody looks into it. */
  #late(state: FileState, path: string): SourceFile {
    const source = parseLater(path, () => {
      const text = this.#readAgain(state);
      this.#trees.set(state, source, text.length);
      return text;
    });
    this.#trees.set(state, source, 0);
    return source;
  }

  /**
   * The same object as long as an open document says the same, comments and white space aside. To
   * those who import it, it is then the same file at other offsets.
   */
  meaning(state: FileState): object {
    this.summary(state);
    return this.#meanings.get(state) ?? state;
  }

  /** What stays of the tree; `emptySummary` until the file has been read. */
  summary(state: FileState): FileSummary {
    const kept = this.#summaries.get(state);
    if (kept !== undefined || state.text === undefined) {
      return kept ?? state.indexed?.summary ?? emptySummary;
    }
    const source = this.#trees.get(state) ?? this.source(state, '');
    const summary = source === undefined ? emptySummary : summarize(source);
    this.#summaries.set(state, summary);
    return summary;
  }
}
