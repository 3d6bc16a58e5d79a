import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { HistoryChange } from '../../../protocol/history.ts';
import type {
  Edge,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
} from '../../../protocol/topology.ts';
import { changedParts, edgeSayers, sameConnection } from './historyChange.ts';
import { sharing } from './historySize.ts';

/** A service whose instances can be looked up. */
export interface HeldService {
  readonly id: string;
  readonly name: string;
  readonly instances: Map<string, ServiceInstance>;
}

/** The graph as the history holds it: to be looked up, and changed in place. */
export interface HistoryHead {
  readonly services: Map<string, HeldService>;
  readonly edges: Map<string, Edge>;
  connections: readonly ConnectionStatus[];
}

/** One thing as it was before a step; `undefined` and `false` for not there. */
export type Undo =
  | { readonly kind: 'service'; readonly id: string; readonly existed: boolean }
  | {
      readonly kind: 'instance';
      readonly serviceId: string;
      readonly id: string;
      readonly before: ServiceInstance | undefined;
      /** Its registry was not known before or is not after: no change, but all that can be told. */
      readonly isLearnt: boolean;
    }
  | { readonly kind: 'edge'; readonly id: string; readonly before: Edge | undefined }
  | { readonly kind: 'connections'; readonly before: readonly ConnectionStatus[] };

/** All that was seen to be different at one moment. */
export interface HistoryStep {
  readonly number: number;
  readonly at: number;
  readonly undo: readonly Undo[];
  /** Empty when something was only learnt, such as what a registry held when it was first read. */
  readonly changes: readonly HistoryChange[];
}

/** The head of a history that begins with a graph. */
export function headOf(graph: TopologyGraph): HistoryHead {
  return {
    services: new Map(
      graph.services.map(({ id, name, instances }) => [id, heldService(id, name, instances)]),
    ),
    edges: new Map(graph.edges.map((edge) => [edge.id, edge])),
    connections: graph.connections,
  };
}

/**
 * Brings the head up to date, and answers what that step was; undefined when nothing happened that a
 * person calls a change. Takes time for what the delta holds, not for the graph.
 */
export function takeStep(
  head: HistoryHead,
  delta: TopologyDelta,
  place: { readonly number: number; readonly at: number },
): HistoryStep | undefined {
  const known = knownConnections(head.connections, delta.connections ?? head.connections);
  const step: StepInMaking = {
    ...place,
    undo: [],
    changes: [],
    ...known,
  };
  delta.upsertedServices.forEach((service) => {
    addService(head, service, step);
  });
  delta.changedServices.forEach((change) => {
    changeService(head, change, step);
  });
  delta.removedServices.forEach((id) => {
    removeService(head, id, step);
  });
  delta.upsertedEdges.forEach((edge) => {
    replaceEdge(head, edge.id, edge, step);
  });
  delta.removedEdges.forEach((id) => {
    replaceEdge(head, id, undefined, step);
  });
  if (delta.connections !== undefined) {
    replaceConnections(head, delta.connections, step);
  }
  const { number, at, undo, changes } = step;
  return undo.length === 0 ? undefined : { number, at, undo, changes };
}

/** Which connections told the whole of their registry both before and after a step. */
interface Known {
  readonly isKnown: (connectionId: string) => boolean;
  readonly areAllKnown: boolean;
}

interface StepInMaking extends Known {
  readonly number: number;
  readonly at: number;
  readonly undo: Undo[];
  readonly changes: HistoryChange[];
}

/**
 * A registry that is read for the first time, or no longer, makes services come and go on the map
 * alone; one that returns tells what has really changed meanwhile.
 */
function knownConnections(
  before: readonly ConnectionStatus[],
  after: readonly ConnectionStatus[],
): Known {
  const wasRead = new Set(before.filter(hasBeenRead).map(({ id }) => id));
  const known = new Set(after.filter(hasBeenRead).map(({ id }) => id));
  const isKnown = (id: string): boolean => wasRead.has(id) && known.has(id);
  return { isKnown, areAllKnown: [...before, ...after].every(({ id }) => isKnown(id)) };
}

function hasBeenRead({ state }: ConnectionStatus): boolean {
  return state.phase === 'live' || state.phase === 'stale';
}

function heldService(id: string, name: string, instances: readonly ServiceInstance[]): HeldService {
  return { id, name, instances: new Map(instances.map((instance) => [instance.id, instance])) };
}

function addService(head: HistoryHead, service: Service, step: StepInMaking): void {
  const gone = new Set(head.services.get(service.id)?.instances.keys());
  service.instances.forEach(({ id }) => gone.delete(id));
  noteService(head, service.id, step, () => {
    const held = head.services.get(service.id) ?? heldService(service.id, service.name, []);
    head.services.set(service.id, held);
    gone.forEach((id) => {
      replaceInstance(held, id, undefined, step);
    });
    service.instances.forEach((instance) => {
      replaceInstance(held, instance.id, instance, step);
    });
  });
}

