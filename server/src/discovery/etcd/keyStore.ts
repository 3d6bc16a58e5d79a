import type { LeaseInfo, UnplacedKey } from '../../../../protocol/topology.ts';
import { type Convention } from '../conventions/convention.ts';
import type { PlacedInstance, RegistryFacts } from '../registrySource.ts';
import { contains, type KeyRange } from './keyRange.ts';
import { ResolverTargets } from './resolverTargets.ts';
import { readKey, type StoredKey, strayInstance } from './storedKey.ts';
import type { KeyEvent, KeyValue } from './wire.ts';

/** More keys that fit nothing than this are counted, not listed. */
const mostUnplaced = 1_000;

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
  readonly #targets = new ResolverTargets();
  readonly #ownLayouts: readonly Convention[];
  /** What instances became when they were found to be strays, so that they stay the same objects. */
  #strays = new WeakMap<PlacedInstance, PlacedInstance>();
  #straysAsOf: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(connectionId: string, ownLayouts: readonly Convention[] = []) {
    this.#connectionId = connectionId;
    this.#ownLayouts = ownLayouts;
  }

  /** Makes the store hold exactly what a list found. */
  replace(listed: readonly KeyValue[]): void {
    const gone = new Set(this.#keys.keys());
    for (const kv of listed) {
      gone.delete(identity(kv.key));
      this.#put(kv);
    }
    gone.forEach((key) => {
      this.#delete(key);
    });
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
      this.#delete(key);
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
      instances: this.#instances(stored),
      edges: stored.flatMap(({ edges }) => edges),
      unplaced: this.#unplaced(stored),
    };
  }

  #put(kv: KeyValue): void {
    const key = identity(kv.key);
    const known = this.#keys.get(key);
    if (known !== undefined && isSame(known.kv, kv)) {
      return;
    }
    const stored = readKey(kv, {
      connectionId: this.#connectionId,
      ownLayouts: this.#ownLayouts,
      lease: this.#leases.get(kv.lease),
    });
    if (stored.resolverTarget !== undefined) {
      this.#targets.add(stored.resolverTarget);
    }
    if (known?.resolverTarget !== undefined) {
      this.#targets.remove(known.resolverTarget);
    }
    this.#keys.set(key, stored);
  }

  #delete(key: string): void {
    const target = this.#keys.get(key)?.resolverTarget;
    this.#keys.delete(key);
    if (target !== undefined) {
      this.#targets.remove(target);
    }
  }

  /** With a remark on those that etcd's resolver gives to clients of another target too. */
  #instances(stored: readonly StoredKey[]): readonly PlacedInstance[] {
    const strays = this.#targets.strays();
    if (strays !== this.#straysAsOf) {
      this.#straysAsOf = strays;
      this.#strays = new WeakMap();
    }
    return stored.flatMap(({ placed, resolverTarget }) => {
      const around = resolverTarget === undefined ? undefined : strays.get(resolverTarget);
      return around === undefined ? placed : placed.map((one) => this.#stray(one, around));
    });
  }

  #stray(placed: PlacedInstance, around: readonly string[]): PlacedInstance {
    const known = this.#strays.get(placed) ?? strayInstance(placed, around);
    this.#strays.set(placed, known);
    return known;
  }

  /** What nobody expects comes first, so that what is beside never crowds it out. */
  #unplaced(stored: readonly StoredKey[]): readonly UnplacedKey[] {
    const found = stored.map(({ unplaced }) => unplaced).filter((key) => key !== undefined);
    if (found.length <= mostUnplaced) {
      return found;
    }
    const wrong = found.filter(({ expected }) => expected !== true);
    const all = [...wrong, ...found.filter(({ expected }) => expected === true)];
    const rest: UnplacedKey = {
      connectionId: this.#connectionId,
      key: `… and ${all.length - mostUnplaced} more keys`,
      reason: 'are no registrations that can be read: set prefixes to leave them out',
      ...(wrong.length <= mostUnplaced ? { expected: true } : {}),
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
