import type { RegistryConnection } from '../../../protocol/connections.ts';
import { consulSource } from './consul/consulSource.ts';
import { etcdSource } from './etcd/etcdSource.ts';
import type { RegistrySource, SourcePorts } from './registrySource.ts';
import { staticSource } from './static/staticSource.ts';

/** The source that a connection asks for. A new kind of registry is one file and one line here. */
export function registrySource(connection: RegistryConnection, ports: SourcePorts): RegistrySource {
  switch (connection.kind) {
    case 'etcd':
      return etcdSource(connection, ports);
    case 'consul':
      return consulSource(connection, ports);
    case 'static':
      return staticSource(connection, ports);
  }
}