function changeService(
  head: HistoryHead,
  { id, upsertedInstances, removedInstances }: ServiceChange,
  step: StepInMaking,
): void {
  const held = head.services.get(id);
  if (held === undefined) {
    return;
  }
  removedInstances.forEach((instanceId) => {
    replaceInstance(held, instanceId, undefined, step);
  });
  upsertedInstances.forEach((instance) => {
    replaceInstance(held, instance.id, instance, step);
  });
}

function removeService(head: HistoryHead, id: string, step: StepInMaking): void {
  noteService(head, id, step, () => {
    const held = head.services.get(id);
    [...(held?.instances.keys() ?? [])].forEach((instanceId) => {
      if (held !== undefined) {
        replaceInstance(held, instanceId, undefined, step);
      }
    });
    head.services.delete(id);
  });
}

/** Runs what may make a service come or go. When instances do so with it, they are the news. */
function noteService(head: HistoryHead, id: string, step: StepInMaking, run: () => void): void {
  const existed = head.services.has(id);
  const undone = step.undo.length;
  run();
  const exists = head.services.has(id);
  const isBare = step.undo.length === undone;
  if (existed === exists) {
    return;
  }
  step.undo.push({ kind: 'service', id, existed });
  if (isBare && step.areAllKnown) {
    const what = exists ? 'appeared' : 'left';
    step.changes.push({ ...placeOf(step), subject: 'service', what, serviceId: id });
  }
}

function replaceInstance(
  service: HeldService,
  id: string,
  after: ServiceInstance | undefined,
  step: StepInMaking,
): void {
  const before = service.instances.get(id);
  replace(service.instances, id, after && sharing(before, after));
  const shown = after ?? before;
  const isBoth = before !== undefined && after !== undefined;
  const parts = isBoth ? changedParts(before, after) : [];
  if (shown === undefined || (isBoth && parts.length === 0)) {
    return;
  }
  const isLearnt = !step.isKnown(shown.registration.connectionId);
  step.undo.push({ kind: 'instance', serviceId: service.id, id, before, isLearnt });
  if (!isLearnt) {
    const isHealth = isBoth && before.health !== after.health;
    step.changes.push({
      ...placeOf(step),
      subject: 'instance',
      what: isHealth ? 'health' : (presenceOf(before, after) ?? 'changed'),
      serviceId: service.id,
      instanceId: id,
      address: shown.address,
      health: shown.health,
      ...(isHealth ? { before: before.health } : {}),
      parts: parts.filter((part) => part !== 'health'),
    });
  }
}

function presenceOf(before: unknown, after: unknown): 'appeared' | 'left' | undefined {
  if (before !== undefined && after !== undefined) {
    return undefined;
  }
  return after === undefined ? 'left' : 'appeared';
}

function replaceEdge(
  head: HistoryHead,
  id: string,
  after: Edge | undefined,
  step: StepInMaking,
): void {
  const before = head.edges.get(id);
  const shown = after ?? before;
  replace(head.edges, id, after);
  const sayers = edgeSayers(before, after);
  if (shown === undefined || (before && after && sayers.length === 0)) {
    return;
  }
  step.undo.push({ kind: 'edge', id, before });
  if (sayers.some(step.isKnown)) {
    step.changes.push({
      ...placeOf(step),
      subject: 'edge',
      what: presenceOf(before, after) ?? 'changed',
      edgeId: id,
      from: shown.from,
      to: shown.to,
    });
  }
}

function replaceConnections(
  head: HistoryHead,
  after: readonly ConnectionStatus[],
  step: StepInMaking,
): void {
  const before = head.connections;
  head.connections = after;
  const old = new Map(before.map((connection) => [connection.id, connection]));
  const different = after.filter((connection) => {
    const known = old.get(connection.id);
    return known === undefined || !sameConnection(known, connection);
  });
  const kept = new Set(after.map(({ id }) => id));
  const removed = before.filter(({ id }) => !kept.has(id));
  if (different.length + removed.length === 0) {
    return;
  }
  step.undo.push({ kind: 'connections', before });
  different
    .filter(({ id, state }) => old.get(id)?.state.phase !== state.phase)
    .forEach((connection) => {
      noteRegistry(connection, connection.state.phase, step);
    });
  removed.forEach((connection) => {
    noteRegistry(connection, 'removed', step);
  });
}

/** That a connection begins to be made is no news. */
function noteRegistry(
  { id, name }: ConnectionStatus,
  what: ConnectionStatus['state']['phase'] | 'removed',
  step: StepInMaking,
): void {
  if (what !== 'connecting') {
    step.changes.push({ ...placeOf(step), subject: 'registry', what, connectionId: id, name });
  }
}

function placeOf({ number, at }: StepInMaking): { readonly step: number; readonly at: number } {
  return { step: number, at };
}

function replace<T>(map: Map<string, T>, id: string, after: T | undefined): void {
  if (after === undefined) {
    map.delete(id);
  } else {
    map.set(id, after);
  }
}
