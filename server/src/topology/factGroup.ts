import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { EdgeSource, ServiceInstance, UnplacedKey } from '../../../protocol/topology.ts';

/** An instance under the name of its service. */
export interface Placed {
  readonly service: string;
  readonly instance: ServiceInstance;
}

/** One reason to believe that `from` calls `to`; both are names of services. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly source: EdgeSource;
}

/** What a registry says in one of its places. Immutable: what says the same is the same object. */
export interface FactGroup {
  readonly services: readonly string[];
  readonly instances: readonly Placed[];
  readonly edges: readonly PlacedEdge[];
  readonly unplaced: readonly UnplacedKey[];
}

/** By the places of a source, whatever it calls them. */
export type FactGroups = ReadonlyMap<string, FactGroup>;

/**
 * What one connection says, whole, by the places of its registry. The shape of `ConnectionReport` in
 * discovery, said again here because this layer is pure and that one is not.
 */
export interface ConnectionFacts {
  readonly status: ConnectionStatus;
  readonly groups: FactGroups;
}

/** A group that says nothing. */
export const nothingSaid: FactGroup = { services: [], instances: [], edges: [], unplaced: [] };

/** What a group says, by what it is said of. */
export interface Said {
  /** Services that it names, also as the end of an edge. */
  readonly names: ReadonlySet<string>;
  /** By the name of the service. */
  readonly instances: ReadonlyMap<string, readonly ServiceInstance[]>;
  /** By the id of the edge. */
  readonly edges: ReadonlyMap<string, SaidEdge>;
}

/** An edge as one group has it. */
export interface SaidEdge {
  readonly from: string;
  readonly to: string;
  readonly sources: readonly EdgeSource[];
}

/** Reads a group. */
export function saidBy({ services, instances, edges }: FactGroup): Said {
  const names = new Set(services);
  for (const { from, to } of edges) {
    names.add(from).add(to);
  }
  return { names, instances: instancesByService(instances), edges: edgesById(edges) };
}

function instancesByService(
  instances: readonly Placed[],
): ReadonlyMap<string, readonly ServiceInstance[]> {
  const found = new Map<string, ServiceInstance[]>();
  for (const { service, instance } of instances) {
    const known = found.get(service);
    if (known === undefined) {
      found.set(service, [instance]);
    } else {
      known.push(instance);
    }
  }
  return found;
}

function edgesById(edges: readonly PlacedEdge[]): ReadonlyMap<string, SaidEdge> {
  const found = new Map<string, { from: string; to: string; sources: EdgeSource[] }>();
  for (const { from, to, source } of edges) {
    const id = `${from}\0${to}`;
    const known = found.get(id);
    if (known === undefined) {
      found.set(id, { from, to, sources: [source] });
    } else {
      known.sources.push(source);
    }
  }
  return found;
}
