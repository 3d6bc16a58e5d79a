import { createHash } from 'node:crypto';
import type {
  HealthCheck,
  LeaseInfo,
  ServiceInstance,
  UnplacedKey,
} from '../../../../protocol/topology.ts';
import { callAddress } from '../address.ts';
import type { Convention, Decoded, DecodedNode } from '../conventions/convention.ts';
import { decodeEntry } from '../conventions/conventions.ts';
import { filledText } from '../json.ts';
import type { PlacedEdge, PlacedInstance } from '../registrySource.ts';
import { decodeText, keyText, nameText, rawText, tagList, textRecord } from '../safeText.ts';
import { targetOf } from './resolverTargets.ts';
import type { KeyValue } from './wire.ts';

/** A key of etcd, and all that it comes to. Its value is not kept: it may be large. */
export interface StoredKey {
  readonly key: Uint8Array;
  readonly modRevision: number;
  /** Decimal; `0` without a lease. */
  readonly lease: string;
  /** Tells values apart. */
  readonly valueDigest: string;
  readonly placed: readonly PlacedInstance[];
  readonly edges: readonly PlacedEdge[];
  readonly unplaced: UnplacedKey | undefined;
  /** What a client of etcd's own resolver asks for to get this key; absent for other layouts. */
  readonly resolverTarget?: string;
}

/** What a key is read with. */
export interface KeyReader {
  readonly connectionId: string;
  readonly ownLayouts: readonly Convention[];
  /** A lease, as far as it is known. */
  readonly lease: (id: string) => LeaseInfo | undefined;
}

/** Reads a key. Never throws. */
export function readKey(kv: KeyValue, reader: KeyReader): StoredKey {
  const key = keyText(kv.key);
  const value = decodeText(kv.value);
  const decoded = decodeEntry({ key, value, leaseId: kv.lease }, reader.ownLayouts);
  return {
    // Bytes that arrive are views into a whole response, which must not be kept for one key.
    key: Uint8Array.from(kv.key),
    modRevision: kv.modRevision,
    lease: kv.lease,
    valueDigest: digestOf(kv.value),
    placed: place(kv, decoded, { key, value }, reader),
    edges: edgesOf(decoded, reader.connectionId),
    unplaced: unplacedOf(decoded, { connectionId: reader.connectionId, key: nameText(key) }),
    ...(isResolved(decoded) ? { resolverTarget: targetOf(key) } : {}),
  };
}

/** Whether a key was read from just this. A wiped store counts from one again: values tell it. */
export function isReadFrom(stored: StoredKey, kv: KeyValue): boolean {
  return (
    stored.modRevision === kv.modRevision &&
    stored.lease === kv.lease &&
    stored.valueDigest === digestOf(kv.value)
  );
}

/** The key with what is known of its lease now; the same object when it knows that already. */
export function withLease(stored: StoredKey, lease: LeaseInfo): StoredKey {
  if (stored.placed.every(({ instance }) => instance.lease === lease)) {
    return stored;
  }
  const placed = stored.placed.map((one) => ({ ...one, instance: { ...one.instance, lease } }));
  return { ...stored, placed };
}

/** The instance with a remark that clients of other targets come to it. Its health is its own. */
export function strayInstance(placed: PlacedInstance, around: readonly string[]): PlacedInstance {
  const others = around.map((target) => `"${nameText(target)}"`).join(', ');
  const check: HealthCheck = {
    name: 'target of another service',
    health: 'warning',
    type: '',
    output:
      `gRPC clients that resolve ${others} by etcd are sent here too: the resolver lists every ` +
      `key that begins with its target. End the target with a slash, or rename one of them.`,
  };
  const { instance } = placed;
  return { ...placed, instance: { ...instance, checks: [...instance.checks, check] } };
}

function isResolved(decoded: Decoded): boolean {
  return decoded.kind === 'registration' && decoded.convention === 'etcd-naming';
}

