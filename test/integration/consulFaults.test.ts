import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { testEndpoints } from '../../server/src/discovery/index.ts';
import type { ConsulConnection } from '../../protocol/connections.ts';
import { type BadNetwork, startBadNetwork } from '../support/blackhole.ts';
import { type CertificateFaults, createCertificates } from '../support/certificates.ts';
import {
  type Consul,
  consulAvailable,
  type ConsulOptions,
  startConsul,
} from '../support/consul.ts';
import { denyByDefault, masterToken, tokenWith } from '../support/consulAcl.ts';
import { connectionTo, watching } from '../support/consulWatch.ts';
import { freePorts } from '../support/realServer.ts';
import {
  addressesOf,
  instancesOf,
  isLive,
  serviceOf,
  stateOf,
  type WatchedRegistries,
} from '../support/registries.ts';

const hasConsul = await consulAvailable();
const patient = { milliseconds: 20_000 };

async function consulWith(options: ConsulOptions = {}): Promise<Consul> {
  const consul = await startConsul(options);
  onTestFinished(() => consul.stop());
  return consul;
}

async function networkTo(consul: Consul): Promise<BadNetwork> {
  const network = await startBadNetwork(consul.endpoint);
  onTestFinished(() => network.stop());
  return network;
}

/** A service of a node without an agent: nothing puts it back when it goes. */
function external(service: string, change: object = {}): object {
  return {
    Node: 'outside',
    Address: '10.9.9.9',
    SkipNodeUpdate: true,
    Service: { Service: service, ID: `${service}-1`, Address: '10.0.0.1', Port: 80, ...change },
  };
}

function summary({ graph }: WatchedRegistries): string[] {
  return graph.services.map(({ name }) => `${name} ${addressesOf(graph, name).join(' ')}`);
}

describe.skipIf(!hasConsul)('several agents', () => {
  it('are tested each, with what was found and how long it took', async () => {
    const consul = await consulWith();
    const ports = { logger: silentLogger, now: Date.now };
    const connection = connectionTo('127.0.0.1:1', consul.endpoint);
    const { endpoints } = await testEndpoints(connection, ports, AbortSignal.timeout(9_000));
    expect(endpoints).toEqual([
      {
        endpoint: '127.0.0.1:1',
        milliseconds: expect.any(Number) as unknown,
        problem: expect.stringMatching(/ECONNREFUSED/) as unknown,
      },
      {
        endpoint: consul.endpoint,
        milliseconds: expect.any(Number) as unknown,
        detail: 'Consul 1.8.7, 0 services, datacenter dc1',
      },
    ]);
  });

  it('of one cluster show it whole, whichever answers', async () => {
    const server = await consulWith();
    const client = await consulWith({ joins: server });
    await client.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    await server.register({ Name: 'users', ID: 'users-1', Address: '10.0.0.1', Port: 81 });
    const watched = watching(connectionTo(client.endpoint, server.endpoint));
    await watched.until((graph) => isLive(graph) && graph.services.length === 2);
    await client.kill();
    await watched.until((graph) => stateOf(graph).phase === 'stale');
    await watched.until(isLive);
    await server.register({ Name: 'carts', ID: 'carts-1', Address: '10.0.0.1', Port: 82 });
    await watched.until((graph) => serviceOf(graph, 'carts') !== undefined);
    expect(addressesOf(watched.graph, 'orders')).toEqual(['10.0.0.1:80']);
  });

  it('take over from one that dies, and nothing is shown twice', async () => {
    const [first, second] = await Promise.all([consulWith(), consulWith()]);
    const service = { Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 };
    await Promise.all([first.register(service), second.register(service)]);
    await second.register({ ...service, Name: 'users', ID: 'users-1' });
    const watched = watching(connectionTo(first.endpoint, second.endpoint));
    await watched.until((graph) => isLive(graph) && serviceOf(graph, 'users') === undefined);
    const killedAt = performance.now();
    await first.kill();
    await watched.until((graph) => isLive(graph) && serviceOf(graph, 'users') !== undefined);
    expect(performance.now() - killedAt).toBeLessThan(5_000);
    expect(summary(watched)).toEqual(['orders 10.0.0.1:80', 'users 10.0.0.1:80']);
  });
});

