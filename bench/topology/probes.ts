import type { Consul } from '../../test/support/consul.ts';
import type { Etcd } from '../../test/support/etcd.ts';
import type { LargeInstance } from './largeSystem.ts';

/**
 * A service of each registry that nothing else changes, so that a change of it can be told from all
 * others of a storm: in etcd a second instance comes and goes, in Consul a check fails and recovers.
 */
export async function registerProbes(registries: {
  readonly etcd: Etcd;
  readonly consul: Consul;
}): Promise<readonly LargeInstance[]> {
  const probes = [etcdProbe(registries.etcd), consulProbe(registries.consul)];
  for (const probe of probes) {
    await probe.change(0);
  }
  return probes;
}

function etcdProbe(etcd: Etcd): LargeInstance {
  const service = 'probe.in-etcd';
  const key = (host: string): string => `/microservices/${service}/${host}`;
  const put = (host: string): Promise<void> =>
    etcd.put(
      key(host),
      JSON.stringify({
        id: host,
        name: service,
        version: 'v1.0.0',
        metadata: {},
        endpoints: [`grpc://${host}:9000?isSecure=false`],
      }),
    );
  return {
    registry: 'etcd',
    service,
    address: '10.8.0.2:9000',
    async change(version) {
      if (version === 0) {
        await put('10.8.0.1');
      } else if (version % 2 === 1) {
        await put('10.8.0.2');
      } else {
        await etcd.remove(key('10.8.0.2'));
      }
    },
  };
}

function consulProbe(consul: Consul): LargeInstance {
  const service = 'probe.in-consul';
  return {
    registry: 'consul',
    service,
    address: '10.8.0.1:9000',
    async change(version) {
      await consul.request('PUT', 'catalog/register', {
        Node: 'node-0',
        Address: '10.3.0.0',
        SkipNodeUpdate: true,
        Service: { ID: service, Service: service, Address: '10.8.0.1', Port: 9000 },
        Check: {
          Node: 'node-0',
          CheckID: `check-${service}`,
          Name: 'grpc health',
          ServiceID: service,
          Status: version % 2 === 0 ? 'passing' : 'critical',
          Output: `change ${version}`,
        },
      });
    },
  };
}
