import { Emitter, type Event } from '../base/index.ts';
import { unpackRecords } from './fileIndex/indexedFile.ts';
import { type FileState, isUnread } from './fileState.ts';
import type { FileTable } from './fileTable.ts';
import type { WorkspaceLayout } from './layoutScan.ts';
import type { Indexer, Scheduler } from './ports.ts';
import { wellKnownPathOf } from './wellKnown.ts';

/** How far reading ahead has come, in files. */
export interface IndexProgress {
  readonly done: number;
  readonly total: number;
  readonly isOver: boolean;
}

export interface ReadAheadOptions {
  readonly files: FileTable;
  readonly indexer: Indexer;
  readonly scheduler: Scheduler;
  /** Resolves once nobody waits for a file. */
  readonly letLoadsPass: () => Promise<void>;
  readonly summarize: (state: FileState) => unknown;
  /** Told of each file that has become known, to work out what will be asked about it. */
  readonly prepare: (uri: string) => void;
}

/** What was read ahead, in files. */
export interface AllRead {
  readonly count: number;
  /** Of those, how many a former run knew as they are. */
  readonly recalled: number;
}

/** Reads that are under way at once. */
const concurrency = 16;
/** Milliseconds of background work between two times that others have their turn. */
const sliceMs = 3;

/** Makes all files of a table known to the index. */
export class ReadAhead {
  readonly #options: ReadAheadOptions;
  readonly #progress = new Emitter<IndexProgress>();
  #isStopped = false;

  /** Fires while files are read, and once that is over. */
  readonly onDidIndex: Event<IndexProgress> = this.#progress.event;

  constructor(options: ReadAheadOptions) {
    this.#options = options;
  }

  /** Whether the last run was stopped. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  stop(): void {
    this.#isStopped = true;
  }

  dispose(): void {
    this.#progress.dispose();
  }

  /** Undefined when it was stopped or overtaken by another. */
  async run(layout: WorkspaceLayout, isOvertaken: () => boolean): Promise<AllRead | undefined> {
    const { indexer, letLoadsPass } = this.#options;
    this.#isStopped = false;
    const isOver = (): boolean => this.#isStopped || isOvertaken();
    await letLoadsPass();
    const { recalled, others } = await this.#recallAll(isOver);
    const total = recalled.length + others.length;
    const done = await this.#index(others, { isOver, done: recalled.length, total });
    await this.#readUnindexed(others, isOver);
    this.#progress.fire({ done, total, isOver: true });
    if (isOver()) {
      return undefined;
    }
    indexer.keep(layout, { recalled, isSame: others.length === 0 });
    return { count: total, recalled: recalled.length };
  }

  /** Gives how many files are known then. */
  async #index(
    uris: readonly string[],
    { isOver, ...before }: { isOver: () => boolean; done: number; total: number },
  ): Promise<number> {
    const { files, indexer, prepare } = this.#options;
    const { total } = before;
    let { done } = before;
    const signal = {
      get aborted() {
        return isOver();
      },
    };
    this.#progress.fire({ done, total, isOver: false });
    for await (const block of indexer.index(uris, signal)) {
      if (isOver()) {
        break;
      }
      const found = unpackRecords(block);
      found.forEach((indexed, uri) => files.putIndexed(uri, indexed));
      await this.#inSlices(found.keys(), { isOver, work: prepare });
      done += found.size;
      this.#progress.fire({ done, total, isOver: false });
    }
    return done;
  }

  /** Reads those that the index could not take in, such as those of a file system that has no disk. */
  async #readUnindexed(uris: readonly string[], isOver: () => boolean): Promise<void> {
    const { files, summarize } = this.#options;
    const unread = uris.filter((uri) => {
      const state = files.get(uri);
      return state !== undefined && isUnread(state);
    });
    for (let at = 0; at < unread.length && !isOver(); at += concurrency) {
      const batch = unread.slice(at, at + concurrency);
      await Promise.all(batch.map((uri) => files.readFirst(uri)));
      batch.flatMap((uri) => files.get(uri) ?? []).forEach(summarize);
    }
  }

  /** Parts the files of the disk into those that a former run knew as they are, and others. */
  async #recallAll(isOver: () => boolean): Promise<{ recalled: string[]; others: string[] }> {
    const { files, prepare } = this.#options;
    const [recalled, others]: [string[], string[]] = [[], []];
    await this.#inSlices([...files.values()], {
      isOver,
      work: ({ uri, version, indexed }) => {
        if (version !== undefined || wellKnownPathOf(uri) !== undefined) {
          return;
        }
        if (files.recall(uri)) {
          recalled.push(uri);
          prepare(uri);
        } else if (indexed === undefined) {
          others.push(uri);
        }
      },
    });
    return { recalled, others };
  }

  /** Does work for each of some things, in slices, unless it is over. */
  async #inSlices<T>(
    all: Iterable<T>,
    { isOver, work }: { readonly isOver: () => boolean; readonly work: (each: T) => void },
  ): Promise<void> {
    const { scheduler, letLoadsPass } = this.#options;
    let sliceStart = scheduler.now();
    for (const each of all) {
      if (isOver()) {
        return;
      }
      work(each);
      if (scheduler.now() - sliceStart > sliceMs) {
        await scheduler.pause();
        await letLoadsPass();
        sliceStart = scheduler.now();
      }
    }
  }
}
