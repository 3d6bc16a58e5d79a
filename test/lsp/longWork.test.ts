import { describe, expect, it } from 'vitest';
import type { Steps } from '../../server/src/features/index.ts';
import { LongWork } from '../../server/src/lsp/longWork.ts';
import { CancelledError } from '../../server/src/workspace/index.ts';

const never = new AbortController().signal;

/** Steps of a few milliseconds each, of which it notes when they begin. */
function* steps(count: number, onStep: () => void): Steps<number> {
  for (let step = 0; step < count; step++) {
    yield;
    onStep();
    const start = performance.now();
    while (performance.now() - start < 6);
  }
  return count;
}

function laterTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('long work', () => {
  it('comes to its end, several at once too', async () => {
    const work = new LongWork();
    const both = [work.run(steps(3, ignore), never), work.run(steps(4, ignore), never)];
    expect(await Promise.all(both)).toEqual([3, 4]);
  });

  it('lets a message in between two slices, however many are at work', async () => {
    const work = new LongWork();
    let done = 0;
    const all = Array.from({ length: 5 }, () =>
      work.run(
        steps(20, () => done++),
        never,
      ),
    );
    await laterTurn();
    const before = done;
    // As many turns as a message takes until it is answered.
    await laterTurn();
    await laterTurn();
    expect(done - before).toBeLessThanOrEqual(1);
    await Promise.all(all);
    expect(done).toBe(100);
  });

  it('ends when it is cancelled, and others go on', async () => {
    const work = new LongWork();
    const controller = new AbortController();
    const cancelled = work.run(steps(1_000, ignore), controller.signal);
    const other = work.run(steps(5, ignore), never);
    await laterTurn();
    controller.abort();
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(await other).toBe(5);
  });

  it('passes on what its steps throw', async () => {
    const work = new LongWork();
    function* failing(): Steps<void> {
      yield;
      throw new Error('broken');
    }
    await expect(work.run(failing(), never)).rejects.toThrow('broken');
    expect(await work.run(steps(1, ignore), never)).toBe(1);
  });
});

function ignore(): void {
  return undefined;
}
