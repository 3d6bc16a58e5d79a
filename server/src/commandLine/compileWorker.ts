/** A thread of `compile`: it is sent what holds for all, then parts, and answers each part. */
import { parentPort } from 'node:worker_threads';
import { PartCompiler, type PartSettings } from './compilePart.ts';

parentPort?.once('message', (settings: PartSettings) => {
  const compiler = new PartCompiler(settings);
  parentPort?.on('message', (groups: readonly (readonly string[])[]) => {
    const result = compiler.compile(groups);
    const buffers = result.files.flatMap(({ set }) =>
      set?.buffer instanceof ArrayBuffer ? [set.buffer] : [],
    );
    parentPort?.postMessage(result, buffers);
  });
});
