import type { ActionPlan, ActionSubject, InstanceAction } from '../../../../protocol/actions.ts';
import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { RegistryError } from '../registryError.ts';
import { changeConsul } from './consulChanges.ts';
import { type FoundInstance, withFound } from './findInstance.ts';
import type { RegistryActions } from './registryActions.ts';

/**
 * Deregistration and maintenance in Consul. The agent that an instance is registered with is told
 * when the connection leads to it; otherwise the catalog is changed, which that agent may set right
 * again.
 */
export function consulActions(connection: ConsulConnection): RegistryActions {
  return {
    subject: (acted, signal) =>
      withFound(connection, acted, signal, (found) =>
        Promise.resolve(subjectOf(found, connection)),
      ),
    plan: (acted, action, signal) =>
      withFound(connection, acted, signal, (found) => Promise.resolve(planOf(found, action))),
    run: (acted, { action, guard }, signal) =>
      withFound(connection, acted, signal, async (found) => {
        if (found.guard !== guard) {
          const message = `${found.shown.id} was changed since you were asked: nothing was done. Look at it again`;
          throw new RegistryError('refused', message);
        }
        await changeConsul(found, action, signal);
        return doneOf(found, action);
      }),
  };
}

function subjectOf(found: FoundInstance, { name }: ConsulConnection): ActionSubject {
  const { address, maintenance } = found;
  const { service, id, node } = found.shown;
  return {
    service,
    label: address === '' ? id : address,
    connectionName: name,
    node,
    maintenance,
  };
}

function planOf(found: FoundInstance, action: InstanceAction): ActionPlan {
  const effects =
    action.kind === 'deregister' ? deregisterEffects(found) : maintenanceEffects(found, action);
  return { effects, guard: found.guard };
}

function deregisterEffects(found: FoundInstance): readonly string[] {
  const { checks } = found;
  const { id, service } = found.shown;
  const withChecks = checks === 0 ? '' : ` and its ${checks === 1 ? 'check' : `${checks} checks`}`;
  return [
    `${id} of ${service}${withChecks} is removed from ${placeOf(found)}.`,
    'Clients stop finding it. Its process goes on running, and may register itself again.',
    ...backEffects(found, 'the instance back'),
  ];
}

function maintenanceEffects(
  found: FoundInstance,
  { of, on }: Extract<InstanceAction, { kind: 'maintenance' }>,
): readonly string[] {
  const { nodeServices } = found;
  const { id, service, node } = found.shown;
  const subject =
    of === 'instance' ? `${id} of ${service}` : `Node ${node} with ${countOf(nodeServices)}`;
  const effect = on
    ? `${subject} is put into maintenance in ${placeOf(found)}.`
    : `${subject} is taken out of maintenance in ${placeOf(found)}.`;
  const consequence = on
    ? 'Clients that ask for healthy instances stop finding it. Calls under way go on.'
    : 'Clients find it again as soon as its other checks pass.';
  return [effect, consequence, ...backEffects(found, 'the former state back')];
}

function placeOf({ agent, node }: FoundInstance): string {
  return agent === undefined
    ? 'the catalog of Consul'
    : `the agent of node ${node} and the catalog`;
}

/** Agents set the catalog right by what they know themselves ("anti-entropy"). */
function backEffects(
  { agent, isRunByAgent, shown: { node } }: FoundInstance,
  what: string,
): readonly string[] {
  if (agent !== undefined) {
    return [];
  }
  return isRunByAgent
    ? [
        `This connection does not lead to the agent of node ${node}, which puts ${what} at its next ` +
          `sync, within some minutes. Add the address of that agent to the connection to change it for good.`,
      ]
    : [`No agent runs on node ${node}: nothing but a new registration changes it back.`];
}

function countOf(services: number): string {
  return services === 1 ? 'its one service' : `all of its ${services} services`;
}

function doneOf(found: FoundInstance, action: InstanceAction): string {
  if (action.kind === 'deregister') {
    return `${found.shown.id} was removed from ${placeOf(found)}.`;
  }
  const subject = action.of === 'instance' ? found.shown.id : `Node ${found.shown.node}`;
  return `${subject} ${action.on ? 'is under maintenance' : 'is back from maintenance'}.`;
}
