import { describe, expect, it } from 'vitest';
import { after, allKeys, contains, rangesOf } from '../../server/src/discovery/etcd/keyRange.ts';
import { KeyStore } from '../../server/src/discovery/etcd/keyStore.ts';
import {
  initialState,
  nextState,
  type WatchOutcome,
} from '../../server/src/discovery/etcd/watchState.ts';
import type { KeyValue } from '../../server/src/discovery/etcd/wire.ts';
import { flatFacts } from '../support/flatFacts.ts';
import { createRandom } from '../support/random.ts';

describe('key ranges', () => {
  it('are the whole store when there are no prefixes', () => {
    expect(rangesOf([])).toEqual([allKeys]);
    expect(rangesOf([''])).toEqual([allKeys]);
  });

  it('end where the prefix ends, and leave out what is covered', () => {
    const [a, b, ...rest] = rangesOf(['b', '/a/x', '/a/', '/a/']);
    expect(rest).toEqual([]);
    expect([a, b].map((range) => [range?.key.toString(), range?.rangeEnd.toString()])).toEqual([
      ['/a/', '/a0'],
      ['b', 'c'],
    ]);
  });

  it('know what is inside', () => {
    const [range] = rangesOf(['a/']);
    const inside = ['a/', 'a/b', 'a/\uffff'].map(
      (key) => range && contains(range, Buffer.from(key)),
    );
    const outside = ['a', 'a0', 'b'].map((key) => range && contains(range, Buffer.from(key)));
    expect(inside).toEqual([true, true, true]);
    expect(outside).toEqual([false, false, false]);
    expect(contains(allKeys, Buffer.from('any'))).toBe(true);
    expect(Buffer.compare(after(Buffer.from('a')), Buffer.from('a\0'))).toBe(0);
  });
});

describe('the state of a watch', () => {
  const broken = (resume?: number): WatchOutcome => ({
    event: 'broken',
    kind: 'unreachable',
    resume,
    wasStable: false,
  });

  /** The phases that a series of outcomes leads through. */
  function phases(outcomes: readonly WatchOutcome[]): string[] {
    let state = initialState;
    return outcomes.map((outcome) => {
      state = nextState(state, outcome);
      return `${state.phase} ${state.resume ?? '-'} ${state.attempt}`;
    });
  }

  it('lists, watches, and after a break verifies and goes on', () => {
    expect(
      phases([
        { event: 'connected' },
        { event: 'listed', revision: 7 },
        { event: 'broken', kind: 'unreachable', resume: 9, wasStable: true },
        { event: 'waited' },
        broken(9),
        { event: 'waited' },
        { event: 'connected' },
        { event: 'unchanged' },
      ]),
    ).toEqual([
      'listing - 0',
      'watching 7 0',
      'waiting 9 0',
      'connecting 9 0',
      'waiting 9 1',
      'connecting 9 1',
      'verifying 9 1',
      'watching 9 1',
    ]);
  });

  it('lists again where the history is another one', () => {
    expect(
      phases([
        { event: 'connected' },
        { event: 'listed', revision: 7 },
        { event: 'historyGone' },
        { event: 'listed', revision: 20 },
        broken(20),
        { event: 'waited' },
        { event: 'connected' },
        { event: 'historyGone' },
      ]).slice(2),
    ).toEqual([
      'listing - 0',
      'watching 20 0',
      'waiting 20 1',
      'connecting 20 1',
      'verifying 20 1',
      'listing - 1',
    ]);
  });

  it('waits longer each time that nothing answers', () => {
    const outcomes = Array.from({ length: 3 }, () => [
      broken(),
      { event: 'waited' } as const,
    ]).flat();
    expect(phases(outcomes).at(-1)).toBe('connecting - 3');
  });
});

