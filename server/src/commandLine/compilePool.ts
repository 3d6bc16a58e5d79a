/** Has the parts of a compilation compiled by several threads at once. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CompilePart } from './compilePlan.ts';
import type { PartResult, PartSettings } from './compilePart.ts';

/** More threads than this gain little, and each keeps the shared files for itself. */
const mostThreads = 4;

/**
 * Compiles each part once, in no particular order of the results. Throws what a thread throws; all
 * threads have ended when it returns.
 */
export async function compileParts(
  parts: readonly CompilePart[],
  settings: PartSettings,
): Promise<PartResult[]> {
  const pending = [...parts];
  const count = Math.min(availableParallelism(), mostThreads, parts.length);
  const workers = Array.from({ length: count }, () => startWorker(settings));
  try {
    const results = await Promise.all(workers.map((worker) => drain(worker, pending)));
    return results.flat();
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The thread's program stands beside this one, as a source file or as a bundle. */
function startWorker(workerData: PartSettings): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./compileWorker.${extension}`, import.meta.url), { workerData });
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
    const onExit = (code: number): void => {
      fail(new Error(`a thread of the compiler ended with exit code ${code}`));
    };
    worker.once('error', fail);
    worker.once('exit', onExit);
    worker.once('message', (result: PartResult) => {
      worker.off('error', fail).off('exit', onExit);
      done(result);
    });
    worker.postMessage(part.groups);
  });
}
