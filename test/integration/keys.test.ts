import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type ChangeOutcome,
  type KeyRegistry,
  openKeys,
} from '../../server/src/discovery/index.ts';
import type { ConsulConnection, EtcdConnection } from '../../protocol/connections.ts';
import { type Consul, consulAvailable, createSession, startConsul } from '../support/consul.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';

const hasEtcd = await etcdAvailable();
const hasConsul = await consulAvailable();
const never = new AbortController().signal;

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function etcdConnection(endpoint: string, more: Partial<EtcdConnection> = {}): EtcdConnection {
  return { kind: 'etcd', id: 'e', name: 'etcd', endpoints: [endpoint], prefixes: [], ...more };
}

function consulConnection(endpoint: string, token?: string): ConsulConnection {
  const base = { kind: 'consul', id: 'c', name: 'Consul', endpoints: [endpoint] } as const;
  return token === undefined ? base : { ...base, token };
}

function opened(connection: EtcdConnection | ConsulConnection): KeyRegistry {
  const keys = openKeys(connection);
  onTestFinished(() => {
    keys.close();
  });
  return keys;
}

/** The revision of a change that has to happen. */
async function doneAt(outcome: Promise<ChangeOutcome>): Promise<number> {
  const answer = await outcome;
  if (answer.kind === 'conflict') {
    throw new Error(`a conflict with revision ${answer.current?.revision ?? 0}`);
  }
  return answer.revision;
}

function create(keys: KeyRegistry, key: string, value: string): Promise<number> {
  return doneAt(keys.write({ key: bytes(key), value: bytes(value), expected: 0 }, never));
}

async function textAt(keys: KeyRegistry, key: string): Promise<string | undefined> {
  const stored = await keys.read(bytes(key), 0, never);
  return stored && Buffer.from(stored.value).toString('utf8');
}

/** All entries below a prefix, folders with their slash, and how many pages it took. */
async function listed(
  keys: KeyRegistry,
  prefix: string,
  limit = 100,
): Promise<{ names: string[]; pages: number }> {
  const names: string[] = [];
  let from: Uint8Array | undefined;
  for (let pages = 1; ; pages++) {
    const page = await keys.list({ prefix: bytes(prefix), from, limit }, never);
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    names.push(...page.entries.map(({ key }) => Buffer.from(key).toString('utf8')));
    if (page.next === undefined) {
      return { names, pages };
    }
    from = page.next;
  }
}

interface Case {
  readonly name: string;
  readonly isThere: boolean;
  start(): Promise<{
    /** Changes a key without the code under test. */
    put(key: string, value: string): Promise<void>;
    open(): KeyRegistry;
    stop(): Promise<void>;
  }>;
}

const cases: readonly Case[] = [
  {
    name: 'etcd',
    isThere: hasEtcd,
    async start() {
      const etcd = await startEtcd();
      return {
        put: (key, value) => etcd.put(key, value),
        open: () => opened(etcdConnection(etcd.endpoint)),
        stop: () => etcd.stop(),
      };
    },
  },
  {
    name: 'Consul',
    isThere: hasConsul,
    async start() {
      const consul = await startConsul();
      return {
        async put(key, value) {
          const Value = Buffer.from(value).toString('base64');
          await consul.request('PUT', 'txn', [{ KV: { Verb: 'set', Key: key, Value } }]);
        },
        open: () => opened(consulConnection(consul.endpoint)),
        stop: () => consul.stop(),
      };
    },
  },
];

