import { describe, expect, it } from 'vitest';
import {
  applyDelta,
  buildGraph,
  type ConnectionFacts,
  diffGraphs,
  GraphHistory,
  type HistoryLimits,
} from '../../server/src/topology/index.ts';
import type { ConnectionState } from '../../protocol/connections.ts';
import type { HistoryChange } from '../../protocol/history.ts';
import type { Health, TopologyGraph } from '../../protocol/topology.ts';
import { createRandom, type Random } from '../support/random.ts';
import { edgeTo, live, placed } from './sketch.ts';

/** A history that is shown what a registry says, a second apart; it begins at 1,000. */
function watched(limits?: HistoryLimits) {
  let graph = buildGraph([live()]);
  const history = new GraphHistory(graph, 1000, limits);
  let now = 1000;
  const say = (facts: readonly ConnectionFacts[]): readonly HistoryChange[] => {
    now += 1000;
    const next = buildGraph(facts);
    const changes = history.record(diffGraphs(graph, next), now);
    graph = next;
    return changes;
  };
  return { history, say, graph: () => graph };
}

function summary(changes: readonly HistoryChange[]): readonly string[] {
  return changes.map((change) => {
    switch (change.subject) {
      case 'instance':
        return `${change.address} of ${change.serviceId} ${change.what} ${change.before ?? ''}>${change.health} ${change.parts.join()}`;
      case 'service':
        return `${change.serviceId} ${change.what}`;
      case 'edge':
        return `${change.from}>${change.to} ${change.what}`;
      case 'cluster':
        return change.text;
      case 'registry':
        return `${change.name} ${change.what}`;
    }
  });
}

describe('a change', () => {
  it('is an instance that comes, fails, moves and leaves', () => {
    const { say } = watched();
    const seen = [
      [placed('a')],
      [placed('a', { health: 'critical' })],
      [placed('a', { health: 'critical', address: 'b:81', version: 'v2' })],
      [],
    ].flatMap((instances) => summary(say([live({ instances, services: ['orders'] })])));
    expect(seen).toEqual([
      'a:80 of orders appeared >passing ',
      'a:80 of orders health passing>critical ',
      'b:81 of orders changed >critical address,version',
      'b:81 of orders left >critical ',
    ]);
  });

  it('is no lease that is kept alive, and no other wording of a check', () => {
    const { say, history } = watched();
    const check = { name: 'grpc', type: 'grpc', health: 'passing', output: 'ok' } as const;
    const before = placed('a', { checks: [check] });
    say([live({ instances: [before], edges: [edgeTo('orders')] })]);
    const after = placed('a', {
      lease: { id: '1', grantedTtlSeconds: 5, expiresAt: 9 },
      checks: [{ ...check, output: 'still ok' }],
    });
    expect(say([live({ instances: [after], edges: [edgeTo('orders', 'y')] })])).toEqual([]);
    expect(history.extent(0).step).toBe(1);
  });

  it('is a check that comes or fails, also when the health stays', () => {
    const { say } = watched();
    const check = { name: 'disk', type: 'ttl', health: 'passing', output: '' } as const;
    say([live({ instances: [placed('a', { checks: [check] })] })]);
    const failing = placed('a', { checks: [{ ...check, health: 'critical' }] });
    expect(say([live({ instances: [failing] })])).toMatchObject([
      { what: 'changed', parts: ['checks'] },
    ]);
  });

  it('is an edge, and a service that has no instance', () => {
    const { say } = watched();
    const come = summary(say([live({ edges: [edgeTo('orders')] })]));
    expect(come).toEqual(['orders appeared', 'web appeared', 'web>orders appeared']);
    expect(summary(say([live({ services: ['web'] })]))).toEqual(['orders left', 'web>orders left']);
  });

  it('is not what a registry holds as it is read for the first time, or when it is let go', () => {
    let graph = buildGraph([live({}, 'connecting')]);
    const history = new GraphHistory(graph, 0);
    const say = (facts: readonly ConnectionFacts[]): readonly string[] => {
      const next = buildGraph(facts);
      const delta = diffGraphs(graph, next);
      graph = next;
      return summary(history.record(delta, 0));
    };
    const full = { instances: [placed('a')], edges: [edgeTo('orders')] };
    expect(say([live(full)])).toEqual(['dev live']);
    const stale = {
      ...live(full).status,
      state: { phase: 'stale', since: 1, reason: 'x' },
    } as const;
    expect(say([{ ...live(full), status: stale }])).toEqual(['dev stale']);
    const worded = { ...stale, state: { ...stale.state, reason: 'still x' } };
    expect(say([{ ...live(full), status: worded }])).toEqual([]);
    expect(say([live({ instances: [placed('b')] })])).toEqual([
      'a:80 of orders left >passing ',
      'b:80 of orders appeared >passing ',
      'web left',
      'web>orders left',
      'dev live',
    ]);
    const other = { ...live().status, id: 'd', name: 'other' };
    const said = { ...edgeTo('orders'), source: { ...edgeTo('orders').source, connectionId: 'd' } };
    const facts = live({ instances: [placed('b')], edges: [edgeTo('orders')] });
    expect(say([facts])).toEqual(['web appeared', 'web>orders appeared']);
    expect(say([facts, { ...live({ edges: [said] }), status: other }])).toEqual(['other live']);
    expect(say([facts])).toEqual(['other removed']);
    expect(say([])).toEqual(['dev removed']);
    expect(history.graphAt(0)).toMatchObject({ services: [], connections: [] });
  });
});

