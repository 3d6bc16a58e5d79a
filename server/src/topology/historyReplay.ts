import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { Comparison, EdgeMark, Mark, ServiceMark } from '../../../protocol/history.ts';
import type {
  Edge,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
} from '../../../protocol/topology.ts';
import { compareText } from './graph.ts';
import { serviceHealth } from './health.ts';
import { changedParts, sameEdge } from './historyChange.ts';
import type { HistoryHead, HistoryStep } from './historyStep.ts';

interface ServiceThen {
  /** Absent when it was there, or not there, as it is in the head. */
  existed?: boolean;
  readonly instances: Map<string, ServiceInstance | undefined>;
}

/** What was different from the head; all else was as it is there. */
export interface Differences {
  readonly services: ReadonlyMap<string, ServiceThen>;
  readonly edges: ReadonlyMap<string, Edge | undefined>;
  readonly connections: readonly ConnectionStatus[] | undefined;
}

/** What was different before some steps were taken. The steps are the newest ones, the oldest first. */
export function undoSteps(steps: readonly HistoryStep[]): Differences {
  const services = new Map<string, ServiceThen>();
  const edges = new Map<string, Edge | undefined>();
  let connections: readonly ConnectionStatus[] | undefined;
  const serviceThen = (id: string): ServiceThen => {
    const known = services.get(id) ?? { instances: new Map<string, ServiceInstance | undefined>() };
    services.set(id, known);
    return known;
  };
  for (const { undo } of steps.toReversed()) {
    for (const each of undo) {
      switch (each.kind) {
        case 'service':
          serviceThen(each.id).existed = each.existed;
          break;
        case 'instance':
          serviceThen(each.serviceId).instances.set(each.id, each.before);
          break;
        case 'edge':
          edges.set(each.id, each.before);
          break;
        case 'connections':
          connections = each.before;
          break;
      }
    }
  }
  return { services, edges, connections };
}

/** The graph that differs so from the head. */
export function graphOf(
  head: HistoryHead,
  differences: Differences,
  revision: number,
): TopologyGraph {
  const ids = new Set([...head.services.keys(), ...differences.services.keys()]);
  const services = [...ids].map((id) => serviceOf(head, differences, id));
  const edges = [...head.edges.values()].filter(({ id }) => !differences.edges.has(id));
  return {
    revision,
    connections: differences.connections ?? head.connections,
    services: byId(services.filter((service) => service !== undefined)),
    edges: byId([
      ...edges,
      ...[...differences.edges.values()].filter((edge) => edge !== undefined),
    ]),
    unplaced: [],
  };
}

/** What brings a graph over some steps, in either direction, to the one that differs so from the head. */
export function deltaOf(
  head: HistoryHead,
  differences: Differences,
  { revision, over }: { readonly revision: number; readonly over: readonly HistoryStep[] },
): TopologyDelta {
  const touched = undoSteps(over);
  const edgeThen = (id: string): Edge | undefined =>
    differences.edges.has(id) ? differences.edges.get(id) : head.edges.get(id);
  const edges = [...touched.edges.keys()].map((id) => [id, edgeThen(id)] as const);
  // Elsewhere the service was there on both sides, and its instances say all.
  const moved = [...touched.services].filter(([, { existed }]) => existed !== undefined);
  const services = moved.map(([id]) => [id, serviceOf(head, differences, id)] as const);
  return {
    revision,
    ...(touched.connections && { connections: differences.connections ?? head.connections }),
    upsertedServices: present(services),
    changedServices: [...touched.services]
      .filter(([, { existed }]) => existed === undefined)
      .flatMap(([id, { instances }]) => serviceChange(head, differences, id, instances)),
    removedServices: absent(services),
    upsertedEdges: present(edges),
    removedEdges: absent(edges),
  };
}

/** What became of that which was different; see {@link Comparison}. */
export function compareWith(head: HistoryHead, differences: Differences, step: number): Comparison {
  const services = [...differences.services.keys()].flatMap((id) =>
    serviceMark(head, differences, id),
  );
  const edges = [...differences.edges].flatMap(([id, then]) =>
    edgeMark(id, then, head.edges.get(id)),
  );
  return { step, services: byId(services), edges: byId(edges) };
}

/** A service as it was; undefined when it was not there. */
function serviceOf(head: HistoryHead, differences: Differences, id: string): Service | undefined {
  const now = head.services.get(id);
  const then = differences.services.get(id);
  const existed = then?.existed ?? now !== undefined;
  if (!existed) {
    return undefined;
  }
  const instances = new Map<string, ServiceInstance | undefined>(now?.instances);
  then?.instances.forEach((before, instanceId) => instances.set(instanceId, before));
  const list = byId([...instances.values()].filter((instance) => instance !== undefined));
  return { id, name: now?.name ?? id, health: serviceHealth(list), instances: list };
}

function serviceChange(
  head: HistoryHead,
  differences: Differences,
  id: string,
  touched: ReadonlyMap<string, unknown>,
): readonly ServiceChange[] {
  const service = serviceOf(head, differences, id);
  if (service === undefined) {
    return [];
  }
  const there = new Set(service.instances.map((instance) => instance.id));
  return [
    {
      id,
      health: service.health,
      upsertedInstances: service.instances.filter((instance) => touched.has(instance.id)),
      removedInstances: [...touched.keys()].filter((instanceId) => !there.has(instanceId)),
    },
  ];
}

function serviceMark(
  head: HistoryHead,
  differences: Differences,
  id: string,
): readonly ServiceMark[] {
  const now = head.services.get(id);
  const then = serviceOf(head, differences, id);
  const counts: Record<Mark, number> = { added: 0, gone: 0, changed: 0 };
  differences.services.get(id)?.instances.forEach((before, instanceId) => {
    const mark = instanceMark(before, now?.instances.get(instanceId));
    counts[mark ?? 'changed'] += mark === undefined ? 0 : 1;
  });
  if (then === undefined && now === undefined) {
    return [];
  }
  const mark = then === undefined ? 'added' : now === undefined ? 'gone' : 'changed';
  const isSame = mark === 'changed' && counts.added + counts.gone + counts.changed === 0;
  return isSame ? [] : [{ id, mark, ...counts }];
}

function instanceMark(
  then: ServiceInstance | undefined,
  now: ServiceInstance | undefined,
): Mark | undefined {
  if (then === undefined || now === undefined) {
    return then === now ? undefined : then === undefined ? 'added' : 'gone';
  }
  return changedParts(then, now).length > 0 ? 'changed' : undefined;
}

function edgeMark(id: string, then: Edge | undefined, now: Edge | undefined): readonly EdgeMark[] {
  if (then === undefined || now === undefined) {
    return then === now ? [] : [{ id, mark: then === undefined ? 'added' : 'gone' }];
  }
  return sameEdge(then, now) ? [] : [{ id, mark: 'changed' }];
}

type Found<T> = readonly (readonly [string, T | undefined])[];

function present<T>(found: Found<T>): readonly T[] {
  return found.map(([, item]) => item).filter((item) => item !== undefined);
}

function absent(found: Found<unknown>): readonly string[] {
  return found.filter(([, item]) => item === undefined).map(([id]) => id);
}

function byId<T extends { readonly id: string }>(items: T[]): readonly T[] {
  return items.sort((a, b) => compareText(a.id, b.id));
}
