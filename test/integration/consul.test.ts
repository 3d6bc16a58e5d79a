import { once } from 'node:events';
import { createServer } from 'node:net';
import { deflateSync } from 'node:zlib';
import grpc from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { detectLocal, testConnection } from '../../server/src/discovery/index.ts';
import { type Consul, consulAvailable, startConsul } from '../support/consul.ts';
import { denyByDefault, tokenWith } from '../support/consulAcl.ts';
import { connectionTo, watching } from '../support/consulWatch.ts';
import {
  addressesOf,
  instancesOf,
  isLive,
  serviceOf,
  startRelay,
  stateOf,
} from '../support/registries.ts';

const hasConsul = await consulAvailable();

describe.skipIf(!hasConsul)('a live Consul', () => {
  let consul: Consul;
  beforeAll(async () => {
    consul = await startConsul();
  });
  afterAll(() => consul.stop());
  afterEach(async () => {
    const services = await consul.request('GET', 'agent/services');
    const ids = Object.keys(services ?? {});
    await Promise.all(ids.map((id) => consul.deregister(id)));
  });

  it('shows a registration at once, and takes it away when it is deregistered', async () => {
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until(isLive);
    const startedAt = performance.now();
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    await watched.until((graph) => addressesOf(graph, 'orders').length === 1);
    const elapsed = performance.now() - startedAt;
    console.warn(`consul: registration seen after ${Math.round(elapsed)} ms`);
    expect(elapsed).toBeLessThan(2_000);
    await consul.register({ Name: 'orders', ID: 'orders-2', Address: '10.0.0.1', Port: 81 });
    await watched.until((graph) => addressesOf(graph, 'orders').length === 2);
    await consul.deregister('orders-1');
    await watched.until((graph) => addressesOf(graph, 'orders').join() === '10.0.0.1:81');
    await consul.deregister('orders-2');
    await watched.until((graph) => serviceOf(graph, 'orders') === undefined);
  });

  it('leaves out the servers of Consul itself', async () => {
    const graph = await watching(connectionTo(consul.endpoint)).until(isLive);
    expect(graph.services).toEqual([]);
    expect(graph.unplaced).toEqual([]);
  });

  it('turns critical with a gRPC health check, and back, with what the check said', async () => {
    const backend = await startHealthServer();
    onTestFinished(() => backend.stop());
    const check = { GRPC: `${backend.address}/shop.Orders`, Interval: '1s', Timeout: '1s' };
    const [Address, port] = backend.address.split(':');
    const service = { Name: 'orders', ID: 'orders-1', Address, Port: Number(port) };
    await consul.register({ ...service, Check: check });
    const watched = watching(connectionTo(consul.endpoint));
    const passing = await watched.until(
      (graph) => serviceOf(graph, 'orders')?.health === 'passing',
    );
    expect(instancesOf(passing, 'orders')[0]).toMatchObject({
      address: backend.address,
      endpoints: [{ protocol: 'grpc', address: backend.address, secure: false }],
    });
    backend.health.setStatus('shop.Orders', 'NOT_SERVING');
    const critical = await watched.until(
      (graph) => serviceOf(graph, 'orders')?.health === 'critical',
    );
    const checks = instancesOf(critical, 'orders')[0]?.checks;
    expect(checks?.find(({ type }) => type === 'grpc')).toMatchObject({
      health: 'critical',
      output: expect.stringMatching(/NOT_SERVING|didn't report service healthy/) as unknown,
    });
    backend.health.setStatus('shop.Orders', 'SERVING');
    await watched.until((graph) => serviceOf(graph, 'orders')?.health === 'passing');
  });

  it('tells maintenance from failure', async () => {
    await consul.register({ Name: 'orders', ID: 'orders-1', Port: 80 });
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until((graph) => serviceOf(graph, 'orders')?.health === 'passing');
    await consul.request('PUT', 'agent/service/maintenance/orders-1?enable=true&reason=upgrade');
    const graph = await watched.until((now) => serviceOf(now, 'orders')?.health === 'maintenance');
    expect(instancesOf(graph, 'orders')[0]?.checks).toContainEqual(
      expect.objectContaining({ health: 'maintenance', output: 'upgrade' }),
    );
  });

  it('draws the upstreams of a sidecar, and not the sidecar', async () => {
    await consul.register({ Name: 'orders', ID: 'orders-1', Port: 80 });
    await consul.register({ Name: 'payments', ID: 'payments-1', Port: 81 });
    await consul.register({
      Kind: 'connect-proxy',
      Name: 'orders-sidecar-proxy',
      ID: 'orders-1-sidecar',
      Port: 21_000,
      Proxy: {
        DestinationServiceName: 'orders',
        Upstreams: [{ DestinationName: 'payments', LocalBindPort: 9_191 }],
      },
    });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until((now) => now.edges.length === 1);
    expect(graph.edges).toEqual([
      {
        id: 'orders\0payments',
        from: 'orders',
        to: 'payments',
        sources: [
          { kind: 'declared', connectionId: 'one', detail: 'upstream of sidecar orders-1-sidecar' },
        ],
      },
    ]);
    const full = await watched.until(isLive);
    expect(full.services.map(({ name }) => name)).toEqual(['orders', 'payments']);
    await consul.deregister('orders-1-sidecar');
    await watched.until((now) => now.edges.length === 0);
  });

  it('draws intentions as permitted and denied, and lists the wildcard', async () => {
    const intentions = [
      { SourceName: 'web', DestinationName: 'orders', Action: 'allow' },
      { SourceName: 'web', DestinationName: 'payments', Action: 'deny' },
      { SourceName: '*', DestinationName: 'users', Action: 'deny' },
    ];
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until(isLive);
    for (const intention of intentions) {
      const created = await consul.request('POST', 'connect/intentions', {
        ...intention,
        SourceType: 'consul',
      });
      const id = String(Object.entries(created ?? {})[0]?.[1]);
      onTestFinished(() => void consul.request('DELETE', `connect/intentions/${id}`));
    }
    const graph = await watched.until((now) => now.edges.length === 2 && now.unplaced.length === 1);
    expect(graph.edges.map(({ from, to, sources }) => [from, to, sources[0]?.kind])).toEqual([
      ['web', 'orders', 'permitted'],
      ['web', 'payments', 'denied'],
    ]);
    expect(graph.unplaced[0]?.key).toBe('intention: deny * → users');
  });

  it('reads what Kratos writes into tagged addresses', async () => {
    await consul.register({
      Name: 'users',
      ID: 'users-1',
      Tags: ['version=v3'],
      Meta: { zone: 'b' },
      Address: '10.0.0.1',
      Port: 8_000,
      TaggedAddresses: {
        http: { Address: 'http://10.0.0.1:8000?isSecure=false', Port: 8_000 },
        grpc: { Address: 'grpc://10.0.0.1:9000?isSecure=false', Port: 9_000 },
      },
    });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until((now) => serviceOf(now, 'users') !== undefined);
    expect(instancesOf(graph, 'users')[0]).toMatchObject({
      address: '10.0.0.1:9000',
      version: 'v3',
      metadata: { zone: 'b' },
      tags: ['version=v3'],
      registration: { convention: 'kratos', registry: 'consul', key: 'users-1' },
    });
  });

  it('reads the packed tags of go-micro', async () => {
    const packed = (kind: string, text: string): string =>
      `${kind}-${deflateSync(text).toString('hex')}`;
    await consul.register({
      Name: 'greeter',
      ID: 'greeter-1',
      Tags: [packed('t', '{"zone":"a"}'), packed('v', 'v2')],
      Meta: { protocol: 'grpc' },
      Address: '10.0.0.1',
      Port: 80,
    });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until((now) => serviceOf(now, 'greeter') !== undefined);
    expect(instancesOf(graph, 'greeter')[0]).toMatchObject({
      endpoints: [{ protocol: 'grpc', address: '10.0.0.1:80' }],
      version: 'v2',
      tags: [],
      metadata: { zone: 'a', protocol: 'grpc' },
      registration: { convention: 'go-micro' },
    });
  });

  it('shows a gateway as a service that says what it is', async () => {
    const Kind = 'terminating-gateway';
    await consul.register({
      Kind,
      Name: 'way-out',
      ID: 'way-out-1',
      Address: '10.0.0.1',
      Port: 80,
    });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until((now) => serviceOf(now, 'way-out') !== undefined);
    expect(instancesOf(graph, 'way-out')[0]?.tags).toEqual([Kind]);
    await consul.request('PUT', 'config', { Kind, Name: 'way-out', Services: [{ Name: 'bank' }] });
    onTestFinished(() => void consul.request('DELETE', `config/${Kind}/way-out`));
    const bound = await watched.until((now) => now.edges.length === 1);
    expect(bound.edges[0]).toMatchObject({
      from: 'way-out',
      to: 'bank',
      sources: [{ kind: 'declared', detail: 'terminating-gateway way-out passes traffic to it' }],
    });
  });

  it('takes hostile names and metadata as plain text', async () => {
    const name = '<img src=x onerror=alert(1)>?a=b#c%2F';
    await consul.register({ Name: name, ID: 'hostile', Port: 80, Tags: ['a\u0000b\u202e'] });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until((now) => serviceOf(now, name) !== undefined);
    expect(instancesOf(graph, name)[0]?.tags).toEqual(['a\ufffdb\ufffd']);
  });

  it('shows a service that the agent can not be asked for by its name, beside the others', async () => {
    await consul.register({ Name: 'a/../b', ID: 'hostile', Address: '10.0.0.1', Port: 80 });
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 81 });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until(isLive);
    expect(graph.services.map(({ name }) => [name, ...addressesOf(graph, name)])).toEqual([
      ['a/../b', '10.0.0.1:80'],
      ['orders', '10.0.0.1:81'],
    ]);
    expect(graph.unplaced).toEqual([]);
    await consul.request('PUT', 'agent/service/maintenance/orders-1?enable=true');
    await watched.until((now) => serviceOf(now, 'orders')?.health === 'maintenance');
    await consul.deregister('hostile');
    await watched.until((now) => serviceOf(now, 'a/../b') === undefined);
    await consul.request('PUT', 'agent/service/maintenance/orders-1?enable=false');
    await watched.until((now) => serviceOf(now, 'orders')?.health === 'passing');
  });

  it('is found on this machine', async () => {
    const ports = { etcd: '127.0.0.1:1', consul: consul.endpoint };
    const found = await detectLocal(AbortSignal.timeout(5_000), ports);
    expect(found).toEqual([
      {
        kind: 'consul',
        endpoint: consul.endpoint,
        version: expect.stringMatching(/^1\./) as unknown,
      },
    ]);
  });

  it('tells what a connection test found', async () => {
    await consul.register({ Name: 'orders', ID: 'orders-1', Port: 80 });
    const ports = { logger: silentLogger, now: Date.now };
    const signal = AbortSignal.timeout(5_000);
    expect(await testConnection(connectionTo(consul.endpoint), ports, signal)).toMatch(
      /^Consul 1\.\d+\.\d+, 1 service, datacenter dc1$/,
    );
    await expect(testConnection(connectionTo('127.0.0.1:1'), ports, signal)).rejects.toThrow(
      /Consul at 127\.0\.0\.1:1 can't be reached \(.*ECONNREFUSED.*check that it runs/,
    );
  });
});