describe('the past', () => {
  it('is the graph of that time after every step, whole and by deltas', () => {
    const random = createRandom(20_261);
    let graph = buildGraph(randomFacts(random));
    const history = new GraphHistory(graph, 0);
    const known: { readonly step: number; readonly at: number; readonly graph: TopologyGraph }[] = [
      { step: 0, at: 0, graph },
    ];
    for (let round = 1; round <= 250; round++) {
      const next = buildGraph(randomFacts(random));
      history.record(diffGraphs(graph, next), round * 10);
      graph = next;
      known.push({ step: history.extent(0).step, at: round * 10, graph });
    }
    for (const { at, graph: then } of known) {
      expect(told(history.graphAt(at + 9))).toEqual(told(then));
    }
    let shown = history.graphAt(0);
    for (let round = 0; round < 300; round++) {
      const wanted = random.pick(known);
      const { update, step } = history.stateAt({ time: wanted.at, have: shown.revision });
      expect(step).toBe(wanted.step);
      expect(update.kind).toBe('delta');
      shown = update.kind === 'delta' ? applyDelta(shown, update.delta) : update.graph;
      expect(told(shown)).toEqual(told(wanted.graph));
    }
  });

  it('says from when until when it was so', () => {
    const { history, say } = watched();
    say([live({ instances: [placed('a')] })]);
    say([live({ instances: [placed('a'), placed('b')] })]);
    expect(history.stateAt({ time: 2500 })).toMatchObject({ step: 1, from: 2000, until: 3000 });
    expect(history.stateAt({ time: 3000 })).not.toHaveProperty('until');
    expect(history.stateAt({ time: -5 })).toMatchObject({ step: 0, from: 1000, until: 2000 });
  });

  it('stands beside now, and what changed back is as it was', () => {
    const { history, say } = watched();
    const all = [placed('a'), placed('b', { service: 'users' }), placed('c', { service: 'web' })];
    say([live({ instances: all, edges: [edgeTo('users')] })]);
    say([
      live({ instances: [placed('a', { health: 'critical' }), placed('c', { service: 'web' })] }),
    ]);
    say([
      live({
        instances: [
          placed('a'),
          placed('c', { service: 'web', version: 'v2' }),
          placed('d', { service: 'web' }),
          placed('e', { service: 'new' }),
        ],
        edges: [edgeTo('new')],
      }),
    ]);
    expect(history.compare(1)).toEqual({
      step: 1,
      services: [
        { id: 'new', mark: 'added', added: 1, gone: 0, changed: 0 },
        { id: 'users', mark: 'gone', added: 0, gone: 1, changed: 0 },
        { id: 'web', mark: 'changed', added: 1, gone: 0, changed: 1 },
      ],
      edges: [
        { id: 'web\0new', mark: 'added' },
        { id: 'web\0users', mark: 'gone' },
      ],
    });
    expect(history.compare(3)).toEqual({ step: 3, services: [], edges: [] });
  });

  it('keeps the health of a service and of instances that left', () => {
    const { history, say } = watched();
    for (const health of ['passing', 'critical', 'passing'] as const) {
      say([live({ instances: [placed('a', { health }), placed('b')] })]);
    }
    say([live({ instances: [placed('b')] })]);
    const { spans, instances, knownSince } = history.healthOf('orders');
    expect(knownSince).toBe(1000);
    expect(spans).toEqual([
      { from: 4000, health: 'passing' },
      { from: 3000, until: 4000, health: 'warning' },
      { from: 2000, until: 3000, health: 'passing' },
      { from: 1000, until: 2000, health: 'absent' },
    ]);
    expect(
      instances.map(({ address, spans: own }) => [address, own.map(({ health }) => health)]),
    ).toEqual([
      ['b:80', ['passing', 'absent']],
      ['a:80', ['absent', 'passing', 'critical', 'passing', 'absent']],
    ]);
    expect(history.healthOf('nobody').spans).toEqual([{ from: 1000, health: 'absent' }]);
  });
});

