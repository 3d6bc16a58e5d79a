import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { consulBinary } from '../../scripts/realParts.ts';
import { type HoldRegistry, openHoldings } from '../../server/src/discovery/index.ts';
import type { RegistryConnection } from '../../protocol/connections.ts';
import { type Consul, consulAvailable, createSession, startConsul } from '../support/consul.ts';
import { denyByDefault, tokenWith } from '../support/consulAcl.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';

const hasEtcd = await etcdAvailable();
const hasConsul = await consulAvailable();
const never = new AbortController().signal;

function opened(connection: RegistryConnection): HoldRegistry {
  const holds = openHoldings(connection);
  onTestFinished(() => {
    holds.close();
  });
  return holds;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Asks until the answer is as wanted: locks come and go in processes of their own. */
async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  const giveUp = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) {
      return answer;
    }
    if (Date.now() > giveUp) {
      throw new Error(`never came: ${JSON.stringify(answer)}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

describe.skipIf(!hasEtcd)('what is held in etcd', () => {
  let etcd: Etcd;

  beforeAll(async () => {
    etcd = await startEtcd();
  });

  afterAll(() => etcd.stop());

  function open(): HoldRegistry {
    return opened({
      kind: 'etcd',
      id: 'e',
      name: 'etcd',
      endpoints: [etcd.endpoint],
      prefixes: [],
    });
  }

  it('has the leases with their time and keys', async () => {
    const lease = await etcd.grant(600);
    await etcd.put('services/b', '1', lease);
    await etcd.put('services/a', '1', lease);
    const { holds, locks } = await open().holdings(10, never);
    const hold = holds.find(({ id }) => id === lease);
    expect(hold).toMatchObject({ grantedTtlSeconds: 600, keyCount: 2 });
    expect(hold?.remainingTtlSeconds).toBeGreaterThan(590);
    expect(hold?.keys.map(textOf)).toEqual(['services/a', 'services/b']);
    expect(locks).toEqual([]);
    await etcd.revoke(lease);
  });

  it("has a lock of etcd's own lock service, and who waits, and gives it on", async () => {
    const [first, second, third] = [
      await etcd.grant(60),
      await etcd.grant(60),
      await etcd.grant(60),
    ];
    await etcd.request('lock/lock', { name: base64('jobs/nightly'), lease: first });
    const waiting = [second, third].map(async (lease) => {
      await until(
        () => open().holdings(10, never),
        ({ locks }) => lease === second || (locks[0]?.waiters.length ?? 0) > 0,
      );
      return etcd.request('lock/lock', { name: base64('jobs/nightly'), lease });
    });
    const registry = open();
    const { locks } = await until(
      () => registry.holdings(10, never),
      (one) => one.locks[0]?.waiters.length === 2,
    );
    const [lock] = locks;
    expect(lock?.kind).toBe('lock');
    expect(textOf(lock?.key ?? new Uint8Array())).toBe('jobs/nightly');
    expect(lock?.holders.map(({ holdId }) => holdId)).toEqual([first]);
    expect(lock?.waiters.map(({ holdId }) => holdId)).toEqual([second, third]);

    const claim = { key: lock?.holders[0]?.key ?? new Uint8Array(), holdId: first };
    expect(await registry.release({ ...claim, holdId: second }, never)).toBe(false);
    expect(await registry.release(claim, never)).toBe(true);
    await waiting[0];
    const after = await registry.holdings(10, never);
    expect(after.locks[0]?.holders.map(({ holdId }) => holdId)).toEqual([second]);
    await registry.end(second, never);
    await waiting[1];
    const last = await registry.holdings(10, never);
    expect(last.locks[0]?.holders.map(({ holdId }) => holdId)).toEqual([third]);
    await registry.end(third, never);
    await registry.end(first, never);
    expect((await registry.holdings(10, never)).locks).toEqual([]);
  }, 30_000);

  it("has an election of etcd's own service with its candidate", async () => {
    const lease = await etcd.grant(60);
    const name = base64('elections/scheduler');
    await etcd.request('election/campaign', { name, lease, value: base64('worker-7') });
    const { locks } = await open().holdings(10, never);
    expect(locks).toMatchObject([
      { kind: 'election', holders: [{ holdId: lease, value: 'worker-7' }] },
    ]);
    await etcd.revoke(lease);
  });

  it('says of a lease whose end was not confirmed that it may have ended', async () => {
    const own = await startEtcd();
    onTestFinished(() => own.stop());
    const lease = await own.grant(600);
    const registry = opened({
      ...{ kind: 'etcd', id: 'e', name: 'etcd', endpoints: [own.endpoint], prefixes: [] },
    });
    expect((await registry.holdings(10, never)).holdCount).toBe(1);
    own.freeze();
    await expect(registry.end(lease, never)).rejects.toThrow(/may have been done.*look before/);
    own.thaw();
    // Either is possible: etcd may see that nobody waits any more.
    expect([0, 1]).toContain((await registry.holdings(10, never)).holdCount);
  }, 20_000);

  it('takes no registration for a lock, and says how many leases it left out', async () => {
    const leases = [await etcd.grant(60), await etcd.grant(61)];
    await etcd.put('svc/orders/deadbeef', '10.0.0.1:80', leases[0]);
    const { holds, holdCount, locks, notes } = await open().holdings(1, never);
    expect([holds.length, holdCount, locks]).toEqual([1, 2, []]);
    expect(notes).toEqual(['1 more leases were not asked for: their locks may be missing here']);
    await Promise.all(leases.map((lease) => etcd.revoke(lease)));
  });
});

describe.skipIf(!hasEtcd)('what is held in an etcd with users', () => {
  it('is told to a user with few rights as far as these go', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const [own, other] = [await etcd.grant(600), await etcd.grant(600)];
    await etcd.put(`app/job/${BigInt(own).toString(16)}`, '', own);
    await etcd.put('secret/key', 'x', other);
    const key = base64('app/');
    const permission = { permType: 'READWRITE', key, range_end: base64('app0') };
    await etcd.request('auth/user/add', { name: 'root', password: 'r' });
    await etcd.request('auth/user/grant', { user: 'root', role: 'root' });
    await etcd.request('auth/user/add', { name: 'ann', password: 'a' });
    await etcd.request('auth/role/add', { name: 'app' });
    await etcd.request('auth/role/grant', { name: 'app', perm: permission });
    await etcd.request('auth/user/grant', { user: 'ann', role: 'app' });
    await etcd.request('auth/enable', {});
    const registry = opened({
      ...{ kind: 'etcd', id: 'e', name: 'etcd', endpoints: [etcd.endpoint], prefixes: ['app/'] },
      ...{ username: 'ann', password: 'a' },
    });
    const { holds, locks, notes } = await registry.holdings(10, never);
    expect(holds.map(({ id, keyCount }) => [id, keyCount])).toEqual(
      expect.arrayContaining([
        [own, 1],
        [other, undefined],
      ]),
    );
    expect(locks.map((lock) => textOf(lock.key))).toEqual(['app/job']);
    expect(notes.join()).toMatch(/may not be read by this user/);
    await expect(registry.end(other, never)).rejects.toThrow(/does not let the user "ann"/);
  });
});

describe.skipIf(!hasConsul)('what is held in Consul', () => {
  let consul: Consul;

  beforeAll(async () => {
    consul = await startConsul();
  });

  afterAll(() => consul.stop());

  function open(): HoldRegistry {
    return opened({ kind: 'consul', id: 'c', name: 'Consul', endpoints: [consul.endpoint] });
  }

  /** The real command, which keeps its lock for as long as its child runs. */
  async function consulLock(...args: readonly string[]): Promise<void> {
    const address = `http://${consul.endpoint}`;
    const child = spawn(
      await consulBinary(),
      ['lock', '-http-addr', address, ...args, 'sleep', '60'],
      { stdio: 'ignore', detached: true },
    );
    onTestFinished(() => {
      if (child.pid !== undefined && child.exitCode === null) {
        process.kill(-child.pid, 'SIGKILL');
      }
    });
  }

  it('has the lock that the real command takes, and takes it away', async () => {
    await consulLock('-name', 'nightly job', 'jobs/nightly');
    const registry = open();
    const { holds, locks } = await until(
      () => registry.holdings(10, never),
      (one) => one.locks.length === 1,
    );
    expect(textOf(locks[0]?.key ?? new Uint8Array())).toBe('jobs/nightly/.lock');
    const session = holds.find(({ id }) => id === locks[0]?.holders[0]?.holdId);
    expect(session?.label).toContain('nightly job');
    expect(session).toMatchObject({
      node: 'test-node',
      behavior: 'release',
      grantedTtlSeconds: 15,
      keyCount: 1,
    });
    const [holder] = locks[0]?.holders ?? [];
    const claim = { key: holder?.key ?? new Uint8Array(), holdId: holder?.holdId ?? '' };
    expect(await registry.release({ ...claim, holdId: 'other' }, never)).toBe(false);
    expect(await registry.release(claim, never)).toBe(true);
    expect((await registry.holdings(10, never)).locks).toEqual([]);
  }, 30_000);

  it('has a semaphore with those that are in and those that wait', async () => {
    await Promise.all([1, 2, 3].map(() => consulLock('-n', '2', 'pool/gpu')));
    const { locks } = await until(
      () => open().holdings(10, never),
      (one) =>
        one.locks.some(({ holders, waiters }) => holders.length === 2 && waiters.length === 1),
    );
    const lock = locks.find(({ kind }) => kind === 'semaphore');
    expect([textOf(lock?.key ?? new Uint8Array()), lock?.limit]).toEqual(['pool/gpu', 2]);
  }, 30_000);

  it('keeps the value and the flags of a key whose lock is taken away', async () => {
    const id = await createSession(consul, { Name: 'me', Behavior: 'delete' });
    await consul.request('PUT', `kv/held?acquire=${id}&flags=18446744073709551615`, 'the value');
    const registry = open();
    const found = await registry.holdings(10, never);
    expect(found.holds.find((one) => one.id === id)).toMatchObject({
      behavior: 'delete',
      label: 'me',
    });
    expect(await registry.release({ key: Buffer.from('held'), holdId: id }, never)).toBe(true);
    const response = await fetch(`http://${consul.endpoint}/v1/kv/held`);
    const text = await response.text();
    expect(text).toMatch(/"Flags":\s*18446744073709551615/);
    expect(text).toContain(base64('the value'));
    expect(text).not.toContain('Session');
    await registry.end(id, never);
    const after = await registry.holdings(10, never);
    expect(after.holds.some((one) => one.id === id)).toBe(false);
  });
});

