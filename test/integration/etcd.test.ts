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
import type { EtcdConnection, TlsOptions } from '../../protocol/connections.ts';
import type { TopologyGraph } from '../../protocol/topology.ts';
import { createCertificates } from '../support/certificates.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import {
  addressesOf,
  instancesOf,
  isLive,
  serviceOf,
  startRelay,
  stateOf,
  watchRegistries,
  type WatchedRegistries,
} from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

function connectionTo(...endpoints: string[]): EtcdConnection {
  return { kind: 'etcd', id: 'one', name: 'test etcd', endpoints, prefixes: [] };
}

function watching(connection: EtcdConnection): WatchedRegistries {
  const watched = watchRegistries([connection]);
  onTestFinished(() => {
    watched.dispose();
  });
  return watched;
}

function naming(address: string): string {
  return JSON.stringify({ Op: 0, Addr: address, Metadata: null });
}

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
      const wanted = await addressesInStore(etcd);
      expect(wanted.length).toBeGreaterThan(10);
      const seen = (graph: TopologyGraph): string[] =>
        graph.services.flatMap(({ instances }) => instances.map(({ address }) => address)).sort();
      const graph = await watched.until((now) => isLive(now) && seen(now).join() === wanted.join());
      expect(seen(graph)).toEqual(wanted);
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
      const before = await rangesServed(etcd);
      await relay.heal();
      await watched.until(isLive);
      expect((await rangesServed(etcd)) - before).toBe(1);
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

