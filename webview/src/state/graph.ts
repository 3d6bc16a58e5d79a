import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type {
  Edge,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
  TopologyUpdate,
  UnplacedKey,
} from '../../../protocol/topology.ts';

/** The graph as the page keeps it. A service or an edge that did not change stays the same object. */
export interface GraphModel {
  readonly revision: number;
  readonly connections: readonly ConnectionStatus[];
  /** By id, in the order of names. */
  readonly services: ReadonlyMap<string, Service>;
  readonly edges: ReadonlyMap<string, Edge>;
  readonly unplaced: readonly UnplacedKey[];
}

/** What came of an update. */
export type Applied =
  | {
      readonly kind: 'applied';
      readonly graph: GraphModel;
      /** Services that look different now; a lease that was kept alive is no change. */
      readonly changed: readonly string[];
      /** The same services and edges are there as before, whatever is new about the services. */
      readonly hasSameParts: boolean;
    }
  /** Updates are missing: only a snapshot helps. */
  | { readonly kind: 'gap' }
  /** Older than what is known. */
  | { readonly kind: 'outdated' };

/** Brings the graph up to date; pure. */
export function applyUpdate(graph: GraphModel | undefined, update: TopologyUpdate): Applied {
  if (update.kind === 'snapshot') {
    const next = fromSnapshot(graph, update.graph);
    const changed = graph === undefined ? [] : differing(graph, next, next.services.keys());
    return { kind: 'applied', graph: next, changed, hasSameParts: false };
  }
  const { delta } = update;
  if (graph === undefined || delta.revision > graph.revision + 1) {
    return { kind: 'gap' };
  }
  if (delta.revision <= graph.revision) {
    return { kind: 'outdated' };
  }
  const next = fromDelta(graph, delta);
  const told = [...delta.upsertedServices, ...delta.changedServices].map(({ id }) => id);
  return {
    kind: 'applied',
    graph: next,
    changed: differing(graph, next, told),
    hasSameParts: next.edges === graph.edges && hasSameKeys(next.services, graph.services, delta),
  };
}

function hasSameKeys(
  now: GraphModel['services'],
  before: GraphModel['services'],
  { removedServices }: TopologyDelta,
): boolean {
  return now.size === before.size && !removedServices.some((id) => before.has(id));
}

/** Those of the services that look different, in the order of names. */
function differing(before: GraphModel, now: GraphModel, ids: Iterable<string>): readonly string[] {
  return [...ids]
    .filter((id) => {
      const service = now.services.get(id);
      return service !== undefined && looksDifferent(before.services.get(id), service);
    })
    .sort(compareNames);
}

function fromSnapshot(before: GraphModel | undefined, graph: TopologyGraph): GraphModel {
  return {
    revision: graph.revision,
    connections: graph.connections,
    services: byId(graph.services, before?.services),
    edges: byId(graph.edges, before?.edges),
    unplaced: graph.unplaced,
  };
}

function fromDelta(graph: GraphModel, delta: TopologyDelta): GraphModel {
  const whole = merged(graph.services, delta.upsertedServices, delta.removedServices);
  const services = withChanges(whole, delta.changedServices);
  const hasNew = delta.upsertedServices.some(({ id }) => !graph.services.has(id));
  return {
    revision: delta.revision,
    connections: delta.connections ?? graph.connections,
    services: hasNew ? inOrderOfNames(services) : services,
    edges: merged(graph.edges, delta.upsertedEdges, delta.removedEdges),
    unplaced: delta.unplaced ?? graph.unplaced,
  };
}

/** A change of a service that is not known changes nothing. */
function withChanges(
  services: GraphModel['services'],
  changes: readonly ServiceChange[],
): GraphModel['services'] {
  const next = new Map(services);
  let isOther = false;
  for (const change of changes) {
    const service = next.get(change.id);
    const after = service && changed(service, change);
    if (after !== undefined && after !== service) {
      next.set(change.id, after);
      isOther = true;
    }
  }
  return isOther ? next : services;
}

/** The service after a change, the same object when it says the same. */
function changed(service: Service, change: ServiceChange): Service {
  const known = new Map(service.instances.map((instance) => [instance.id, instance]));
  const patched = (change.patchedInstances ?? []).flatMap((patch) => {
    const instance = known.get(patch.id);
    return instance === undefined ? [] : [{ ...instance, ...patch }];
  });
  const upserted = [...change.upsertedInstances, ...patched];
  const instances = merged(known, upserted, change.removedInstances);
  const hasNew = instances.size > known.size - change.removedInstances.length;
  const listed = [...instances.values()];
  const isSame =
    service.health === change.health &&
    listed.length === service.instances.length &&
    listed.every((instance, at) => instance === service.instances[at]);
  const ordered = hasNew ? listed.sort((a, b) => compareNames(a.id, b.id)) : listed;
  return isSame ? service : { ...service, health: change.health, instances: ordered };
}

function merged<T extends { readonly id: string }>(
  old: ReadonlyMap<string, T>,
  upserted: readonly T[],
  removed: readonly string[],
): ReadonlyMap<string, T> {
  if (upserted.length === 0 && removed.length === 0) {
    return old;
  }
  const next = new Map(old);
  removed.forEach((id) => next.delete(id));
  upserted.forEach((each) => next.set(each.id, kept(old.get(each.id), each)));
  return next;
}

function byId<T extends { readonly id: string }>(
  list: readonly T[],
  old: ReadonlyMap<string, T> | undefined,
): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [each.id, kept(old?.get(each.id), each)]));
}

/** The old object when the new one says the same. */
function kept<T>(old: T | undefined, next: T): T {
  if (old === undefined || old === next) {
    return next;
  }
  return JSON.stringify(old) === JSON.stringify(next) ? old : next;
}

function looksDifferent(before: Service | undefined, after: Service): boolean {
  return (
    before !== after &&
    (before?.health !== after.health ||
      before.instances.length !== after.instances.length ||
      after.instances.some((instance, index) => isOther(before.instances[index], instance)))
  );
}

function isOther(before: ServiceInstance | undefined, after: ServiceInstance): boolean {
  return before !== after && (before === undefined || looks(before) !== looks(after));
}

function looks(instance: ServiceInstance): string {
  return JSON.stringify({ ...instance, lease: undefined });
}

function inOrderOfNames(services: ReadonlyMap<string, Service>): ReadonlyMap<string, Service> {
  return new Map([...services].sort(([, one], [, other]) => compareNames(one.name, other.name)));
}

function compareNames(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
