import type { ConnectionStatus, RegistryKind } from '../../../protocol/connections.ts';
import type { Edge, EdgeKind, Health, Service } from '../../../protocol/topology.ts';
import type { GraphModel } from './graph.ts';

/** A card of the map. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  /** Absent when edges name a service that no registry knows. */
  readonly service?: Service;
}

/** Every kind of edge, in the order in which they are listed. */
export const edgeKinds: readonly EdgeKind[] = [
  'declared',
  'permitted',
  'denied',
  'observed',
  'live',
];

/** Every health, in the order in which they are listed. */
export const healths: readonly Health[] = [
  'passing',
  'warning',
  'critical',
  'maintenance',
  'unknown',
];

/** The same with those first that need attention. */
export const healthsByNeed: readonly Health[] = [
  'critical',
  'warning',
  'maintenance',
  'unknown',
  'passing',
];

/** Kinds from the one that says most about an edge to the one that says least. */
const kindsByWeight: readonly EdgeKind[] = ['live', 'observed', 'denied', 'declared', 'permitted'];

/** Every service, and one card for each name that occurs in edges alone. */
export function nodesOf({ services, edges }: GraphModel): readonly GraphNode[] {
  const known = [...services.values()].map(nodeOf);
  const missing = [...endsOf(edges)].filter((id) => !services.has(id));
  return [...known, ...missing.map((id) => ({ id, name: id }))];
}

/** Whether the graph has a card of that id. */
export function hasNode({ services, edges }: GraphModel, id: string): boolean {
  return services.has(id) || endsOf(edges).has(id);
}

const nodes = new WeakMap<Service, GraphNode>();

/** The same object for the same service. */
function nodeOf(service: Service): GraphNode {
  const node = nodes.get(service) ?? { id: service.id, name: service.name, service };
  nodes.set(service, node);
  return node;
}

const ends = new WeakMap<GraphModel['edges'], ReadonlySet<string>>();

/** The ids at both ends of all edges. */
function endsOf(edges: GraphModel['edges']): ReadonlySet<string> {
  const known = ends.get(edges);
  if (known !== undefined) {
    return known;
  }
  const found = new Set<string>();
  for (const { from, to } of edges.values()) {
    found.add(from).add(to);
  }
  ends.set(edges, found);
  return found;
}

/** The kind that an edge is drawn as. */
export function mainKind(edge: Edge): EdgeKind {
  return (
    kindsByWeight.find((kind) => edge.sources.some((source) => source.kind === kind)) ?? 'declared'
  );
}

/** The registries that know a service, each once. */
export function registriesOf(service: Service): readonly RegistryKind[] {
  return [...new Set(service.instances.map(({ registration }) => registration.registry))].sort();
}

/** Ids of the connections whose content may be out of date. */
export function outdatedConnections(connections: readonly ConnectionStatus[]): ReadonlySet<string> {
  return new Set(
    connections
      .filter(({ state }) => state.phase === 'stale' || state.phase === 'failed')
      .map(({ id }) => id),
  );
}

/** Whether nothing that is shown of a service is known to be current. */
export function isOutdated(service: Service, outdated: ReadonlySet<string>): boolean {
  return (
    outdated.size > 0 &&
    service.instances.length > 0 &&
    service.instances.every(({ registration }) => outdated.has(registration.connectionId))
  );
}

/** For a screen reader: `orders, 3 instances, critical`. */
export function spokenName(node: GraphNode, isStale: boolean): string {
  if (node.service === undefined) {
    return `${node.name}, not registered`;
  }
  const { instances, health } = node.service;
  return `${node.name}, ${countOf(instances.length, 'instance')}, ${health}${isStale ? ', stale' : ''}`;
}

/** `1 instance`, `3 instances`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
