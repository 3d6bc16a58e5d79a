import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { joinAddress } from '../address.ts';
import { agentFacts } from '../consul/agentFacts.ts';
import { scopeOf } from '../consul/exchange.ts';
import { type ConsulClient, consulClient } from '../consul/http.ts';
import { checkKind, instanceIdOf } from '../consul/serviceEntry.ts';
import { readEndpoints } from '../endpoints.ts';
import { filledText, items, list, number, property, text } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import { nameText } from '../safeText.ts';
import type { ActedInstance } from './registryActions.ts';

/** An instance as Consul has it now, and who can change it. */
export interface FoundInstance {
  /** As Consul has them, to be sent back. */
  readonly id: string;
  readonly service: string;
  readonly node: string;
  /** The same names as plain text. */
  readonly shown: { readonly id: string; readonly service: string; readonly node: string };
  readonly nodeAddress: string;
  readonly modifyIndex: number;
  /** `host:port`, empty without a port. */
  readonly address: string;
  /** Of the service alone. */
  readonly checks: number;
  readonly nodeServices: number;
  readonly maintenance: { readonly instance: boolean; readonly node: boolean };
  /** Its node takes part in the cluster by an agent. */
  readonly isRunByAgent: boolean;
  /** Changes with the registration and with its maintenance. */
  readonly guard: string;
  /** Namespace and partition, as query parameters. */
  readonly scope: Readonly<Record<string, string>>;
  readonly datacenter: string | undefined;
  /** The agent that it is registered with, when an endpoint of the connection is that agent. */
  readonly agent: ConsulClient | undefined;
  /** Any agent that answers. */
  readonly catalog: ConsulClient;
}

/** Looks an instance up and hands it on. Rejects when it is not there any more. */
export async function withFound<T>(
  connection: ConsulConnection,
  acted: ActedInstance,
  signal: AbortSignal,
  use: (found: FoundInstance) => Promise<T>,
): Promise<T> {
  const clients = await openClients(connection);
  try {
    const { entry, catalog } = await findEntry(clients, acted, signal);
    const found = await describe(entry, catalog, signal);
    const agent = await agentOf(found, clients, signal);
    return await use({ ...found, agent });
  } finally {
    clients.forEach((client) => {
      client.close();
    });
  }
}

function openClients(connection: ConsulConnection): Promise<ConsulClient[]> {
  const { token } = connection;
  const scope = scopeOf(connection);
  return Promise.all(
    readEndpoints(connection.endpoints, connection.tls).map((endpoint) =>
      consulClient({ endpoint, token, scope }),
    ),
  );
}

interface FoundEntry {
  readonly entry: unknown;
  readonly catalog: ConsulClient;
}

/** Asks one agent after the other until one answers. */
async function findEntry(
  clients: readonly ConsulClient[],
  { service, instance }: ActedInstance,
  signal: AbortSignal,
): Promise<FoundEntry> {
  let failure: unknown;
  for (const catalog of clients) {
    try {
      const path = `health/service/${encodeURIComponent(service)}`;
      const { json } = await catalog.get({ path }, signal);
      const { connectionId } = instance.registration;
      const entry = items(json).find((one) => instanceIdOf(one, connectionId) === instance.id);
      if (entry === undefined) {
        throw new RegistryError(
          'refused',
          `${instance.registration.key} is not registered any more`,
        );
      }
      return { entry, catalog };
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind !== 'unreachable') {
        throw error;
      }
      failure ??= error;
    }
  }
  throw failure;
}

async function describe(
  entry: unknown,
  catalog: ConsulClient,
  signal: AbortSignal,
): Promise<Omit<FoundInstance, 'agent'>> {
  const service = property(entry, 'Service');
  const node = property(entry, 'Node');
  refuseImported(node);
  const checks = list(entry, 'Checks');
  const kinds = checks.map(checkKind);
  const own = checks.filter((check) => filledText(check, 'ServiceID') !== undefined);
  const maintenance = {
    instance: kinds.includes('instanceMaintenance'),
    node: kinds.includes('nodeMaintenance'),
  };
  const modifyIndex = number(service, 'ModifyIndex') ?? 0;
  const name = text(node, 'Node') ?? '';
  const host = filledText(service, 'Address') ?? text(node, 'Address') ?? '';
  const names = {
    id: text(service, 'ID') ?? '',
    service: text(service, 'Service') ?? '',
    node: name,
  };
  return {
    ...names,
    shown: {
      id: nameText(names.id),
      service: nameText(names.service),
      node: nameText(names.node),
    },
    nodeAddress: text(node, 'Address') ?? '',
    modifyIndex,
    address: joinAddress(host, number(service, 'Port') ?? 0),
    checks: own.length,
    nodeServices: await countServices(catalog, name, signal),
    maintenance,
    isRunByAgent: kinds.includes('agent'),
    guard: [modifyIndex, maintenance.instance, maintenance.node].join(' '),
    scope: scopeOf({
      namespace: text(service, 'Namespace'),
      partition: text(service, 'Partition'),
    }),
    datacenter: filledText(node, 'Datacenter'),
    catalog,
  };
}

function refuseImported(node: unknown): void {
  const peer = filledText(node, 'PeerName');
  if (peer !== undefined) {
    const message = `it is imported from the cluster ${nameText(peer)}: connect to that cluster to change it`;
    throw new RegistryError('refused', message);
  }
}

async function countServices(
  catalog: ConsulClient,
  node: string,
  signal: AbortSignal,
): Promise<number> {
  const { json } = await catalog.get({ path: `catalog/node/${encodeURIComponent(node)}` }, signal);
  const services = property(json, 'Services');
  return Object.keys(typeof services === 'object' ? (services ?? {}) : {}).length;
}

/** Agents answer for the services of their own node alone. */
async function agentOf(
  found: Omit<FoundInstance, 'agent'>,
  clients: readonly ConsulClient[],
  signal: AbortSignal,
): Promise<ConsulClient | undefined> {
  for (const client of clients) {
    if (await isAgentOf(found, client, signal)) {
      return client;
    }
  }
  return undefined;
}

async function isAgentOf(
  { id, node, datacenter, scope }: Omit<FoundInstance, 'agent'>,
  client: ConsulClient,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const self = await agentFacts(client, signal);
    const isItsNode = self.node === node && (self.datacenter ?? datacenter) === datacenter;
    if (!isItsNode) {
      return false;
    }
    await client.get({ path: `agent/service/${encodeURIComponent(id)}`, query: scope }, signal);
    return true;
  } catch (error) {
    // It has no such service, does not say, or does not answer: then it is not the one to tell.
    if (error instanceof RegistryError) {
      return false;
    }
    throw error;
  }
}
