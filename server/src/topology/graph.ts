import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type {
  Edge,
  EdgeSource,
  Service,
  ServiceInstance,
  TopologyGraph,
  UnplacedKey,
} from '../../../protocol/topology.ts';
import { serviceHealth } from './health.ts';
import { sameValue } from './sameValue.ts';

/**
 * What one connection says, whole. The shape of `ConnectionReport` in discovery, said again here
 * because this layer is pure and that one is not.
 */
export interface ConnectionFacts {
  readonly status: ConnectionStatus;
  readonly services: readonly string[];
  readonly instances: readonly { readonly service: string; readonly instance: ServiceInstance }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly source: EdgeSource;
  }[];
  readonly unplaced: readonly UnplacedKey[];
}

/** The graph before anything is known. */
export const emptyGraph: TopologyGraph = {
  revision: 0,
  connections: [],
  services: [],
  edges: [],
  unplaced: [],
};

/**
 * Joins what all connections say into one graph. Services of one name become one, edges between the
 * same two services become one with several sources, and both ends of an edge are services even
 * when no instance is known. What equals its counterpart in `previous` is the same object; the
 * revision is one more than its, also when nothing changed.
 */
export function buildGraph(
  facts: readonly ConnectionFacts[],
  previous: TopologyGraph = emptyGraph,
): TopologyGraph {
  return {
    revision: previous.revision + 1,
    connections: facts.map(({ status }) => status),
    services: keepEqual(buildServices(facts), previous.services),
    edges: keepEqual(buildEdges(facts), previous.edges),
    unplaced: facts
      .flatMap(({ unplaced }) => unplaced)
      .sort((a, b) => compareText(a.connectionId, b.connectionId) || compareText(a.key, b.key)),
  };
}

/** In order of UTF-16 code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function buildServices(facts: readonly ConnectionFacts[]): Service[] {
  const instances = new Map<string, Map<string, ServiceInstance>>();
  const ofService = (name: string): Map<string, ServiceInstance> => {
    const known = instances.get(name) ?? new Map<string, ServiceInstance>();
    instances.set(name, known);
    return known;
  };
  for (const { services, instances: placed, edges } of facts) {
    services.forEach(ofService);
    edges.forEach(({ from, to }) => [from, to].forEach(ofService));
    placed.forEach(({ service, instance }) => ofService(service).set(instance.id, instance));
  }
  return [...instances]
    .map(([name, byId]) => buildService(name, [...byId.values()]))
    .sort((a, b) => compareText(a.name, b.name));
}

function buildService(name: string, instances: ServiceInstance[]): Service {
  const sorted = instances.sort((a, b) => compareText(a.id, b.id));
  return { id: name, name, health: serviceHealth(sorted), instances: sorted };
}

function buildEdges(facts: readonly ConnectionFacts[]): Edge[] {
  const edges = new Map<string, { from: string; to: string; sources: EdgeSource[] }>();
  for (const { from, to, source } of facts.flatMap((report) => report.edges)) {
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

function keepEqual<T extends { readonly id: string }>(next: T[], previous: readonly T[]): T[] {
  const known = new Map(previous.map((item) => [item.id, item]));
  return next.map((item) => {
    const before = known.get(item.id);
    return before !== undefined && sameValue(before, item) ? before : item;
  });
}
