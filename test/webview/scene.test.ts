import { describe, expect, it } from 'vitest';
import type { Service } from '../../protocol/topology.ts';
import { cardAt, contains, overlap, type Point } from '../../webview/src/layout/geometry.ts';
import { extendGroups, groupNodes, noGroups } from '../../webview/src/scene/grouping.ts';
import { cardLevel, isClosed, isSingle } from '../../webview/src/scene/levels.ts';
import { sceneOf, type SceneInput } from '../../webview/src/scene/scene.ts';
import {
  initialTopology,
  reduceTopology,
  type TopologyState,
} from '../../webview/src/state/topologyState.ts';
import { fromSaved, toSaved } from '../../webview/src/state/savedState.ts';
import { reachable, stopsOf } from '../../webview/src/views/topology/map/reach.ts';
import { company } from './support/company.ts';
import { edge, graph, instance, service } from './support/services.ts';

const { connections } = graph([]);

function nodes(...names: readonly string[]) {
  return names.map((name) => ({ id: name, name, service: service(name, {}) }));
}

function cardsOf(services: readonly Service[]) {
  return services.map((each) => ({ id: each.id, name: each.name, service: each }));
}

function inNamespace(name: string, namespace?: string) {
  const base = instance();
  const registration = {
    ...base.registration,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return {
    id: name,
    name,
    service: { ...service(name, {}), instances: [{ ...base, registration }] },
  };
}

describe('groups', () => {
  it('are by the namespace, and say so when there is none', () => {
    const list = [inNamespace('a', 'shop'), inNamespace('b'), { id: 'c', name: 'c' }];
    const { of } = groupNodes('namespace', { nodes: list, links: [], connections });
    expect([...of.values()]).toEqual(['shop', 'no namespace', 'not registered']);
  });

  it('are by the word that tells names apart, and leave those alone together', () => {
    const list = nodes(
      'com.acme.pay.a',
      'com.acme.pay.b',
      'com.acme.ship.a',
      'com.acme.ship.b',
      'com.acme.web',
    );
    const { of } = groupNodes('prefix', { nodes: list, links: [], connections });
    expect([...of.values()]).toEqual(['pay', 'pay', 'ship', 'ship', 'other services']);
  });

  it('are by the name of the connection', () => {
    const { of } = groupNodes('connection', { nodes: nodes('a'), links: [], connections });
    expect(of.get('a')).toBe('dev');
  });

  it('put those together that call one another', () => {
    const ring = (names: readonly string[]) =>
      names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));
    const [one, other] = [
      ['a', 'b', 'c', 'd'],
      ['w', 'x', 'y', 'z'],
    ];
    const links = [...ring(one ?? []), ...ring(other ?? []), { from: 'a', to: 'w' }];
    const { of } = groupNodes('cluster', {
      nodes: nodes(...(one ?? []), ...(other ?? []), 'alone'),
      links,
      connections,
    });
    expect(new Set(['a', 'b', 'c', 'd'].map((id) => of.get(id))).size).toBe(1);
    expect(new Set(['w', 'x', 'y', 'z'].map((id) => of.get(id))).size).toBe(1);
    expect(of.get('a')).not.toBe(of.get('w'));
    expect(of.get('alone')).toBe('without calls');
  });

  it('come by themselves for large graphs only', () => {
    const few = company({ services: 40, instances: 80, edges: 60 });
    const many = company({ services: 200, instances: 400, edges: 400 });
    const choose = ({ services, edges, connections: all }: typeof few) =>
      groupNodes('auto', { nodes: cardsOf(services), links: edges, connections: all }).by;
    expect(choose(few)).toBe('none');
    expect(choose(many)).toBe('namespace');
  });

  it('take in who comes later and move nobody', () => {
    const links = [{ from: 'shop-a', to: 'new' }];
    const before = groupNodes('prefix', { nodes: nodes('shop-a', 'shop-b'), links, connections });
    const after = extendGroups(before, {
      nodes: nodes('shop-a', 'shop-b', 'shop-c', 'new'),
      links,
      connections,
    });
    expect(after.of.get('shop-c')).toBe('shop');
    expect(after.of.get('new')).toBe('other services');
    expect(after.of.get('shop-a')).toBe(before.of.get('shop-a'));
  });
});