describe.skipIf(!hasEtcd)('an etcd with TLS', () => {
  it('is read with the right files, and says which are wrong', async () => {
    const certificates = await createCertificates();
    onTestFinished(certificates.remove);
    const etcd = await startEtcd({ certificates });
    onTestFinished(() => etcd.stop());
    await etcd.put('a/1', naming('10.0.0.1:80'));
    const { caFile, clientCert, clientKey } = certificates;
    const connection = connectionTo(etcd.secureEndpoint);
    const failure = async (tls: TlsOptions | undefined): Promise<unknown> => {
      const watched = watching(tls === undefined ? connection : { ...connection, tls });
      return stateOf(await watched.until((graph) => stateOf(graph).phase === 'failed'));
    };
    const tls = { caFile, certFile: clientCert, keyFile: clientKey };
    const graph = await watching({ ...connection, tls }).until(isLive);
    expect(addressesOf(graph, 'a')).toEqual(['10.0.0.1:80']);
    const anyServer = { certFile: clientCert, keyFile: clientKey, insecureSkipVerify: true };
    await watching({ ...connection, tls: anyServer }).until(isLive);
    const reason = (pattern: RegExp): object => ({
      reason: expect.stringMatching(pattern) as unknown,
    });
    expect(await failure({ certFile: clientCert, keyFile: clientKey })).toMatchObject(
      reason(/TLS certificate problem .*check the TLS options/),
    );
    expect(await failure({ ...tls, caFile: '/nowhere/ca.pem' })).toMatchObject(
      reason(/the CA file can't be read .*correct its path/),
    );
    expect(await failure({ caFile, certFile: clientCert })).toMatchObject(reason(/needs its key/));
    expect(await failure({ ...tls, certFile: import.meta.filename })).toMatchObject(
      reason(/check that they are PEM/),
    );
    expect(await failure(undefined)).toMatchObject(reason(/whether it wants TLS/));
    expect(await failure({ caFile })).toMatchObject(reason(/./));
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

  it('says that the password is wrong, or missing, or does not reach far enough', async () => {
    await enableAuth(etcd);
    const wrong = { ...connectionTo(etcd.endpoint), username: 'root', password: 'wrong' };
    const refused = await watching(wrong).until((graph) => stateOf(graph).phase === 'failed');
    expect(stateOf(refused)).toMatchObject({
      reason: `etcd at ${etcd.endpoint} refused the user name or password of "root": correct them`,
    });
    const anonymous = await watching(connectionTo(etcd.endpoint)).until(
      (graph) => stateOf(graph).phase === 'failed',
    );
    expect(stateOf(anonymous)).toMatchObject({
      reason: expect.stringMatching(/asks for a user name and password/) as unknown,
    });
    const reader = { ...connectionTo(etcd.endpoint), username: 'reader', password: 'reads' };
    const limited = await watching(reader).until((graph) => stateOf(graph).phase === 'failed');
    expect(stateOf(limited)).toMatchObject({
      reason: expect.stringMatching(/"reader" read these keys: set the prefixes/) as unknown,
    });
    expect(JSON.stringify([refused, anonymous, limited])).not.toMatch(/wrong|"reads"/);
    const watched = watching({ ...reader, prefixes: ['/open/'] });
    await watched.until(isLive);
  });

  it('goes on when the session of a user has ended', async () => {
    await etcd.stop();
    etcd = await startEtcd({ moreArguments: ['--auth-token-ttl', '1'] });
    const [brief, lasting] = [await etcd.grant(3), await etcd.grant(60)];
    await etcd.put('brief/1', naming('10.0.0.1:80'), brief);
    await enableAuth(etcd);
    const watched = watching({
      ...connectionTo(etcd.endpoint),
      username: 'root',
      password: 'right',
    });
    await watched.until((graph) => instancesOf(graph, 'brief')[0]?.lease !== undefined);
    // By then the token is too old.
    await watched.until((graph) => serviceOf(graph, 'brief') === undefined);
    const token = await etcd.request('auth/authenticate', { name: 'root', password: 'right' });
    const key = Buffer.from('lasting/1').toString('base64');
    const value = Buffer.from(naming('10.0.0.2:80')).toString('base64');
    await etcd.request('kv/put', { key, value, lease: lasting }, String(token.token));
    await watched.until((graph) => instancesOf(graph, 'lasting')[0]?.lease !== undefined);
    expect(isLive(watched.graph)).toBe(true);
  });

  it('lets somebody in who gives a password that it does not want', async () => {
    const watched = watching({ ...connectionTo(etcd.endpoint), username: 'root', password: 'any' });
    await watched.until(isLive);
  });
});

/** The addresses of all registrations, by the gateway. */
async function addressesInStore(etcd: Etcd): Promise<string[]> {
  const { kvs } = await etcd.request('kv/range', { key: 'AA==', range_end: 'AA==' });
  const values = (Array.isArray(kvs) ? kvs : []) as readonly { readonly value: string }[];
  return values
    .map(({ value }) => /"Addr":"([^"]*)"/.exec(Buffer.from(value, 'base64').toString())?.[1] ?? '')
    .sort();
}

/** How many range requests the server has answered, by its own count. */
async function rangesServed(etcd: Etcd): Promise<number> {
  const metrics = await (await fetch(`http://${etcd.endpoint}/metrics`)).text();
  const line = /^grpc_server_handled_total\{.*grpc_code="OK".*grpc_method="Range".*\} (\d+)$/m;
  return Number(line.exec(metrics)?.[1] ?? 0);
}

/** `root` may do everything, `reader` reads `/open/`. */
async function enableAuth(etcd: Etcd): Promise<void> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  await etcd.request('auth/user/add', { name: 'root', password: 'right' });
  await etcd.request('auth/user/add', { name: 'reader', password: 'reads' });
  await etcd.request('auth/role/add', { name: 'root' });
  await etcd.request('auth/role/add', { name: 'open' });
  await etcd.request('auth/role/grant', {
    name: 'open',
    perm: { permType: 'READ', key: base64('/open/'), range_end: base64('/open0') },
  });
  await etcd.request('auth/user/grant', { user: 'root', role: 'root' });
  await etcd.request('auth/user/grant', { user: 'reader', role: 'open' });
  await etcd.request('auth/enable', {});
}
