import type { Health, HealthCheck, ServiceInstance } from '../../../../protocol/topology.ts';
import { callAddress } from '../address.ts';
import { filledText, isObject, jsonText, list, property, text } from '../json.ts';
import type { PlacedEdge, PlacedInstance } from '../registrySource.ts';
import { nameText, rawText, tagList, textRecord, valueText } from '../safeText.ts';
import { frameworkFacts } from './framework.ts';
import { serviceEndpoints } from './serviceEndpoints.ts';

/** What one entry of `/v1/health/service/<name>` says. */
export type ServiceEntry =
  | { readonly kind: 'instance'; readonly placed: PlacedInstance }
  /** A sidecar is no service of its own: it tells whom its service calls. */
  | { readonly kind: 'sidecar'; readonly edges: readonly PlacedEdge[] }
  | { readonly kind: 'unreadable'; readonly key: string; readonly reason: string };

/** What an entry is read with. */
export interface EntryReader {
  readonly connectionId: string;
  /** The one that was asked, for entries that do not name theirs. */
  readonly datacenter?: string;
}

/** Reads one entry. Never throws. */
export function readServiceEntry(entry: unknown, reader: EntryReader): ServiceEntry {
  const service = property(entry, 'Service');
  const name = nameText(text(service, 'Service') ?? '');
  const id = text(service, 'ID') ?? '';
  if (!isObject(service) || name === '' || id === '') {
    const key = nameText([id, name, jsonText(entry)].find((part) => part !== '') ?? '');
    return { kind: 'unreadable', key, reason: 'a Consul service without a name or an id' };
  }
  if (text(service, 'Kind') === 'connect-proxy') {
    return { kind: 'sidecar', edges: upstreamEdges(service, reader) };
  }
  const raw = rawText(jsonText(service));
  return { kind: 'instance', placed: { service: name, instance: toInstance(entry, reader), raw } };
}

/** The worst state counts, but maintenance is somebody's intention and counts first. */
export function worstHealth(checks: readonly HealthCheck[]): Health {
  const order: readonly Health[] = ['maintenance', 'critical', 'warning', 'unknown'];
  return order.find((health) => checks.some((check) => check.health === health)) ?? 'passing';
}

function upstreamEdges(service: unknown, { connectionId }: EntryReader): PlacedEdge[] {
  const proxy = property(service, 'Proxy');
  const from = nameText(text(proxy, 'DestinationServiceName') ?? '');
  const sidecar = `upstream of sidecar ${nameText(text(service, 'ID') ?? '')}`;
  return list(proxy, 'Upstreams')
    .filter((upstream) => (text(upstream, 'DestinationType') ?? 'service') !== 'prepared_query')
    .map((upstream) => ({
      from,
      to: nameText(text(upstream, 'DestinationName') ?? ''),
      source: {
        kind: 'declared',
        connectionId,
        detail: `${sidecar}${elsewhere(upstream)}`,
      } as const,
    }))
    .filter(({ to }) => from !== '' && to !== '');
}

/** Where an upstream leads when that is not beside its sidecar. */
function elsewhere(upstream: unknown): string {
  const peer = filledText(upstream, 'DestinationPeer');
  const datacenter = filledText(upstream, 'Datacenter');
  const places = [
    ...(peer === undefined ? [] : [`peer ${nameText(peer)}`]),
    ...(datacenter === undefined ? [] : [`datacenter ${nameText(datacenter)}`]),
  ];
  return places.length === 0 ? '' : `, in ${places.join(', ')}`;
}

/**
 * The id of an instance. What is in no namespace, partition or peer of its own, which is all of most
 * registries, is told apart by its node and its own id.
 */
export function instanceIdOf(entry: unknown, connectionId: string): string {
  const { namespace, partition, peer } = scopeOfEntry(entry);
  const scope = [peer, partition, namespace].filter((part) => part !== undefined);
  const node = nameText(text(property(entry, 'Node'), 'Node') ?? '');
  const key = nameText(text(property(entry, 'Service'), 'ID') ?? '');
  return [connectionId, ...scope, node, key].join('/');
}

