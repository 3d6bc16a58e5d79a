import type {
  InstancePatch,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
} from '../../../protocol/topology.ts';
import { sameValue } from './sameValue.ts';
import { changedItems, findItem } from './sortedItems.ts';

/** What turns `before` into `after`: `applyDelta(before, diffGraphs(before, after))` equals `after`. */
export function diffGraphs(before: TopologyGraph, after: TopologyGraph): TopologyDelta {
  const known = new Map(before.services.map((service) => [service.id, service]));
  const services = diffItems(before.services, after.services);
  const edges = diffItems(before.edges, after.edges);
  return {
    revision: after.revision,
    ...(sameValue(before.connections, after.connections) ? {} : { connections: after.connections }),
    upsertedServices: services.upserted.filter(({ id }) => !known.has(id)),
    changedServices: services.upserted.flatMap((service) => {
      const old = known.get(service.id);
      return old === undefined ? [] : [serviceChange(old, service)];
    }),
    removedServices: services.removed,
    upsertedEdges: edges.upserted,
    removedEdges: edges.removed,
    ...(sameValue(before.unplaced, after.unplaced) ? {} : { unplaced: after.unplaced }),
  };
}

/** Whether a delta changes nothing but the revision. */
export function isEmptyDelta(delta: TopologyDelta): boolean {
  return (
    delta.connections === undefined &&
    delta.unplaced === undefined &&
    delta.upsertedServices.length === 0 &&
    delta.changedServices.length === 0 &&
    delta.removedServices.length === 0 &&
    delta.upsertedEdges.length === 0 &&
    delta.removedEdges.length === 0
  );
}

/** The graph after a delta. The delta must be one for this graph: see its `revision`. */
export function applyDelta(graph: TopologyGraph, delta: TopologyDelta): TopologyGraph {
  return {
    revision: delta.revision,
    connections: delta.connections ?? graph.connections,
    services: changedItems(
      graph.services,
      [...delta.upsertedServices, ...changed(graph.services, delta.changedServices)],
      delta.removedServices,
    ),
    edges: changedItems(graph.edges, delta.upsertedEdges, delta.removedEdges),
    unplaced: delta.unplaced ?? graph.unplaced,
  };
}

/** A service after a change. */
function applyServiceChange(service: Service, change: ServiceChange): Service {
  const { health, upsertedInstances, patchedInstances = [], removedInstances } = change;
  const patched = patchedInstances.flatMap((patch) => {
    const instance = findItem(service.instances, patch.id);
    return instance === undefined ? [] : [{ ...instance, ...patch }];
  });
  const upserted = [...upsertedInstances, ...patched];
  const instances = changedItems(service.instances, upserted, removedInstances);
  return { ...service, health, instances };
}

/**
 * The delta with patches for the instances that `before` has: for readers far away, since a change of
 * health is a tenth of what is known of an instance.
 */
export function withPatches(before: TopologyGraph, delta: TopologyDelta): TopologyDelta {
  const changedServices = delta.changedServices.map((change) => {
    const service = findItem(before.services, change.id);
    return service === undefined ? change : patchedChange(service, change);
  });
  return { ...delta, changedServices };
}

function patchedChange(service: Service, change: ServiceChange): ServiceChange {
  const upsertedInstances: ServiceInstance[] = [];
  const patchedInstances: InstancePatch[] = [];
  for (const instance of change.upsertedInstances) {
    const old = findItem(service.instances, instance.id);
    const patch = old && patchOf(old, instance);
    if (patch === undefined) {
      upsertedInstances.push(instance);
    } else {
      patchedInstances.push(patch);
    }
  }
  return { ...change, upsertedInstances, patchedInstances };
}

/** Undefined when the instance has lost a field. */
function patchOf(before: ServiceInstance, after: ServiceInstance): InstancePatch | undefined {
  const [old, next] = [new Map(Object.entries(before)), Object.entries(after)];
  const kept = new Set(next.filter(([, value]) => value !== undefined).map(([name]) => name));
  const hasLost = [...old].some(([name, value]) => value !== undefined && !kept.has(name));
  if (hasLost) {
    return undefined;
  }
  const others = next.filter(([name, value]) => !sameValue(old.get(name), value));
  return { ...Object.fromEntries(others), id: after.id };
}

/** What turns a service into the same one as it is later. */
export function serviceChange(before: Service, after: Service): ServiceChange {
  const { upserted, removed } = diffItems(before.instances, after.instances);
  return {
    id: after.id,
    health: after.health,
    upsertedInstances: upserted,
    removedInstances: removed,
  };
}

function changed(services: readonly Service[], changes: readonly ServiceChange[]): Service[] {
  return changes.flatMap((change) => {
    const service = findItem(services, change.id);
    return service === undefined ? [] : [applyServiceChange(service, change)];
  });
}

interface Identified {
  readonly id: string;
}

function diffItems<T extends Identified>(
  before: readonly T[],
  after: readonly T[],
): { readonly upserted: readonly T[]; readonly removed: readonly string[] } {
  const known = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  return {
    upserted: after.filter((item) => !sameValue(known.get(item.id), item)),
    removed: before.map(({ id }) => id).filter((id) => !kept.has(id)),
  };
}
