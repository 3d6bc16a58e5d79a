import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { silentLogger } from '../../server/src/base/index.ts';
import { type PlacedInstance, RegistryHub } from '../../server/src/discovery/index.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { connectionTo, naming, watching } from '../support/etcdConnection.ts';
import { flatFacts } from '../support/flatFacts.ts';
import { instancesOf, serviceOf } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('leases in an etcd', { timeout: 40_000 }, () => {
  let etcd: Etcd;
  beforeEach(async () => {
    etcd = await startEtcd();
  });
  afterEach(() => etcd.stop());

  /** Keeps leases alive as clients do, until the test is over or `stop` is called. */
  function keepAlive(leases: readonly string[], milliseconds: number): () => void {
    const timer = setInterval(() => {
      leases.forEach((ID) => void etcd.request('lease/keepalive', { ID }).catch(() => undefined));
    }, milliseconds);
    const stop = (): void => {
      clearInterval(timer);
    };
    onTestFinished(stop);
    return stop;
  }

  it('say nothing while they are kept alive, however long', async () => {
    const leases = await Promise.all(Array.from({ length: 20 }, () => etcd.grant(12)));
    await Promise.all(
      leases.map((lease, index) => etcd.put(`s${index}/1`, naming(`10.0.0.1:${index + 1}`), lease)),
    );
    keepAlive(leases, 3_000);
    const hub = new RegistryHub({ logger: silentLogger, now: Date.now });
    onTestFinished(() => {
      hub.dispose();
    });
    hub.set([connectionTo(etcd.endpoint)]);
    const instances = (): readonly PlacedInstance[] =>
      hub.reports().flatMap((report) => flatFacts(report).instances);
    const known = (): number =>
      instances().filter(({ instance }) => instance.lease !== undefined).length;
    while (known() < leases.length) {
      await delay(50);
    }
    await delay(200);
    let changes = 0;
    hub.onDidChange(() => {
      changes++;
    });
    await delay(14_000);
    expect(changes).toBe(0);
    expect(instances().map(({ instance }) => instance.lease?.expiresAt)).toEqual(
      leases.map(() => undefined),
    );
  });

  it('tell their end when they are not kept alive, and no longer when they are again', async () => {
    const lease = await etcd.grant(20);
    await etcd.put('late/1', naming('10.0.0.1:80'), lease);
    const watched = watching(connectionTo(etcd.endpoint));
    const first = await watched.until(
      (graph) => instancesOf(graph, 'late')[0]?.lease !== undefined,
    );
    expect(instancesOf(first, 'late')[0]?.lease).toEqual({ id: lease, grantedTtlSeconds: 20 });
    const late = await watched.until(
      (graph) => instancesOf(graph, 'late')[0]?.lease?.expiresAt !== undefined,
      { milliseconds: 18_000 },
    );
    const left = (instancesOf(late, 'late')[0]?.lease?.expiresAt ?? 0) - Date.now();
    expect(left).toBeGreaterThan(1_000);
    expect(left).toBeLessThan(10_000);
    await etcd.request('lease/keepalive', { ID: lease });
    await watched.until(
      (graph) => {
        const known = instancesOf(graph, 'late')[0]?.lease;
        return known !== undefined && known.expiresAt === undefined;
      },
      { milliseconds: 8_000 },
    );
  });

  it('take their instances away when they end or are revoked', async () => {
    const [brief, revoked] = [await etcd.grant(2), await etcd.grant(60)];
    await etcd.put('brief/1', naming('10.0.0.1:80'), brief);
    await etcd.put('revoked/1', naming('10.0.0.2:80'), revoked);
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until((graph) => graph.services.length === 2);
    await etcd.revoke(revoked);
    await watched.until((graph) => serviceOf(graph, 'revoked') === undefined);
    await watched.until((graph) => graph.services.length === 0);
  });
});