describe.skipIf(!hasConsul)('a registry that begins anew', () => {
  it('shows no ghosts after a snapshot of earlier was restored', async () => {
    const consul = await consulWith();
    await consul.request('PUT', 'catalog/register', external('orders'));
    const snapshot = await fetch(`http://${consul.endpoint}/v1/snapshot`);
    const earlier = Buffer.from(await snapshot.arrayBuffer());
    const watched = watching(connectionTo(consul.endpoint));
    for (let port = 81; port < 100; port++) {
      await consul.request('PUT', 'catalog/register', external('orders', { Port: port }));
    }
    await consul.request('PUT', 'catalog/register', external('users'));
    await watched.until(
      (graph) => isLive(graph) && addressesOf(graph, 'orders').join() === '10.0.0.1:99',
    );
    await fetch(`http://${consul.endpoint}/v1/snapshot`, { method: 'PUT', body: earlier });
    await watched.until((graph) => addressesOf(graph, 'orders').join() === '10.0.0.1:80', patient);
    await watched.until((graph) => serviceOf(graph, 'users') === undefined, patient);
    await consul.request('PUT', 'catalog/register', external('carts'));
    await watched.until((graph) => serviceOf(graph, 'carts') !== undefined);
    expect(summary(watched)).toEqual(['carts 10.0.0.1:80', 'orders 10.0.0.1:80']);
  });

  it('is right soon after a restart with an empty state during a blocking query', async () => {
    const consul = await consulWith();
    const watched = watching(connectionTo(consul.endpoint));
    for (let index = 0; index < 30; index++) {
      await consul.register({ Name: `old-${index}`, ID: `old-${index}`, Port: 80 });
    }
    await watched.until((graph) => isLive(graph) && graph.services.length === 30);
    await consul.restart();
    const restartedAt = performance.now();
    await watched.until((graph) => isLive(graph) && graph.services.length === 0, patient);
    expect(performance.now() - restartedAt).toBeLessThan(5_000);
    await consul.register({ Name: 'new', ID: 'new-1', Address: '10.0.0.1', Port: 80 });
    await watched.until((graph) => serviceOf(graph, 'new') !== undefined);
    expect(summary(watched)).toEqual(['new 10.0.0.1:80']);
  });
});

