import type {
  Health,
  HealthCheck,
  InstanceEndpoint,
  ServiceInstance,
} from '../../../../protocol/topology.ts';
import { callAddress, joinAddress, parseEndpoint } from '../address.ts';
import {
  filledText,
  isObject,
  jsonText,
  list,
  number,
  property,
  text,
  textEntries,
  textList,
} from '../json.ts';
import type { PlacedEdge, PlacedInstance } from '../registrySource.ts';
import { nameText, rawText, tagList, textRecord, valueText } from '../safeText.ts';

/** What one entry of `/v1/health/service/<name>` says. */
export type ServiceEntry =
  | { readonly kind: 'instance'; readonly placed: PlacedInstance }
  /** A sidecar is no service of its own: it tells whom its service calls. */
  | { readonly kind: 'sidecar'; readonly edges: readonly PlacedEdge[] }
  | { readonly kind: 'unreadable'; readonly key: string; readonly reason: string };

/** Reads one entry. Never throws. */
export function readServiceEntry(entry: unknown, connectionId: string): ServiceEntry {
  const service = property(entry, 'Service');
  const name = nameText(text(service, 'Service') ?? '');
  const id = text(service, 'ID') ?? '';
  if (!isObject(service) || name === '' || id === '') {
    const key = nameText([id, name, jsonText(entry)].find((part) => part !== '') ?? '');
    return { kind: 'unreadable', key, reason: 'a Consul service without a name or an id' };
  }
  return text(service, 'Kind') === 'connect-proxy'
    ? { kind: 'sidecar', edges: upstreamEdges(service, connectionId) }
    : { kind: 'instance', placed: { service: name, instance: toInstance(entry, connectionId) } };
}

/** The worst state counts, but maintenance is somebody's intention and counts first. */
export function worstHealth(checks: readonly HealthCheck[]): Health {
  const order: readonly Health[] = ['maintenance', 'critical', 'warning', 'unknown'];
  return order.find((health) => checks.some((check) => check.health === health)) ?? 'passing';
}

function upstreamEdges(service: unknown, connectionId: string): PlacedEdge[] {
  const proxy = property(service, 'Proxy');
  const from = nameText(text(proxy, 'DestinationServiceName') ?? '');
  const detail = `upstream of sidecar ${nameText(text(service, 'ID') ?? '')}`;
  return list(proxy, 'Upstreams')
    .filter((upstream) => (text(upstream, 'DestinationType') ?? 'service') !== 'prepared_query')
    .map((upstream) => nameText(text(upstream, 'DestinationName') ?? ''))
    .filter((to) => from !== '' && to !== '')
    .map((to) => ({ from, to, source: { kind: 'declared', connectionId, detail } }));
}

function toInstance(entry: unknown, connectionId: string): ServiceInstance {
  const service = property(entry, 'Service');
  const node = nameText(text(property(entry, 'Node'), 'Node') ?? '');
  const key = nameText(text(service, 'ID') ?? '');
  const checks = list(entry, 'Checks').filter(isObject).map(readCheck);
  const tagged = taggedEndpoints(service);
  const endpoints = tagged.length > 0 ? tagged : ownEndpoints(entry, checks);
  const version = versionOf(service);
  return {
    id: `${connectionId}/${node}/${key}`,
    address: callAddress(endpoints),
    endpoints,
    health: worstHealth(checks),
    checks,
    possibleGhost: false,
    ...(version === undefined ? {} : { version: nameText(version) }),
    tags: tagList(textList(service, 'Tags')),
    metadata: textRecord(textEntries(service, 'Meta')),
    registration: {
      connectionId,
      registry: 'consul',
      convention: tagged.length > 0 ? 'kratos' : 'consul',
      key,
      raw: rawText(jsonText(service)),
    },
  };
}

function readCheck(check: unknown): HealthCheck {
  const id = text(check, 'CheckID') ?? '';
  return {
    name: nameText(filledText(check, 'Name') ?? id),
    health: isMaintenance(id) ? 'maintenance' : statusHealth(text(check, 'Status')),
    type: nameText(text(check, 'Type') ?? ''),
    // The reason of a maintenance is a note.
    output: valueText(filledText(check, 'Output') ?? text(check, 'Notes') ?? ''),
  };
}

/** Maintenance is a critical check under a reserved id, of the node or of one service. */
function isMaintenance(checkId: string): boolean {
  return checkId === '_node_maintenance' || checkId.startsWith('_service_maintenance');
}

function statusHealth(status: string | undefined): Health {
  return status === 'passing' || status === 'warning' || status === 'critical' ? status : 'unknown';
}

/**
 * Kratos writes one tagged address for each endpoint, with a URL for an address:
 * `"grpc":{"Address":"grpc://127.0.0.1:9000?isSecure=false","Port":9000}`. Consul's own, such as
 * `lan_ipv4`, hold bare addresses.
 */
function taggedEndpoints(service: unknown): InstanceEndpoint[] {
  const tagged = property(service, 'TaggedAddresses');
  return Object.values(isObject(tagged) ? tagged : {})
    .map((value) => text(value, 'Address') ?? '')
    .filter((address) => address.includes('://'))
    .map(parseEndpoint)
    .filter((endpoint) => endpoint !== undefined)
    .slice(0, 64);
}

function ownEndpoints(entry: unknown, checks: readonly HealthCheck[]): InstanceEndpoint[] {
  const service = property(entry, 'Service');
  const host = filledText(service, 'Address') ?? text(property(entry, 'Node'), 'Address') ?? '';
  const address = joinAddress(host, number(service, 'Port') ?? 0);
  if (address === '') {
    return [];
  }
  const protocol = protocolOf(service, checks);
  return [{ protocol, address, secure: text(property(service, 'Meta'), 'secure') === 'true' }];
}

/** Consul does not say what a port speaks. A gRPC check is the surest sign, then tags and metadata. */
function protocolOf(service: unknown, checks: readonly HealthCheck[]): string {
  const declared = text(property(service, 'Meta'), 'protocol')?.toLowerCase();
  if (checks.some((check) => check.type === 'grpc') || textList(service, 'Tags').includes('grpc')) {
    return 'grpc';
  }
  if (declared !== undefined && declared !== '') {
    return nameText(declared);
  }
  return checks.some((check) => check.type === 'http') ? 'http' : '';
}

function versionOf(service: unknown): string | undefined {
  const tag = textList(service, 'Tags').find((value) => value.startsWith('version='));
  return text(property(service, 'Meta'), 'version') ?? tag?.slice('version='.length);
}
