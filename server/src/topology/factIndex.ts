import type { EdgeSource, ServiceInstance, UnplacedKey } from '../../../protocol/topology.ts';
import { type FactGroup, type FactGroups, nothingSaid, type Said, saidBy } from './factGroup.ts';
import { compareText } from './graph.ts';
import { sameItems } from './sameValue.ts';

/** What has to be looked at again. */
export interface FactChanges {
  /** Names of services. */
  readonly services: ReadonlySet<string>;
  /** Ids of edges. */
  readonly edges: ReadonlySet<string>;
  readonly unplaced: boolean;
}

/** An edge with all that is said for it. */
export interface IndexedEdge {
  readonly from: string;
  readonly to: string;
  readonly sources: readonly EdgeSource[];
}

/** A group at its place, which it keeps while what it says changes. */
interface Slot {
  /** Position of the source. */
  readonly source: number;
  readonly key: string;
  group: FactGroup;
}

/** A connection, or what else tells. */
interface Source {
  /** As they were taken last. */
  groups: FactGroups;
  readonly slots: Map<string, Slot>;
}

const noGroups: FactGroups = new Map();

interface ServiceEntry {
  /** How many groups name it. */
  mentions: number;
  readonly instances: Map<Slot, readonly ServiceInstance[]>;
}

interface EdgeEntry {
  readonly from: string;
  readonly to: string;
  readonly sources: Map<Slot, readonly EdgeSource[]>;
}

interface Changes {
  readonly services: Set<string>;
  readonly edges: Set<string>;
  unplaced: boolean;
}

/**
 * Which groups of all connections say something about a service or an edge. To take in facts costs a
 * comparison of pointers for each group, and work for what groups with other facts say differently.
 * What comes out depends on what the groups say now and on nothing before: not even on the order in
 * which they came.
 */
export class FactIndex {
  readonly #services = new Map<string, ServiceEntry>();
  readonly #edges = new Map<string, EdgeEntry>();
  #sources: readonly Source[] = [];

  /** Replaces all that was said, source by source. */
  take(sources: readonly FactGroups[]): FactChanges {
    const changes: Changes = { services: new Set(), edges: new Set(), unplaced: false };
    const gone = this.#sources.slice(sources.length);
    this.#sources = sources.map(
      (_, at) => this.#sources[at] ?? { groups: noGroups, slots: new Map() },
    );
    this.#sources.forEach((source, at) => {
      this.#takeSource(at, source, sources[at] ?? noGroups, changes);
    });
    gone.forEach((source, at) => {
      this.#takeSource(sources.length + at, source, noGroups, changes);
    });
    return changes;
  }

  /** Whether anybody speaks of the service. */
  hasService(name: string): boolean {
    return this.#services.has(name);
  }

  /** All that are said of a service; of two with one id the later holds. */
  instancesOf(name: string): readonly ServiceInstance[] {
    return inOrder(this.#services.get(name)?.instances);
  }

  edge(id: string): IndexedEdge | undefined {
    const entry = this.#edges.get(id);
    return entry && { from: entry.from, to: entry.to, sources: inOrder(entry.sources) };
  }

  unplaced(): readonly UnplacedKey[] {
    return this.#sources.flatMap(({ slots }) =>
      [...slots.values()].flatMap(({ group }) => group.unplaced),
    );
  }

  #takeSource(at: number, source: Source, groups: FactGroups, changes: Changes): void {
    if (source.groups === groups) {
      return;
    }
    source.groups = groups;
    const { slots } = source;
    for (const [key, group] of groups) {
      const known = slots.get(key);
      if (known?.group !== group) {
        const slot = known ?? { source: at, key, group: nothingSaid };
        slots.set(key, slot);
        this.#replace(slot, group, changes);
      }
    }
    for (const [key, slot] of slots.size > groups.size ? slots : []) {
      if (!groups.has(key)) {
        slots.delete(key);
        this.#replace(slot, nothingSaid, changes);
      }
    }
  }

  #replace(slot: Slot, group: FactGroup, changes: Changes): void {
    const before = slot.group;
    slot.group = group;
    changes.unplaced ||= !sameItems(before.unplaced, group.unplaced);
    const [old, next] = [saidBy(before), saidBy(group)];
    for (const name of changedNames(old, next)) {
      changes.services.add(name);
      this.#setService(slot, name, { old, next });
    }
    for (const id of changedEdges(old, next)) {
      changes.edges.add(id);
      this.#setEdge(slot, id, next);
    }
  }

  #setService(slot: Slot, name: string, { old, next }: { old: Said; next: Said }): void {
    const entry = this.#services.get(name) ?? { mentions: 0, instances: new Map() };
    entry.mentions += Number(next.names.has(name)) - Number(old.names.has(name));
    const instances = next.instances.get(name);
    if (instances === undefined) {
      entry.instances.delete(slot);
    } else {
      entry.instances.set(slot, instances);
    }
    if (entry.mentions > 0 || entry.instances.size > 0) {
      this.#services.set(name, entry);
    } else {
      this.#services.delete(name);
    }
  }

  #setEdge(slot: Slot, id: string, next: Said): void {
    const said = next.edges.get(id);
    const known = this.#edges.get(id);
    if (said !== undefined) {
      const entry = known ?? { from: said.from, to: said.to, sources: new Map() };
      entry.sources.set(slot, said.sources);
      this.#edges.set(id, entry);
      return;
    }
    known?.sources.delete(slot);
    if (known?.sources.size === 0) {
      this.#edges.delete(id);
    }
  }
}

/** Services of which something else is said than before. */
function changedNames(old: Said, next: Said): ReadonlySet<string> {
  const changed = new Set([...old.names].filter((name) => !next.names.has(name)));
  [...next.names].filter((name) => !old.names.has(name)).forEach((name) => changed.add(name));
  for (const name of [...old.instances.keys(), ...next.instances.keys()]) {
    if (!sameItems(old.instances.get(name), next.instances.get(name))) {
      changed.add(name);
    }
  }
  return changed;
}

function changedEdges(old: Said, next: Said): ReadonlySet<string> {
  const ids = [...old.edges.keys(), ...next.edges.keys()];
  return new Set(
    ids.filter((id) => !sameItems(old.edges.get(id)?.sources, next.edges.get(id)?.sources)),
  );
}

function inOrder<T>(said: ReadonlyMap<Slot, readonly T[]> | undefined): readonly T[] {
  if (said === undefined) {
    return [];
  }
  return said.size === 1
    ? [...said.values()].flat()
    : [...said].sort(([a], [b]) => compareSlots(a, b)).flatMap(([, items]) => items);
}

function compareSlots(a: Slot, b: Slot): number {
  return a.source - b.source || compareText(a.key, b.key);
}
