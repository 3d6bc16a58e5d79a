import { parse, type SourceFile } from '../compiler/index.ts';
import { type FileSummary, emptySummary, summarize } from './summary.ts';
import { WeightedCache } from './weightedCache.ts';

/** What is wrong with a file itself, whatever it says. */
export type FileProblem =
  | { readonly kind: 'notUtf8'; readonly offset: number }
  | { readonly kind: 'unreadable'; readonly message: string };

/** One state of one file. Immutable; an edit makes another. */
export interface FileState {
  readonly uri: string;
  /** Absent until the file has been read. */
  readonly text: string | undefined;
  /** Of the open document; absent for a file that is not open. */
  readonly version: number | undefined;
  readonly problem: FileProblem | undefined;
}

/** Characters of source whose trees are kept when nothing links them. */
const keptCharacters = 12_000_000;

/** Parses each state of a file at most once while its tree is kept, and summarizes it once. */
export class ParseCache {
  readonly #trees = new WeightedCache<FileState, SourceFile>(keptCharacters);
  readonly #summaries = new WeakMap<FileState, FileSummary>();

  /** The tree of a file that has been read; `path` is its import path. */
  source(state: FileState, path: string): SourceFile | undefined {
    if (state.text === undefined) {
      return undefined;
    }
    const kept = this.#trees.get(state);
    if (kept?.path === path) {
      return kept;
    }
    const source = kept === undefined ? parse(path, state.text) : { ...kept, path };
    this.#trees.set(state, source, state.text.length);
    return source;
  }

  /** What stays of the tree; `emptySummary` until the file has been read. */
  summary(state: FileState): FileSummary {
    const kept = this.#summaries.get(state);
    if (kept !== undefined || state.text === undefined) {
      return kept ?? emptySummary;
    }
    const source = this.#trees.get(state) ?? this.source(state, '');
    const summary = source === undefined ? emptySummary : summarize(source);
    this.#summaries.set(state, summary);
    return summary;
  }

  /** Summarizes without keeping the tree: for files that nobody has asked for yet. */
  summarizeOnly(state: FileState): void {
    const isNew = this.#trees.get(state) === undefined;
    this.summary(state);
    if (isNew) {
      this.#trees.delete(state);
    }
  }
}
