import type { RegistryConnection } from '../../../../protocol/connections.ts';
import { RegistryError } from '../registryError.ts';
import type { ClusterPorts, ClusterSource } from './clusterSource.ts';
import { consulCluster } from './consulCluster.ts';
import { consulHoldings } from './consulHoldings.ts';
import { etcdCluster } from './etcdCluster.ts';
import { etcdHoldings } from './etcdHoldings.ts';
import type { HoldRegistry } from './holdings.ts';

/** The cluster behind a connection. Throws for a file, which has none. */
export function openCluster(connection: RegistryConnection, ports: ClusterPorts): ClusterSource {
  switch (connection.kind) {
    case 'etcd':
      return etcdCluster(connection, ports);
    case 'consul':
      return consulCluster(connection, ports);
    case 'static':
      throw new RegistryError('unreadable', `${connection.name} is a file: it has no cluster`);
  }
}

/** Leases or sessions of a connection and their locks. Throws for a file, which has none. */
export function openHoldings(connection: RegistryConnection): HoldRegistry {
  switch (connection.kind) {
    case 'etcd':
      return etcdHoldings(connection);
    case 'consul':
      return consulHoldings(connection);
    case 'static':
      throw new RegistryError('unreadable', `${connection.name} is a file: nothing is held in it`);
  }
}