interface EntryScope {
  readonly namespace: string | undefined;
  readonly partition: string | undefined;
  /** The cluster that it was imported from. */
  readonly peer: string | undefined;
}

/** Absent where they are those that everything is in. */
function scopeOfEntry(entry: unknown): EntryScope {
  const service = property(entry, 'Service');
  const node = property(entry, 'Node');
  const named = (name: string): string | undefined => {
    const value = nameText(text(service, name) ?? text(node, name) ?? '');
    return value === '' || value === 'default' ? undefined : value;
  };
  return {
    namespace: named('Namespace'),
    partition: named('Partition'),
    peer: named('PeerName'),
  };
}

/** `region/zone` as newer agents tell of a service, or else of its node. */
function localityOf(entry: unknown): string | undefined {
  const own = property(property(entry, 'Service'), 'Locality');
  const locality = isObject(own) ? own : property(property(entry, 'Node'), 'Locality');
  const parts = [filledText(locality, 'Region'), filledText(locality, 'Zone')];
  return parts.filter((part) => part !== undefined).join('/') || undefined;
}

function toInstance(entry: unknown, { connectionId, datacenter }: EntryReader): ServiceInstance {
  const service = property(entry, 'Service');
  const key = nameText(text(service, 'ID') ?? '');
  const scope = scopeOfEntry(entry);
  const place = filledText(property(entry, 'Node'), 'Datacenter') ?? datacenter;
  const checks = list(entry, 'Checks').filter(isObject).map(readCheck);
  const reached = serviceEndpoints(entry, checks);
  const { convention, version, tags, metadata } = frameworkFacts(service, reached);
  return {
    id: instanceIdOf(entry, connectionId),
    address: callAddress(reached.endpoints),
    endpoints: reached.endpoints,
    health: worstHealth(checks),
    checks,
    possibleGhost: false,
    ...(version === undefined ? {} : { version: nameText(version) }),
    tags: tagList([...kindTags(service), ...tags]),
    metadata: textRecord([...metadata, ...placeMetadata(entry, scope)]),
    registration: {
      connectionId,
      registry: 'consul',
      convention,
      key,
      ...(scope.namespace === undefined ? {} : { namespace: scope.namespace }),
      ...(place === undefined ? {} : { datacenter: nameText(place) }),
    },
  };
}

/** Where a service stands beyond its namespace and its datacenter, by the names that Consul uses. */
function placeMetadata(
  entry: unknown,
  { partition, peer }: EntryScope,
): readonly (readonly [string, string])[] {
  const places = [
    ['partition', partition],
    ['peer', peer],
    ['locality', localityOf(entry)],
  ] as const;
  return places.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** A gateway is a service like others, and says so. */
function kindTags(service: unknown): readonly string[] {
  const kind = text(service, 'Kind') ?? '';
  return kind.endsWith('-gateway') ? [kind] : [];
}

function readCheck(check: unknown): HealthCheck {
  const id = text(check, 'CheckID') ?? '';
  return {
    name: nameText(filledText(check, 'Name') ?? id),
    health: isMaintenance(check) ? 'maintenance' : statusHealth(text(check, 'Status')),
    type: nameText(text(check, 'Type') ?? ''),
    // The reason of a maintenance is a note.
    output: valueText(filledText(check, 'Output') ?? text(check, 'Notes') ?? ''),
  };
}

/**
 * What a check is about: Consul keeps ids for the membership of an agent, and for maintenance, which
 * is a critical check of the node or of one service.
 */
export function checkKind(
  check: unknown,
): 'agent' | 'nodeMaintenance' | 'instanceMaintenance' | 'health' {
  const id = text(check, 'CheckID') ?? '';
  switch (id.split(':')[0]) {
    case 'serfHealth':
      return 'agent';
    case '_node_maintenance':
      return 'nodeMaintenance';
    case '_service_maintenance':
      return 'instanceMaintenance';
    default:
      return 'health';
  }
}

function isMaintenance(check: unknown): boolean {
  return checkKind(check).endsWith('Maintenance');
}

function statusHealth(status: string | undefined): Health {
  return status === 'passing' || status === 'warning' || status === 'critical' ? status : 'unknown';
}
