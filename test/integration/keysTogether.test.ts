import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type GuardedChange,
  type KeyRegistry,
  openKeys,
  type TransactOutcome,
} from '../../server/src/discovery/index.ts';
import type { ConsulConnection, EtcdConnection } from '../../protocol/connections.ts';
import { consulAvailable, createSession, startConsul } from '../support/consul.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';

const hasEtcd = await etcdAvailable();
const hasConsul = await consulAvailable();
const never = new AbortController().signal;

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function textOf(value: Uint8Array): string {
  return Buffer.from(value).toString('utf8');
}

function put(key: string, value: string, expected: number): GuardedChange {
  return { kind: 'put', key: bytes(key), value: bytes(value), expected };
}

function etcdConnection(endpoint: string): EtcdConnection {
  return { kind: 'etcd', id: 'e', name: 'etcd', endpoints: [endpoint], prefixes: [] };
}

function consulConnection(endpoint: string): ConsulConnection {
  return { kind: 'consul', id: 'c', name: 'Consul', endpoints: [endpoint] };
}

function opened(connection: EtcdConnection | ConsulConnection): KeyRegistry {
  const keys = openKeys(connection);
  onTestFinished(() => {
    keys.close();
  });
  return keys;
}

/** The revisions of a transaction that has to happen. */
async function done(outcome: Promise<TransactOutcome>): Promise<readonly number[]> {
  const answer = await outcome;
  if (answer.kind === 'conflict') {
    throw new Error(`a conflict of ${answer.keys.map(({ key }) => textOf(key)).join()}`);
  }
  return answer.revisions;
}

/** The keys that stood in the way, and what they hold now. */
function conflictsOf(outcome: TransactOutcome): readonly (readonly [string, string | undefined])[] {
  const conflicts = outcome.kind === 'conflict' ? outcome.keys : [];
  return conflicts.map(({ key, current }) => [textOf(key), current && textOf(current.value)]);
}

/** Everything below a prefix as text, and how many pages it took. */
async function subtree(keys: KeyRegistry, prefix: string, limit = 1_000) {
  const found: [string, string][] = [];
  let from: Uint8Array | undefined;
  let revision = 0;
  for (let pages = 1; ; pages++) {
    const page = await keys.subtree({ prefix: bytes(prefix), from, limit, revision }, never);
    found.push(
      ...page.keys.map(({ key, value }): [string, string] => [textOf(key), textOf(value)]),
    );
    if (page.next === undefined) {
      return { found, pages, revision: page.revision };
    }
    ({ next: from, revision } = page);
  }
}

interface Case {
  readonly name: string;
  readonly isThere: boolean;
  readonly limit: number;
  start(): Promise<{ readonly endpoint: string; stop(): Promise<void> }>;
  open(endpoint: string): KeyRegistry;
}

const cases: readonly Case[] = [
  {
    ...{ name: 'etcd', isThere: hasEtcd, limit: 128, start: () => startEtcd() },
    open: (endpoint) => opened(etcdConnection(endpoint)),
  },
  {
    ...{ name: 'Consul', isThere: hasConsul, limit: 64, start: () => startConsul() },
    open: (endpoint) => opened(consulConnection(endpoint)),
  },
];

