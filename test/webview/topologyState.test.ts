import { describe, expect, it } from 'vitest';
import type { Edge, Service, TopologyDelta } from '../../protocol/topology.ts';
import { fromSaved, toSaved } from '../../webview/src/state/savedState.ts';
import {
  initialTopology,
  reduceTopology,
  type TopologyAction,
  type TopologyState,
} from '../../webview/src/state/topologyState.ts';
import { delta, edge, graph, service } from './support/services.ts';

const late = 60_000;

function snapshot(services: readonly Service[], edges: readonly Edge[] = []): TopologyAction {
  return { type: 'update', update: { kind: 'snapshot', graph: graph(services, edges) }, at: 0 };
}

function change(revision: number, what: Partial<TopologyDelta>, at = late): TopologyAction {
  return { type: 'update', update: { kind: 'delta', delta: delta(revision, what) }, at };
}

function after(...actions: readonly TopologyAction[]): TopologyState {
  return actions.reduce(reduceTopology, initialTopology);
}

const shop = [service('gateway', {}), service('orders', {}), service('payments', {})];
const calls = [edge('gateway', 'orders'), edge('orders', 'payments')];
const laidOut: TopologyAction = {
  type: 'arranged',
  positions: new Map([
    ['gateway', { x: 0, y: 0 }],
    ['orders', { x: 400, y: 0 }],
    ['payments', { x: 800, y: 0 }],
  ]),
  routes: new Map(calls.map(({ id }) => [id, [{ x: 0, y: 0 }]])),
};

describe('the map', () => {
  it('places every card at once and asks for a layout', () => {
    const state = after(snapshot(shop, calls));
    expect([...state.positions.keys()]).toEqual(['gateway', 'orders', 'payments']);
    expect(state.layout).toBe('wanted');
  });

  it('takes over a layout', () => {
    const state = after(snapshot(shop, calls), laidOut);
    expect(state.positions.get('orders')).toEqual({ x: 400, y: 0 });
    expect(state).toMatchObject({ layout: 'settled', arrangement: 1 });
  });

  it('keeps every card where it is when health changes and cards come and go', () => {
    const before = after(snapshot(shop, calls), laidOut);
    const state = [
      change(2, { upsertedServices: [service('orders', { health: 'critical' })] }),
      change(3, {
        upsertedServices: [service('refunds', {})],
        upsertedEdges: [edge('payments', 'refunds')],
      }),
      change(4, { removedServices: ['gateway'], removedEdges: ['gateway\0orders'] }),
    ].reduce(reduceTopology, before);
    expect(state.positions.get('orders')).toBe(before.positions.get('orders'));
    expect(state.positions.get('payments')).toBe(before.positions.get('payments'));
    expect(state.positions.get('refunds')?.x).toBeGreaterThan(1000);
    expect(state.positions.has('gateway')).toBe(false);
    expect(state.layout).toBe('settled');
  });

  it('is laid out anew while the registries fill in, unless a person has touched it', () => {
    const more = change(2, { upsertedServices: [service('refunds', {})] }, 1000);
    const before = after(snapshot(shop, calls), laidOut);
    expect(reduceTopology(before, more).layout).toBe('wanted');
    const moved: TopologyAction = {
      type: 'moveCards',
      to: new Map([['orders', { x: 1, y: 2 }]]),
    };
    expect(reduceTopology(reduceTopology(before, moved), more).layout).toBe('settled');
  });

  it('places cards that came during the layout beside it', () => {
    const state = after(
      snapshot(shop, calls),
      change(2, { upsertedServices: [service('refunds', {})] }),
      laidOut,
    );
    expect(state.positions.get('refunds')).toBeDefined();
  });

  it('forgets the way of edges whose card was moved', () => {
    const state = after(snapshot(shop, calls), laidOut, {
      type: 'moveCards',
      to: new Map([['payments', { x: 5, y: 5 }]]),
    });
    expect([...state.routes.keys()]).toEqual(['gateway\0orders']);
  });

  it('notes what changed with its revision, and nothing on the first picture', () => {
    const first = after(snapshot(shop));
    const state = reduceTopology(
      first,
      change(2, { upsertedServices: [service('orders', { health: 'warning' })] }),
    );
    expect(first.changed.size).toBe(0);
    expect([...state.changed]).toEqual([['orders', 2]]);
  });

  it('asks for a snapshot after a gap until one comes', () => {
    const gap = after(snapshot(shop), change(7, {}));
    expect(gap.needsSnapshot).toBe(true);
    expect(reduceTopology(gap, snapshot(shop)).needsSnapshot).toBe(false);
  });

  it('closes the inspector of a service that is gone', () => {
    const chosen: TopologyAction = { type: 'select', selection: { serviceId: 'orders' } };
    const state = after(snapshot(shop), chosen);
    expect(reduceTopology(state, change(2, {})).selection).toEqual({ serviceId: 'orders' });
    expect(
      reduceTopology(state, change(2, { removedServices: ['orders'] })).selection,
    ).toBeUndefined();
  });

  it('gives way to the welcome page when trust or connections are missing', () => {
    const state = after(snapshot(shop), { type: 'welcome', trusted: false, hasConnections: true });
    expect(state.graph).toBeUndefined();
  });
});

describe('a page that was hidden', () => {
  it('has its places, view and filter again', () => {
    const before = after(
      snapshot(shop, calls),
      laidOut,
      { type: 'viewport', viewport: { x: 3, y: 4, zoom: 0.5 }, byHand: true },
      { type: 'filter', filter: { text: 'pay', others: 'left out' } },
      { type: 'hide', ids: ['gateway'] },
      { type: 'focus', focus: { serviceId: 'payments', hops: 2, direction: 'callers' } },
      { type: 'select', selection: { serviceId: 'orders' } },
    );
    const saved: unknown = JSON.parse(JSON.stringify(toSaved(before)));
    const state = reduceTopology(fromSaved(saved), snapshot(shop, calls));
    expect(state.positions).toEqual(before.positions);
    expect(state).toMatchObject({
      viewport: before.viewport,
      showing: before.showing,
      touched: true,
    });
    expect(state.selection).toEqual({ serviceId: 'orders' });
    expect(state.layout).toBe('settled');
  });

  it.each([
    undefined,
    null,
    7,
    'x',
    [],
    { positions: 3, viewport: { x: 'a' }, inspectorWidth: '9', showing: { filter: 1, hidden: {} } },
    { positions: [['a', NaN, 1], 'b', [1, 2, 3]], viewport: { x: 0, y: 0, zoom: 0 } },
  ])('starts afresh from %j', (saved) => {
    const state = fromSaved(saved);
    expect(state.positions.size).toBe(0);
    expect(state.viewport).toBeUndefined();
    expect(state.inspectorWidth).toBe(initialTopology.inspectorWidth);
  });
});
