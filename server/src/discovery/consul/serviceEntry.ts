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
  const reached = serviceEndpoints(entry, checks);
  const { convention, version, tags, metadata } = frameworkFacts(service, reached);
  return {
    id: `${connectionId}/${node}/${key}`,
    address: callAddress(reached.endpoints),
    endpoints: reached.endpoints,
    health: worstHealth(checks),
    checks,
    possibleGhost: false,
    ...(version === undefined ? {} : { version: nameText(version) }),
    tags: tagList([...kindTags(service), ...tags]),
    metadata: textRecord(metadata),
    registration: {
      connectionId,
      registry: 'consul',
      convention,
      key,
      raw: rawText(jsonText(service)),
    },
  };
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