describe.each(cases.filter(({ isThere }) => isThere))('the keys of a real $name', (registry) => {
  let real: Awaited<ReturnType<Case['start']>>;
  beforeAll(async () => {
    real = await registry.start();
  });
  afterAll(() => real.stop());

  it('a save over the change of somebody else is refused, and says what is there', async () => {
    const keys = real.open();
    const revision = await create(keys, 'cas/ours', 'base');
    await real.put('cas/ours', 'them'); // Of the same length.
    const change = { key: bytes('cas/ours'), value: bytes('mine'), expected: revision };
    const outcome = await keys.write(change, never);
    expect(outcome).toMatchObject({ kind: 'conflict', current: { value: Buffer.from('them') } });
    expect(await textAt(keys, 'cas/ours')).toBe('them');
    const current = outcome.kind === 'conflict' ? (outcome.current?.revision ?? 0) : 0;
    const next = await doneAt(keys.write({ ...change, expected: current }, never));
    expect(await keys.revisions([bytes('cas/ours'), bytes('cas/none')], never)).toEqual([next, 0]);
    expect(await textAt(keys, 'cas/ours')).toBe('mine');
  });

  it('one of two that save at once wins, whoever it is', async () => {
    const [one, two] = [real.open(), real.open()];
    const expected = await create(one, 'race/save', 'base');
    const key = bytes('race/save');
    const outcomes = await Promise.all([
      one.write({ key, value: bytes('one'), expected }, never),
      two.write({ key, value: bytes('two'), expected }, never),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['conflict', 'done']);
    const winner = outcomes[0]?.kind === 'done' ? 'one' : 'two';
    expect(await textAt(one, 'race/save')).toBe(winner);
  });

  it('one of ten that create the same key wins', async () => {
    const keys = real.open();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        keys.write({ key: bytes('race/new'), value: bytes(`${index}`), expected: 0 }, never),
      ),
    );
    const winners = outcomes.flatMap(({ kind }, index) => (kind === 'done' ? [index] : []));
    expect(winners).toHaveLength(1);
    expect(await textAt(keys, 'race/new')).toBe(`${winners[0]}`);
  });

  it('a key that was deleted meanwhile is not brought back by a save', async () => {
    const keys = real.open();
    const key = bytes('gone/key');
    const expected = await create(keys, 'gone/key', 'x');
    expect(await keys.remove({ key, expected }, never)).toMatchObject({ kind: 'done' });
    const outcome = await keys.write({ key, value: bytes('y'), expected }, never);
    expect(outcome).toEqual({ kind: 'conflict', current: undefined });
    expect(await keys.read(key, 0, never)).toBeUndefined();
  });

  it('a delete is guarded by the revision', async () => {
    const keys = real.open();
    const expected = await create(keys, 'delete/me', 'x');
    await real.put('delete/me', 'y');
    const key = bytes('delete/me');
    const outcome = await keys.remove({ key, expected }, never);
    expect(outcome).toMatchObject({ kind: 'conflict', current: { value: Buffer.from('y') } });
    expect(await textAt(keys, 'delete/me')).toBe('y');
  });

  it('a rename moves the value, or nothing', async () => {
    const keys = real.open();
    const key = bytes('move/from');
    const expected = await create(keys, 'move/from', 'moved');
    await real.put('move/taken', 'theirs');
    expect(await keys.rename({ key, to: bytes('move/taken'), expected }, never)).toMatchObject({
      kind: 'conflict',
      current: { value: Buffer.from('theirs') },
    });
    expect((await listed(keys, 'move/')).names).toEqual(['move/from', 'move/taken']);
    const to = bytes('move/to');
    const revision = await doneAt(keys.rename({ key, to, expected }, never));
    expect((await keys.read(to, 0, never))?.revision).toBe(revision);
    expect((await listed(keys, 'move/')).names).toEqual(['move/taken', 'move/to']);
    const stale = await keys.rename({ key: to, to: key, expected: revision - 1 }, never);
    expect(stale).toMatchObject({ kind: 'conflict', current: { revision } });
  });

  it('odd keys are listed, read, written and deleted', async () => {
    const keys = real.open();
    const odd = [
      '/lead/key',
      'odd//empty/segment',
      'odd/./dot',
      'odd/../dots',
      'odd/both',
      'odd/both/below',
      'odd/ends/',
      'odd/a b?c#d%2f&e=f+g',
      'odd/\u0001control\n',
      'odd/ünï☃𝒳',
    ];
    for (const key of odd) {
      const revision = await create(keys, key, `first of ${key}`);
      const change = { key: bytes(key), value: bytes(`value of ${key}`), expected: revision };
      await doneAt(keys.write(change, never));
      expect(await textAt(keys, key)).toBe(`value of ${key}`);
    }
    expect((await listed(keys, 'odd/')).names.sort()).toEqual(
      [
        'odd//',
        'odd/./',
        'odd/../',
        'odd/both',
        'odd/both/',
        'odd/ends/',
        'odd/a b?c#d%2f&e=f+g',
        'odd/\u0001control\n',
        'odd/ünï☃𝒳',
      ].sort(),
    );
    expect((await listed(keys, 'odd//')).names).toEqual(['odd//empty/']);
    expect((await listed(keys, 'odd/ends/')).names).toEqual(['odd/ends/']);
    expect((await listed(keys, '/')).names).toEqual(['/lead/']);
    expect((await listed(keys, '')).names).toEqual(expect.arrayContaining(['/', 'odd/']));
    for (const key of odd) {
      const expected = (await keys.read(bytes(key), 0, never))?.revision ?? 0;
      await doneAt(keys.remove({ key: bytes(key), expected }, never));
    }
    expect((await listed(keys, 'odd/')).names).toEqual([]);
  });

  it('bytes come back as they were', async () => {
    const keys = real.open();
    const value = Buffer.concat([
      Buffer.from([0, 0xff, 0xfe, 0xc3, 0x28, 10, 13]),
      randomBytes(999),
    ]);
    await doneAt(keys.write({ key: bytes('binary'), value, expected: 0 }, never));
    const stored = await keys.read(bytes('binary'), 0, never);
    expect(Buffer.from(stored?.value ?? []).equals(value)).toBe(true);
    const empty = {
      key: bytes('binary'),
      value: new Uint8Array(),
      expected: stored?.revision ?? 0,
    };
    await doneAt(keys.write(empty, never));
    expect((await keys.read(bytes('binary'), 0, never))?.value).toHaveLength(0);
  });

  it('what is not there is absent, and no failure', async () => {
    const keys = real.open();
    expect(await keys.read(bytes('never/was'), 0, never)).toBeUndefined();
    expect((await listed(keys, 'never/')).names).toEqual([]);
  });
});

