import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { Edge, HealthCheck, ServiceInstance } from '../../../protocol/topology.ts';
import { sameValue } from './sameValue.ts';

/** A lease that is kept alive moves all the time. */
const noise: ReadonlySet<string> = new Set<keyof ServiceInstance>(['lease']);

/**
 * The fields in which two states of an instance differ to a person. The lease, the output of a check
 * and the stored text of the registration are not looked at: frameworks and checks write them anew
 * without anything having happened.
 */
export function changedParts(
  before: ServiceInstance,
  after: ServiceInstance,
): readonly (keyof ServiceInstance)[] {
  return before === after
    ? []
    : fieldsOf(before, after).filter((field) => !sameField(field, before, after));
}

/** Whether an edge rests on the same kinds of knowledge; their details are wording. */
export function sameEdge(before: Edge, after: Edge): boolean {
  return edgeSayers(before, after).length === 0;
}

/** The connections by which an edge is there, or rests on something else, on one side alone. */
export function edgeSayers(before: Edge | undefined, after: Edge | undefined): readonly string[] {
  if (before === after) {
    return [];
  }
  const [old, next] = [basesOf(before), basesOf(after)];
  const differing = [...old, ...next].filter(([basis]) => !old.has(basis) || !next.has(basis));
  return differing.map(([, connectionId]) => connectionId);
}

/** Whether a connection is the same in the same phase; the reason of a failure is wording. */
export function sameConnection(before: ConnectionStatus, after: ConnectionStatus): boolean {
  return (
    before.name === after.name &&
    before.endpoint === after.endpoint &&
    before.state.phase === after.state.phase
  );
}

/** Every field of either that is no noise, in the order of the contract. */
function fieldsOf(
  before: ServiceInstance,
  after: ServiceInstance,
): readonly (keyof ServiceInstance)[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name): name is keyof ServiceInstance => !noise.has(name));
}

function sameField(
  field: keyof ServiceInstance,
  before: ServiceInstance,
  after: ServiceInstance,
): boolean {
  return field === 'checks'
    ? sameValue(before.checks.map(verdict), after.checks.map(verdict))
    : sameValue(before[field], after[field]);
}

function verdict({ name, health }: HealthCheck): readonly string[] {
  return [name, health];
}

/** What an edge rests on, with the connection that says so. */
function basesOf(edge: Edge | undefined): ReadonlyMap<string, string> {
  return new Map(
    edge?.sources.map(({ kind, connectionId }) => [`${kind} ${connectionId}`, connectionId]),
  );
}
