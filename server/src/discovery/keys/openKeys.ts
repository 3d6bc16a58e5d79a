import type { RegistryConnection } from '../../../../protocol/connections.ts';
import { RegistryError } from '../registryError.ts';
import { consulKeys } from './consulKeys.ts';
import { etcdKeys } from './etcdKeys.ts';
import type { KeyRegistry } from './keyRegistry.ts';

/** The keys of a connection; it connects when it is first asked. Throws for one that has none. */
export function openKeys(connection: RegistryConnection): KeyRegistry {
  switch (connection.kind) {
    case 'etcd':
      return etcdKeys(connection);
    case 'consul':
      return consulKeys(connection);
    case 'static':
      throw new RegistryError('unreadable', `${connection.name} is a file: it has no keys`);
  }
}
