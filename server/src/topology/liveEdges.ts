import type { ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';
import type { PlacedEdge } from './factGroup.ts';

/** A connection that an instance holds, as its channelz service tells. */
export interface HeldConnection {
  /** As the program named the other end, such as `dns:orders:50051`. */
  readonly target: string;
  /** `host:port` of the other end. */
  readonly remote: string;
}

/** What instances hold, by instance id. */
export type HeldConnections = ReadonlyMap<string, readonly HeldConnection[]>;

/** An edge with the instance whose answer it stands on. */
interface Owner {
  readonly service: string;
  readonly instance: ServiceInstance;
}

/**
 * The edges that open connections stand for: from the service of the instance that holds one to each
 * service registered at its other end. A connection to an address that nobody registered, and one of
 * a service to itself, is none. The details hold no counters, so that a steady system stays equal.
 */
export function liveEdges(graph: TopologyGraph, held: HeldConnections): readonly PlacedEdge[] {
  if (held.size === 0) {
    return [];
  }
  const owners = ownersByPort(graph);
  return graph.services.flatMap((service) =>
    service.instances.flatMap((instance) =>
      (held.get(instance.id) ?? []).flatMap((connection) =>
        servicesAt(connection, instance, owners)
          .filter((to) => to !== service.name)
          .map((to) => edge(service.name, to, instance)),
      ),
    ),
  );
}

function edge(from: string, to: string, { address, registration }: ServiceInstance): PlacedEdge {
  const detail = `open connection of ${address}, as its channelz service tells`;
  return { from, to, source: { kind: 'live', connectionId: registration.connectionId, detail } };
}

function ownersByPort(graph: TopologyGraph): ReadonlyMap<string, readonly (Owner & Place)[]> {
  const owners = new Map<string, (Owner & Place)[]>();
  for (const { name, instances } of graph.services) {
    for (const instance of instances) {
      for (const address of addressesOf(instance)) {
        const place = placeOf(address);
        const known = owners.get(place.port) ?? [];
        known.push({ service: name, instance, ...place });
        owners.set(place.port, known);
      }
    }
  }
  return owners;
}

function addressesOf({ address, endpoints }: ServiceInstance): ReadonlySet<string> {
  return new Set([address, ...endpoints.map((endpoint) => endpoint.address)].filter(Boolean));
}

function servicesAt(
  { target, remote }: HeldConnection,
  holder: ServiceInstance,
  owners: ReturnType<typeof ownersByPort>,
): readonly string[] {
  const ends = [remote, target.replace(/^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?\/*/i, '')].map(placeOf);
  const found = ends.flatMap((end) =>
    (owners.get(end.port) ?? []).filter((owner) => isSameHost(end.host, owner.host, holder)),
  );
  return [...new Set(found.map(({ service }) => service))];
}

interface Place {
  readonly host: string;
  readonly port: string;
}

function placeOf(address: string): Place {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, Math.max(0, colon)).replace(/^\[(.*)\]$/, '$1');
  return { host: host.toLowerCase(), port: address.slice(colon + 1) };
}

/** Loopback as an instance sees it is its own host. */
function isSameHost(seen: string, registered: string, holder: ServiceInstance): boolean {
  return isLoopback(seen)
    ? isLoopback(registered) || registered === placeOf(holder.address).host
    : seen === registered;
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '0:0:0:0:0:0:0:1' || host === '::1' || host.startsWith('127.')
  );
}
