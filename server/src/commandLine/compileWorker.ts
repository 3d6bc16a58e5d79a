/** A thread of `compile`: it is sent one part after the other, and answers each. */
import { parentPort, workerData } from 'node:worker_threads';
import { PartCompiler, type PartSettings } from './compilePart.ts';

// Sent by the pool of this very program, which has the same types.
const compiler = new PartCompiler(workerData as PartSettings);

parentPort?.on('message', (groups: readonly (readonly string[])[]) => {
  const result = compiler.compile(groups);
  const buffers = result.files.flatMap(({ set }) =>
    set?.buffer instanceof ArrayBuffer ? [set.buffer] : [],
  );
  parentPort?.postMessage(result, buffers);
});
