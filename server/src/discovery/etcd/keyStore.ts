import type { LeaseInfo, ServiceInstance, UnplacedKey } from '../../../../protocol/topology.ts';
import { callAddress } from '../address.ts';
import type { Decoded, DecodedNode } from '../conventions/convention.ts';
import { decodeEntry } from '../conventions/conventions.ts';
import { filledText } from '../json.ts';
import type { PlacedInstance, RegistryFacts } from '../registrySource.ts';
import { decodeText, keyText, nameText, rawText, tagList, textRecord } from '../safeText.ts';
import { contains, type KeyRange } from './keyRange.ts';
import type { KeyEvent, KeyValue } from './wire.ts';

/** More keys that fit nothing than this are counted, not listed. */
const mostUnplaced = 1_000;

interface StoredKey {
  readonly kv: KeyValue;
  readonly placed: readonly PlacedInstance[];
  readonly unplaced: UnplacedKey | undefined;
}

/** How a range looked when it was read last; an equal one means that no change was missed. */
export interface RangeDigest {
  readonly count: number;
  /** Of the newest change, 0 for an empty range. */
  readonly newestRevision: number;
  readonly newestKey: string;
}

/**
 * The keys of one etcd as last seen, decoded. Applying an event twice changes nothing, and neither
 * does listing what is known already.
 */
export class KeyStore {
  readonly #connectionId: string;
  /** By the key's bytes, one character a byte. */
  readonly #keys = new Map<string, StoredKey>();
  readonly #leases = new Map<string, LeaseInfo>();

  constructor(connectionId: string) {
    this.#connectionId = connectionId;
  }

  /** Makes the store hold exactly what a list found. */
  replace(listed: readonly KeyValue[]): void {
    const gone = new Set(this.#keys.keys());
    for (const kv of listed) {
      gone.delete(identity(kv.key));
      this.#put(kv);
    }
    for (const key of gone) {
      this.#keys.delete(key);
    }
    this.#forgetUnusedLeases();
  }

  apply({ kind, kv }: KeyEvent): void {
    const key = identity(kv.key);
    const known = this.#keys.get(key);
    if (known !== undefined && known.kv.modRevision > kv.modRevision) {
      return;
    }
    if (kind === 'put') {
      this.#put(kv);
    } else {
      this.#keys.delete(key);
      this.#forgetUnusedLeases();
    }
  }

  /** The leases of instances, each once. */
  leaseIds(): readonly string[] {
    const used = [...this.#keys.values()].filter(({ placed }) => placed.length > 0);
    return [...new Set(used.map(({ kv }) => kv.lease).filter((lease) => lease !== '0'))];
  }

  lease(id: string): LeaseInfo | undefined {
    return this.#leases.get(id);
  }

  setLease(lease: LeaseInfo): void {
    this.#leases.set(lease.id, lease);
    for (const [key, stored] of this.#keys) {
      if (stored.kv.lease === lease.id) {
        const placed = stored.placed.map(({ service, instance }) => ({
          service,
          instance: { ...instance, lease },
        }));
        this.#keys.set(key, { ...stored, placed });
      }
    }
  }

  digest(range: KeyRange): RangeDigest {
    const inside = [...this.#keys.values()].filter(({ kv }) => contains(range, kv.key));
    const newest = inside.reduce<KeyValue | undefined>(
      (best, { kv }) => (best === undefined || kv.modRevision > best.modRevision ? kv : best),
      undefined,
    );
    return rangeDigest(inside.length, newest);
  }

  /** Whether the key is known with exactly this change. */
  holds(kv: KeyValue): boolean {
    return this.#keys.get(identity(kv.key))?.kv.modRevision === kv.modRevision;
  }

  facts(): RegistryFacts {
    const stored = [...this.#keys.values()];
    return {
      services: [],
      instances: stored.flatMap(({ placed }) => placed),
      edges: [],
      unplaced: this.#unplaced(stored),
    };
  }

  #put(kv: KeyValue): void {
    const key = identity(kv.key);
    const known = this.#keys.get(key);
    if (known === undefined || !isSame(known.kv, kv)) {
      this.#keys.set(key, this.#decode(kv));
    }
  }

  #decode(kv: KeyValue): StoredKey {
    const key = keyText(kv.key);
    const value = decodeText(kv.value);
    const decoded = decodeEntry({ key, value, leaseId: kv.lease });
    // Bytes that arrive are views into a whole response, which must not be kept for one key.
    const kept: KeyValue = {
      ...kv,
      key: Uint8Array.from(kv.key),
      value: Uint8Array.from(kv.value),
    };
    const placed = this.#place(kv, decoded, { key, value });
    const unplaced = this.#reject(decoded, key);
    return { kv: kept, placed, unplaced };
  }

  #place(
    kv: KeyValue,
    decoded: Decoded,
    entry: { readonly key: string; readonly value: string },
  ): readonly PlacedInstance[] {
    if (decoded.kind !== 'registration') {
      return [];
    }
    const service = nameText(decoded.service);
    const base = {
      lease: this.#leases.get(kv.lease),
      hasLease: kv.lease !== '0',
      registration: {
        connectionId: this.#connectionId,
        registry: 'etcd',
        convention: decoded.convention,
        key: nameText(entry.key),
        raw: rawText(entry.value),
      },
    } as const;
    return decoded.nodes.map((node) => ({ service, instance: toInstance(node, base) }));
  }

  #reject(decoded: Decoded, key: string): UnplacedKey | undefined {
    const connectionId = this.#connectionId;
    if (decoded.kind === 'rejected') {
      return { connectionId, key: nameText(key), reason: decoded.reason };
    }
    return decoded.nodes.length === 0
      ? {
          connectionId,
          key: nameText(key),
          reason: `a ${decoded.convention} service without nodes`,
        }
      : undefined;
  }

