import { describe, expect, it } from 'vitest';
import {
  applyDelta,
  buildGraph,
  type ConnectionFacts,
  diffGraphs,
  emptyGraph,
  GraphBuilder,
  isEmptyDelta,
  serviceHealth,
} from '../../server/src/topology/index.ts';
import type { EdgeKind, Health, ServiceInstance } from '../../protocol/topology.ts';

function instance(id: string, health: Health = 'passing', port = 80): ServiceInstance {
  return {
    id,
    address: `h:${port}`,
    endpoints: [],
    health,
    checks: [],
    possibleGhost: false,
    tags: [],
    metadata: {},
    registration: { connectionId: 'c', registry: 'static', convention: 'static', key: id, raw: '' },
  };
}

function facts(id: string, parts: Partial<ConnectionFacts> = {}): ConnectionFacts {
  const state = { phase: 'live', since: 0 } as const;
  const status = { id, name: id, kind: 'static', endpoint: '', state } as const;
  return { status, services: [], instances: [], edges: [], unplaced: [], ...parts };
}

function edge(from: string, to: string, connectionId: string, kind: EdgeKind = 'declared') {
  return { from, to, source: { kind, connectionId, detail: 'x' } };
}

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
    const random = randomNumbers(4_711);
    const builder = new GraphBuilder();
    let known: readonly ConnectionFacts[] = [];
    for (let round = 0; round < 500; round++) {
      known = nextFacts(known, random);
      const { graph } = builder.update(known);
      expect({ ...graph, revision: 1 }).toEqual({ ...buildGraph(known), revision: 1 });
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

describe('deltas', () => {
  it('turn any graph into any other', () => {
    const random = randomNumbers(20_260);
    let before = emptyGraph;
    for (let round = 0; round < 300; round++) {
      const after = { ...buildGraph(randomFacts(random)), revision: before.revision + 1 };
      const delta = diffGraphs(before, after);
      expect(applyDelta(before, delta)).toEqual(after);
      expect(JSON.parse(JSON.stringify(applyDelta(before, delta)))).toEqual(
        JSON.parse(JSON.stringify(after)),
      );
      before = after;
    }
  });

  it('between equal graphs are empty', () => {
    const given = randomFacts(randomNumbers(7));
    const delta = diffGraphs(buildGraph(given), buildGraph(structuredClone(given)));
    expect(isEmptyDelta(delta)).toBe(true);
  });
});

type Random = (below: number) => number;

/** Names that could trip a record or a comparison. */
const names = ['a', 'b', 'A', '__proto__', 'constructor', 'é', '<b>', '10', '9', ' ', 'ab'];
const healths: readonly Health[] = ['passing', 'warning', 'critical', 'maintenance', 'unknown'];
const kinds: readonly EdgeKind[] = ['declared', 'permitted', 'denied'];

function randomFacts(random: Random): ConnectionFacts[] {
  const pick = <T>(items: readonly T[], fallback: T): T => items[random(items.length)] ?? fallback;
  const name = (): string => pick(names, 'a');
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random(most) }, make);
  return some(4, () => {
    const id = `c${random(3)}`;
    return facts(id, {
      services: some(3, name),
      instances: some(8, () => ({
        service: name(),
        instance: {
          ...instance(`${id}/${random(6)}`, pick(healths, 'unknown'), random(3)),
          metadata: Object.fromEntries(some(3, () => [name(), name()])),
        },
      })),
      edges: some(6, () => edge(name(), name(), id, pick(kinds, 'declared'))),
      unplaced: some(3, () => ({ connectionId: id, key: name(), reason: 'x' })),
    });
  });
}

/** Facts after some time: parts are the same objects as before, the same in other objects, or others. */
function nextFacts(known: readonly ConnectionFacts[], random: Random): readonly ConnectionFacts[] {
  const fresh = randomFacts(random);
  return random(4) === 0
    ? fresh
    : known.map((old, index) => {
        const next = fresh[index] ?? old;
        const choose = <T>(before: T, after: T): T =>
          random(3) === 0 ? after : random(2) === 0 ? before : structuredClone(before);
        return {
          status: choose(old.status, { ...old.status, name: next.status.name }),
          services: choose(old.services, next.services),
          instances: choose(old.instances, [...old.instances.slice(1), ...next.instances]),
          edges: choose(old.edges, [...next.edges, ...old.edges.slice(random(3))]),
          unplaced: choose(old.unplaced, next.unplaced),
        };
      });
}

/** Repeatable pseudo-random numbers from 0 to below `below` (mulberry32). */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}