describe.each(cases.filter(({ isThere }) => isThere))(
  'several keys of a real $name',
  (registry) => {
    let real: Awaited<ReturnType<Case['start']>>;
    const open = (): KeyRegistry => registry.open(real.endpoint);

    beforeAll(async () => {
      real = await registry.start();
    });

    afterAll(() => real.stop());

    it('are created, changed and deleted at once', async () => {
      const keys = open();
      const [first = 0, second = 0] = await done(
        keys.transact([put('t/a', '1', 0), put('t/b', '1', 0)], never),
      );
      const removal: GuardedChange = { kind: 'delete', key: bytes('t/b'), expected: second };
      const [next = 0, created = 0, gone] = await done(
        keys.transact([put('t/a', '2', first), put('t/ /odd\n', '3', 0), removal], never),
      );
      expect(gone).toBe(0);
      const all = [bytes('t/a'), bytes('t/ /odd\n'), bytes('t/b')];
      expect(await keys.revisions(all, never)).toEqual([next, created, 0]);
      expect((await subtree(keys, 't/')).found).toEqual([
        ['t/ /odd\n', '3'],
        ['t/a', '2'],
      ]);
    });

    it('stay as they are when one was changed by somebody else, and that one is named', async () => {
      const keys = open();
      const [a = 0, b = 0, c = 0] = await done(
        keys.transact([put('c/a', '1', 0), put('c/b', '1', 0), put('c/c', '1', 0)], never),
      );
      await keys.write({ key: bytes('c/b'), value: bytes('theirs'), expected: b }, never);
      await keys.remove({ key: bytes('c/c'), expected: c }, never);
      const mine = [put('c/a', 'mine', a), put('c/b', 'mine', b), put('c/c', 'mine', c)];
      const outcome = await keys.transact([...mine, put('c/new', 'mine', 0)], never);
      expect(conflictsOf(outcome)).toEqual([
        ['c/b', 'theirs'],
        ['c/c', undefined],
      ]);
      expect((await subtree(keys, 'c/')).found).toEqual([
        ['c/a', '1'],
        ['c/b', 'theirs'],
      ]);
    });

    it('are not deleted when one of them was changed by somebody else', async () => {
      const keys = open();
      const [a = 0, b = 0, c = 0] = await done(
        keys.transact([put('d/a', '1', 0), put('d/b', '1', 0), put('d/c', '1', 0)], never),
      );
      const removal = (key: string, expected: number): GuardedChange => ({
        ...{ kind: 'delete', key: bytes(key), expected },
      });
      await keys.write({ key: bytes('d/b'), value: bytes('theirs'), expected: b }, never);
      await keys.remove({ key: bytes('d/c'), expected: c }, never);
      const mine = [removal('d/a', a), removal('d/b', b), removal('d/c', c), put('d/new', '1', 0)];
      const outcome = await keys.transact(mine, never);
      expect(conflictsOf(outcome)).toEqual([
        ['d/b', 'theirs'],
        ['d/c', undefined],
      ]);
      const [now = 0] = await keys.revisions([bytes('d/b')], never);
      const left = [removal('d/a', a), removal('d/b', now), put('d/new', '1', 0)];
      await done(keys.transact(left, never));
      expect((await subtree(keys, 'd/')).found).toEqual([['d/new', '1']]);
    });

    it('of two transactions over the same keys one happens as a whole', async () => {
      const [one, two] = [open(), open()];
      const names = Array.from({ length: 20 }, (_, index) => `race/${index}`);
      const before = await done(
        one.transact(
          names.map((name) => put(name, '0', 0)),
          never,
        ),
      );
      const change = (value: string): readonly GuardedChange[] =>
        names.map((name, index) => put(name, value, before[index] ?? 0));
      const outcomes = await Promise.all([
        one.transact(change('one'), never),
        two.transact(change('two'), never),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['conflict', 'done']);
      const { found } = await subtree(one, 'race/');
      expect(new Set(found.map(([, value]) => value)).size).toBe(1);
    });

    it('are as many as the registry takes, and not one more', async () => {
      const keys = open();
      expect(keys.changeLimit).toBe(registry.limit);
      const names = Array.from({ length: registry.limit + 1 }, (_, index) => `many/${index}`);
      const changes = names.map((name) => put(name, 'x', 0));
      await expect(keys.transact(changes, never)).rejects.toThrow(
        new RegExp(`at most ${registry.limit} keys at once, not ${registry.limit + 1}`),
      );
      await expect(
        keys.transact([put('twice', '1', 0), put('twice', '2', 0)], never),
      ).rejects.toThrow(/once in a transaction/);
      const revisions = await done(keys.transact(changes.slice(1), never));
      expect(revisions.every((revision) => revision > 0)).toBe(true);
      const again = changes.slice(1).map((one, index) => ({
        ...{ ...one, expected: revisions[index] ?? 0 },
      }));
      await done(keys.transact(again, never));
    });

    it('are read as a subtree, bytes of any kind and nothing beside it', async () => {
      const keys = open();
      const binary = Uint8Array.from({ length: 256 }, (_, index) => index);
      await done(
        keys.transact(
          [
            { kind: 'put', key: bytes('s/bin'), value: binary, expected: 0 },
            put('s/empty', '', 0),
            put('s-beside', 'x', 0),
          ],
          never,
        ),
      );
      const page = await keys.subtree(
        { prefix: bytes('s/'), from: undefined, limit: 10, revision: 0 },
        never,
      );
      expect(page.keys.map(({ key, value }) => [textOf(key), Buffer.from(value)])).toEqual([
        ['s/bin', Buffer.from(binary)],
        ['s/empty', Buffer.alloc(0)],
      ]);
      expect((await subtree(keys, 'nothing/')).found).toEqual([]);
      expect((await subtree(keys, '')).found.length).toBeGreaterThan(80);
    });
  },
);

describe.skipIf(!hasEtcd)('several keys of etcd', () => {
  it('are exported as of one moment, page by page, whatever happens meanwhile', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const keys = opened(etcdConnection(etcd.endpoint));
    const names = Array.from({ length: 25 }, (_, index) => `p/${String(index).padStart(2, '0')}`);
    await done(
      keys.transact(
        names.map((name) => put(name, 'before', 0)),
        never,
      ),
    );
    const request = { prefix: bytes('p/'), from: undefined, limit: 10, revision: 0 };
    const first = await keys.subtree(request, never);
    expect(first.keys).toHaveLength(10);
    await etcd.put('p/20', 'after');
    await etcd.remove('p/21');
    const rest = { ...request, from: first.next, limit: 100, revision: first.revision };
    const second = await keys.subtree(rest, never);
    expect(second.keys.map(({ value }) => textOf(value))).toEqual(Array(15).fill('before'));
    expect((await subtree(keys, 'p/', 10)).pages).toBe(3);
  });

  it('keep the leases that they have', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const lease = await etcd.grant(60);
    await etcd.put('held', '1', lease);
    const keys = opened(etcdConnection(etcd.endpoint));
    const [revision = 0] = await keys.revisions([bytes('held')], never);
    await done(keys.transact([put('held', '2', revision), put('free', '1', 0)], never));
    expect(await keys.read(bytes('held'), 0, never)).toMatchObject({ lease });
    expect((await keys.read(bytes('free'), 0, never))?.lease).toBeUndefined();
  });

  it('say that a server takes fewer changes than usual', async () => {
    const etcd = await startEtcd({ moreArguments: ['--max-txn-ops', '2'] });
    onTestFinished(() => etcd.stop());
    const keys = opened(etcdConnection(etcd.endpoint));
    const changes = ['a', 'b', 'c'].map((name) => put(name, 'x', 0));
    await expect(keys.transact(changes, never)).rejects.toThrow(/lower --max-txn-ops/);
    expect((await subtree(keys, '')).found).toEqual([]);
  });
});

describe.skipIf(!hasConsul)('several keys of Consul', () => {
  it('keep their flags and their lock', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    const id = await createSession(consul, { Name: 'me' });
    await consul.request('PUT', `kv/held?acquire=${id}&flags=18446744073709551615`, '1');
    const keys = opened(consulConnection(consul.endpoint));
    const [revision = 0] = await keys.revisions([bytes('held')], never);
    const created = { ...put('new', '1', 0), kind: 'put', value: bytes('1'), flags: '42' } as const;
    await done(keys.transact([put('held', '2', revision), created], never));
    const page = await keys.subtree(
      { prefix: bytes(''), from: undefined, limit: 10, revision: 0 },
      never,
    );
    expect(page.keys).toMatchObject([
      { flags: '18446744073709551615', session: id, value: Buffer.from('2') },
      { flags: '42' },
    ]);
  });
});
