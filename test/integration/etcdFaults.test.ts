import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openKeys } from '../../server/src/discovery/index.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import {
  connectionTo,
  naming,
  registered,
  expectEqualTo,
  watching,
} from '../support/etcdConnection.ts';
import { isLive, startRelay, stateOf } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('an etcd whose store is full', () => {
  let etcd: Etcd;
  beforeEach(async () => {
    etcd = await startEtcd({ moreArguments: ['--quota-backend-bytes', String(1024 * 1024)] });
  });
  afterEach(() => etcd.stop());

  it('is read and watched as before, and says why it takes no change', async () => {
    await etcd.put('a/1', naming('10.0.0.1:80'));
    await etcd.put('a/2', naming('10.0.0.2:80'));
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    await fill(etcd);
    // A removal is the one change that a full store takes.
    await etcd.remove('a/1');
    await watched.until((graph) => registered(graph).length === 1);
    const other = await watching(connectionTo(etcd.endpoint)).until(isLive);
    expect(registered(other)).toEqual(['a a/2 10.0.0.2:80']);
    const keys = openKeys(connectionTo(etcd.endpoint));
    onTestFinished(() => {
      keys.close();
    });
    const write = keys.write(
      { key: Buffer.from('a/3'), value: Buffer.from('x'), expected: 0 },
      AbortSignal.timeout(5_000),
    );
    await expect(write).rejects.toThrow(
      /is full \(alarm NOSPACE\) and takes no changes, only reads: compact its history/,
    );
    await relieve(etcd);
    await etcd.put('a/4', naming('10.0.0.4:80'));
    await watched.until((graph) => registered(graph).length === 2);
    expect(isLive(watched.graph)).toBe(true);
  });
});

/** Puts until etcd raises its alarm. */
async function fill(etcd: Etcd): Promise<void> {
  for (let index = 0; index < 100; index++) {
    try {
      await etcd.put('filling', 'x'.repeat(100_000));
    } catch (error) {
      expect(String(error)).toMatch(/database space exceeded/);
      return;
    }
  }
  throw new Error('the store of etcd is never full');
}

async function relieve(etcd: Etcd): Promise<void> {
  await etcd.remove('filling');
  await etcd.compact();
  await etcd.request('maintenance/defragment', {});
  const { alarms } = await etcd.request('maintenance/alarm', {});
  for (const alarm of Array.isArray(alarms) ? (alarms as readonly object[]) : []) {
    await etcd.request('maintenance/alarm', { action: 'DEACTIVATE', ...alarm });
  }
}

describe.skipIf(!hasEtcd)('an etcd watched by prefixes', () => {
  let etcd: Etcd;
  beforeEach(async () => {
    etcd = await startEtcd();
  });
  afterEach(() => etcd.stop());

  const prefixes = Array.from({ length: 60 }, (_, index) => `/p${index}/`);

  it('goes on with each of many where it stopped, though most were quiet', async () => {
    for (const prefix of prefixes) {
      await etcd.put(`${prefix}a/1`, naming('10.0.0.1:80'));
    }
    const relay = await startRelay(etcd.endpoint);
    onTestFinished(() => relay.stop());
    const watched = watching({ ...connectionTo(relay.endpoint), prefixes });
    await watched.until(isLive);
    for (let index = 0; index < 50; index++) {
      await etcd.put('/p0/a/1', naming(`10.0.0.2:${index + 1}`));
    }
    await watched.until((graph) => registered(graph)[0] === 'p0/a /p0/a/1 10.0.0.2:50');
    await relay.cut();
    await watched.until((graph) => stateOf(graph).phase === 'stale');
    await etcd.put('/p59/b/1', naming('10.0.0.9:80'));
    await etcd.remove('/p7/a/1');
    const before = await etcd.served('Range');
    await relay.heal();
    await expectEqualTo(watched, etcd);
    expect(watched.graph.services.length).toBe(60);
    // One look a prefix whether the past is still the same, and the list of this test; no new list.
    expect((await etcd.served('Range')) - before).toBe(prefixes.length + 1);
  });

  it('is right when the past of some prefixes was compacted meanwhile', async () => {
    for (const prefix of prefixes) {
      await etcd.put(`${prefix}a/1`, naming('10.0.0.1:80'));
    }
    const relay = await startRelay(etcd.endpoint);
    onTestFinished(() => relay.stop());
    const watched = watching({ ...connectionTo(relay.endpoint), prefixes });
    await watched.until(isLive);
    await relay.cut();
    await etcd.remove('/p3/a/1');
    await etcd.put('/p4/b/1', naming('10.0.0.4:80'));
    await etcd.compact();
    await etcd.put('/p5/b/1', naming('10.0.0.5:80'));
    await relay.heal();
    await expectEqualTo(watched, etcd);
  });
});
