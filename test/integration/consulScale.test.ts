import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import type { Health } from '../../protocol/topology.ts';
import { type BadNetwork, startBadNetwork } from '../support/blackhole.ts';
import { type Consul, consulAvailable, startConsul } from '../support/consul.ts';
import { connectionTo, watching } from '../support/consulWatch.ts';
import { instancesOf, isLive, serviceOf, type WatchedRegistries } from '../support/registries.ts';

const hasConsul = await consulAvailable();

interface Placed {
  readonly service: string;
  readonly id: string;
  readonly port: number;
  readonly status: string;
  readonly output?: string;
}

/** What one instance with its check comes to in a transaction, on one of ten nodes. */
function operations({ service, id, port, status, output = '' }: Placed): object[] {
  const Node = `node-${port % 10}`;
  const ServiceID = id;
  const Check = {
    Node,
    CheckID: `check:${id}`,
    Name: 'ttl',
    Status: status,
    Output: output,
    ServiceID,
  };
  return [
    {
      Service: {
        Verb: 'set',
        Node,
        Service: { ID: id, Service: service, Address: '::1', Port: port },
      },
    },
    { Check: { Verb: 'set', Check } },
  ];
}

async function transact(consul: Consul, all: readonly object[]): Promise<void> {
  for (let start = 0; start < all.length; start += 64) {
    await consul.request('PUT', 'txn', all.slice(start, start + 64));
  }
}

async function createNodes(consul: Consul): Promise<void> {
  const nodes = Array.from({ length: 10 }, (_, index) => ({
    Node: { Verb: 'set', Node: { Node: `node-${index}`, Address: `10.0.0.${index}` } },
  }));
  await transact(consul, nodes);
}

/** Puts all instances of services `s0` … into the catalog. */
async function fill(consul: Consul, services: number, instances: number): Promise<void> {
  await createNodes(consul);
  const all = Array.from({ length: services * instances }, (_, index) =>
    operations({
      service: `s${index % services}`,
      id: `i${index}`,
      port: 1_000 + index,
      status: 'passing',
    }),
  );
  await transact(consul, all.flat());
}

function healthOf(watched: WatchedRegistries, service: string, id: string): Health | undefined {
  const found = instancesOf(watched.graph, service).find(({ id: known }) =>
    known.endsWith(`/${id}`),
  );
  return found?.health;
}

describe.skipIf(!hasConsul)('a thousand services with five thousand instances', () => {
  let consul: Consul;
  let network: BadNetwork;
  beforeAll(async () => {
    consul = await startConsul();
    network = await startBadNetwork(consul.endpoint);
    await fill(consul, 1_000, 5);
  }, 60_000);
  afterAll(async () => {
    await network.stop();
    await consul.stop();
  });

  it('are followed with few connections, at rest when nothing changes', async () => {
    const startedAt = performance.now();
    const watched = watching(connectionTo(network.endpoint));
    await watched.until(isLive, { milliseconds: 30_000 });
    const elapsed = Math.round(performance.now() - startedAt);
    expect(watched.graph.services.length).toBe(1_000);
    expect(watched.graph.services.flatMap(({ instances }) => instances).length).toBe(5_000);
    expect(network.open).toBeLessThanOrEqual(6);
    const [before, sent, received] = [process.cpuUsage(), network.sent, network.received];
    const revision = watched.graph.revision;
    await delay(3_000);
    const { user, system } = process.cpuUsage(before);
    console.warn(
      `consul: 1,000 services read in ${elapsed} ms over ${network.open} connections; in 3 s at ` +
        `rest ${Math.round((user + system) / 1_000)} ms of CPU, ${network.sent - sent} bytes sent, ` +
        `${network.received - received} received`,
    );
    expect((user + system) / 1_000).toBeLessThan(600);
    expect(watched.graph.revision).toBe(revision);
  });

  it('show a change of a check soon, in whatever service', async () => {
    const watched = watching(connectionTo(network.endpoint));
    await watched.until(isLive, { milliseconds: 30_000 });
    const times: number[] = [];
    for (const index of [0, 499, 999]) {
      for (const status of ['critical', 'warning', 'passing'] as const) {
        const place = { service: `s${index}`, id: `i${index}`, port: 1_000 + index, status };
        const changedAt = performance.now();
        await transact(consul, operations(place));
        await watched.until(() => healthOf(watched, place.service, place.id) === status);
        times.push(Math.round(performance.now() - changedAt));
      }
    }
    console.warn(`consul: a check among 5,000 instances seen after ${times.join(', ')} ms`);
    expect(Math.max(...times)).toBeLessThan(2_000);
  });

  it('show at once that a node fails, with all that is on it', async () => {
    const watched = watching(connectionTo(network.endpoint));
    await watched.until(isLive, { milliseconds: 30_000 });
    const ofNode = { Node: 'node-3', CheckID: 'serfHealth', Name: 'Serf Health Status' };
    const set = (Status: string): Promise<void> =>
      transact(consul, [{ Check: { Verb: 'set', Check: { ...ofNode, Status } } }]);
    const failing = (): number =>
      watched.graph.services
        .flatMap(({ instances }) => instances)
        .filter(({ health }) => health === 'critical').length;
    const changedAt = performance.now();
    await set('passing');
    await set('critical');
    await watched.until(() => failing() === 500);
    console.warn(
      `consul: a node fails, seen after ${Math.round(performance.now() - changedAt)} ms`,
    );
    await set('passing');
    await watched.until(() => failing() === 0);
  });

  it('come and go, also when they are only few at last', async () => {
    const watched = watching(connectionTo(network.endpoint));
    await watched.until(isLive, { milliseconds: 30_000 });
    const late = { service: 'late', id: 'late-1', port: 1_001, status: 'passing' };
    await transact(consul, operations(late));
    await watched.until(() => healthOf(watched, 'late', 'late-1') === 'passing');
    const removed = Array.from({ length: 5_000 }, (_, index) => ({
      Service: {
        Verb: 'delete',
        Node: `node-${(1_000 + index) % 10}`,
        Service: { ID: `i${index}`, Service: `s${index % 1_000}` },
      },
    }));
    await transact(consul, removed);
    await watched.until((graph) => graph.services.map(({ name }) => name).join() === 'late', {
      milliseconds: 20_000,
    });
    await transact(consul, operations({ ...late, status: 'warning' }));
    await watched.until(() => healthOf(watched, 'late', 'late-1') === 'warning');
  });
});

