import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type {
  Edge,
  EdgeSource,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
  UnplacedKey,
} from '../../../protocol/topology.ts';
import { applyDelta, isEmptyDelta, serviceChange } from './delta.ts';
import {
  type ConnectionFacts,
  type FactGroups,
  nothingSaid,
  type PlacedEdge,
} from './factGroup.ts';
import { type FactChanges, FactIndex, type IndexedEdge } from './factIndex.ts';
import { serviceHealth } from './health.ts';
import { compareText, emptyGraph } from './graph.ts';
import { sameItems, sameValue } from './sameValue.ts';
import { findItem } from './sortedItems.ts';

/** A graph, and what turns the one before into it. */
export interface BuiltGraph {
  readonly graph: TopologyGraph;
  /** Absent when nothing changed: then `graph` is the one before. */
  readonly delta?: TopologyDelta;
}

/**
 * Joins what all connections say into one graph, again and again. Services of one name become one,
 * edges between the same two services become one with several sources, and both ends of an edge are
 * services even when no instance is known.
 *
 * Only what groups with other facts speak of is built again, so that an update costs what changed.
 * What says the same as before stays the same object.
 */
export class GraphBuilder {
  readonly #index = new FactIndex();
  #statuses: readonly ConnectionStatus[] = emptyGraph.connections;
  #pending: PendingChanges = nothingPending();
  #found: readonly PlacedEdge[] = [];
  #foundGroups: FactGroups = new Map();
  #graph: TopologyGraph = emptyGraph;

  get graph(): TopologyGraph {
    return this.#graph;
  }

  /** Takes in facts and builds them into the graph. */
  update(facts: readonly ConnectionFacts[], found: readonly PlacedEdge[] = []): BuiltGraph {
    this.take(facts, found);
    return this.build();
  }

  /**
   * Takes in facts, for the next `build`. `found` are edges that no registry tells, but the system
   * itself. Answers what may have changed since the last one.
   */
  take(facts: readonly ConnectionFacts[], found: readonly PlacedEdge[] = []): PendingChanges {
    const { services, edges, unplaced } = this.#take(facts, found);
    const pending = this.#pending;
    services.forEach((name) => pending.services.add(name));
    edges.forEach((id) => pending.edges.add(id));
    pending.unplaced ||= unplaced;
    this.#statuses = facts.map(({ status }) => status);
    pending.connections = !sameValue(this.#statuses, this.#graph.connections);
    return pending;
  }

  /** Builds what was taken in into the graph. */
  build(): BuiltGraph {
    const before = this.#graph;
    const changes = this.#pending;
    this.#pending = nothingPending();
    const connections = keepWhole(this.#statuses, before.connections);
    const unplaced = this.#unplaced(changes);
    const delta = {
      revision: before.revision + 1,
      ...(connections === before.connections ? {} : { connections }),
      ...this.#serviceChanges(changes),
      ...this.#edgeChanges(changes),
      ...(unplaced === before.unplaced ? {} : { unplaced }),
    };
    if (isEmptyDelta(delta)) {
      return { graph: before };
    }
    this.#graph = applyDelta(before, delta);
    return { graph: this.#graph, delta };
  }

  #take(facts: readonly ConnectionFacts[], found: readonly PlacedEdge[]): FactChanges {
    if (!sameItems(found, this.#found)) {
      this.#found = found;
      this.#foundGroups = new Map([['found', { ...nothingSaid, edges: found }]]);
    }
    return this.#index.take([this.#foundGroups, ...facts.map(({ groups }) => groups)]);
  }

  #serviceChanges({ services }: FactChanges): ServiceChanges {
    const upsertedServices: Service[] = [];
    const changedServices: ServiceChange[] = [];
    const removedServices: string[] = [];
    for (const name of [...services].sort(compareText)) {
      const old = findItem(this.#graph.services, name);
      if (!this.#index.hasService(name)) {
        removedServices.push(...(old === undefined ? [] : [name]));
        continue;
      }
      const next = buildService(name, this.#index.instancesOf(name));
      if (old === undefined) {
        upsertedServices.push(next);
      } else if (!sameValue(old, next)) {
        changedServices.push(serviceChange(old, next));
      }
    }
    return { upsertedServices, changedServices, removedServices };
  }

  #edgeChanges({ edges }: FactChanges): EdgeChanges {
    const upsertedEdges: Edge[] = [];
    const removedEdges: string[] = [];
    for (const id of [...edges].sort(compareText)) {
      const old = findItem(this.#graph.edges, id);
      const said = this.#index.edge(id);
      const next = said && buildEdge(id, said);
      if (next === undefined) {
        removedEdges.push(...(old === undefined ? [] : [id]));
      } else if (!sameValue(old, next)) {
        upsertedEdges.push(next);
      }
    }
    return { upsertedEdges, removedEdges };
  }

  #unplaced({ unplaced }: FactChanges): readonly UnplacedKey[] {
    const before = this.#graph.unplaced;
    return unplaced ? keepWhole([...this.#index.unplaced()].sort(compareUnplaced), before) : before;
  }
}

/** What may be other than in the graph that was built last. */
export interface PendingChanges {
  /** Names of services. */
  readonly services: Set<string>;
  /** Ids of edges. */
  readonly edges: Set<string>;
  unplaced: boolean;
  connections: boolean;
}

function nothingPending(): PendingChanges {
  return { services: new Set(), edges: new Set(), unplaced: false, connections: false };
}

/** The graph of these facts alone. */
export function buildGraph(facts: readonly ConnectionFacts[]): TopologyGraph {
  return new GraphBuilder().update(facts).graph;
}

type ServiceChanges = Pick<
  TopologyDelta,
  'upsertedServices' | 'changedServices' | 'removedServices'
>;
type EdgeChanges = Pick<TopologyDelta, 'upsertedEdges' | 'removedEdges'>;

function buildService(name: string, placed: readonly ServiceInstance[]): Service {
  const byId = new Map(placed.map((instance) => [instance.id, instance]));
  const instances = [...byId.values()].sort((a, b) => compareText(a.id, b.id));
  return { id: name, name, health: serviceHealth(instances), instances };
}

function buildEdge(id: string, { from, to, sources }: IndexedEdge): Edge {
  const different: EdgeSource[] = [];
  for (const source of sources) {
    if (!different.some((known) => sameValue(known, source))) {
      different.push(source);
    }
  }
  return { id, from, to, sources: different.sort(compareSources) };
}

function compareSources(a: EdgeSource, b: EdgeSource): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.connectionId, b.connectionId) ||
    compareText(a.detail, b.detail)
  );
}

function compareUnplaced(a: UnplacedKey, b: UnplacedKey): number {
  return (
    compareText(a.connectionId, b.connectionId) ||
    compareText(a.key, b.key) ||
    compareText(a.reason, b.reason) ||
    Number(a.expected ?? false) - Number(b.expected ?? false)
  );
}

/** The list before when the next one says the same. */
function keepWhole<T>(next: readonly T[], previous: readonly T[]): readonly T[] {
  return sameValue(next, previous) ? previous : next;
}
