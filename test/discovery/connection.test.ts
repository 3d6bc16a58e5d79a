import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backoffDelay, pause } from '../../server/src/discovery/backoff.ts';
import { connectionPhases } from '../../server/src/discovery/connectionPhases.ts';
import { readEndpoints } from '../../server/src/discovery/endpoints.ts';
import { nextIndex } from '../../server/src/discovery/consul/blockingQuery.ts';
import { knock } from '../../server/src/discovery/etcd/knock.ts';
import { TaskGroup } from '../../server/src/discovery/taskGroup.ts';
import type { ConnectionState } from '../../protocol/connections.ts';

describe('the phases of a connection', () => {
  it('are stale after live and failed before, since the first trouble', () => {
    const states: ConnectionState[] = [];
    let time = 0;
    const phases = connectionPhases(
      (state) => states.push(state),
      () => ++time,
    );
    phases.lost('a');
    phases.lost('a');
    phases.lost('b');
    phases.live();
    phases.live();
    phases.lost('c');
    phases.lost('d');
    phases.live();
    expect(states).toEqual([
      { phase: 'failed', since: 1, reason: 'a' },
      { phase: 'failed', since: 1, reason: 'b' },
      { phase: 'live', since: 2 },
      { phase: 'stale', since: 3, reason: 'c' },
      { phase: 'stale', since: 3, reason: 'd' },
      { phase: 'live', since: 4 },
    ]);
  });
});

describe('waiting before another try', () => {
  it('is short at first, never long for one that is silent, and spread by chance', () => {
    expect(backoffDelay(0, 'unreachable', 0)).toBe(50);
    expect(backoffDelay(1, 'unreachable', 0)).toBe(100);
    expect(backoffDelay(1_000, 'unreachable', 0)).toBe(1_500);
    expect(backoffDelay(1_000, 'refused', 1)).toBe(7_500);
  });

  it('ends when the signal aborts', async () => {
    await pause(60_000, AbortSignal.abort());
  });
});

describe('a knock at an etcd', () => {
  it('ends at once when it was called off before it began', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      silent.close();
    });
    await once(silent, 'listening');
    const at = silent.address();
    const address = `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
    const options = { endpoint: { address }, files: {}, limit: 60_000 };
    await expect(knock(options, AbortSignal.abort())).rejects.toThrow(/can't be reached/);
  });
});

describe('the index of a blocking query', () => {
  it.each([
    [0, 5, 5],
    [5, 5, 5],
    [5, 9, 9],
    [9, 5, 0],
    [9, 0, 0],
    [0, -1, 0],
  ])('after asking with %i and hearing %i is %i', (asked, answered, next) => {
    expect(nextIndex(asked, answered)).toBe(next);
  });
});

describe('a group of tasks', () => {
  const untilAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((done) => {
      signal.addEventListener('abort', () => {
        done();
      });
    });

  it('ends as a whole when one fails, with the first error', async () => {
    const group = new TaskGroup(new AbortController().signal);
    group.start(untilAborted);
    group.start(() => Promise.reject(new Error('first')));
    group.start(async (signal) => {
      await untilAborted(signal);
      throw new Error('second');
    });
    await expect(group.done()).rejects.toThrow('first');
  });

  it('lets one be ended alone, and ends without an error when it is told to', async () => {
    const outer = new AbortController();
    const group = new TaskGroup(outer.signal);
    const ended: string[] = [];
    const stop = group.start(async (signal) => {
      await untilAborted(signal);
      ended.push('one');
      throw new Error('aborted');
    });
    group.start(async (signal) => {
      await untilAborted(signal);
      ended.push('other');
    });
    stop();
    outer.abort();
    await group.done();
    expect(ended).toEqual(['one', 'other']);
  });
});

describe('an endpoint that is none', () => {
  it.each(['http://ada:hunter2@host:1/x', 'host:1?token=hunter2', 'ada:hunter2@'])(
    'is named without the secret in it: %s',
    (endpoint) => {
      expect(() => readEndpoints([endpoint], undefined)).toThrow(/is no endpoint: write host:port/);
      expect(() => readEndpoints([endpoint], undefined)).not.toThrow(/hunter2/);
    },
  );
});