describe.skipIf(!hasConsul)('a catalog in turmoil', () => {
  it.each([
    ['few services', 20],
    ['many services', 100],
  ])('of %s is right in the end: hundreds of checks change each second', async (_, services) => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    await fill(consul, services, 2);
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until(isLive);
    const last = new Map<number, Placed>();
    const before = process.cpuUsage();
    const startedAt = performance.now();
    let changes = 0;
    for (let round = 0; changes < 2_000; round++) {
      const batch = Array.from({ length: 25 }, (__, offset): Placed => {
        const index = (round * 25 + offset) % (services * 2);
        const status = ['passing', 'warning', 'critical'][(round + offset) % 3] ?? '';
        const service = `s${index % services}`;
        const placed = { service, id: `i${index}`, port: 1_000 + index, status };
        last.set(index, placed);
        return placed;
      });
      await transact(
        consul,
        batch.flatMap(operations).filter((__, index) => index % 2 === 1),
      );
      changes += batch.length;
      await delay(Math.max(0, startedAt + changes * 2 - performance.now()));
    }
    const { user, system } = process.cpuUsage(before);
    const settled = performance.now();
    const took = Math.round((settled - startedAt) / 1_000);
    await watched.until(() =>
      [...last.values()].every(
        ({ service, id, status }) => healthOf(watched, service, id) === status,
      ),
    );
    console.warn(
      `consul: ${changes} changes of checks in ${took} s over ${services} services took ` +
        `${Math.round((user + system) / 1_000)} ms of CPU with the test's own; right ` +
        `${Math.round(performance.now() - settled)} ms after the last`,
    );
  });

  it('takes outputs of 4 MB, names in any script, markup and marks of direction as text', async () => {
    const configuration = 'check_output_max_size = 4194304';
    const consul = await startConsul({ configuration });
    onTestFinished(() => consul.stop());
    const output = `<script>alert(1)</script>\u202e\u0000${'x'.repeat(4_000_000)}`;
    const name = '<b onmouseover=alert(1)>заказы\u202e';
    await consul.register({
      Name: name,
      ID: 'hostile-1',
      Port: 80,
      Meta: { zone: '<i>\u2066' },
      Check: { CheckID: 'c', Name: '<img src=x>', TTL: '1h', Status: 'passing' },
    });
    await consul.request('PUT', 'agent/check/update/c', { Status: 'critical', Output: output });
    const watched = watching(connectionTo(consul.endpoint));
    const graph = await watched.until(
      (now) => now.services[0]?.instances[0]?.health === 'critical',
    );
    expect(graph.services[0]?.name).toBe('<b onmouseover=alert(1)>заказы\ufffd');
    const check = graph.services[0]?.instances[0]?.checks.find((one) => one.health === 'critical');
    expect(check?.name).toBe('<img src=x>');
    expect(check?.output.length).toBe(4_096);
    expect(check?.output.startsWith('<script>alert(1)</script>')).toBe(true);
  });

  it('shows one instance of a service that has thousands, each with its own address', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    await fill(consul, 1, 2_000);
    const watched = watching(connectionTo(consul.endpoint));
    await watched.until((graph) => isLive(graph) && instancesOf(graph, 's0').length === 2_000);
    const addresses = new Set(instancesOf(watched.graph, 's0').map(({ address }) => address));
    expect(addresses.size).toBe(2_000);
    expect(serviceOf(watched.graph, 's0')?.health).toBe('passing');
  });
});
