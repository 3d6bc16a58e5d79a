import { describe, expect, it } from 'vitest';
import type { SeenLock } from '../../server/src/discovery/index.ts';
import { LockMemory } from '../../server/src/live/lockMemory.ts';

function lockOf(holder: string, waiters: readonly string[] = [], since = 1): SeenLock {
  const claim = (holdId: string) => ({
    ...{ key: Buffer.from(`jobs/${holdId}`), holdId, value: '', sinceRevision: since },
  });
  const key = Buffer.from('jobs');
  return { kind: 'lock', key, holders: [claim(holder)], waiters: waiters.map(claim) };
}

describe('since when a lock is held', () => {
  const sinceOf = (memory: LockMemory, lock: SeenLock, at: number) => {
    const [told] = memory.remember([lock], at);
    return told?.holders.map(({ holdId, seenSince, isOlder }) => [holdId, seenSince, isOlder]);
  };

  it('is before the first look for one that was there already', () => {
    const memory = new LockMemory();
    expect(sinceOf(memory, lockOf('a'), 10)).toEqual([['a', 10, true]]);
    expect(sinceOf(memory, lockOf('a'), 20)).toEqual([['a', 10, true]]);
  });

  it('is when it was seen to change hands, not since when one has waited', () => {
    const memory = new LockMemory();
    sinceOf(memory, lockOf('a', ['b']), 10);
    expect(sinceOf(memory, lockOf('b'), 20)).toEqual([['b', 20, false]]);
    expect(sinceOf(memory, lockOf('b'), 30)).toEqual([['b', 20, false]]);
  });

  it('begins anew for one that has let go meanwhile', () => {
    const memory = new LockMemory();
    sinceOf(memory, lockOf('a'), 10);
    expect(sinceOf(memory, lockOf('a', [], 7), 20)).toEqual([['a', 20, false]]);
    memory.remember([], 30);
    expect(sinceOf(memory, lockOf('a', [], 7), 40)).toEqual([['a', 40, false]]);
  });
});
