import type { ActionPlan, ActionSubject, InstanceAction } from '../../../../protocol/actions.ts';
import type { RegistryConnection } from '../../../../protocol/connections.ts';
import type { ServiceInstance } from '../../../../protocol/topology.ts';
import { RegistryError } from '../registryError.ts';
import { consulActions } from './consulActions.ts';
import { etcdActions } from './etcdActions.ts';

/** The instance that is meant, as the graph has it. */
export interface ActedInstance {
  readonly service: string;
  readonly instance: ServiceInstance;
  /** Addresses of other instances that stand under the same key. */
  readonly sharing: readonly string[];
}

/** An action with what it was confirmed for. */
export interface ConfirmedAction {
  readonly action: InstanceAction;
  readonly guard: string;
}

/**
 * What can be done to the instances of one registry. It is always the registry that is asked what
 * there is, never the graph. Rejects with a RegistryError.
 */
export interface RegistryActions {
  subject(acted: ActedInstance, signal: AbortSignal): Promise<ActionSubject>;
  plan(acted: ActedInstance, action: InstanceAction, signal: AbortSignal): Promise<ActionPlan>;
  /** Answers what was done. */
  run(acted: ActedInstance, confirmed: ConfirmedAction, signal: AbortSignal): Promise<string>;
}

/** The actions of a connection. Throws for a file, which is edited instead. */
export function registryActions(connection: RegistryConnection): RegistryActions {
  switch (connection.kind) {
    case 'etcd':
      return etcdActions(connection);
    case 'consul':
      return consulActions(connection);
    case 'static': {
      const message = `${connection.name} is written by hand: change its file or its settings`;
      throw new RegistryError('refused', message);
    }
  }
}
