import { describe, expect, it } from 'vitest';
import {
  applyDelta,
  buildGraph,
  type ConnectionFacts,
  diffGraphs,
  emptyGraph,
  GraphBuilder,
  isEmptyDelta,
  nothingSaid,
  serviceHealth,
  withPatches,
} from '../../server/src/topology/index.ts';
import type { Health, ServiceInstance, TopologyGraph } from '../../protocol/topology.ts';
import { createRandom } from '../support/random.ts';
import { edge, facts, instance, nextFacts, randomFacts } from './randomFacts.ts';

describe('the graph', () => {
  it('joins services of one name, and gives both ends of an edge a service', () => {
    const graph = buildGraph([
      facts('one', {
        instances: [{ service: 'b', instance: instance('one/2') }],
        edges: [edge('b', 'c', 'one')],
      }),
      facts('two', {
        services: ['a'],
        instances: [{ service: 'b', instance: instance('a/1') }],
        edges: [edge('b', 'c', 'two', 'denied'), edge('b', 'c', 'two', 'denied')],
      }),
    ]);
    expect(
      graph.services.map(({ name, instances }) => [name, ...instances.map(({ id }) => id)]),
    ).toEqual([['a'], ['b', 'a/1', 'one/2'], ['c']]);
    expect(graph.edges.map(({ id, sources }) => [id, sources.map(({ kind }) => kind)])).toEqual([
      ['b\0c', ['declared', 'denied']],
    ]);
  });

  it('is the same whatever the order in which facts came', () => {
    const instances = ['a', 'b', 'c'].map((name) => ({ service: name, instance: instance(name) }));
    const edges = [edge('a', 'b', 'one'), edge('b', 'c', 'one')];
    const forward = buildGraph([facts('one', { instances, edges })]);
    const backward = buildGraph([
      facts('one', { instances: instances.toReversed(), edges: edges.toReversed() }),
    ]);
    expect(backward).toEqual(forward);
  });

  it('is the same whatever the order of groups, also where they speak of one instance', () => {
    const say = (...groups: readonly (readonly [string, number])[]) => {
      const named = groups.map(([name, port]) => {
        const instances = [{ service: 'a', instance: instance('a', 'passing', port) }];
        return [name, { ...nothingSaid, instances }] as const;
      });
      return { ...facts('one'), groups: new Map(named) };
    };
    const builder = new GraphBuilder();
    expect(builder.update([say(['x', 1], ['y', 2])]).delta).toBeDefined();
    expect(builder.update([say(['y', 2], ['x', 1])]).delta).toBeUndefined();
    expect(builder.update([say(['y', 2])]).delta).toBeUndefined();
    expect(builder.graph.services[0]?.instances[0]?.address).toBe('h:2');
  });

  it('keeps the objects of what did not change', () => {
    const builder = new GraphBuilder();
    const build = (port: number) =>
      builder.update([
        facts('one', {
          instances: [
            { service: 'a', instance: instance('a') },
            { service: 'b', instance: instance('b', 'passing', port) },
          ],
        }),
      ]);
    const before = build(1).graph;
    const { graph: after, delta } = build(2);
    expect(after.services[0]).toBe(before.services[0]);
    expect(after.services[1]).not.toBe(before.services[1]);
    expect(delta?.changedServices).toEqual([
      {
        id: 'b',
        health: 'passing',
        upsertedInstances: [instance('b', 'passing', 2)],
        removedInstances: [],
      },
    ]);
    expect(build(2)).toEqual({ graph: after });
  });

  it('is the same whether built step by step or at once', () => {
    const random = createRandom(4_711);
    const builder = new GraphBuilder();
    let known: readonly ConnectionFacts[] = [];
    for (let round = 0; round < 500; round++) {
      const before = builder.graph;
      known = nextFacts(known, random);
      const found = randomFacts(random).flatMap(({ groups }) =>
        [...groups.values()].flatMap(({ edges }) => edges),
      );
      const { graph, delta } = builder.update(known, found);
      const fresh = new GraphBuilder().update(known, found).graph;
      expect({ ...graph, revision: 1 }).toEqual({ ...fresh, revision: 1 });
      expect(delta ?? diffGraphs(before, graph)).toEqual(diffGraphs(before, graph));
      expect(delta === undefined ? before : applyDelta(before, delta)).toEqual(graph);
      expect(delta === undefined).toBe(graph === before);
    }
  });

  it.each<[readonly Health[], Health]>([
    [[], 'unknown'],
    [['unknown'], 'unknown'],
    [['passing', 'passing'], 'passing'],
    [['passing', 'unknown'], 'passing'],
    [['passing', 'critical'], 'warning'],
    [['passing', 'maintenance'], 'warning'],
    [['warning'], 'warning'],
    [['critical', 'unknown'], 'critical'],
    [['critical', 'maintenance'], 'critical'],
    [['maintenance', 'unknown'], 'maintenance'],
  ])('sums up %j as %s', (healths, sum) => {
    expect(serviceHealth(healths.map((health, index) => instance(`${index}`, health)))).toBe(sum);
  });
});

function graphWith(...instances: readonly ServiceInstance[]): TopologyGraph {
  const placed = instances.map((each) => ({ service: 'orders', instance: each }));
  return buildGraph([facts('one', { instances: placed })]);
}

describe('deltas', () => {
  it('turn any graph into any other', () => {
    const random = createRandom(20_260);
    let before = emptyGraph;
    let patches = 0;
    for (let round = 0; round < 300; round++) {
      const after = { ...buildGraph(randomFacts(random)), revision: before.revision + 1 };
      const delta = diffGraphs(before, after);
      expect(applyDelta(before, delta)).toEqual(after);
      expect(JSON.parse(JSON.stringify(applyDelta(before, delta)))).toEqual(
        JSON.parse(JSON.stringify(after)),
      );
      const sent = structuredClone(withPatches(before, delta));
      expect(applyDelta(before, sent)).toEqual(after);
      patches += sent.changedServices.flatMap(
        ({ patchedInstances = [] }) => patchedInstances,
      ).length;
      before = after;
    }
    expect(patches).toBeGreaterThan(50);
  });

  it('are sent with what is other about an instance, and whole when it lost something', () => {
    const [a, b] = [instance('a', 'passing', 1), instance('b', 'passing', 1)];
    const before = graphWith(a, { ...b, version: 'v1' });
    const after = graphWith({ ...a, health: 'critical' }, b);
    const sent = withPatches(before, diffGraphs(before, after));
    expect(sent.changedServices).toEqual([
      {
        id: 'orders',
        health: 'warning',
        upsertedInstances: [b],
        patchedInstances: [{ id: a.id, health: 'critical' }],
        removedInstances: [],
      },
    ]);
    expect(applyDelta(before, sent).services).toEqual(after.services);
  });

  it('between equal graphs are empty', () => {
    const given = randomFacts(createRandom(7));
    const delta = diffGraphs(buildGraph(given), buildGraph(structuredClone(given)));
    expect(isEmptyDelta(delta)).toBe(true);
  });
});