describe('what is kept', () => {
  const generous: HistoryLimits = { changes: 1e9, bytes: 1e9, age: 1e9 };
  const flip = (round: number): ConnectionFacts =>
    live({ instances: [placed('a', { health: round % 2 === 0 ? 'passing' : 'critical' })] });

  it.each<[string, HistoryLimits, number]>([
    ['changes', { ...generous, changes: 100 }, 100],
    ['an age', { ...generous, age: 50_000 }, 51],
    ['bytes', { ...generous, bytes: 90_000 }, 100],
  ])('ends with a number of %s, and says since when', (_, limits, steps) => {
    const { history, say } = watched(limits);
    for (let round = 0; round < 3000; round++) {
      say([flip(round)]);
    }
    const { changes, omitted } = history.changes({ limit: 1e9 });
    expect(omitted).toBe(0);
    expect(changes.length).toBeLessThanOrEqual(steps);
    expect(changes.length).toBeGreaterThan(steps / 2);
    const { knownSince, startedAt, step } = history.extent(7);
    expect(startedAt).toBe(1000);
    expect(knownSince).toBe((changes[0]?.at ?? 0) - 1000);
    const beginning = history.stateAt({ time: 0 });
    expect(beginning).toMatchObject({ from: knownSince, step: step - changes.length });
    expect(history.stateAt({ time: 0, have: 1 }).update.kind).toBe('snapshot');
    expect(history.compare(1).step).toBe(beginning.step);
  });

  it('is told by the newest, or after a step', () => {
    const { history, say } = watched();
    for (let round = 0; round < 10; round++) {
      say([flip(round)]);
    }
    const some = history.changes({ after: 4, limit: 3 });
    expect(some.changes.map(({ step }) => step)).toEqual([8, 9, 10]);
    expect(some.omitted).toBe(3);
    expect(history.changes({ after: 99, limit: 3 }).changes).toEqual([]);
  });

  it('holds what happened in the cluster of a registry, and the graph before and after it', () => {
    const { history, say } = watched();
    say([flip(0)]);
    const text = 'etcd-2 became the leader';
    const event = { connectionId: 'c', at: 1, text, memberId: '2', name: 'etcd-2', previous: '' };
    history.note([{ kind: 'leaderElected', ...event }], 2500);
    history.note([], 2600);
    say([flip(1)]);
    const { changes } = history.changes({ limit: 9 });
    expect(changes[1]).toEqual({
      ...{ step: 2, at: 2500, subject: 'cluster', what: 'leaderElected' },
      ...{ connectionId: 'c', name: 'dev', text },
    });
    const healthAt = (time: number) => history.graphAt(time).services[0]?.health;
    expect([2000, 2500, 3000].map(healthAt)).toEqual(['passing', 'passing', 'critical']);
  });

  it('stays in order when the clock goes back', () => {
    const graph = buildGraph([live()]);
    const history = new GraphHistory(graph, 1000);
    const next = buildGraph([live({ instances: [placed('a')] })]);
    const [change] = history.record(diffGraphs(graph, next), 500);
    expect(change?.at).toBe(1000);
  });
});

