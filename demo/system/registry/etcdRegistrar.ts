import type { EtcdEntry, EtcdGateway } from './etcdGateway.ts';
import type { Registrant, Registrar } from './registrar.ts';

/** How a framework writes an instance into etcd. */
export type EtcdLayout = 'naming' | 'kratos' | 'go-zero';

/** Seconds after which the keys of a process that died are gone. */
export const leaseSeconds = 5;

/** Registers an instance under a lease of its own. */
export function etcdRegistrar(
  gateway: EtcdGateway,
  layout: EtcdLayout,
  registrant: Registrant,
): Registrar {
  let lease = '';
  return {
    label: `etcd as ${prefixOf(layout, registrant.service)}… (${layout})`,
    async register() {
      lease = await gateway.grant(leaseSeconds);
      await gateway.put(entryOf(layout, registrant, lease), lease);
    },
    async confirm() {
      return (await gateway.keepAlive(lease)) > 0;
    },
    async withdraw() {
      await gateway.revoke(lease);
    },
  };
}

/** Under which all instances of a service are. */
export function prefixOf(layout: EtcdLayout, service: string): string {
  return layout === 'kratos' ? `/microservices/${service}/` : `${service}/`;
}

/** The `host:port` in a value; undefined for one that this layout does not write. */
export function addressIn(layout: EtcdLayout, value: string): string | undefined {
  const pattern = {
    naming: /"Addr":"([^"]+)"/,
    kratos: /"grpc:\/\/([^"/?]+)/,
    'go-zero': /^([^\s/]+:\d+)$/,
  }[layout];
  return pattern.exec(value)?.[1];
}

/**
 * - naming: `clientv3/naming/endpoints` of etcd itself, `<service>/<address>`.
 * - kratos: `contrib/registry/etcd` of Kratos, `/microservices/<service>/<id>`.
 * - go-zero: `core/discov` of go-zero, `<service>/<lease in decimal>`, the bare address as value.
 */
function entryOf(layout: EtcdLayout, registrant: Registrant, lease: string): EtcdEntry {
  const { service, id, address, metadata } = registrant;
  const prefix = prefixOf(layout, service);
  switch (layout) {
    case 'naming':
      return {
        key: `${prefix}${address}`,
        value: JSON.stringify({ Op: 0, Addr: address, Metadata: { id, ...metadata } }),
      };
    case 'kratos':
      return {
        key: `${prefix}${id}`,
        value: JSON.stringify({
          id,
          name: service,
          version: metadata.version ?? '',
          metadata,
          endpoints: [`grpc://${address}?isSecure=false`],
        }),
      };
    case 'go-zero':
      return { key: `${prefix}${lease}`, value: address };
  }
}
