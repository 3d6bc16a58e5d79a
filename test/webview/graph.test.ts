import { describe, expect, it } from 'vitest';
import type { TopologyUpdate } from '../../protocol/topology.ts';
import { applyUpdate, type GraphModel } from '../../webview/src/state/graph.ts';
import { mainKind, nodesOf, spokenName } from '../../webview/src/state/nodes.ts';
import { delta, edge, graph, service, serviceChange } from './support/services.ts';

function applied(before: GraphModel | undefined, update: TopologyUpdate) {
  const result = applyUpdate(before, update);
  if (result.kind !== 'applied') {
    throw new Error(`update was not applied: ${result.kind}`);
  }
  return result;
}

const start = applied(undefined, {
  kind: 'snapshot',
  graph: graph([service('orders', {}), service('payments', { leaseEnds: 1 })], []),
}).graph;

describe('updates of the graph', () => {
  it('keep the objects of what a delta does not name', () => {
    const next = applied(start, {
      kind: 'delta',
      delta: delta(2, { changedServices: [serviceChange('orders', { health: 'critical' })] }),
    });
    expect(next.graph.services.get('payments')).toBe(start.services.get('payments'));
    expect(next.changed).toEqual(['orders']);
  });

  it('keep the objects of what a snapshot repeats', () => {
    const again = graph([service('orders', {}), service('payments', { leaseEnds: 1 })]);
    const next = applied(start, { kind: 'snapshot', graph: { ...again, revision: 9 } });
    expect(next.graph.services.get('orders')).toBe(start.services.get('orders'));
    expect(next.changed).toEqual([]);
  });

  it('do not count a lease that was kept alive as a change', () => {
    const next = applied(start, {
      kind: 'delta',
      delta: delta(2, { changedServices: [serviceChange('payments', { leaseEnds: 2 })] }),
    });
    expect(next.graph.services.get('payments')?.instances[0]?.lease?.expiresAt).toBe(2);
    expect(next.changed).toEqual([]);
  });

  it('change single instances of a service and keep the others', () => {
    const shop = service('orders', { address: 'b:1' }, { address: 'd:1' }, { address: 'f:1' });
    const before = applied(undefined, { kind: 'snapshot', graph: graph([shop]) }).graph;
    const { upsertedInstances } = serviceChange('orders', { address: 'c:1', health: 'warning' });
    const next = applied(before, {
      kind: 'delta',
      delta: delta(2, {
        changedServices: [
          { id: 'orders', health: 'warning', upsertedInstances, removedInstances: ['etcd/f:1'] },
        ],
      }),
    });
    const after = next.graph.services.get('orders');
    expect(after?.health).toBe('warning');
    expect(after?.instances.map(({ address }) => address)).toEqual(['b:1', 'c:1', 'd:1']);
    expect(after?.instances[0]).toBe(shop.instances[0]);
    expect(next.changed).toEqual(['orders']);
  });

  it('change what is other about an instance, and pass over one that is not known', () => {
    const shop = service('orders', { address: 'b:1', version: 'v1' }, { address: 'd:1' });
    const before = applied(undefined, { kind: 'snapshot', graph: graph([shop]) }).graph;
    const patchedInstances = [
      { id: 'etcd/b:1', health: 'critical' as const },
      { id: 'etcd/gone', health: 'critical' as const },
    ];
    const change = { upsertedInstances: [], patchedInstances, removedInstances: [] };
    const next = applied(before, {
      kind: 'delta',
      delta: delta(2, { changedServices: [{ id: 'orders', health: 'warning', ...change }] }),
    });
    const after = next.graph.services.get('orders');
    expect(after?.instances).toEqual([
      { ...shop.instances[0], health: 'critical' },
      shop.instances[1],
    ]);
    expect(after?.instances[1]).toBe(shop.instances[1]);
    expect(next.changed).toEqual(['orders']);
  });

  it('tell of a gap, and of a delta before any snapshot', () => {
    expect(applyUpdate(start, { kind: 'delta', delta: delta(3) }).kind).toBe('gap');
    expect(applyUpdate(undefined, { kind: 'delta', delta: delta(1) }).kind).toBe('gap');
  });

  it('pass over what is older than the snapshot', () => {
    expect(applyUpdate(start, { kind: 'delta', delta: delta(1) }).kind).toBe('outdated');
  });

  it('keep services in the order of names', () => {
    const next = applied(start, {
      kind: 'delta',
      delta: delta(2, { upsertedServices: [service('ledger', {})], removedServices: ['payments'] }),
    });
    expect([...next.graph.services.keys()]).toEqual(['ledger', 'orders']);
  });
});

describe('cards', () => {
  it('stand for services that only edges name, too', () => {
    const model = applied(undefined, {
      kind: 'snapshot',
      graph: graph([service('orders', {})], [edge('orders', 'fraud'), edge('orders', 'orders')]),
    }).graph;
    const nodes = nodesOf(model);
    expect(nodes.map(({ id }) => id)).toEqual(['orders', 'fraud']);
    expect(nodes.map((node) => spokenName(node, false))).toEqual([
      'orders, 1 instance, passing',
      'fraud, not registered',
    ]);
  });

  it('draw an edge as the source that says most', () => {
    const both = { ...edge('a', 'b'), sources: [] };
    const sources = (['permitted', 'declared', 'observed'] as const).map((kind) => ({
      kind,
      connectionId: 'c',
      detail: '',
    }));
    expect(mainKind({ ...both, sources })).toBe('observed');
    expect(mainKind({ ...both, sources: sources.slice(0, 2) })).toBe('declared');
    expect(mainKind(edge('a', 'b', 'denied'))).toBe('denied');
  });
});