describe.skipIf(!hasConsul)('an agent that stops answering', () => {
  it('is noticed when it is frozen, and shown as it was since', async () => {
    const consul = await consulWith();
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until(isLive);
    consul.freeze();
    const frozenAt = performance.now();
    const graph = await watched.until((now) => stateOf(now).phase === 'stale', patient);
    console.warn(`consul: frozen, noticed after ${Math.round(performance.now() - frozenAt)} ms`);
    expect(stateOf(graph)).toMatchObject({
      reason: expect.stringMatching(/can't be reached \(no answer within \d+ s\)/) as unknown,
    });
    expect(addressesOf(graph, 'orders')).toEqual(['10.0.0.1:80']);
    consul.thaw();
    await watched.until(isLive, { milliseconds: 5_000 });
  });

  it('misses nothing behind a network that swallowed everything for a while', async () => {
    const consul = await consulWith();
    const network = await networkTo(consul);
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    const watched = watching(connectionTo(network.endpoint));
    await watched.until(isLive);
    network.become({ kind: 'swallow' });
    await consul.deregister('orders-1');
    await consul.register({ Name: 'users', ID: 'users-1', Address: '10.0.0.1', Port: 81 });
    await watched.until((graph) => stateOf(graph).phase === 'stale', patient);
    expect(summary(watched)).toEqual(['orders 10.0.0.1:80']);
    network.become({ kind: 'fair' });
    await watched.until((graph) => isLive(graph) && serviceOf(graph, 'users') !== undefined);
    expect(summary(watched)).toEqual(['users 10.0.0.1:81']);
    expect(network.open).toBeLessThan(12);
  });

  it('recovers from connections that are reset within an answer', async () => {
    const consul = await consulWith();
    const network = await networkTo(consul);
    for (let index = 0; index < 20; index++) {
      await consul.register({ Name: 'orders', ID: `orders-${index}`, Address: '::1', Port: index });
    }
    network.become({ kind: 'reset', afterBytes: 2_000 });
    const watched = watching(connectionTo(network.endpoint));
    const graph = await watched.until((now) => stateOf(now).phase === 'failed');
    expect(stateOf(graph)).toMatchObject({
      reason: expect.stringContaining("can't be reached") as unknown,
    });
    expect(graph.services).toEqual([]);
    network.become({ kind: 'fair' });
    await watched.until((now) => isLive(now) && instancesOf(now, 'orders').length === 20);
  });

  it('is read over a slow network without being taken for dead', async () => {
    const consul = await consulWith();
    const network = await networkTo(consul);
    for (let index = 0; index < 20; index++) {
      await consul.register({ Name: 'orders', ID: `orders-${index}`, Address: '::1', Port: index });
    }
    network.become({ kind: 'slow', latency: 250, bytesPerSecond: 20_000 });
    const watched = watching(connectionTo(network.endpoint));
    await watched.until((graph) => isLive(graph) && instancesOf(graph, 'orders').length === 20, {
      milliseconds: 30_000,
    });
    await consul.register({ Name: 'users', ID: 'users-1', Address: '10.0.0.1', Port: 81 });
    await watched.until((graph) => serviceOf(graph, 'users') !== undefined, patient);
    expect(isLive(watched.graph)).toBe(true);
  });
});

describe.skipIf(!hasConsul)('a token that may read a part', () => {
  it('shows that part, and says that there may be more', async () => {
    const consul = await consulWith({ configuration: denyByDefault });
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    await consul.register({ Name: 'secret', ID: 'secret-1', Address: '10.0.0.1', Port: 81 });
    const rules = 'service "orders" { policy = "read" } node_prefix "" { policy = "read" }';
    const token = await tokenWith(consul, rules);
    const watched = watching({ ...connectionTo(consul.endpoint), token });
    const graph = await watched.until(isLive);
    expect(summary(watched)).toEqual(['orders 10.0.0.1:80']);
    expect(graph.unplaced.map(({ key, reason }) => `${key}: ${reason}`)).toEqual([
      expect.stringMatching(/^services: .*needs service:read and node:read$/),
    ]);
  });

  it('without node:read shows no instance, and says why', async () => {
    const consul = await consulWith({ configuration: denyByDefault });
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    const token = await tokenWith(consul, 'service_prefix "" { policy = "read" }');
    const watched = watching({ ...connectionTo(consul.endpoint), token });
    const graph = await watched.until(isLive);
    expect(graph.services).toEqual([]);
    expect(graph.unplaced.map(({ key, reason }) => `${key}: ${reason}`)).toEqual([
      'orders: the token may not read its instances: it needs node:read too',
    ]);
  });

  it('that reads all has no such statement, also when the last instance leaves', async () => {
    const consul = await consulWith({ configuration: denyByDefault });
    await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.1', Port: 80 });
    const watched = watching({ ...connectionTo(consul.endpoint), token: masterToken });
    await watched.until(isLive);
    const said = new Set<string>();
    const gone = watched.until((graph) => {
      graph.unplaced.forEach(({ reason }) => said.add(reason));
      return serviceOf(graph, 'orders') === undefined;
    });
    await consul.deregister('orders-1');
    await gone;
    expect([...said]).toEqual([]);
  });
});

describe.skipIf(!hasConsul)('Consul over TLS', () => {
  async function secureConsul(faults: CertificateFaults = {}, more = '') {
    const certificates = await createCertificates(faults);
    onTestFinished(certificates.remove);
    const [port = 0] = await freePorts(1);
    const { caFile, serverCert, serverKey } = certificates;
    const files = `ca_file = "${caFile}" cert_file = "${serverCert}" key_file = "${serverKey}"`;
    const consul = await consulWith({
      configuration: `ports { https = ${port} } ${files} ${more}`,
    });
    return { consul, certificates, secure: `127.0.0.1:${port}` };
  }

  async function reasonOf(connection: ConsulConnection): Promise<string> {
    const watched = watching(connection);
    const graph = await watched.until((now) => stateOf(now).phase === 'failed');
    const state = stateOf(graph);
    return 'reason' in state ? state.reason : '';
  }

  it('is read with the authority, or without checking', async () => {
    const { certificates, secure } = await secureConsul();
    const { caFile } = certificates;
    await watching({ ...connectionTo(secure), tls: { caFile } }).until(isLive);
    const trusting = { ...connectionTo(`https://${secure}`), tls: { insecureSkipVerify: true } };
    await watching(trusting).until(isLive);
  });

  it('names an unknown authority, and a mix of plaintext and TLS either way', async () => {
    const { consul, certificates, secure } = await secureConsul();
    const { caFile } = certificates;
    expect(await reasonOf(connectionTo(`https://${secure}`))).toMatch(
      /authority that is not trusted .*set "caFile"/,
    );
    expect(await reasonOf(connectionTo(secure))).toMatch(/wants TLS: write https:\/\//);
    expect(await reasonOf({ ...connectionTo(consul.endpoint), tls: { caFile } })).toMatch(
      /does not speak TLS there .*http:\/\//,
    );
    expect(await reasonOf({ ...connectionTo(secure), tls: { caFile: '/no/such.pem' } })).toMatch(
      /the CA file can't be read .*correct its path/,
    );
  });

  it('names a certificate that has expired, and one for another host', async () => {
    const expired = await secureConsul({ expired: true });
    const tls = { caFile: expired.certificates.caFile };
    expect(await reasonOf({ ...connectionTo(expired.secure), tls })).toMatch(
      /certificate is not valid at this time .*renewed/,
    );
    const other = await secureConsul({ onlyFor: 'consul.example' });
    const { caFile } = other.certificates;
    expect(await reasonOf({ ...connectionTo(other.secure), tls: { caFile } })).toMatch(
      /certificate is for another host .*serverName/,
    );
    const serverName = 'consul.example';
    await watching({ ...connectionTo(other.secure), tls: { caFile, serverName } }).until(isLive);
  });

  it('asks for a client certificate where the agent wants one', async () => {
    const { certificates, secure } = await secureConsul({}, 'verify_incoming = true');
    const { caFile, clientCert: certFile, clientKey: keyFile } = certificates;
    expect(await reasonOf({ ...connectionTo(secure), tls: { caFile } })).toMatch(
      /client certificate, or wants one .*certFile/,
    );
    await watching({ ...connectionTo(secure), tls: { caFile, certFile, keyFile } }).until(isLive);
  });
});