  #unplaced(stored: readonly StoredKey[]): readonly UnplacedKey[] {
    const all = stored.map(({ unplaced }) => unplaced).filter((key) => key !== undefined);
    const more = all.length - mostUnplaced;
    if (more <= 0) {
      return all;
    }
    const rest: UnplacedKey = {
      connectionId: this.#connectionId,
      key: `… and ${more} more keys`,
      reason: 'fit no known registration layout: set prefixes to leave them out',
    };
    return [...all.slice(0, mostUnplaced), rest];
  }

  #forgetUnusedLeases(): void {
    if (this.#leases.size > 0) {
      const used = new Set(this.leaseIds());
      [...this.#leases.keys()]
        .filter((id) => !used.has(id))
        .forEach((id) => this.#leases.delete(id));
    }
  }
}

/** The digest of a range as a server answers it. */
export function rangeDigest(count: number, newest: KeyValue | undefined): RangeDigest {
  return newest === undefined
    ? { count, newestRevision: 0, newestKey: '' }
    : { count, newestRevision: newest.modRevision, newestKey: identity(newest.key) };
}

interface InstanceBase {
  readonly lease: LeaseInfo | undefined;
  readonly hasLease: boolean;
  readonly registration: ServiceInstance['registration'];
}

/** A kept lease is etcd's only sign of life; without one nothing is known. */
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
    endpoints: node.endpoints.slice(0, 64),
    health: hasLease ? 'passing' : 'unknown',
    checks: [],
    ...(lease === undefined ? {} : { lease }),
    possibleGhost: !hasLease,
    ...(version === undefined ? {} : { version: nameText(version) }),
    tags: tagList(node.tags),
    metadata,
    registration,
  };
}

function identity(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

/** Values are compared too: a store that was wiped counts its revisions from one again. */
function isSame(known: KeyValue, kv: KeyValue): boolean {
  return (
    known.modRevision === kv.modRevision &&
    known.lease === kv.lease &&
    Buffer.compare(known.value, kv.value) === 0
  );
}
