/**
 * Registries: etcd, Consul, static files. Watches each connection, understands what frameworks
 * write there, and reports the whole of what a registry says, again after each change.
 *
 * Knows nothing of editors, of Protobuf, or of how the facts are drawn. Invariants: wire data is
 * checked where it comes in, and what leaves is well-formed text of bounded size; a key that fits no
 * layout is reported as unplaced, never dropped; trouble with a registry is a state, and never an
 * exception; what was known is kept while a registry is away; nothing is counted twice after a
 * reconnect.
 */
import type { RegistryConnection } from '../../../protocol/connections.ts';
import { registrySource } from './kinds.ts';
import { toRegistryError } from './registryError.ts';
import type { SourcePorts } from './registrySource.ts';

export { ClusterWatch } from './cluster/clusterWatch.ts';
export type { HoldRegistry, SeenClaim, SeenLock } from './cluster/holdings.ts';
export { openCluster, openHoldings } from './cluster/openCluster.ts';
export {
  type ActedInstance,
  type RegistryActions,
  registryActions,
} from './actions/registryActions.ts';
export { detectLocal, type LocalPorts } from './detectLocal.ts';
export type {
  ChangeOutcome,
  GuardedChange,
  KeyRegistry,
  StoredValue,
  TransactOutcome,
} from './keys/keyRegistry.ts';
export { openKeys } from './keys/openKeys.ts';
export { RegistryError, type RegistryErrorKind } from './registryError.ts';
export { type ConnectionReport, RegistryHub } from './registryHub.ts';
export type {
  FactGroup,
  PlacedEdge,
  PlacedInstance,
  RegistryFacts,
  RegistrySink,
  RegistrySource,
  SourcePorts,
} from './registrySource.ts';
export { ServiceSight, type Sight } from './sight.ts';
export { testEndpoints } from './testEndpoints.ts';

/**
 * Connects once. Answers what was found, such as `etcd 3.5.16, 12 keys to look at`; rejects with a
 * RegistryError whose message can be shown.
 */
export async function testConnection(
  connection: RegistryConnection,
  ports: SourcePorts,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await registrySource(connection, ports).test(signal);
  } catch (error) {
    throw toRegistryError(error, connection.name);
  }
}
