import {
  type ConnectionFacts,
  type FactGroup,
  nothingSaid,
} from '../../server/src/topology/index.ts';
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
    registration: { connectionId: 'c', registry: 'static', convention: 'static', key: id },
  };
}

export function facts(id: string, ...said: readonly Partial<FactGroup>[]): ConnectionFacts {
  const state = { phase: 'live', since: 0 } as const;
  const status = { id, name: id, kind: 'static', endpoint: '', state } as const;
  const groups = said.map((group, index) => [`${index}`, { ...nothingSaid, ...group }] as const);
  return { status, groups: new Map(groups) };
}

export function edge(from: string, to: string, connectionId: string, kind: EdgeKind = 'declared') {
  return { from, to, source: { kind, connectionId, detail: 'x' } };
}

/** Names that could trip a record or a comparison. */
const names = ['a', 'b', 'A', '__proto__', 'constructor', 'é', '<b>', '10', '9', ' ', 'ab'];
const healths: readonly Health[] = ['passing', 'warning', 'critical', 'maintenance', 'unknown'];
const kinds: readonly EdgeKind[] = ['declared', 'permitted', 'denied'];

/** What up to three connections say, in up to three groups each. */
export function randomFacts(random: Random): ConnectionFacts[] {
  return some(random, 4, () => {
    const id = `c${random.below(3)}`;
    return facts(id, ...some(random, 4, () => randomGroup(id, random)));
  });
}

/**
 * Facts after some time. Groups come and go and change their order; parts of a group are the same
 * objects as before, the same in other objects, or others.
 */
export function nextFacts(
  known: readonly ConnectionFacts[],
  random: Random,
): readonly ConnectionFacts[] {
  const fresh = randomFacts(random);
  return random.below(4) === 0
    ? fresh
    : known.map((old, index) => {
        const next = fresh[index] ?? old;
        const status = choose(random, old.status, { ...old.status, name: next.status.name });
        return { status, groups: nextGroups(old, next, random) };
      });
}

function nextGroups(old: ConnectionFacts, next: ConnectionFacts, random: Random) {
  if (random.below(4) === 0) {
    return old.groups;
  }
  const names = [...new Set([...old.groups.keys(), ...next.groups.keys(), '2'])];
  const groups = names
    .filter(() => random.below(5) > 0)
    .map((name) => {
      const before = old.groups.get(name) ?? nothingSaid;
      const after = next.groups.get(name) ?? before;
      const isKept = random.below(3) === 0;
      return [name, isKept ? before : nextGroup(before, after, random)] as const;
    });
  return new Map(random.below(2) === 0 ? groups : groups.reverse());
}

function nextGroup(before: FactGroup, after: FactGroup, random: Random): FactGroup {
  return {
    services: choose(random, before.services, after.services),
    instances: choose(random, before.instances, [...before.instances.slice(1), ...after.instances]),
    edges: choose(random, before.edges, [...after.edges, ...before.edges.slice(random.below(3))]),
    unplaced: choose(random, before.unplaced, after.unplaced),
  };
}

function randomGroup(id: string, random: Random): FactGroup {
  const name = (): string => pick(random, names, 'a');
  return {
    services: some(random, 3, name),
    instances: some(random, 8, () => ({
      service: name(),
      instance: {
        ...instance(`${id}/${random.below(6)}`, pick(random, healths, 'unknown'), random.below(3)),
        metadata: Object.fromEntries(some(random, 3, () => [name(), name()])),
      },
    })),
    edges: some(random, 6, () => edge(name(), name(), id, pick(random, kinds, 'declared'))),
    unplaced: some(random, 3, () => ({
      connectionId: id,
      key: name(),
      reason: name(),
      ...(random.below(2) === 0 ? { expected: true } : {}),
    })),
  };
}

/** The same object, the same in another object, or another. */
function choose<T>(random: Random, before: T, after: T): T {
  return random.below(3) === 0 ? after : random.below(2) === 0 ? before : structuredClone(before);
}

function pick<T>(random: Random, items: readonly T[], fallback: T): T {
  return items[random.below(items.length)] ?? fallback;
}

function some<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random.below(most) }, make);
}
