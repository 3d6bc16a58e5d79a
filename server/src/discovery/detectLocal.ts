import type { LocalRegistry } from '../../../protocol/connections.ts';
import { agentFacts } from './consul/agentFacts.ts';
import { consulClient } from './consul/http.ts';
import { openSession } from './etcd/session.ts';
import { status } from './etcd/wire.ts';
import { RegistryError } from './registryError.ts';

/** Where registries are looked for. */
export interface LocalPorts {
  /** `host:port` where an etcd is looked for. */
  readonly etcd: string;
  readonly consul: string;
}

const defaultPorts: LocalPorts = { etcd: '127.0.0.1:2379', consul: '127.0.0.1:8500' };

/** Milliseconds that a registry of this machine has to answer. */
const timeLimit = 1_000;

/** Looks for registries at the default ports of this machine. Never rejects. */
export async function detectLocal(
  signal: AbortSignal,
  ports: LocalPorts = defaultPorts,
): Promise<readonly LocalRegistry[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]);
  const found = await Promise.all([
    foundOrNone('etcd', ports.etcd, () => etcdVersion(ports.etcd, limited)),
    foundOrNone('consul', ports.consul, () => consulVersionAt(ports.consul, limited)),
  ]);
  return found.flat();
}

async function foundOrNone(
  kind: LocalRegistry['kind'],
  endpoint: string,
  askVersion: () => Promise<string>,
): Promise<readonly LocalRegistry[]> {
  try {
    return [{ kind, endpoint, version: await askVersion() }];
  } catch (error) {
    if (error instanceof RegistryError) {
      return [];
    }
    throw error;
  }
}

async function etcdVersion(address: string, signal: AbortSignal): Promise<string> {
  const session = await openSession({ endpoint: { address } }, signal);
  try {
    return (await session.call(status, {}, signal)).version;
  } finally {
    session.close();
  }
}

async function consulVersionAt(address: string, signal: AbortSignal): Promise<string> {
  const client = await consulClient({ endpoint: { address }, scope: {} });
  try {
    return (await agentFacts(client, signal)).version ?? '';
  } finally {
    client.close();
  }
}
