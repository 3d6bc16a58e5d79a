import type { Steps } from '../features/index.ts';
import { throwIfCancelled } from '../workspace/index.ts';
import { nextTurn } from './turns.ts';

/** Milliseconds of work between two turns of the event loop. */
const sliceMs = 10;

/** Runs long work in slices. Rejects with `CancelledError` once the signal is aborted. */
export async function runSteps<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  let sliceStart = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
    if (performance.now() - sliceStart > sliceMs) {
      await nextTurn();
      throwIfCancelled(signal);
      sliceStart = performance.now();
    }
  }
}