const lines = [edge('a1', 'a2'), edge('a2', 'b1'), edge('b1', 'a1', 'denied')];

function input(change: Partial<SceneInput> = {}): SceneInput {
  const places: readonly (readonly [string, Point])[] = [
    ['a1', { x: 0, y: 0 }],
    ['a2', { x: 400, y: 0 }],
    ['b1', { x: 2000, y: 0 }],
  ];
  return {
    nodes: nodes('a1', 'a2', 'b1'),
    edges: new Map(lines.map((each) => [each.id, each])),
    matches: undefined,
    edgeMatches: undefined,
    positions: new Map(places),
    routes: new Map(),
    groups: {
      by: 'prefix',
      of: new Map([
        ['a1', 'a'],
        ['a2', 'a'],
        ['b1', 'b'],
      ]),
      frames: new Map(),
    },
    groupModes: new Map(),
    ...change,
  };
}

describe('a scene', () => {
  it('has a frame around the cards of each group, with counts', () => {
    const { groups, cards, bounds } = sceneOf(input());
    const [one, other] = [groups.get('a'), groups.get('b')];
    expect(one?.cards.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(one?.instances).toBe(2);
    expect(one?.healths.get('passing')).toBe(2);
    expect(one && other && overlap(one, other)).toBe(false);
    for (const card of cards.values()) {
      const frame = groups.get(card.group ?? '');
      expect(frame && contains(frame, card)).toBe(true);
    }
    expect(bounds?.x).toBeLessThan(0);
  });

  it('bundles the edges between groups, with their kinds', () => {
    const { bundles, across } = sceneOf(input());
    expect(across).toBe(2);
    expect(bundles.map(({ from, to, count }) => [from, to, count])).toEqual([
      ['a', 'b', 1],
      ['b', 'a', 1],
    ]);
    expect(bundles[1]?.kinds.get('denied')).toBe(1);
  });

  it('keeps what did not change the same object, and draws anew what moved', () => {
    const first = input();
    const before = sceneOf(first);
    const positions = new Map(first.positions).set('b1', { x: 2000, y: 300 });
    const after = sceneOf({ ...first, positions }, before);
    expect(after.cards.get('a1')).toBe(before.cards.get('a1'));
    expect(after.edges.get('a1\0a2')).toBe(before.edges.get('a1\0a2'));
    expect(after.edges.get('a2\0b1')).not.toBe(before.edges.get('a2\0b1'));
  });

  it('is the same with another service in a place, whichever scene was before', () => {
    const first = input();
    const before = sceneOf(first);
    const changed = first.nodes.map((node) =>
      node.id === 'b1' && node.service !== undefined
        ? { ...node, service: { ...node.service, health: 'critical' as const } }
        : node,
    );
    const second = { ...first, nodes: changed };
    const after = sceneOf(second, before);
    expect(after).toEqual(sceneOf(second));
    expect(after.groups.get('b')?.healths.get('critical')).toBe(1);
    expect(after.groups.get('a')).toBe(before.groups.get('a'));
    expect(after.edges).toBe(before.edges);
    const fewer = { ...first, nodes: changed.filter(({ id }) => id !== 'a1') };
    expect(sceneOf(fewer, after)).toEqual(sceneOf(fewer));
    const swapped = { ...first, groupModes: new Map([['a', 'open' as const]]) };
    expect(sceneOf(swapped, after)).toEqual(sceneOf(swapped));
  });

  it('fades what the filter does not let through', () => {
    const { cards, edges, groups } = sceneOf(input({ matches: new Set(['a1', 'a2']) }));
    expect(cards.get('b1')?.isFaded).toBe(true);
    expect(groups.get('b')?.isFaded).toBe(true);
    expect(edges.get('a1\0a2')?.isFaded).toBe(false);
    expect(edges.get('a2\0b1')?.isFaded).toBe(true);
  });

  it('leaves out edges without a card at both ends', () => {
    const { edges } = sceneOf(input({ nodes: nodes('a1', 'a2') }));
    expect([...edges.keys()]).toEqual(['a1\0a2']);
  });
});

describe('levels', () => {
  it('show more the nearer the map is', () => {
    expect([0.1, 0.3, 0.6, 2].map(cardLevel)).toEqual(['box', 'name', 'all', 'near']);
  });

  it('draw a group as one thing from afar, unless a person has opened it', () => {
    const closed = (zoom: number, mode?: 'open' | 'closed') => {
      const scene = sceneOf(input({ groupModes: new Map(mode ? [['a', mode]] : []) }));
      const group = scene.groups.get('a');
      return group && isClosed(group, zoom);
    };
    expect([closed(0.1), closed(1)]).toEqual([true, false]);
    expect([closed(0.1, 'open'), closed(1, 'closed')]).toEqual([false, true]);
  });

  it('draw an edge by itself only where both of its ends are drawn', () => {
    const scene = sceneOf(input({ groupModes: new Map([['b', 'closed']]) }));
    const single = lines.map(({ id }) => {
      const line = scene.edges.get(id);
      return line && isSingle(line, scene, 1);
    });
    expect(single).toEqual([true, false, false]);
  });
});

describe('what a keyboard reaches', () => {
  it('is the groups from afar, and their services from near', () => {
    const scene = sceneOf(input());
    expect([...stopsOf(scene, 0.1).keys()]).toEqual(['group a', 'group b']);
    expect([...stopsOf(scene, 1).keys()]).toHaveLength(5);
  });

  it('is what is in sight of a large map, with the chosen one in any case', () => {
    const large = company({ services: 300, instances: 300, edges: 10 });
    const positions = new Map(
      large.services.map(({ id }, index) => [id, { x: index * 300, y: 0 }]),
    );
    const scene = sceneOf(
      input({
        nodes: cardsOf(large.services),
        edges: new Map(),
        positions,
        groups: noGroups,
      }),
    );
    const last = `card ${large.services.at(-1)?.id ?? ''}`;
    const shown = reachable(
      stopsOf(scene, 1),
      { ...cardAt({ x: 0, y: 0 }), width: 1000 },
      new Set([last]),
    );
    expect(shown.map(({ key }) => key)).toContain(last);
    expect(shown).toHaveLength(5);
  });
});

describe('grouping the map', () => {
  const large = company({ services: 120, instances: 120, edges: 200 });
  const update = { type: 'update', update: { kind: 'snapshot', graph: large }, at: 0 } as const;
  const state: TopologyState = reduceTopology(initialTopology, update);

  it('comes with the first picture of a large graph', () => {
    expect(state.groups.by).toBe('namespace');
    expect(state.groups.frames.size).toBe(new Set(state.groups.of.values()).size);
    expect(state.positions.size).toBe(120);
  });

  it('places everything anew at once when a person chooses another', () => {
    const next = reduceTopology(state, { type: 'groupBy', choice: 'connection' });
    expect(new Set(next.groups.of.values())).toEqual(new Set(['Core services', 'Mesh']));
    expect(next.layout).toBe('wanted');
    expect(next.positions).not.toBe(state.positions);
    expect(reduceTopology(next, { type: 'groupBy', choice: 'none' }).groups.of.size).toBe(0);
  });

  it('opens and closes groups, and lets them follow the zoom again', () => {
    const ids = ['checkout'];
    const open = reduceTopology(state, { type: 'groupMode', ids, mode: 'open' });
    expect(open.groupModes.get('checkout')).toBe('open');
    const free = reduceTopology(open, { type: 'groupMode', ids, mode: undefined });
    expect(free.groupModes.size).toBe(0);
  });

  it('lets the frame follow cards that a person moves', () => {
    const [id = ''] = state.groups.of.keys();
    const to = new Map([[id, { x: -500, y: -500 }]]);
    const next = reduceTopology(state, { type: 'moveCards', to });
    expect(next.groups.frames.has(state.groups.of.get(id) ?? '')).toBe(false);
    expect(next.positions.get(id)).toEqual({ x: -500, y: -500 });
  });
});

describe('a large map that was hidden', () => {
  it('has its groups again beside its places', () => {
    const large = company({ services: 120, instances: 120, edges: 200 });
    const update = { type: 'update', update: { kind: 'snapshot', graph: large }, at: 0 } as const;
    const before = reduceTopology(initialTopology, update);
    const saved: unknown = JSON.parse(JSON.stringify(toSaved(before)));
    const after = reduceTopology(fromSaved(saved), update);
    expect(after.positions).toEqual(before.positions);
    expect(after.groups.of).toEqual(before.groups.of);
  });
});
