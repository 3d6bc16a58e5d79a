import type { Steps } from '../features/index.ts';
import { throwIfCancelled } from '../workspace/index.ts';
import { messagesTakenIn } from './turns.ts';

/** Milliseconds of long work between two times that others have their turn. */
const sliceMs = 5;

/**
 * Long work of all requests, done in slices, one at a time: whoever asks something short meanwhile
 * waits for one slice at most, however much is being searched for.
 */
export class LongWork {
  /** Until the slices that are waiting have had their turn. */
  #turn: Promise<void> = Promise.resolve();

  /** Rejects with `CancelledError` once the signal is aborted. */
  async run<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
    const slices = this.slices(signal);
    await slices.next();
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        return step.value;
      }
      if (slices.isOver()) {
        await slices.next();
      }
    }
  }

  /** For work that is no `Steps`: `next` is to be awaited first, and whenever a slice is over. */
  slices(signal: AbortSignal): Slices {
    let start = 0;
    return {
      isOver: () => performance.now() - start > sliceMs,
      next: async () => {
        this.#turn = this.#turn.then(messagesTakenIn);
        await this.#turn;
        throwIfCancelled(signal);
        start = performance.now();
      },
    };
  }
}

/** The slices of one long work. */
export interface Slices {
  isOver(): boolean;
  /** Resolves at the beginning of the next one; rejects with `CancelledError` if it is cancelled. */
  next(): Promise<void>;
}