describe.skipIf(!hasEtcd)('the keys of a real etcd beside what both have', () => {
  let etcd: Etcd;
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  afterAll(() => etcd.stop());

  it('ten thousand keys in one prefix come in pages, and folders are stepped over', async () => {
    await Promise.all(
      Array.from({ length: 200 }, async (_, batch) => {
        const success = Array.from({ length: 100 }, (_, index) => {
          const number = String(batch * 100 + index).padStart(5, '0');
          const key = batch < 100 ? `many/${number}` : `deep/${number.slice(2, 3)}/${number}`;
          return { request_put: { key: Buffer.from(key).toString('base64'), value: 'eA==' } };
        });
        await etcd.request('kv/txn', { success });
      }),
    );
    const keys = opened(etcdConnection(etcd.endpoint));
    const startedAt = performance.now();
    const first = await keys.list({ prefix: bytes('many/'), from: undefined, limit: 200 }, never);
    const firstPage = performance.now() - startedAt;
    expect(first.entries).toHaveLength(200);
    const { names, pages } = await listed(keys, 'many/', 200);
    const all = performance.now() - startedAt;
    console.warn(
      `etcd: page of 200 after ${firstPage.toFixed(0)} ms, 10,000 keys ${all.toFixed(0)} ms`,
    );
    expect(new Set(names).size).toBe(10_000);
    expect(pages).toBe(50);
    expect((await listed(keys, 'deep/')).names).toHaveLength(10);
    expect((await listed(keys, '')).names).toEqual(['deep/', 'many/']);
  });

  it('a save keeps the lease, and so does a rename', async () => {
    const keys = opened(etcdConnection(etcd.endpoint));
    const lease = await etcd.grant(60);
    await etcd.put('leased/key', 'x', lease);
    const key = bytes('leased/key');
    const before = await keys.read(key, 0, never);
    expect(before?.lease).toBe(lease);
    const expected = before?.revision ?? 0;
    const saved = await doneAt(keys.write({ key, value: bytes('y'), expected }, never));
    expect(await keys.read(key, 0, never)).toMatchObject({ lease, revision: saved });
    const to = bytes('leased/other');
    await doneAt(keys.rename({ key, to, expected: saved }, never));
    expect((await keys.read(to, 0, never))?.lease).toBe(lease);
    await etcd.revoke(lease);
    expect(await keys.read(to, 0, never)).toBeUndefined();
  });

  it('a value of 1 MiB is saved, and one that is too large says the limit', async () => {
    const keys = opened(etcdConnection(etcd.endpoint));
    const value = randomBytes(1024 * 1024);
    const key = bytes('large');
    const expected = await doneAt(keys.write({ key, value, expected: 0 }, never));
    const stored = await keys.read(key, 0, never);
    expect(Buffer.from(stored?.value ?? []).equals(value)).toBe(true);
    const change = { key, value: randomBytes(2 * 1024 * 1024), expected };
    await expect(keys.write(change, never)).rejects.toThrow(/etcd allows 1\.5 MiB/);
  });

  it('keys of any bytes are listed and kept apart', async () => {
    const keys = opened(etcdConnection(etcd.endpoint));
    const odd = [Buffer.from([0x62, 0x2f, 0xff, 0x00]), Buffer.from([0x62, 0x2f, 0xff])];
    for (const key of odd) {
      await doneAt(keys.write({ key, value: key, expected: 0 }, never));
    }
    const { entries } = await keys.list({ prefix: bytes('b/'), from: undefined, limit: 9 }, never);
    expect(entries.map(({ key }) => Buffer.from(key).toString('hex'))).toEqual([
      '622fff',
      '622fff00',
    ]);
  });

  it('history goes back to the creation, to the compaction, or to the limit', async () => {
    const keys = opened(etcdConnection(etcd.endpoint));
    const key = bytes('history/key');
    await etcd.put('history/key', 'before it was deleted');
    await etcd.remove('history/key');
    for (const value of ['one', 'two', 'three', 'four']) {
      await etcd.put('history/key', value);
      await etcd.put('history/noise', value);
    }
    const { revisions, end } = await keys.history(key, 50, never);
    expect(end).toBe('created');
    expect(revisions.map(({ bytes: size }) => size)).toEqual([4, 5, 3, 3]);
    const second = revisions[2]?.revision ?? 0;
    const stored = await keys.read(key, second, never);
    expect(Buffer.from(stored?.value ?? []).toString()).toBe('two');
    expect(await keys.history(key, 2, never)).toMatchObject({ end: 'limit' });
    await etcd.compact();
    await etcd.put('history/key', 'five');
    const after = await keys.history(key, 50, never);
    expect(after.end).toBe('compacted');
    expect(after.revisions.map(({ bytes: size }) => size)).toEqual([4, 4]);
    await expect(keys.read(key, second, never)).rejects.toThrow(/compacted/);
  });

  it('lists only what the prefixes of the connection allow', async () => {
    await etcd.put('team/a/1', 'x');
    await etcd.put('team/b/1', 'x');
    await etcd.put('other', 'x');
    const prefixes = ['team/a/', 'oth'];
    const keys = opened(etcdConnection(etcd.endpoint, { prefixes }));
    expect((await listed(keys, '')).names).toEqual(['other', 'team/']);
    expect((await listed(keys, 'team/')).names).toEqual(['team/a/']);
    expect((await listed(keys, 'team/a/')).names).toEqual(['team/a/1']);
    expect((await listed(keys, 'team/b/')).names).toEqual([]);
  });

  it('goes on after etcd was gone', async () => {
    const own = await startEtcd();
    onTestFinished(() => own.stop());
    const keys = opened(etcdConnection(own.endpoint));
    const revision = await create(keys, 'a', 'x');
    await own.kill();
    await expect(keys.read(bytes('a'), 0, never)).rejects.toThrow(/can't be reached|not answer/);
    const change = { key: bytes('a'), value: bytes('y'), expected: revision };
    await expect(keys.write(change, never)).rejects.toThrow(/ECONNREFUSED.*wants TLS$/);
    await own.restart();
    expect(await textAt(keys, 'a')).toBe('x');
  });

  it('says of a change without an answer that it may have been done', async () => {
    const own = await startEtcd();
    onTestFinished(() => own.stop());
    const keys = opened(etcdConnection(own.endpoint));
    const revision = await create(keys, 'a', 'x');
    own.freeze();
    const change = { key: bytes('a'), value: bytes('y'), expected: revision };
    await expect(keys.write(change, never)).rejects.toThrow(/may have been done.*look before/);
    own.thaw();
    // Either is possible: etcd may see that nobody waits any more.
    expect(['x', 'y']).toContain(await textAt(keys, 'a'));
  }, 20_000);
});

describe.skipIf(!hasEtcd)('the keys of an etcd with users', () => {
  it('says what a user may not read and may not change', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    await etcd.put('open/key', 'x');
    await etcd.put('shut/key', 'x');
    await etcd.request('auth/user/add', { name: 'root', password: 'r' });
    await etcd.request('auth/user/grant', { user: 'root', role: 'root' });
    await etcd.request('auth/role/add', { name: 'reader' });
    const permission = { permType: 'READ', key: 'b3Blbi8=', range_end: 'b3BlbjA=' };
    await etcd.request('auth/role/grant', { name: 'reader', perm: permission });
    await etcd.request('auth/user/add', { name: 'ann', password: 'a' });
    await etcd.request('auth/user/grant', { user: 'ann', role: 'reader' });
    await etcd.request('auth/enable', {});
    const user = { username: 'ann', password: 'a', prefixes: ['open/'] };
    const keys = opened(etcdConnection(etcd.endpoint, user));
    expect((await listed(keys, '')).names).toEqual(['open/']);
    const expected = (await keys.read(bytes('open/key'), 0, never))?.revision ?? 0;
    const change = { key: bytes('open/key'), value: bytes('y'), expected };
    await expect(keys.write(change, never)).rejects.toThrow(
      /does not let the user "ann" change these keys/,
    );
    await expect(keys.read(bytes('shut/key'), 0, never)).rejects.toThrow(/does not let the user/);
    expect(await textAt(keys, 'open/key')).toBe('x');
  });
});

