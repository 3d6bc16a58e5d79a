import type { RegistryKind } from '../../../protocol/connections.ts';
import type {
  Edge,
  EdgeKind,
  Health,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
} from '../../../protocol/topology.ts';

/** What a test says of an instance; the rest is filled in. */
export interface InstanceSketch {
  readonly address?: string;
  readonly health?: Health;
  readonly registry?: RegistryKind;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly leaseEnds?: number;
  readonly namespace?: string;
  readonly datacenter?: string;
  readonly version?: string;
}

export function instance(sketch: InstanceSketch = {}): ServiceInstance {
  const { address = '10.0.0.1:50051', health = 'passing', registry = 'etcd' } = sketch;
  return {
    id: `${registry}/${address}`,
    address,
    endpoints: [],
    health,
    checks: [],
    ...(sketch.leaseEnds === undefined
      ? {}
      : { lease: { id: '1', grantedTtlSeconds: 15, expiresAt: sketch.leaseEnds } }),
    possibleGhost: false,
    ...(sketch.version === undefined ? {} : { version: sketch.version }),
    tags: sketch.tags ?? [],
    metadata: sketch.metadata ?? {},
    registration: {
      connectionId: registry,
      registry,
      convention: 'kratos',
      key: '/k',
      ...(sketch.namespace === undefined ? {} : { namespace: sketch.namespace }),
      ...(sketch.datacenter === undefined ? {} : { datacenter: sketch.datacenter }),
    },
  };
}

export function service(name: string, ...sketches: readonly InstanceSketch[]): Service {
  const instances = sketches.map(instance);
  return { id: name, name, health: instances[0]?.health ?? 'unknown', instances };
}

/** What turns a service into `service(name, …sketches)`. */
export function serviceChange(name: string, ...sketches: readonly InstanceSketch[]): ServiceChange {
  const { health, instances } = service(name, ...sketches);
  return { id: name, health, upsertedInstances: instances, removedInstances: [] };
}

export function edge(from: string, to: string, kind: EdgeKind = 'declared'): Edge {
  const source = { kind, connectionId: 'consul', detail: 'upstream' };
  return { id: `${from}\0${to}`, from, to, sources: [source] };
}

export function graph(services: readonly Service[], edges: readonly Edge[] = []): TopologyGraph {
  return {
    revision: 1,
    connections: [
      {
        id: 'etcd',
        name: 'dev',
        kind: 'etcd',
        endpoint: '127.0.0.1:2379',
        state: { phase: 'live', since: 0 },
      },
    ],
    services,
    edges,
    unplaced: [],
  };
}

export function delta(revision: number, change: Partial<TopologyDelta> = {}): TopologyDelta {
  return {
    revision,
    upsertedServices: [],
    changedServices: [],
    removedServices: [],
    upsertedEdges: [],
    removedEdges: [],
    ...change,
  };
}