describe.skipIf(!hasConsul)('what is held in a Consul with ACL', () => {
  async function setUp(rules: string) {
    const consul = await startConsul({ configuration: denyByDefault });
    onTestFinished(() => consul.stop());
    const id = await createSession(consul, { Name: 'me' });
    await consul.request('PUT', `kv/jobs/nightly?acquire=${id}`, 'the value');
    const token = await tokenWith(consul, rules);
    const registry = opened({
      ...{ kind: 'consul', id: 'c', name: 'Consul', endpoints: [consul.endpoint], token },
    });
    return { id, registry };
  }

  it('is told whole to a token that may read all, which may still end nothing', async () => {
    const { id, registry } = await setUp(
      'session_prefix "" { policy = "read" } key_prefix "" { policy = "read" }',
    );
    const { holds, locks, notes } = await registry.holdings(10, never);
    expect([holds.map((hold) => hold.id), locks.length, notes]).toEqual([[id], 1, []]);
    await expect(registry.end(id, never)).rejects.toThrow(
      /does not allow this.*What it needs is session:write$/,
    );
    const claim = { key: Buffer.from('jobs/nightly'), holdId: id };
    await expect(registry.release(claim, never)).rejects.toThrow(/What it needs is key:write$/);
    expect((await registry.holdings(10, never)).locks).toHaveLength(1);
  }, 30_000);

  it('says that sessions and locks may be missing to a token that may read nothing', async () => {
    const { registry } = await setUp('agent_prefix "" { policy = "read" }');
    const { holds, notes } = await registry.holdings(10, never);
    expect(holds).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/^sessions may be missing: .*session:read/),
      expect.stringMatching(/^locks may be missing: .*key:read/),
    ]);
  }, 30_000);

  it('shows sessions, and says why there are no locks, without the right to read keys', async () => {
    const { id, registry } = await setUp('session_prefix "" { policy = "read" }');
    const { holds, locks, notes } = await registry.holdings(10, never);
    expect([holds.map((hold) => hold.id), locks]).toEqual([[id], []]);
    expect(notes).toEqual([expect.stringMatching(/^locks may be missing: .*key:read/)]);
  }, 30_000);
});
