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
    }
  /** Updates are missing: only a snapshot helps. */
  | { readonly kind: 'gap' }
  /** Older than what is known. */
  | { readonly kind: 'outdated' };

/** Brings the graph up to date; pure. */
export function applyUpdate(graph: GraphModel | undefined, update: TopologyUpdate): Applied {
  if (update.kind === 'snapshot') {
    return applied(graph, fromSnapshot(graph, update.graph));
  }
  const { delta } = update;
  if (graph === undefined || delta.revision > graph.revision + 1) {
    return { kind: 'gap' };
  }
  if (delta.revision <= graph.revision) {
    return { kind: 'outdated' };
  }
  return applied(graph, fromDelta(graph, delta));
}

function applied(before: GraphModel | undefined, graph: GraphModel): Applied {
  const changed =
    before === undefined
      ? []
      : [...graph.services.values()]
          .filter((service) => looksDifferent(before.services.get(service.id), service))
          .map((service) => service.id);
  return { kind: 'applied', graph, changed };
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
  const services = merged(
    graph.services,
    [...delta.upsertedServices, ...delta.changedServices.flatMap((one) => changed(graph, one))],
    delta.removedServices,
  );
  const hasNew = delta.upsertedServices.some(({ id }) => !graph.services.has(id));
  return {
    revision: delta.revision,
    connections: delta.connections ?? graph.connections,
    services: hasNew ? inOrderOfNames(services) : services,
    edges: merged(graph.edges, delta.upsertedEdges, delta.removedEdges),
    unplaced: delta.unplaced ?? graph.unplaced,
  };
}

/** The service after a change; none when it is not known. */
function changed(graph: GraphModel, change: ServiceChange): Service[] {
  const service = graph.services.get(change.id);
  if (service === undefined) {
    return [];
  }
  const known = new Map(service.instances.map((instance) => [instance.id, instance]));
  const instances = merged(known, change.upsertedInstances, change.removedInstances);
  const hasNew = instances.size > known.size - change.removedInstances.length;
  const listed = [...instances.values()];
  const ordered = hasNew ? listed.sort((a, b) => compareNames(a.id, b.id)) : listed;
  return [{ ...service, health: change.health, instances: ordered }];
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