describe('the cost of a change', () => {
  it('does not grow with the graph', () => {
    const [small, large] = [timeOfFlips(10), timeOfFlips(1000)];
    // 2,000 flips among 10,000 instances take some 30 ms; a look at each would take many seconds.
    expect(large).toBeLessThan(Math.max(20 * small, 1000));
  });
});

/** Milliseconds that 2,000 changes of health take among services of ten instances. */
function timeOfFlips(services: number): number {
  const instances = Array.from({ length: services * 10 }, (_, index) =>
    placed(`${index}`, { service: `s${Math.floor(index / 10)}` }),
  );
  const history = new GraphHistory(buildGraph([live({ instances })]), 0);
  const random = createRandom(1);
  const startedAt = performance.now();
  for (let round = 0; round < 2000; round++) {
    const { service, instance } = random.pick(instances);
    const health = round % 2 === 0 ? 'critical' : 'warning';
    const change = {
      id: service,
      health,
      upsertedInstances: [{ ...instance, health }],
      removedInstances: [],
    } as const;
    history.record({ ...nothing, revision: round, changedServices: [change] }, round);
  }
  return performance.now() - startedAt;
}

const nothing = {
  upsertedServices: [],
  changedServices: [],
  removedServices: [],
  upsertedEdges: [],
  removedEdges: [],
} as const;

/** A graph without what the history does not tell: revision, leases, outputs, wording, other keys. */
function told(graph: TopologyGraph): unknown {
  const isTold = (key: string, value: unknown): unknown =>
    ['lease', 'output', 'reason', 'since'].includes(key) ? undefined : value;
  const edges = graph.edges.map(({ sources, ...edge }) => ({
    ...edge,
    sources: [...new Set(sources.map(({ kind, connectionId }) => `${kind} ${connectionId}`))],
  }));
  const { connections, services } = graph;
  return JSON.parse(JSON.stringify({ connections, services, edges }, isTold));
}

const names = ['a', 'b', '__proto__', 'constructor', 'é', '10', '9', ' '] as const;
const healths: readonly Health[] = ['passing', 'warning', 'critical', 'maintenance', 'unknown'];

function randomFacts(random: Random): ConnectionFacts[] {
  const some = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: random.below(most) }, make);
  return ['c', 'd']
    .filter(() => random.chance(0.9))
    .map((id) => {
      const isLive = random.chance(0.8);
      const state: ConnectionState = isLive
        ? { phase: 'live', since: random.below(3) }
        : { phase: 'stale', since: 1, reason: random.pick(names) };
      const status = { id, name: id, kind: 'static', endpoint: '', state } as const;
      const registration = { ...placed('x').instance.registration, connectionId: id };
      const group = {
        services: some(3, () => random.pick(names)),
        instances: some(10, () => {
          const key = `${id}/${random.below(7)}`;
          return placed(key, {
            id: key,
            service: random.pick(names),
            health: random.pick(healths),
            registration: { ...registration, key },
            checks: some(2, () => ({
              name: 'x',
              type: '',
              health: random.pick(healths),
              output: random.pick(names),
            })),
            metadata: Object.fromEntries(some(2, () => [random.pick(names), random.pick(names)])),
            ...(random.chance(0.5)
              ? { lease: { id: '1', grantedTtlSeconds: 5, expiresAt: random.below(9) } }
              : {}),
          });
        }),
        edges: some(6, () => ({
          from: random.pick(names),
          to: random.pick(names),
          source: { kind: 'declared', connectionId: id, detail: random.pick(names) } as const,
        })),
        unplaced: [],
      };
      return { status, groups: new Map([['', group]]) };
    });
}
