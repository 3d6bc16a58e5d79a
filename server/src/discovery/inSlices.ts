import { setImmediate as nextTurn } from 'node:timers/promises';

/** In milliseconds: about as long waits what somebody looks at for a large answer to be taken in. */
const sliceMs = 4;

export interface SlicedWork<T> {
  readonly each: (item: T) => void;
  /** After each slice but one that the signal ended. */
  readonly afterSlice?: () => void;
}

/**
 * Does something with each of many items, some milliseconds at a time; between two slices all else
 * gets its turn. The first slice is done at once. Ends early when the signal aborts.
 */
export async function inSlices<T>(
  items: Iterable<T>,
  { each, afterSlice = () => undefined }: SlicedWork<T>,
  signal: AbortSignal,
): Promise<void> {
  let until = performance.now() + sliceMs;
  for (const item of items) {
    if (performance.now() >= until) {
      afterSlice();
      await nextTurn();
      if (signal.aborted) {
        return;
      }
      until = performance.now() + sliceMs;
    }
    each(item);
  }
  afterSlice();
}