describe.skipIf(!hasConsul)('a Consul out of reach for a while', () => {
  it('misses no change', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    const relay = await startRelay(consul.endpoint);
    onTestFinished(() => relay.stop());
    await consul.register({ Name: 'a', ID: 'a-1', Address: '10.0.0.1', Port: 80 });
    await consul.register({ Name: 'b', ID: 'b-1', Address: '10.0.0.1', Port: 81 });
    const watched = watching(connectionTo(relay.endpoint));
    await watched.until(isLive);
    await relay.cut();
    await watched.until((graph) => stateOf(graph).phase === 'stale');
    await consul.deregister('a-1');
    await consul.register({ Name: 'b', ID: 'b-1', Address: '10.0.0.1', Port: 82 });
    await consul.register({ Name: 'c', ID: 'c-1', Address: '10.0.0.1', Port: 83 });
    await relay.heal();
    const graph = await watched.until((now) => isLive(now) && serviceOf(now, 'c') !== undefined);
    expect(graph.services.map(({ name }) => [name, ...addressesOf(graph, name)])).toEqual([
      ['b', '10.0.0.1:82'],
      ['c', '10.0.0.1:83'],
    ]);
  });
});

describe.skipIf(!hasConsul)('a Consul that fails', () => {
  it('leaves its services stale, and is right again soon after it comes back empty', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    await consul.register({ Name: 'users', ID: 'users-1', Address: '10.0.0.1', Port: 81 });
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until((graph) => isLive(graph) && graph.services.length === 2);
    await consul.kill();
    const stale = await watched.until((graph) => stateOf(graph).phase === 'stale');
    expect(addressesOf(stale, 'orders')).toEqual(['10.0.0.1:80']);
    expect(stateOf(stale)).toMatchObject({
      reason: expect.stringContaining(consul.endpoint) as unknown,
    });
    await consul.restart();
    const restartedAt = performance.now();
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.2', Port: 80 });
    const graph = await watched.until(
      (now) => isLive(now) && addressesOf(now, 'orders').join() === '10.0.0.2:80',
    );
    const elapsed = performance.now() - restartedAt;
    console.warn(`consul: right ${Math.round(elapsed)} ms after a restart`);
    expect(elapsed).toBeLessThan(5_000);
    expect(graph.services.map(({ name }) => name)).toEqual(['orders']);
  });

  it('is connected to when it starts later than the watch', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    await consul.kill();
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until((graph) => stateOf(graph).phase === 'failed');
    await consul.restart();
    await watched.until(isLive, { milliseconds: 5_000 });
  });

  it('says that a token is wrong, without telling it', async () => {
    const consul = await startConsul({
      configuration:
        'acl { enabled = true default_policy = "deny" tokens { master = "3f1d1d0a-0000-4000-8000-000000000001" agent = "3f1d1d0a-0000-4000-8000-000000000001" } }',
    });
    onTestFinished(() => consul.stop());
    const token = '99999999-0000-4000-8000-000000000000';
    const watched = watching({ ...connectionTo(consul.endpoint), token });
    const graph = await watched.until((now) => stateOf(now).phase === 'failed');
    expect(stateOf(graph)).toMatchObject({
      reason: expect.stringMatching(/ACL not found.*check the token/) as unknown,
    });
    expect(JSON.stringify(graph)).not.toContain(token);
  });

  it('states what the token may not read', async () => {
    const consul = await startConsul({ configuration: denyByDefault });
    onTestFinished(() => consul.stop());
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    const rules = 'service "orders" { policy = "read" intentions = "deny" }';
    const token = await tokenWith(consul, rules);
    const watched = watching({ ...connectionTo(consul.endpoint), token });
    const graph = await watched.until(isLive);
    expect(graph.unplaced).toContainEqual({
      connectionId: 'one',
      key: 'orders',
      reason: 'the token may not read its instances: it needs node:read too',
    });
    expect(graph.services).toEqual([]);
  });

  it('is another program: the message says so', async () => {
    const other = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const watched = watching(connectionTo(`127.0.0.1:${port}`));
    const graph = await watched.until((now) => stateOf(now).phase === 'failed');
    expect(stateOf(graph)).toMatchObject({
      reason: expect.stringMatching(/not JSON: is it a Consul agent/) as unknown,
    });
  });
});

interface HealthServer {
  readonly address: string;
  readonly health: HealthImplementation;
  stop(): void;
}

async function startHealthServer(): Promise<HealthServer> {
  const server = new grpc.Server();
  const health = new HealthImplementation({ 'shop.Orders': 'SERVING' });
  health.addToServer(server);
  const port = await new Promise<number>((done, fail) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        done(bound);
      } else {
        fail(error);
      }
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    health,
    stop: () => {
      server.forceShutdown();
    },
  };
}
