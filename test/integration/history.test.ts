import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryChange } from '../../protocol/history.ts';
import type { TopologyGraph } from '../../protocol/topology.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { startTopologyServer, type TopologyServer } from '../support/topologyServer.ts';

const hasEtcd = await etcdAvailable();

/** What a person would compare: services with their instances and health, and the registry's phase. */
function seen({ services, edges, connections }: TopologyGraph): unknown {
  return {
    services: services.map(({ id, health, instances }) => ({
      id,
      health,
      instances: instances.map((one) => [one.id, one.address, one.health, one.metadata]),
    })),
    edges,
    phases: connections.map(({ state }) => state.phase),
  };
}

function texts(changes: readonly HistoryChange[]): readonly string[] {
  return changes.map((change) =>
    change.subject === 'instance'
      ? `${change.address} ${change.what} ${change.parts.join()}`.trim()
      : `${change.subject} ${change.what}`,
  );
}

function kratos(address: string, version: string): string {
  const endpoints = [`grpc://${address}?isSecure=false`];
  return JSON.stringify({ id: address, name: 'orders', version, metadata: {}, endpoints });
}

describe.skipIf(!hasEtcd)('the history of a real etcd', () => {
  let etcd: Etcd;
  let server: TopologyServer;
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  afterAll(() => etcd.stop());
  beforeEach(async () => {
    await etcd.request('kv/deleterange', { key: 'AA==', range_end: 'AA==' });
    server = startTopologyServer();
  });
  afterEach(() => server.stop());

  async function connect(): Promise<void> {
    const endpoints = [etcd.endpoint];
    const connection = { kind: 'etcd', id: 'e', name: 'dev', endpoints, prefixes: [] } as const;
    await server.send('connections/set', { connections: [connection] });
    await server.until(({ connections }) => connections[0]?.state.phase === 'live');
  }

  function has(...addresses: readonly string[]) {
    return ({ services }: TopologyGraph): boolean =>
      services.flatMap(({ instances }) => instances.map(({ address }) => address)).join() ===
      addresses.join();
  }

  it('answers with the graph that was listed at each time', async () => {
    await etcd.put('/microservices/orders/1', kratos('10.0.0.1:80', 'v1'));
    await connect();
    const moments: { readonly at: number; readonly then: unknown }[] = [];
    const note = async (): Promise<void> => {
      moments.push({ at: Date.now(), then: seen(await server.send('topology/get', {})) });
      // The next change is to be of another millisecond.
      while (Date.now() <= (moments.at(-1)?.at ?? 0));
    };
    await note();
    const lease = await etcd.grant(60);
    await etcd.put('/microservices/orders/2', kratos('10.0.0.2:80', 'v1'), lease);
    await server.until(has('10.0.0.1:80', '10.0.0.2:80'));
    await note();
    await etcd.put('/microservices/orders/1', kratos('10.0.0.1:80', 'v2'));
    await server.until(({ services }) => services[0]?.instances[0]?.version === 'v2');
    await note();
    await etcd.revoke(lease);
    await server.until(has('10.0.0.1:80'));
    await note();

    for (const { at, then } of moments) {
      const { update } = await server.send('history/at', { time: at });
      expect(update.kind === 'snapshot' && seen(update.graph)).toEqual(then);
    }
    const { changes, extent } = await server.send('history/changes', { limit: 100 });
    expect(texts(changes)).toEqual([
      'registry live',
      '10.0.0.2:80 appeared',
      '10.0.0.1:80 changed version',
      '10.0.0.2:80 left',
    ]);
    expect(extent.knownSince).toBeLessThanOrEqual(changes[0]?.at ?? 0);
    expect(extent.now).toBeGreaterThanOrEqual(changes.at(-1)?.at ?? Infinity);
    const newer = await server.send('history/changes', { after: extent.step - 1, limit: 100 });
    expect(texts(newer.changes)).toEqual(['10.0.0.2:80 left']);
  });

  it('sees what died while etcd was away when it is back, and that it was away', async () => {
    const lease = await etcd.grant(60);
    await etcd.put('/microservices/orders/1', kratos('10.0.0.1:80', 'v1'));
    await etcd.put('/microservices/orders/2', kratos('10.0.0.2:80', 'v1'), lease);
    await connect();
    await etcd.kill();
    await server.until(({ connections }) => connections[0]?.state.phase === 'stale');
    await etcd.restart();
    await server.until(({ connections }) => connections[0]?.state.phase === 'live');
    await etcd.revoke(lease);
    await server.until(has('10.0.0.1:80'));
    const { changes } = await server.send('history/changes', { limit: 100 });
    expect(texts(changes)).toEqual([
      'registry live',
      'registry stale',
      'registry live',
      '10.0.0.2:80 left',
    ]);
    const stale = changes[1];
    const { update, step } = await server.send('history/at', { time: stale?.at ?? 0 });
    expect(update.kind === 'snapshot' && update.graph.connections[0]?.state.phase).toBe('stale');
    const marks = await server.send('history/compare', { step });
    expect(marks.services).toEqual([
      { id: 'orders', mark: 'changed', added: 0, gone: 1, changed: 0 },
    ]);
    const { instances } = await server.send('history/health', { serviceId: 'orders' });
    expect(instances.find(({ address }) => address === '10.0.0.2:80')?.spans).toMatchObject([
      { health: 'absent' },
      { health: 'passing' },
    ]);
  });

  it('is not filled by leases that are kept alive', async () => {
    const lease = await etcd.grant(2);
    await etcd.put('/microservices/orders/1', kratos('10.0.0.1:80', 'v1'), lease);
    await connect();
    const before = await server.send('history/changes', { limit: 100 });
    const until = Date.now() + 4_000;
    while (Date.now() < until) {
      await etcd.request('lease/keepalive', { ID: lease });
    }
    const after = await server.send('history/changes', { limit: 100 });
    expect(after.extent.step).toBe(before.extent.step);
    expect(after.changes).toEqual(before.changes);
  });
});