function place(
  kv: KeyValue,
  decoded: Decoded,
  entry: { readonly key: string; readonly value: string },
  { connectionId, lease }: KeyReader,
): readonly PlacedInstance[] {
  if (decoded.kind !== 'registration') {
    return [];
  }
  const service = nameText(decoded.service);
  const base = {
    lease: lease(kv.lease),
    hasLease: kv.lease !== '0',
    registration: {
      connectionId,
      registry: 'etcd',
      convention: nameText(decoded.convention),
      key: nameText(entry.key),
    },
  } as const;
  const raw = rawText(entry.value);
  return decoded.nodes.map((node) => ({ service, instance: toInstance(node, base), raw }));
}

function edgesOf(decoded: Decoded, connectionId: string): readonly PlacedEdge[] {
  if (decoded.kind !== 'consumer') {
    return [];
  }
  const detail = nameText(decoded.detail);
  return [
    {
      from: nameText(decoded.from),
      to: nameText(decoded.to),
      source: { kind: 'declared', connectionId, detail },
    },
  ];
}

function unplacedOf(
  decoded: Decoded,
  where: Pick<UnplacedKey, 'connectionId' | 'key'>,
): UnplacedKey | undefined {
  switch (decoded.kind) {
    case 'rejected':
      return { ...where, reason: nameText(decoded.reason) };
    case 'beside':
      return { ...where, reason: nameText(decoded.reason), expected: true };
    case 'registration':
      return decoded.nodes.length > 0
        ? undefined
        : { ...where, reason: `a ${nameText(decoded.convention)} service without nodes` };
    case 'consumer':
      return undefined;
  }
}

interface InstanceBase {
  readonly lease: LeaseInfo | undefined;
  readonly hasLease: boolean;
  readonly registration: ServiceInstance['registration'];
}

/**
 * A kept lease is etcd's only sign of life, and without one nothing is known; unless the
 * registration itself says that the instance does not serve.
 */
function toInstance(
  node: DecodedNode,
  { lease, hasLease, registration }: InstanceBase,
): ServiceInstance {
  const metadata = textRecord(node.metadata);
  // Layouts without a field for it have the version among the metadata.
  const version = node.version ?? filledText(metadata, 'version');
  return {
    id: `${registration.connectionId}/${registration.key}${node.suffix}`,
    address: callAddress(node.endpoints),
    endpoints: node.endpoints
      .slice(0, 64)
      .map((endpoint) => ({ ...endpoint, protocol: nameText(endpoint.protocol) })),
    health: node.state?.health ?? (hasLease ? 'passing' : 'unknown'),
    checks: stateChecks(node),
    ...(lease === undefined ? {} : { lease }),
    possibleGhost: !hasLease,
    ...(version === undefined ? {} : { version: nameText(version) }),
    tags: tagList(node.tags),
    metadata,
    registration: { ...registration, ...placeOf(node, metadata) },
  };
}

/** Most frameworks have the zone among the metadata, or not at all; a datacenter is of its rank. */
function placeOf(
  node: DecodedNode,
  metadata: ServiceInstance['metadata'],
): Pick<ServiceInstance['registration'], 'namespace' | 'datacenter'> {
  const namespace = node.namespace ?? filledText(metadata, 'namespace');
  const datacenter = ['datacenter', 'zone', 'region']
    .map((name) => filledText(metadata, name))
    .find((name) => name !== undefined);
  return {
    ...(namespace === undefined ? {} : { namespace: nameText(namespace) }),
    ...(datacenter === undefined ? {} : { datacenter: nameText(datacenter) }),
  };
}

function stateChecks({ state }: DecodedNode): readonly HealthCheck[] {
  return state === undefined
    ? []
    : [{ name: 'registration', health: state.health, type: '', output: state.because }];
}

function digestOf(value: Uint8Array): string {
  return createHash('sha1').update(value).digest('base64');
}
