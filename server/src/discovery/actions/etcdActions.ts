import type { ActionPlan, InstanceAction } from '../../../../protocol/actions.ts';
import type { EtcdConnection } from '../../../../protocol/connections.ts';
import type { KeyRegistry, StoredValue } from '../keys/keyRegistry.ts';
import { openKeys } from '../keys/openKeys.ts';
import { RegistryError } from '../registryError.ts';
import type { ActedInstance, RegistryActions } from './registryActions.ts';

/** A registration of etcd is a key: to deregister is to delete it at the revision that was seen. */
export function etcdActions(connection: EtcdConnection): RegistryActions {
  const { name } = connection;
  return {
    subject: ({ service, instance }) =>
      Promise.resolve({
        service,
        label: instance.address === '' ? instance.registration.key : instance.address,
        connectionName: name,
      }),
    plan: (acted, action, signal) =>
      withKeys(connection, async (keys) => {
        refuseMaintenance(action);
        return planOf(acted, await currentOf(keys, acted, signal), name);
      }),
    run: (acted, { action, guard }, signal) =>
      withKeys(connection, async (keys) => {
        refuseMaintenance(action);
        const outcome = await keys.remove(
          { key: keyOf(acted), expected: revisionOf(guard) },
          signal,
        );
        if (outcome.kind === 'conflict') {
          throw new RegistryError('refused', changedMeanwhile(acted, outcome.current));
        }
        return `The key ${acted.instance.registration.key} was deleted from ${name}.`;
      }),
  };
}

async function withKeys<T>(
  connection: EtcdConnection,
  use: (keys: KeyRegistry) => Promise<T>,
): Promise<T> {
  const keys = openKeys(connection);
  try {
    return await use(keys);
  } finally {
    keys.close();
  }
}

function refuseMaintenance({ kind }: InstanceAction): void {
  if (kind === 'maintenance') {
    const message =
      'etcd knows no maintenance mode: deregister the instance, or tell its framework to drain it';
    throw new RegistryError('refused', message);
  }
}

async function currentOf(
  keys: KeyRegistry,
  acted: ActedInstance,
  signal: AbortSignal,
): Promise<StoredValue> {
  const current = await keys.read(keyOf(acted), 0, signal);
  if (current === undefined) {
    const { key } = acted.instance.registration;
    const message = `there is no key ${key} any more: the instance has left by itself, or its key is no text; in that case delete it among the keys of the side bar`;
    throw new RegistryError('refused', message);
  }
  return current;
}

function planOf(acted: ActedInstance, current: StoredValue, connection: string): ActionPlan {
  const { instance, sharing } = acted;
  const { key } = instance.registration;
  const effects = [
    `The key ${key} is deleted from ${connection}, if it is still at revision ${current.revision} then.`,
    'Clients stop finding the instance. Its process goes on running, and may register itself again.',
    ...(current.lease === undefined
      ? []
      : ['The lease of the key stays: whoever keeps it alive may go on doing so.']),
    ...(sharing.length === 0
      ? []
      : [`The same key holds other instances, which leave too: ${sharing.join(', ')}.`]),
  ];
  return { effects, guard: String(current.revision) };
}

function changedMeanwhile({ instance }: ActedInstance, current: StoredValue | undefined): string {
  const { key } = instance.registration;
  return current === undefined
    ? `${key} has left by itself meanwhile: nothing was deleted`
    : `${key} was changed by somebody else since you were asked: nothing was deleted. Look at it again`;
}

function keyOf({ instance }: ActedInstance): Uint8Array {
  return Buffer.from(instance.registration.key, 'utf8');
}

/** A revision of 0 would stand for "there is none". */
function revisionOf(guard: string): number {
  const revision = Number(guard);
  if (!Number.isSafeInteger(revision) || revision <= 0) {
    throw new RegistryError('refused', 'the confirmation is for something else: try again');
  }
  return revision;
}
