import { describe, expect, it } from 'vitest';
import { KeyLists } from '../../client/src/explorer/keyLists.ts';
import { MethodLists } from '../../client/src/explorer/methodLists.ts';
import {
  connectionNodes,
  type ExplorerNode,
  type FolderNode,
  instanceNodes,
  isExplorerNode,
  keyNodes,
  nodeId,
  pathToInstance,
  registryNodes,
} from '../../client/src/explorer/nodes.ts';
import { present, type Presentation } from '../../client/src/explorer/present.ts';
import { Reflections } from '../../client/src/invoke/reflections.ts';
import type { ConnectionState, RegistryKind } from '../../protocol/connections.ts';
import type { ServiceInstance, TopologyGraph } from '../../protocol/topology.ts';
import { graphOf } from './graph.ts';

function withConnection(
  graph: TopologyGraph,
  state: ConnectionState = { phase: 'live', since: 0 },
  kind: RegistryKind = 'etcd',
): TopologyGraph {
  const status = { id: 'c', name: 'main', kind, endpoint: '127.0.0.1:2379', state };
  return { ...graph, connections: [status] };
}

function below(graph: TopologyGraph): readonly ExplorerNode[] {
  const [connection] = connectionNodes(graph);
  return connection?.kind === 'connection' ? registryNodes(graph, connection) : [];
}

function servicesBelow(graph: TopologyGraph): readonly Presentation[] {
  return below(graph)
    .filter(({ kind }) => kind === 'service')
    .map(present);
}

const graph = withConnection(
  graphOf({
    orders: [{ address: '10.0.0.1:80' }, { address: '10.0.0.2:80', health: 'critical' }],
    users: [{ address: '10.0.0.3:80' }],
  }),
);

const keys: FolderNode = {
  kind: 'keys',
  connectionId: 'c',
  registry: 'etcd',
  key: new Uint8Array(),
};

