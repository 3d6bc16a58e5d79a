import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type BadNetwork, startBadNetwork, type Weather } from '../support/blackhole.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import {
  connectionTo,
  naming,
  reasonOf,
  registered,
  expectEqualTo,
  watching,
} from '../support/etcdConnection.ts';
import { createOtherHost } from '../support/netns.ts';
import { isLive, stateOf, type WatchedRegistries } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

/** Keys whose values fill some pages of a list. */
async function putMany(etcd: Etcd, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      etcd.put(`many/${index}`, naming(`10.0.0.1:${index + 1}`)),
    ),
  );
}

describe.skipIf(!hasEtcd)('an etcd behind a bad network', { timeout: 60_000 }, () => {
  let etcd: Etcd;
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  afterAll(() => etcd.stop());
  afterEach(async () => {
    await etcd.request('kv/deleterange', { key: 'AA==', range_end: 'AA==' });
  });

  async function networkOf(weather?: Weather): Promise<BadNetwork> {
    const network = await startBadNetwork(etcd.endpoint, weather);
    onTestFinished(() => network.stop());
    return network;
  }

  it('is said to be silent when everything is swallowed, without heaping up sockets', async () => {
    await etcd.put('a/1', naming('10.0.0.1:80'));
    const network = await networkOf({ kind: 'swallow' });
    const secure = { ...connectionTo(network.endpoint), tls: {} };
    const [plain, tls] = [watching(connectionTo(network.endpoint)), watching(secure)];
    const reason = async (watched: WatchedRegistries): Promise<string> =>
      reasonOf(
        stateOf(
          await watched.until((graph) => stateOf(graph).phase === 'failed', {
            milliseconds: 8_000,
          }),
        ),
      );
    expect(await reason(plain)).toMatch(
      /accepts connections and says nothing\): check the address, that no firewall drops/,
    );
    expect(await reason(tls)).toMatch(/does not answer the TLS handshake\): check the address/);
    await plain.until(() => network.opened >= 4, { milliseconds: 8_000 }).catch(() => undefined);
    expect(network.open).toBeLessThanOrEqual(2);
    tls.dispose();
    network.become({ kind: 'fair' });
    await expectEqualTo(plain, etcd);
  });

  it('is stale soon after the network falls silent, and right when it is back', async () => {
    const network = await networkOf();
    await etcd.put('a/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(network.endpoint));
    await watched.until(isLive);
    network.become({ kind: 'swallow' });
    await etcd.put('b/1', naming('10.0.0.2:80'));
    await etcd.remove('a/1');
    const silentAt = Date.now();
    const stale = await watched.until((graph) => stateOf(graph).phase === 'stale', {
      milliseconds: 15_000,
    });
    console.warn(`etcd network: silence noticed after ${Date.now() - silentAt} ms`);
    expect(registered(stale)).toEqual(['a a/1 10.0.0.1:80']);
    network.become({ kind: 'fair' });
    await expectEqualTo(watched, etcd);
  });

  it('is listed and followed over a line of half a second and 10 kB a second', async () => {
    await putMany(etcd, 400);
    const network = await networkOf({ kind: 'slow', latency: 250, bytesPerSecond: 10_000 });
    const watched = watching(connectionTo(network.endpoint));
    const startedAt = performance.now();
    await expectEqualTo(watched, etcd, 40_000);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.warn(
      `etcd network: ${network.received} bytes in ${seconds} s, ${network.opened / 2} connections`,
    );
    await etcd.put('late/1', naming('10.0.0.2:80'));
    await expectEqualTo(watched, etcd, 10_000);
  });

  it('gets a value through that takes longer than an answer usually may', async () => {
    await etcd.put('big/1', 'x'.repeat(100_000));
    await etcd.put('small/1', naming('10.0.0.1:80'));
    const network = await networkOf({ kind: 'slow', latency: 50, bytesPerSecond: 12_000 });
    const watched = watching(connectionTo(network.endpoint));
    const graph = await watched.until(isLive, { milliseconds: 45_000 });
    expect(registered(graph)).toEqual(['small small/1 10.0.0.1:80']);
    expect(graph.unplaced.map(({ key }) => key)).toEqual(['big/1']);
  });

  it('is listed anew when connections are reset in the middle of an answer', async () => {
    await putMany(etcd, 400);
    const network = await networkOf({ kind: 'reset', afterBytes: 9_000 });
    const watched = watching(connectionTo(network.endpoint));
    const failed = await watched.until((graph) => stateOf(graph).phase === 'failed');
    expect(reasonOf(stateOf(failed))).toMatch(/can't be reached .*check that it runs/);
    expect(registered(failed)).toEqual([]);
    network.become({ kind: 'fair' });
    await expectEqualTo(watched, etcd);
    network.become({ kind: 'reset', afterBytes: 1 });
    await etcd.put('late/1', naming('10.0.0.2:80'));
    await watched.until((graph) => stateOf(graph).phase === 'stale');
    network.become({ kind: 'fair' });
    await expectEqualTo(watched, etcd);
  });
});

/** An etcd whose packets can be dropped: on a host of its own where the machine allows that. */
interface SilencedEtcd {
  readonly etcd: Etcd;
  readonly endpoint: string;
  readonly drop: () => Promise<void>;
  readonly heal: () => Promise<void>;
}

async function startSilencedEtcd(): Promise<SilencedEtcd> {
  const host = await createOtherHost();
  if (host !== undefined) {
    onTestFinished(() => host.remove());
  } else {
    console.warn('etcd network: no network namespace can be made here; a relay drops the packets');
  }
  const etcd = await startEtcd(host === undefined ? {} : { host });
  onTestFinished(() => etcd.stop());
  if (host !== undefined) {
    return { etcd, endpoint: etcd.endpoint, drop: () => host.drop(), heal: () => host.heal() };
  }
  const network = await startBadNetwork(etcd.endpoint);
  onTestFinished(() => network.stop());
  const become = (kind: 'fair' | 'swallow'): Promise<void> => {
    network.become({ kind });
    return Promise.resolve();
  };
  const { endpoint } = network;
  return { etcd, endpoint, drop: () => become('swallow'), heal: () => become('fair') };
}

describe.skipIf(!hasEtcd)('an etcd on a host that falls silent', () => {
  it('is stale soon, and right when packets arrive again', { timeout: 60_000 }, async () => {
    const { etcd, endpoint, drop, heal } = await startSilencedEtcd();
    await etcd.put('a/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(endpoint));
    await watched.until(isLive);
    await drop();
    await watched.until((graph) => stateOf(graph).phase === 'stale', { milliseconds: 15_000 });
    const silent = watching(connectionTo(endpoint));
    const failed = await silent.until((graph) => stateOf(graph).phase === 'failed', {
      milliseconds: 8_000,
    });
    expect(reasonOf(stateOf(failed))).toMatch(
      /(nothing comes back from .*|says nothing)\): check the address, that no firewall drops/,
    );
    await heal();
    await etcd.put('b/1', naming('10.0.0.2:80'));
    await expectEqualTo(watched, etcd);
    await expectEqualTo(silent, etcd);
  });
});
