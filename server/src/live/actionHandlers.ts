import { type ActedInstance, type RegistryActions, registryActions } from '../discovery/index.ts';
import type { ActionRequests } from '../../../protocol/actions.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import type { Handlers } from './endpoint.ts';

/** Finds instances of the graph, and the registry that each is changed in. */
export class InstanceActions {
  readonly #graph: () => TopologyGraph;
  #connections: ReadonlyMap<string, RegistryConnection> = new Map();

  constructor(graph: () => TopologyGraph) {
    this.#graph = graph;
  }

  set(connections: readonly RegistryConnection[]): void {
    this.#connections = new Map(connections.map((connection) => [connection.id, connection]));
  }

  /** Throws when the instance or its registry is gone. */
  of(instanceId: string): { readonly acted: ActedInstance; readonly registry: RegistryActions } {
    const acted = this.#find(instanceId);
    const connection = this.#connections.get(acted.instance.registration.connectionId);
    if (connection === undefined) {
      throw new Error('its registry is no longer connected: add the connection again');
    }
    return { acted, registry: registryActions(connection) };
  }

  #find(instanceId: string): ActedInstance {
    for (const { name, instances } of this.#graph().services) {
      const instance = instances.find(({ id }) => id === instanceId);
      if (instance !== undefined) {
        return { service: name, instance, sharing: this.#sharing(instanceId) };
      }
    }
    throw new Error('the instance has left meanwhile: there is nothing to do');
  }

  /** Addresses of what stands under the same key of the same registry. */
  #sharing(instanceId: string): readonly string[] {
    const all = this.#graph().services.flatMap(({ instances }) => instances);
    const own = all.find(({ id }) => id === instanceId)?.registration;
    const others = all.filter(
      ({ id, registration: { connectionId, key } }) =>
        id !== instanceId && connectionId === own?.connectionId && key === own.key,
    );
    return [...new Set(others.map(({ address, id }) => (address === '' ? id : address)))];
  }
}

/** A line of conversion for each request about actions. */
export function actionHandlers(actions: InstanceActions): Pick<Handlers, keyof ActionRequests> {
  return {
    'actions/subject': ({ instanceId }, signal) => {
      const { acted, registry } = actions.of(instanceId);
      return registry.subject(acted, signal);
    },
    'actions/plan': ({ instanceId, action }, signal) => {
      const { acted, registry } = actions.of(instanceId);
      return registry.plan(acted, action, signal);
    },
    'actions/run': async ({ instanceId, action, guard }, signal) => {
      const { acted, registry } = actions.of(instanceId);
      return { detail: await registry.run(acted, { action, guard }, signal) };
    },
  };
}