describe('the tree', () => {
  it('has the services of a registry, its keys, and the registry itself', () => {
    const labels = below(graph).map((node) => present(node).label);
    expect(labels).toEqual(['orders', 'users', 'Keys', 'Leases and locks', 'Cluster']);
    const [orders] = below(graph);
    const instances = orders?.kind === 'service' ? instanceNodes(orders) : [];
    expect(instances.map((node) => present(node).label)).toEqual(['10.0.0.1:80', '10.0.0.2:80']);
  });

  it('has no keys for a file, and no service of another registry', () => {
    const file = withConnection(graph, { phase: 'live', since: 0 }, 'static');
    expect(below(file).map((node) => present(node).label)).toEqual(['orders', 'users']);
    const other = { ...graph, connections: graph.connections.map((one) => ({ ...one, id: 'x' })) };
    const [first] = below(other).map((node) => present(node).label);
    expect(first).toBe('Keys');
  });

  it('has services without instances where an edge names them, or a file lists them', () => {
    const empty = graphOf({ orders: [{ address: 'a:1' }], fraud: [], listed: [] });
    const sources = [{ kind: 'denied', connectionId: 'c', detail: '' }] as const;
    const edges = [{ id: 'orders\0fraud', from: 'orders', to: 'fraud', sources }];
    const inEtcd = servicesBelow(withConnection({ ...empty, edges }));
    expect(inEtcd.map(({ label }) => label)).toEqual(['orders', 'fraud']);
    expect(inEtcd[1]).toMatchObject({ description: 'no instance', isFolder: false });
    const live = { phase: 'live', since: 0 } as const;
    const inFile = servicesBelow(withConnection({ ...empty, edges }, live, 'static'));
    expect(inFile.map(({ label }) => label)).toEqual(['orders', 'fraud', 'listed']);
    const elsewhere = edges.map((edge) => ({
      ...edge,
      sources: sources.map((source) => ({ ...source, connectionId: 'other' })),
    }));
    const none = servicesBelow(withConnection({ ...empty, edges: elsewhere }));
    expect(none.map(({ label }) => label)).toEqual(['orders']);
  });

  it('finds the way to an instance, from its registry down', () => {
    const path = pathToInstance(graph, 'orders/10.0.0.2:80');
    expect(path.map(({ kind }) => kind)).toEqual(['connection', 'service', 'instance']);
    expect(path.map((node) => present(node).label)).toEqual(['main', 'orders', '10.0.0.2:80']);
    const [orders] = below(graph);
    const [, second] = orders?.kind === 'service' ? instanceNodes(orders) : [];
    expect(path.map(nodeId).at(-1)).toBe(nodeId(second ?? keys));
    expect(pathToInstance(graph, 'gone')).toEqual([]);
  });

  it('gives each line an id of its own, which stays over updates', () => {
    const [orders] = below(graph);
    const instances = orders?.kind === 'service' ? instanceNodes(orders) : [];
    const entries = ['a', 'a/', 'b'].map(
      (name) => ({ kind: name.endsWith('/') ? 'folder' : 'key', key: Buffer.from(name) }) as const,
    );
    const nodes = [
      ...connectionNodes(graph),
      ...below(graph),
      ...instances,
      ...keyNodes(keys, { entries, hasMore: true }),
    ];
    expect(new Set(nodes.map(nodeId)).size).toBe(nodes.length);
    const changed = withConnection(
      graphOf({ orders: [{ address: '10.0.0.9:80', health: 'warning' }] }, 2),
      { phase: 'stale', since: 1, reason: 'gone' },
    );
    expect(nodeId(below(changed)[0] ?? keys)).toBe(nodeId(orders ?? keys));
    expect(connectionNodes(changed).map(nodeId)).toEqual(connectionNodes(graph).map(nodeId));
  });

  it.each<[ConnectionState, RegExp, RegExp]>([
    [{ phase: 'live', since: 0 }, /^live · 127/, /etcd main, live/],
    [{ phase: 'connecting' }, /^connecting/, /connecting/],
    [{ phase: 'stale', since: 0, reason: 'cable' }, /^stale since .*\d/, /stale.*cable/],
    [{ phase: 'failed', since: 0, reason: 'refused' }, /^not reached/, /not reached, refused/],
  ])('says how a registry stands: %j', (state, description, spoken) => {
    const [node] = connectionNodes(withConnection(graph, state));
    const shown = present(node ?? keys);
    expect(shown.description).toMatch(description);
    expect(shown.spoken).toMatch(spoken);
    expect(shown.tooltip).toContain('reason' in state ? state.reason : '127.0.0.1:2379');
  });

  it('says the health of a service and its instances aloud', () => {
    const [orders] = below(graph);
    expect(present(orders ?? keys).spoken).toBe('service orders, passing, 2 instances');
    const instances = orders?.kind === 'service' ? instanceNodes(orders) : [];
    expect(instances.map((node) => present(node).spoken)).toEqual([
      'instance 10.0.0.1:80, passing',
      'instance 10.0.0.2:80, critical',
    ]);
  });

  it('takes nothing else for one of its lines', () => {
    expect(isExplorerNode(keys)).toBe(true);
    const others = [undefined, null, 'x', {}, { kind: 'key' }, { kind: 'x', connectionId: 'c' }];
    expect(others.map(isExplorerNode)).toEqual(others.map(() => false));
  });
});

describe('the lists of keys', () => {
  function lists() {
    const limits: number[] = [];
    let time = 0;
    const shown = new KeyLists(
      {
        list: (_, limit) => {
          limits.push(limit);
          return Promise.resolve({ entries: [], hasMore: true });
        },
      },
      () => time,
    );
    return {
      shown,
      limits,
      wait: (milliseconds: number) => {
        time += milliseconds;
      },
    };
  }

  it('are asked for once in a while, and anew when they are forgotten', async () => {
    const { shown, limits, wait } = lists();
    await shown.of(keys);
    await shown.of(keys);
    expect(limits).toEqual([200]);
    wait(6_000);
    await shown.of(keys);
    shown.forget();
    await shown.of(keys);
    expect(limits).toEqual([200, 200, 200]);
  });

  it('grow page by page, and stay as long', async () => {
    const { shown, limits } = lists();
    shown.more(keys);
    await shown.of(keys);
    shown.more(keys);
    shown.forget();
    await shown.of(keys);
    expect(limits).toEqual([1_200, 2_200]);
  });
});

describe('the lists of methods', () => {
  it('are asked for once an address, and again after a failure', async () => {
    const [instance] = graph.services[0]?.instances ?? [];
    let asked = 0;
    const methods = new MethodLists(
      {
        send: () => {
          asked++;
          return Promise.reject(new Error('not there'));
        },
      },
      new Reflections(),
    );
    const look = (): Promise<unknown> => methods.of(instance ?? emptyInstance());
    await expect(look()).rejects.toThrow('not there');
    await expect(look()).rejects.toThrow('not there');
    expect(asked).toBe(2);
  });
});

function emptyInstance(): ServiceInstance {
  throw new Error('the graph has no instance');
}