describe('the store of keys', () => {
  function kv(key: string, value: string, modRevision: number, lease = '0'): KeyValue {
    return { key: Buffer.from(key), value: Buffer.from(value), modRevision, lease };
  }
  const addresses = (store: KeyStore): string[] =>
    flatFacts(store.facts()).instances.map(
      ({ service, instance }) => `${service} ${instance.address}`,
    );

  it('is not disturbed by events that come twice or late', () => {
    const store = new KeyStore('c');
    store.replace([kv('s/1', 'h:1', 5)]);
    store.apply({ kind: 'put', kv: kv('s/1', 'h:2', 6) });
    store.apply({ kind: 'put', kv: kv('s/1', 'h:1', 5) });
    expect(addresses(store)).toEqual(['s h:2']);
    store.apply({ kind: 'delete', kv: kv('s/1', '', 4) });
    expect(addresses(store)).toEqual(['s h:2']);
    store.apply({ kind: 'delete', kv: kv('s/1', '', 7) });
    store.apply({ kind: 'delete', kv: kv('s/1', '', 7) });
    expect(addresses(store)).toEqual([]);
  });

  it('keeps the objects of what a list finds unchanged', () => {
    const store = new KeyStore('c');
    store.replace([kv('s/1', 'h:1', 5), kv('s/2', 'h:2', 6), kv('s/3', 'h:3', 7)]);
    const before = flatFacts(store.facts()).instances;
    // As in a store that was wiped: the same revision with another value.
    store.replace([kv('s/1', 'h:1', 5), kv('s/2', 'h:9', 6)]);
    const now = flatFacts(store.facts()).instances;
    expect(now[0]).toBe(before[0]);
    expect(addresses(store)).toEqual(['s h:1', 's h:9']);
  });

  it('gives each instance its lease, also one that comes later', () => {
    const store = new KeyStore('c');
    store.replace([kv('s/1', 'h:1', 5, '77'), kv('note', 'x', 5, '88')]);
    expect(store.leaseIds()).toEqual(['77']);
    store.setLease({ id: '77', grantedTtlSeconds: 10, expiresAt: 1_000 });
    store.apply({ kind: 'put', kv: kv('s/2', 'h:2', 6, '77') });
    const leases = flatFacts(store.facts()).instances.map(
      ({ instance }) => instance.lease?.expiresAt,
    );
    expect(leases).toEqual([1_000, 1_000]);
    store.replace([]);
    expect(store.lease('77')).toBeUndefined();
  });

  it('tells nodes of one key apart', () => {
    const nodes = [{ address: 'h:1' }, { address: 'h:2' }];
    const store = new KeyStore('c');
    store.replace([kv('/micro/registry/s/n', JSON.stringify({ name: 's', nodes }), 5)]);
    const ids = flatFacts(store.facts()).instances.map(({ instance }) => instance.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('counts keys that fit nothing beyond a number of them', () => {
    const store = new KeyStore('c');
    store.replace(Array.from({ length: 5_000 }, (_, index) => kv(`k${index}`, 'x', index + 1)));
    const { unplaced } = flatFacts(store.facts());
    expect(unplaced.length).toBe(1_001);
    expect(unplaced.at(-1)?.key).toBe('… and 4000 more keys');
  });

  it('comes to the same facts by any events as by a listing, group by group', () => {
    const random = createRandom(7_001);
    const pick = <T>(items: readonly T[], fallback: T): T =>
      items[random.below(items.length)] ?? fallback;
    const naming = (port: number): string => JSON.stringify({ Op: 0, Addr: `h:${port}` });
    const folders = ['orders', 'orders2', 'a/b', 'dubbo/x/consumers', '', 'conf'];
    const store = new KeyStore('c');
    const held = new Map<string, KeyValue>();
    for (let revision = 1; revision <= 3_000; revision++) {
      const key = `${pick(folders, '')}/${random.below(6)}`;
      const value = pick([naming(random.below(3) + 1), 'h:1', '{', '', 'on'], '');
      if (random.below(4) === 0) {
        held.delete(key);
        store.apply({ kind: 'delete', kv: kv(key, '', revision) });
      } else {
        held.set(key, kv(key, value, revision, pick(['0', '7'], '0')));
        store.apply({ kind: 'put', kv: kv(key, value, revision, held.get(key)?.lease) });
      }
      if (random.below(50) === 0) {
        store.setLease({ id: '7', grantedTtlSeconds: 10 });
      }
      if (random.below(20) === 0) {
        const before = store.facts();
        expect(store.facts()).toBe(before);
        const fresh = new KeyStore('c');
        const inOrder = [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
        fresh.replace(inOrder);
        const lease = store.lease('7');
        if (lease !== undefined) {
          fresh.setLease(lease);
        }
        expect(new Map(before.groups)).toEqual(new Map(fresh.facts().groups));
      }
    }
  });

  it('keeps the groups of what nothing was said of', () => {
    const store = new KeyStore('c');
    store.replace([kv('s/1', 'h:1', 5), kv('t/1', 'h:2', 6), kv('note', 'x', 7)]);
    const before = store.facts().groups;
    store.apply({ kind: 'put', kv: kv('s/1', 'h:3', 8) });
    const now = store.facts().groups;
    const isKept = [...now].map(([name, group]) => [name, group === before.get(name)]);
    expect(isKept).toEqual([
      ['in s/', false],
      ['in t/', true],
      ['not placed', true],
    ]);
    store.apply({ kind: 'delete', kv: kv('t/1', '', 9) });
    expect([...store.facts().groups.keys()]).toEqual(['in s/', 'not placed']);
  });

  it('digests a range by its count and its newest change', () => {
    const store = new KeyStore('c');
    store.replace([kv('a/1', 'h:1', 5), kv('a/2', 'h:2', 9), kv('b/1', 'h:3', 12)]);
    const [range] = rangesOf(['a/']);
    expect(range && store.digest(range)).toEqual({ count: 2, newestRevision: 9 });
    const [none] = rangesOf(['z']);
    expect(none && store.digest(none)).toEqual({ count: 0, newestRevision: 0 });
  });
});
