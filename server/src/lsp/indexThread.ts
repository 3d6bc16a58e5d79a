import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../base/index.ts';
import {
  type Cancellation,
  type FileSystem,
  indexHere,
  type Indexer,
  type RecalledFiles,
  type RecordBlock,
  type Scheduler,
  unpackRecords,
  type WorkspaceLayout,
} from '../workspace/index.ts';
import { type CachedFiles, openCache } from './indexCache.ts';
import type { IndexOrder, IndexReply } from './indexWorker.ts';

export interface IndexThreadOptions {
  readonly fileSystem: FileSystem;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Folder of the running program, where the thread's program lies. */
  readonly programFolder: string;
  /** Where the index is kept between runs; nowhere when absent. */
  readonly cacheFolder: () => string | undefined;
}

/** Fewer files, or bytes, than these are read before a thread would have started. */
const worthAThread = { files: 64, bytes: 500_000 };

/**
 * Indexes on a thread, which ends when it has nothing more to do: its memory goes with it. When it
 * cannot be, this thread does its work.
 */
export class IndexThread implements Indexer {
  readonly #options: IndexThreadOptions;
  readonly #here: Indexer;
  #thread: Thread | undefined;
  #recalled: CachedFiles | undefined;

  constructor(options: IndexThreadOptions) {
    this.#options = options;
    this.#here = indexHere(options.fileSystem, options.scheduler);
  }

  recall(layout: WorkspaceLayout): Promise<RecalledFiles> {
    this.#recalled?.close();
    const file = this.#cacheFile(layout);
    this.#recalled = file === undefined || !existsSync(file) ? undefined : this.#open(file);
    return Promise.resolve(this.#recalled ?? new Map());
  }

  #open(file: string): CachedFiles | undefined {
    const onProblem = (problem: string): void =>
      this.#options.logger.info(`the index of the last run is left aside: ${problem}`);
    try {
      return openCache(file, { program: programStamp(), onProblem });
    } catch (error) {
      onProblem(String(error));
      return undefined;
    }
  }

  async *index(uris: readonly string[], signal: Cancellation): AsyncIterable<RecordBlock> {
    this.#end();
    const rest = new Set(uris);
    for (const oldMegabytes of this.#isWorthAThread(uris) ? oldMegabytesToTry : []) {
      try {
        for await (const block of this.#indexThere([...rest], { signal, oldMegabytes })) {
          unpackRecords(block).forEach((_, uri) => rest.delete(uri));
          yield block;
        }
        return;
      } catch (error) {
        this.#options.logger.info(`the thread of the index ended early: ${String(error)}`);
        this.#end();
      }
    }
    yield* this.#here.index([...rest], signal);
  }

  keep(
    layout: WorkspaceLayout,
    { recalled, isSame }: { readonly recalled: readonly string[]; readonly isSame: boolean },
  ): void {
    const file = this.#cacheFile(layout);
    const thread = this.#thread;
    this.#recalled?.close();
    if (file === undefined || thread === undefined || isSame) {
      this.#end();
      return;
    }
    this.#thread = undefined;
    void thread
      .run({ kind: 'keep', file, program: programStamp(), recalled })
      .catch((error: unknown) => {
        this.#options.logger.warn(`the index is not kept for the next run: ${String(error)}`);
      })
      .finally(() => thread.end());
  }

  #isWorthAThread(uris: readonly string[]): boolean {
    const sizeOf = (uri: string): number => this.#options.fileSystem.stamp?.(uri)?.size ?? 0;
    return (
      uris.length >= worthAThread.files ||
      uris.reduce((sum, uri) => sum + sizeOf(uri), 0) >= worthAThread.bytes
    );
  }

  async *#indexThere(
    uris: readonly string[],
    { signal, oldMegabytes }: { readonly signal: Cancellation; readonly oldMegabytes: number },
  ): AsyncIterable<RecordBlock> {
    const program = threadProgram(this.#options.programFolder);
    const thread = new Thread(program, oldMegabytes + Math.ceil(uris.length / filesInAMegabyte));
    this.#thread = thread;
    const isKept = this.#options.cacheFolder() !== undefined;
    const blocks: RecordBlock[] = [];
    let isDone = false;
    let wake = (): void => undefined;
    const done = thread
      .run({ kind: 'index', uris, isKept }, (block) => {
        blocks.push(block);
        wake();
      })
      .finally(() => {
        isDone = true;
        wake();
      });
    // It is awaited below, once all blocks are taken; until then it must not count as unhandled.
    done.catch(() => undefined);
    let isWhole = false;
    try {
      while (!signal.aborted && this.#thread === thread) {
        const block = blocks.shift();
        if (block !== undefined) {
          yield block;
        } else if (isDone) {
          await done;
          isWhole = true;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      if (!isWhole) {
        thread.end();
      }
    }
  }

  #end(): void {
    this.#thread?.end();
    this.#thread = undefined;
  }

  #cacheFile({ folders, importRoots }: WorkspaceLayout): string | undefined {
    const folder = this.#options.cacheFolder();
    const key = createHash('sha1').update([...folders, '', ...importRoots].join('\n'));
    return folder && join(folder, `index-${key.digest('hex').slice(0, 16)}.bin`);
  }
}

/**
 * Room for what is made of a file, which nobody needs with the next one: with more of it the process
 * takes 90 MB more, and stays that large. A file of megabytes may need more; then it gets that.
 */
const youngMegabytes = 8;
const oldMegabytesToTry = [64, 2_048];
/** What is kept of a file until it is written to the disk is more than that where there are many. */
const filesInAMegabyte = 1_000;

/** A thread that obeys one order after the other. */
class Thread {
  readonly #worker: Worker;

  constructor(program: string, oldMegabytes: number) {
    this.#worker = new Worker(program, {
      name: 'index',
      resourceLimits: {
        maxYoungGenerationSizeMb: youngMegabytes,
        maxOldGenerationSizeMb: oldMegabytes,
      },
    });
    this.#worker.unref();
  }

  /** Rejects with what the thread says, or when it ends before it has said something. */
  run(order: IndexOrder, onBlock?: (block: RecordBlock) => void): Promise<void> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const onExit = (code: number): void => reject(new Error(`it ended with code ${code}`));
      const onMessage = (reply: IndexReply): void => {
        if (reply.kind === 'block') {
          onBlock?.(reply.block);
          return;
        }
        worker.off('message', onMessage).off('error', reject).off('exit', onExit);
        if (reply.problem === undefined) {
          resolve();
        } else {
          reject(new Error(reply.problem));
        }
      };
      worker.on('message', onMessage).once('error', reject).once('exit', onExit);
      worker.postMessage(order);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }
}

/** Beside the bundle, or in the sources. */
function threadProgram(programFolder: string): string {
  const bundle = join(programFolder, 'indexWorker.cjs');
  return existsSync(bundle) ? bundle : join(programFolder, 'lsp', 'indexWorker.ts');
}

/** Tells one build of the program from another. */
function programStamp(): string {
  const { size, mtimeMs } = statSync(process.argv[1] ?? process.execPath);
  return `${size} ${mtimeMs}`;
}
