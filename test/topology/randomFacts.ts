import type { ConnectionFacts } from '../../server/src/topology/index.ts';
import type { EdgeKind, Health, ServiceInstance } from '../../protocol/topology.ts';
import type { Random } from '../support/random.ts';

export function instance(id: string, health: Health = 'passing', port = 80): ServiceInstance {
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

export function facts(id: string, parts: Partial<ConnectionFacts> = {}): ConnectionFacts {
  const state = { phase: 'live', since: 0 } as const;
  const status = { id, name: id, kind: 'static', endpoint: '', state } as const;
  return { status, services: [], instances: [], edges: [], unplaced: [], ...parts };
}

export function edge(from: string, to: string, connectionId: string, kind: EdgeKind = 'declared') {
  return { from, to, source: { kind, connectionId, detail: 'x' } };
}

/** Names that could trip a record or a comparison. */
const names = ['a', 'b', 'A', '__proto__', 'constructor', 'é', '<b>', '10', '9', ' ', 'ab'];
const healths: readonly Health[] = ['passing', 'warning', 'critical', 'maintenance', 'unknown'];
const kinds: readonly EdgeKind[] = ['declared', 'permitted', 'denied'];

/** What up to three connections say. */
export function randomFacts(random: Random): ConnectionFacts[] {
  const pick = <T>(items: readonly T[], fallback: T): T =>
    items[random.below(items.length)] ?? fallback;
  const name = (): string => pick(names, 'a');
  const some = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: random.below(most) }, make);
  return some(4, () => {
    const id = `c${random.below(3)}`;
    return facts(id, {
      services: some(3, name),
      instances: some(8, () => ({
        service: name(),
        instance: {
          ...instance(`${id}/${random.below(6)}`, pick(healths, 'unknown'), random.below(3)),
          metadata: Object.fromEntries(some(3, () => [name(), name()])),
        },
      })),
      edges: some(6, () => edge(name(), name(), id, pick(kinds, 'declared'))),
      unplaced: some(3, () => ({ connectionId: id, key: name(), reason: 'x' })),
    });
  });
}

/** Facts after some time: parts are the same objects as before, the same in other objects, or others. */
export function nextFacts(
  known: readonly ConnectionFacts[],
  random: Random,
): readonly ConnectionFacts[] {
  const fresh = randomFacts(random);
  return random.below(4) === 0
    ? fresh
    : known.map((old, index) => {
        const next = fresh[index] ?? old;
        const choose = <T>(before: T, after: T): T =>
          random.below(3) === 0 ? after : random.below(2) === 0 ? before : structuredClone(before);
        return {
          status: choose(old.status, { ...old.status, name: next.status.name }),
          services: choose(old.services, next.services),
          instances: choose(old.instances, [...old.instances.slice(1), ...next.instances]),
          edges: choose(old.edges, [...next.edges, ...old.edges.slice(random.below(3))]),
          unplaced: choose(old.unplaced, next.unplaced),
        };
      });
}
