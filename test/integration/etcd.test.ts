import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { detectLocal, testConnection } from '../../server/src/discovery/index.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { connectionTo, naming, expectEqualTo, watching } from '../support/etcdConnection.ts';
import {
  addressesOf,
  instancesOf,
  isLive,
  serviceOf,
  startRelay,
  stateOf,
} from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('a live etcd', () => {
  let etcd: Etcd;
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  afterAll(() => etcd.stop());
  afterEach(async () => {
    await etcd.request('kv/deleterange', { key: 'AA==', range_end: 'AA==' });
  });

  it('shows a new registration at once', async () => {
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    const startedAt = performance.now();
    await etcd.put('orders/10.0.0.1:80', naming('10.0.0.1:80'));
    await watched.until((graph) => addressesOf(graph, 'orders').length === 1);
    const elapsed = performance.now() - startedAt;
    console.warn(`etcd: registration seen after ${Math.round(elapsed)} ms`);
    expect(elapsed).toBeLessThan(2_000);
  });

  it('reads the layout of each framework', async () => {
    const lease = await etcd.grant(60);
    await etcd.put('shop/catalog/10.0.0.1:80', naming('10.0.0.1:80'), lease);
    await etcd.put(
      '/microservices/users/u1',
      JSON.stringify({
        id: 'u1',
        name: 'users',
        version: 'v2',
        metadata: { zone: 'a' },
        endpoints: ['http://10.0.0.2:8000?isSecure=false', 'grpc://10.0.0.2:9000?isSecure=true'],
      }),
      lease,
    );
    await etcd.put(`payments.rpc/${lease}`, '10.0.0.3:8080', lease);
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until((now) => now.services.length === 3);
    const seen = graph.services.map(({ name, instances }) => [
      name,
      instances[0]?.registration.convention,
      instances[0]?.address,
    ]);
    expect(seen).toEqual([
      ['payments.rpc', 'go-zero', '10.0.0.3:8080'],
      ['shop/catalog', 'etcd-naming', '10.0.0.1:80'],
      ['users', 'kratos', '10.0.0.2:9000'],
    ]);
    expect(instancesOf(graph, 'users')[0]).toMatchObject({
      version: 'v2',
      metadata: { zone: 'a' },
    });
  });

  it('shows the lease, and takes the instance away when it ends', async () => {
    const lease = await etcd.grant(2);
    await etcd.put('brief/10.0.0.1:80', naming('10.0.0.1:80'), lease);
    await etcd.put('lasting/10.0.0.2:80', naming('10.0.0.2:80'));
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until((now) => instancesOf(now, 'brief')[0]?.lease !== undefined);
    expect(instancesOf(graph, 'brief')[0]).toMatchObject({
      lease: { id: lease, grantedTtlSeconds: 2 },
      possibleGhost: false,
      health: 'passing',
    });
    expect(instancesOf(graph, 'lasting')[0]).toMatchObject({
      possibleGhost: true,
      health: 'unknown',
    });
    const after = await watched.until((now) => serviceOf(now, 'brief') === undefined);
    expect(addressesOf(after, 'lasting')).toEqual(['10.0.0.2:80']);
  });

  it('lists keys that fit no layout, with a reason', async () => {
    await etcd.put('/config/colour', 'blue');
    await etcd.put('/microservices/users/u1', '{broken');
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until((now) => now.unplaced.length === 2);
    expect(graph.unplaced.map(({ key }) => key)).toEqual([
      '/config/colour',
      '/microservices/users/u1',
    ]);
    expect(graph.unplaced[1]?.reason).toMatch(/Kratos/);
    expect(graph.services).toEqual([]);
  });

  it('takes hostile keys and values as plain bounded text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const hostile = {
      ...JSON.parse(naming('10.0.0.1:80')),
      Metadata: { 'a\u202eb': '<b>' },
    } as object;
    await etcd.put(`${name}/one`, JSON.stringify(hostile));
    await etcd.put('proto/1', '{"Op":0,"Addr":"10.0.0.2:80","Metadata":{"__proto__":"x"}}');
    await etcd.put('huge/1', 'x'.repeat(1_000_000));
    await etcd.put(`${'n'.repeat(10_000)}/1`, naming('10.0.0.3:80'));
    await etcd.put(Buffer.from([0x61, 0xff, 0x2f, 0x31]), Buffer.from([0xff, 0xfe]));
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until(
      (now) => now.services.length === 3 && now.unplaced.length === 2,
    );
    expect(instancesOf(graph, name)[0]?.metadata).toEqual({ 'a\ufffdb': '<b>' });
    expect(Object.entries(instancesOf(graph, 'proto')[0]?.metadata ?? {})).toEqual([
      ['__proto__', 'x'],
    ]);
    expect(Math.max(...graph.services.map((service) => service.name.length))).toBeLessThan(300);
    expect(graph.unplaced.map(({ key }) => key)).toEqual(['a\\xff/1', 'huge/1']);
    expect(JSON.stringify(graph).length).toBeLessThan(200_000);
  });

  it('watches only the prefixes that it is given, a covered one once', async () => {
    await etcd.put('/a/one/1', '10.0.0.1:80');
    await etcd.put('/a/b/one/1', '10.0.0.2:80');
    await etcd.put('/c/one/1', '10.0.0.3:80');
    const connection = { ...connectionTo(etcd.endpoint), prefixes: ['/a/b/', '/a/', '/d/'] };
    const watched = watching(connection);
    await watched.until(isLive);
    await etcd.put('/d/one/1', '10.0.0.4:80');
    await etcd.put('/c/two/1', '10.0.0.5:80');
    await etcd.put('/a/two/1', '10.0.0.6:80');
    const graph = await watched.until((now) => now.services.length === 4);
    expect(graph.services.map(({ name }) => name)).toEqual(['a/b/one', 'a/one', 'a/two', 'd/one']);
  });

  it('lists more keys than a page holds', async () => {
    const puts = Array.from({ length: 1_203 }, (_, index) =>
      etcd.put(`many/${index}`, `10.0.0.1:${index + 1}`),
    );
    await Promise.all(puts);
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until(isLive);
    expect(new Set(addressesOf(graph, 'many')).size).toBe(1_203);
  });

  it('goes on to the next endpoint when the first is dead', async () => {
    await etcd.put('orders/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo('127.0.0.1:1', etcd.endpoint));
    const graph = await watched.until(isLive);
    expect(addressesOf(graph, 'orders')).toEqual(['10.0.0.1:80']);
  });

  it('keeps the watch of a connection that does not change', async () => {
    const watched = watching(connectionTo(etcd.endpoint));
    const before = stateOf(await watched.until(isLive));
    const other = { ...connectionTo(etcd.endpoint), id: 'two' };
    watched.set([connectionTo(etcd.endpoint), other]);
    const graph = await watched.until((now) => now.connections.length === 2 && isLive(now));
    expect(stateOf(graph, 0)).toEqual(before);
    watched.set([other]);
    await watched.until((now) => now.connections.length === 1);
  });

  it('tells what a connection test found', async () => {
    await etcd.put('orders/1', naming('10.0.0.1:80'));
    const ports = { logger: silentLogger, now: Date.now };
    const signal = AbortSignal.timeout(5_000);
    expect(await testConnection(connectionTo(etcd.endpoint), ports, signal)).toMatch(
      /^etcd 3\.\d+\.\d+, 1 key to look at$/,
    );
    const second = connectionTo('127.0.0.1:1', etcd.endpoint);
    expect(await testConnection(second, ports, signal)).toMatch(/^etcd/);
    await expect(testConnection(connectionTo('127.0.0.1:1'), ports, signal)).rejects.toThrow(
      /etcd at 127\.0\.0\.1:1 can't be reached \(connect ECONNREFUSED.*check that it runs/,
    );
    await expect(testConnection(connectionTo('nonsense'), ports, signal)).rejects.toThrow(
      '"nonsense" is no endpoint: write host:port',
    );
  });

  it('is found on this machine', async () => {
    const ports = { etcd: etcd.endpoint, consul: '127.0.0.1:1' };
    const found = await detectLocal(AbortSignal.timeout(5_000), ports);
    expect(found).toEqual([
      { kind: 'etcd', endpoint: etcd.endpoint, version: expect.stringMatching(/^3\./) as unknown },
    ]);
  });

  describe('out of reach for a while', () => {
    it('ends with the same keys as the server, whatever happens in between', async () => {
      const relay = await startRelay(etcd.endpoint);
      onTestFinished(() => relay.stop());
      const watched = watching(connectionTo(relay.endpoint));
      await watched.until(isLive);
      for (let step = 0; step < 120; step++) {
        const key = `s${(step * 7) % 5}/${(step * 11) % 13}`;
        if (step % 17 === 5) {
          await relay.cut();
        } else if (step % 17 === 11) {
          await relay.heal();
        } else if (step % 29 === 0) {
          await etcd.compact();
        } else if (step % 3 === 0) {
          await etcd.remove(key);
        } else {
          await etcd.put(key, naming(`10.0.0.1:${step + 1}`));
        }
      }
      await relay.cut();
      await relay.heal();
      expect((await etcd.list()).size).toBeGreaterThan(10);
      await expectEqualTo(watched, etcd);
    });

    it('misses no change and doubles nothing', async () => {
      const relay = await startRelay(etcd.endpoint);
      onTestFinished(() => relay.stop());
      await etcd.put('a/1', naming('10.0.0.1:80'));
      await etcd.put('b/1', naming('10.0.0.2:80'));
      const watched = watching(connectionTo(relay.endpoint));
      await watched.until(isLive);
      await relay.cut();
      await watched.until((graph) => stateOf(graph).phase === 'stale');
      await etcd.remove('a/1');
      await etcd.put('b/1', naming('10.0.0.9:80'));
      await etcd.put('c/1', naming('10.0.0.3:80'));
      await relay.heal();
      const graph = await watched.until((now) => isLive(now) && serviceOf(now, 'c') !== undefined);
      expect(graph.services.map(({ name }) => [name, ...addressesOf(graph, name)])).toEqual([
        ['b', '10.0.0.9:80'],
        ['c', '10.0.0.3:80'],
      ]);
    });

    it('goes on where it stopped, without listing again', async () => {
      const relay = await startRelay(etcd.endpoint);
      onTestFinished(() => relay.stop());
      // More than a page, so that a list would be several requests.
      await Promise.all(
        Array.from({ length: 600 }, (_, index) =>
          etcd.put(`many/${index}`, `10.0.0.1:${index + 1}`),
        ),
      );
      const watched = watching(connectionTo(relay.endpoint));
      await watched.until(isLive);
      await relay.cut();
      await watched.until((graph) => stateOf(graph).phase === 'stale');
      const before = await etcd.served('Range');
      await relay.heal();
      await watched.until(isLive);
      expect((await etcd.served('Range')) - before).toBe(1);
    });

    it('lists again when the history was compacted', async () => {
      const relay = await startRelay(etcd.endpoint);
      onTestFinished(() => relay.stop());
      await etcd.put('a/1', naming('10.0.0.1:80'));
      const watched = watching(connectionTo(relay.endpoint));
      await watched.until(isLive);
      await relay.cut();
      await watched.until((graph) => stateOf(graph).phase === 'stale');
      await etcd.remove('a/1');
      await etcd.put('b/1', naming('10.0.0.2:80'));
      await etcd.compact();
      await relay.heal();
      const graph = await watched.until(isLive);
      expect(graph.services.map(({ name }) => name)).toEqual(['b']);
      await etcd.put('c/1', naming('10.0.0.3:80'));
      await watched.until((now) => now.services.length === 2);
    });
  });
});

