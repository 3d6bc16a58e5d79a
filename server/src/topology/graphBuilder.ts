import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type {
  Edge,
  EdgeSource,
  Service,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
  UnplacedKey,
} from '../../../protocol/topology.ts';
import { diffGraphs, isEmptyDelta } from './delta.ts';
import { serviceHealth } from './health.ts';
import { compareText, emptyGraph } from './graph.ts';
import { sameItems, sameValue } from './sameValue.ts';

/** An instance under the name of its service. */
interface Placed {
  readonly service: string;
  readonly instance: ServiceInstance;
}

/** One reason to believe that `from` calls `to`; both are names of services. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly source: EdgeSource;
}

/**
 * What one connection says, whole. The shape of `ConnectionReport` in discovery, said again here
 * because this layer is pure and that one is not.
 */
export interface ConnectionFacts {
  readonly status: ConnectionStatus;
  readonly services: readonly string[];
  readonly instances: readonly Placed[];
  readonly edges: readonly PlacedEdge[];
  readonly unplaced: readonly UnplacedKey[];
}

/** A graph, and what turns the one before into it. */
export interface BuiltGraph {
  readonly graph: TopologyGraph;
  /** Absent when nothing changed: then `graph` is the one before. */
  readonly delta?: TopologyDelta;
}

type ByService = ReadonlyMap<string, readonly Placed[]>;

/**
 * Joins what all connections say into one graph, again and again. Services of one name become one,
 * edges between the same two services become one with several sources, and both ends of an edge are
 * services even when no instance is known.
 *
 * Facts that are the same objects as the last time cost a comparison of pointers; only services with
 * other facts are built again. What says the same as before stays the same object.
 */
export class GraphBuilder {
  #facts: readonly ConnectionFacts[] = [];
  #placed: readonly ByService[] = [];
  #found: readonly PlacedEdge[] = [];
  #graph: TopologyGraph = emptyGraph;

  get graph(): TopologyGraph {
    return this.#graph;
  }

  /** `found` are edges that no registry tells, but the system itself. */
  update(facts: readonly ConnectionFacts[], found: readonly PlacedEdge[] = []): BuiltGraph {
    const before = this.#graph;
    const placed = facts.map(({ instances }) => byService(instances));
    const edges = this.#edges(facts, found);
    const after: TopologyGraph = {
      revision: before.revision + 1,
      connections: keepWhole(
        facts.map(({ status }) => status),
        before.connections,
      ),
      services: this.#services({ facts, placed, edges }),
      edges,
      unplaced: this.#unplaced(facts),
    };
    this.#facts = facts;
    this.#found = found;
    this.#placed = placed;
    const delta = diffGraphs(before, after);
    if (isEmptyDelta(delta)) {
      return { graph: before };
    }
    this.#graph = after;
    return { graph: after, delta };
  }

  #services({ facts, placed, edges }: Gathered): readonly Service[] {
    const known = new Map(this.#graph.services.map((service) => [service.name, service]));
    return namesOf({ facts, placed, edges }).map((name) => {
      const old = known.get(name);
      if (old !== undefined && this.#hasSameInstances(name, placed)) {
        return old;
      }
      const service = buildService(name, placed);
      return old !== undefined && sameValue(old, service) ? old : service;
    });
  }

  #hasSameInstances(name: string, placed: readonly ByService[]): boolean {
    return (
      placed.length === this.#placed.length &&
      placed.every((map, index) => sameItems(map.get(name), this.#placed[index]?.get(name)))
    );
  }

  #edges(facts: readonly ConnectionFacts[], found: readonly PlacedEdge[]): readonly Edge[] {
    if (sameItems(found, this.#found) && this.#isSame(facts, ({ edges }) => edges)) {
      return this.#graph.edges;
    }
    const told = facts.flatMap(({ edges }) => edges);
    return keepEqual(buildEdges([...told, ...found]), this.#graph.edges);
  }

  #unplaced(facts: readonly ConnectionFacts[]): readonly UnplacedKey[] {
    return this.#isSame(facts, ({ unplaced }) => unplaced)
      ? this.#graph.unplaced
      : keepWhole(
          facts.flatMap(({ unplaced }) => unplaced).sort(compareUnplaced),
          this.#graph.unplaced,
        );
  }

  /** Whether a part of the facts holds the very objects of the last time. */
  #isSame(
    facts: readonly ConnectionFacts[],
    part: (of: ConnectionFacts) => readonly unknown[],
  ): boolean {
    return (
      facts.length === this.#facts.length &&
      facts.every((each, index) => {
        const old = this.#facts[index];
        return old !== undefined && sameItems(part(each), part(old));
      })
    );
  }
}

/** The graph of these facts alone. */
export function buildGraph(facts: readonly ConnectionFacts[]): TopologyGraph {
  return new GraphBuilder().update(facts).graph;
}

interface Gathered {
  readonly facts: readonly ConnectionFacts[];
  readonly placed: readonly ByService[];
  readonly edges: readonly Edge[];
}

function byService(instances: readonly Placed[]): ByService {
  const services = new Map<string, Placed[]>();
  for (const each of instances) {
    const known = services.get(each.service);
    if (known === undefined) {
      services.set(each.service, [each]);
    } else {
      known.push(each);
    }
  }
  return services;
}

function namesOf({ facts, placed, edges }: Gathered): string[] {
  const names = new Set(facts.flatMap(({ services }) => services));
  for (const map of placed) {
    for (const name of map.keys()) {
      names.add(name);
    }
  }
  for (const { from, to } of edges) {
    names.add(from).add(to);
  }
  return [...names].sort(compareText);
}

function buildService(name: string, placed: readonly ByService[]): Service {
  const instances = new Map(
    placed.flatMap((map) =>
      (map.get(name) ?? []).map(({ instance }) => [instance.id, instance] as const),
    ),
  );
  const sorted = [...instances.values()].sort((a, b) => compareText(a.id, b.id));
  return { id: name, name, health: serviceHealth(sorted), instances: sorted };
}

function buildEdges(placed: readonly PlacedEdge[]): Edge[] {
  const edges = new Map<string, { from: string; to: string; sources: EdgeSource[] }>();
  for (const { from, to, source } of placed) {
    const id = `${from}\0${to}`;
    const edge = edges.get(id) ?? { from, to, sources: [] };
    edges.set(id, edge);
    if (!edge.sources.some((known) => sameValue(known, source))) {
      edge.sources.push(source);
    }
  }
  return [...edges]
    .map(([id, edge]) => ({ id, ...edge, sources: edge.sources.sort(compareSources) }))
    .sort((a, b) => compareText(a.id, b.id));
}

function compareSources(a: EdgeSource, b: EdgeSource): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.connectionId, b.connectionId) ||
    compareText(a.detail, b.detail)
  );
}

function compareUnplaced(a: UnplacedKey, b: UnplacedKey): number {
  return compareText(a.connectionId, b.connectionId) || compareText(a.key, b.key);
}

function keepEqual<T extends { readonly id: string }>(next: T[], previous: readonly T[]): T[] {
  const known = new Map(previous.map((item) => [item.id, item]));
  return next.map((item) => {
    const before = known.get(item.id);
    return before !== undefined && sameValue(before, item) ? before : item;
  });
}

/** The list before when the next one says the same. */
function keepWhole<T>(next: readonly T[], previous: readonly T[]): readonly T[] {
  return sameValue(next, previous) ? previous : next;
}
