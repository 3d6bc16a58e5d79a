import type { Health, Service, ServiceInstance, TopologyGraph } from '../../protocol/topology.ts';

/** What a test says of an instance; the rest is filled in. */
export interface InstanceDraft {
  readonly address: string;
  readonly health?: Health;
  readonly endpoints?: ServiceInstance['endpoints'];
  readonly registry?: ServiceInstance['registration']['registry'];
  readonly convention?: string;
}

/** A graph with these services and nothing else. */
export function graphOf(
  services: Readonly<Record<string, readonly InstanceDraft[]>>,
  revision = 1,
): TopologyGraph {
  return {
    revision,
    connections: [],
    services: Object.entries(services).map(([name, drafts]) => serviceOf(name, drafts)),
    edges: [],
    unplaced: [],
  };
}

function serviceOf(name: string, drafts: readonly InstanceDraft[]): Service {
  return { id: name, name, health: 'passing', instances: drafts.map((d) => instanceOf(name, d)) };
}

function instanceOf(service: string, draft: InstanceDraft): ServiceInstance {
  const { address, health = 'passing', endpoints = [] } = draft;
  const { registry = 'etcd', convention = 'kratos' } = draft;
  return {
    id: `${service}/${address}`,
    address,
    endpoints,
    health,
    checks: [],
    possibleGhost: false,
    tags: [],
    metadata: {},
    registration: { connectionId: 'c', registry, convention, key: '/k' },
  };
}
