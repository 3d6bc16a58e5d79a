import { describe, expect, it, onTestFinished } from 'vitest';
import type { TopologyGraph, TopologyUpdate } from '../../protocol/topology.ts';
import { consulAvailable, startConsul } from '../support/consul.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';
import { startTopologyServer, type TopologyServer } from '../support/topologyServer.ts';

const [hasEtcd, hasConsul] = await Promise.all([etcdAvailable(), consulAvailable()]);

function serving(): TopologyServer {
  const server = startTopologyServer();
  onTestFinished(() => server.stop());
  return server;
}

function versionOf({ services }: TopologyGraph, name: string): string | undefined {
  return services.find((service) => service.name === name)?.instances[0]?.version;
}

function healthOf({ services }: TopologyGraph, name: string): string | undefined {
  return services.find((service) => service.name === name)?.health;
}

function names(update: TopologyUpdate | undefined): readonly string[] {
  return update?.kind === 'delta' ? update.delta.changedServices.map(({ id }) => id) : [];
}

describe.skipIf(!hasEtcd)('what nobody looks at in etcd', () => {
  it('is told together, in order with what is seen, and nothing is lost', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const put = (name: string, version: number): Promise<void> => {
      const value = { id: name, name, version: String(version), endpoints: ['grpc://10.0.0.1:1'] };
      return etcd.put(`/microservices/${name}/one`, JSON.stringify(value));
    };
    await Promise.all(['seen', 'unseen'].map((name) => put(name, 0)));
    const server = serving();
    const prefixes = ['/microservices/'];
    const place = { kind: 'etcd', endpoints: [etcd.endpoint], prefixes } as const;
    const connection = { id: 'e', name: 'e', ...place };
    await server.send('connections/set', { connections: [connection] });
    await server.until((graph) => graph.services.length === 2);
    await server.send('topology/sight', { serviceIds: ['seen'] });
    const before = server.updates.length;
    const startedAt = performance.now();
    for (let version = 1; version <= 100; version++) {
      await put('unseen', version);
    }
    await put('seen', 1);
    await server.until((graph) => versionOf(graph, 'seen') === '1');
    expect(versionOf(server.graph, 'unseen')).toBe('100');
    const rests = (performance.now() - startedAt) / 100;
    expect(server.updates.length - before).toBeLessThan(rests + 3);
    expect(names(server.updates.at(-1))).toContain('seen');
    await put('unseen', 101);
    await server.until((graph) => versionOf(graph, 'unseen') === '101');
  });
});

describe.skipIf(!hasConsul)('what somebody looks at in a large Consul', () => {
  it('is told when its checks fail and recover, and so is all the rest', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    const set = (at: number, status: string): Promise<unknown> =>
      consul.request('PUT', 'catalog/register', {
        Node: 'node',
        Address: '10.0.0.1',
        Service: { ID: `s${at}`, Service: `s${at}`, Port: 1_000 + at },
        Check: { CheckID: `c${at}`, Name: 'c', ServiceID: `s${at}`, Status: status },
      });
    const all = Array.from({ length: 100 }, (_, at) => at);
    await Promise.all(all.map((at) => set(at, 'passing')));
    const server = serving();
    const url = `http://${consul.endpoint}`;
    const connection = { id: 'c', name: 'c', kind: 'consul', endpoints: [url] } as const;
    await server.send('connections/set', { connections: [connection] });
    await server.until((graph) => graph.services.length === all.length);
    await server.send('topology/sight', { serviceIds: ['s7', 's8', 'elsewhere'] });
    for (const status of ['critical', 'passing', 'warning']) {
      await Promise.all([7, 8, 9, 50].map((at) => set(at, status)));
      await server.until((graph) =>
        ['s7', 's8', 's9', 's50'].every((name) => healthOf(graph, name) === status),
      );
    }
    await server.send('topology/sight', {});
    await set(50, 'passing');
    await server.until((graph) => healthOf(graph, 's50') === 'passing');
  });
});
