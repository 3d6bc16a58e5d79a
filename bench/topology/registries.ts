import type { RegistryConnection } from '../../protocol/connections.ts';
import { type Consul, startConsul } from '../../test/support/consul.ts';
import { type Etcd, startEtcd } from '../../test/support/etcd.ts';

export interface Registries {
  readonly etcd: Etcd;
  readonly consul: Consul;
  stop(): Promise<void>;
}

export async function startRegistries(): Promise<Registries> {
  const etcd = await startEtcd();
  const consul = await startConsul();
  return {
    etcd,
    consul,
    async stop() {
      await Promise.all([etcd.stop(), consul.stop()]);
    },
  };
}

export function connectionsTo({ etcd, consul }: Registries): readonly RegistryConnection[] {
  return [
    { kind: 'etcd', id: 'etcd', name: 'etcd', endpoints: [etcd.endpoint], prefixes: [] },
    { kind: 'consul', id: 'consul', name: 'consul', endpoints: [consul.endpoint] },
  ];
}