describe.skipIf(!hasConsul)('the keys of a real Consul beside what both have', () => {
  it('a save keeps the flags, all 64 bits of them, and the lock', async () => {
    const consul = await started();
    const keys = opened(consulConnection(consul.endpoint));
    const flags = '18446744073709551615';
    const session = await createSession(consul);
    const path = `kv/flagged?flags=${flags}&acquire=${session}`;
    await consul.request('PUT', path, 'x');
    const before = await keys.read(bytes('flagged'), 0, never);
    expect(before).toMatchObject({ flags, session });
    const change = { key: bytes('flagged'), value: bytes('y'), expected: before?.revision ?? 0 };
    await doneAt(keys.write(change, never));
    expect(await keys.read(bytes('flagged'), 0, never)).toMatchObject({
      flags,
      session,
    });
  });

  it('says the limit of a value, and takes 1 MiB where that is configured', async () => {
    const consul = await started();
    const keys = opened(consulConnection(consul.endpoint));
    const change = { key: bytes('large'), value: randomBytes(1024 * 1024), expected: 0 };
    await expect(keys.write(change, never)).rejects.toThrow(/Consul allows 512 KiB/);
    const half = { ...change, value: randomBytes(500 * 1024) };
    await doneAt(keys.write(half, never));
    const roomy = await started('limits { kv_max_value_size = 2097152 }');
    const more = opened(consulConnection(roomy.endpoint));
    await doneAt(more.write(change, never));
    const stored = await more.read(bytes('large'), 0, never);
    expect(Buffer.from(stored?.value ?? []).equals(change.value)).toBe(true);
  });

  it('says what a token may not do, and keeps no history', async () => {
    const consul = await started(
      'acl { enabled = true, default_policy = "deny", tokens { master = "root-token", agent = "root-token" } }',
    );
    const keys = opened(consulConnection(consul.endpoint));
    await expect(keys.read(bytes('a'), 0, never)).rejects.toThrow(/does not allow this.*policies/);
    await expect(
      keys.write({ key: bytes('a'), value: bytes('x'), expected: 0 }, never),
    ).rejects.toThrow(/does not allow this/);
    await expect(
      keys.write({ key: bytes('/a'), value: bytes('x'), expected: 0 }, never),
    ).rejects.toThrow(/[Pp]ermission denied|does not allow/);
    const root = opened(consulConnection(consul.endpoint, 'root-token'));
    await expect
      .poll(() => create(root, 'a', 'x').catch(() => 0), { timeout: 10_000 })
      .toBeGreaterThan(0);
    await expect(root.history(bytes('a'), 9, never)).rejects.toThrow(/only etcd does/);
  });

  it('refuses a key that is no text instead of changing it', async () => {
    const consul = await started();
    const keys = opened(consulConnection(consul.endpoint));
    const change = { key: Buffer.from([0xff]), value: bytes('x'), expected: 0 };
    await expect(keys.write(change, never)).rejects.toThrow(/name the key in UTF-8/);
  });
});

async function started(configuration?: string): Promise<Consul> {
  const consul = await startConsul(configuration === undefined ? {} : { configuration });
  onTestFinished(() => consul.stop());
  return consul;
}