describe.skipIf(!hasEtcd)('an etcd that fails', () => {
  let etcd: Etcd;
  beforeEach(async () => {
    etcd = await startEtcd();
  });
  afterEach(() => etcd.stop());

  it('leaves its services stale, and is right again soon after a restart', async () => {
    await etcd.put('a/1', naming('10.0.0.1:80'));
    await etcd.put('a/2', naming('10.0.0.2:80'));
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    const killedAt = Date.now();
    await etcd.kill();
    const stale = await watched.until((graph) => stateOf(graph).phase === 'stale');
    const state = stateOf(stale);
    expect(state.phase === 'stale' && state.since - killedAt).toBeLessThan(2_000);
    expect(state).toMatchObject({ reason: expect.stringContaining(etcd.endpoint) as unknown });
    expect(addressesOf(stale, 'a')).toEqual(['10.0.0.1:80', '10.0.0.2:80']);
    await etcd.restart();
    const restartedAt = performance.now();
    await etcd.remove('a/1');
    await etcd.put('b/1', naming('10.0.0.3:80'));
    const graph = await watched.until(
      (now) =>
        isLive(now) && serviceOf(now, 'b') !== undefined && addressesOf(now, 'a').length === 1,
    );
    const elapsed = performance.now() - restartedAt;
    console.warn(`etcd: right ${Math.round(elapsed)} ms after a restart`);
    expect(elapsed).toBeLessThan(5_000);
    expect(graph.services.map(({ name }) => [name, ...addressesOf(graph, name)])).toEqual([
      ['a', '10.0.0.2:80'],
      ['b', '10.0.0.3:80'],
    ]);
  });

  it('is listed anew when it comes back empty, however much was written since', async () => {
    const relay = await startRelay(etcd.endpoint);
    onTestFinished(() => relay.stop());
    await etcd.put('old/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(relay.endpoint));
    await watched.until(isLive);
    await relay.cut();
    await etcd.restart({ empty: true });
    for (let index = 0; index < 10; index++) {
      await etcd.put('new/1', naming(`10.0.0.2:${80 + index}`));
    }
    await relay.heal();
    const graph = await watched.until(isLive);
    expect(graph.services.map(({ name }) => [name, ...addressesOf(graph, name)])).toEqual([
      ['new', '10.0.0.2:89'],
    ]);
  });

  it('is listed anew when it comes back empty and nothing was written', async () => {
    await etcd.put('old/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    await etcd.restart({ empty: true });
    await watched.until((graph) => isLive(graph) && graph.services.length === 0);
    await etcd.put('new/1', naming('10.0.0.2:80'));
    await watched.until((graph) => serviceOf(graph, 'new') !== undefined);
  });

  it('is connected to when it starts later than the watch', async () => {
    await etcd.put('a/1', naming('10.0.0.1:80'));
    await etcd.kill();
    const watched = watching(connectionTo(etcd.endpoint));
    const failed = await watched.until((graph) => stateOf(graph).phase === 'failed');
    expect(stateOf(failed)).toMatchObject({
      reason: expect.stringMatching(/can't be reached/) as unknown,
    });
    await etcd.restart();
    const graph = await watched.until(isLive, { milliseconds: 5_000 });
    expect(addressesOf(graph, 'a')).toEqual(['10.0.0.1:80']);
  });

  it('is noticed when it is frozen, without anybody asking', async () => {
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    etcd.freeze();
    await watched.until((graph) => stateOf(graph).phase === 'stale', { milliseconds: 15_000 });
    etcd.thaw();
    await watched.until(isLive, { milliseconds: 5_000 });
  });
});
