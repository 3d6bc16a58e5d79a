/** Has the parts of a compilation compiled by several threads at once. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { CompilePart } from './compilePlan.ts';
import type { PartResult, PartSettings } from './compilePart.ts';

/** More threads than this gain little, and each keeps the shared files for itself. */
const mostThreads = 4;

/** Room for new objects in each thread: more of it costs memory and saves no time. */
const youngMegabytes = 48;

/**
 * A third of that is one semi-space. V8 begins with far less and grows it collection by collection,
 * while most of what a thread makes is alive: 4 % of a cold compilation.
 */
const semiSpaceFlag = `--min-semi-space-size=${youngMegabytes / 3}`;

/** A compilation needs more memory than a thread may have; the message says what to do. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
}

/** Threads that load their program while the work is still being divided. */
export class CompilePool {
  readonly #workers: readonly Worker[];

  constructor() {
    const count = Math.min(availableParallelism(), mostThreads);
    setFlagsFromString(semiSpaceFlag);
    this.#workers = Array.from({ length: count }, startWorker);
  }

  /**
   * Compiles each part once, in no particular order of the results. Throws an `OutOfMemoryError`,
   * or what else a thread throws.
   */
  async compile(parts: readonly CompilePart[], settings: PartSettings): Promise<PartResult[]> {
    const pending = [...parts];
    const results = this.#workers.map((worker) => {
      worker.postMessage(settings);
      return drain(worker, pending);
    });
    return (await Promise.all(results)).flat();
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** The thread's program stands beside this one, as a source file or as a bundle. */
function startWorker(): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./compileWorker.${extension}`, import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  });
}

/** Gives a thread one part after the other until none is left. */
async function drain(worker: Worker, pending: CompilePart[]): Promise<PartResult[]> {
  const results: PartResult[] = [];
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    results.push(await ask(worker, part));
  }
  return results;
}

function ask(worker: Worker, part: CompilePart): Promise<PartResult> {
  return new Promise((done, fail) => {
    const onError = (error: unknown): void => {
      fail(isOutOfMemory(error) ? outOfMemory(part) : asError(error));
    };
    const onExit = (code: number): void => {
      fail(new Error(`a thread of the compiler ended with exit code ${code}`));
    };
    worker.once('error', onError);
    worker.once('exit', onExit);
    worker.once('message', (result: PartResult) => {
      worker.off('error', onError).off('exit', onExit);
      done(result);
    });
    worker.postMessage(part.groups);
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function outOfMemory({ groups, size }: CompilePart): OutOfMemoryError {
  const [first = ''] = groups.flat();
  const megabytes = Math.ceil(size / 1e6);
  return new OutOfMemoryError(
    `${first}: not enough memory for ${megabytes} MB of text in one piece. ` +
      'Set NODE_OPTIONS=--max-old-space-size=MEGABYTES to allow more',
  );
}
