import type { LeaseInfo, UnplacedKey } from '../../../../protocol/topology.ts';
import type { Convention } from '../conventions/convention.ts';
import {
  type FactGroup,
  nothingSaid,
  type PlacedInstance,
  type RegistryFacts,
} from '../registrySource.ts';
import { keyText, nameText } from '../safeText.ts';
import { KeyFolders } from './keyFolders.ts';
import { contains, type KeyRange } from './keyRange.ts';
import { LeaseBook } from './leaseBook.ts';
import { ResolverTargets } from './resolverTargets.ts';
import {
  isReadFrom,
  type KeyReader,
  readKey,
  type StoredKey,
  strayInstance,
  withLease,
} from './storedKey.ts';
import type { KeyEvent, KeyValue } from './wire.ts';

/** More keys that fit nothing than this are counted, not listed. */
const mostUnplaced = 1_000;

/** How a range looked when it was read last; an equal one means that no change was missed. */
export interface RangeDigest {
  readonly count: number;
  /** Of the newest change, 0 for an empty range. */
  readonly newestRevision: number;
}

/** A list under way: what it finds replaces what the store holds, in one step. */
export interface KeyListing {
  add(listed: readonly KeyValue[]): void;
  finish(): void;
}

/**
 * The keys of one etcd as last seen, decoded. Applying an event twice changes nothing, and neither
 * does listing what is known already.
 */
export class KeyStore {
  readonly #connectionId: string;
  /** By the key's bytes, one character a byte. */
  readonly #keys = new KeyFolders();
  /** Those of the keys that are listed as not placed. */
  readonly #unplaced = new Map<string, UnplacedKey>();
  /** What the folders come to. */
  readonly #groups = new Map<string, FactGroup>();
  readonly #leases = new LeaseBook();
  readonly #targets = new ResolverTargets();
  readonly #reader: KeyReader;
  #unread: readonly UnplacedKey[] = [];
  #isOtherUnplaced = false;
  #facts: RegistryFacts | undefined;
  /** What instances became when they were found to be strays, so that they stay the same objects. */
  #strays = new WeakMap<PlacedInstance, PlacedInstance>();
  #straysAsOf: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(connectionId: string, ownLayouts: readonly Convention[] = []) {
    this.#connectionId = connectionId;
    this.#reader = { connectionId, ownLayouts, lease: (id) => this.#leases.info(id) };
  }

  /** Keys are read as they are added, and replace those of the store when the list is finished. */
  startListing(): KeyListing {
    const found = new Map<string, StoredKey>();
    return {
      add: (listed) => {
        for (const kv of listed) {
          const key = identity(kv.key);
          const known = this.#keys.get(key);
          const isKnown = known !== undefined && isReadFrom(known, kv);
          found.set(key, isKnown ? known : readKey(kv, this.#reader));
        }
      },
      finish: () => {
        this.#become(found);
      },
    };
  }

  /** Makes the store hold exactly what a list found. */
  replace(listed: readonly KeyValue[]): void {
    const listing = this.startListing();
    listing.add(listed);
    listing.finish();
  }

  apply({ kind, kv }: KeyEvent): void {
    const key = identity(kv.key);
    const known = this.#keys.get(key);
    if (known !== undefined && known.modRevision > kv.modRevision) {
      return;
    }
    if (kind === 'delete') {
      this.#delete(key);
    } else if (known === undefined || !isReadFrom(known, kv)) {
      this.#set(key, readKey(kv, this.#reader));
    }
  }

  /** Says which ranges can't be read, and why: they are listed as keys that are not placed. */
  setUnread(ranges: readonly { readonly range: KeyRange; readonly reason: string }[]): void {
    const connectionId = this.#connectionId;
    this.#unread = ranges.map(({ range, reason }) => {
      const name = nameText(keyText(range.key));
      return { connectionId, key: `${name === '\ufffd' ? '' : name}…`, reason: nameText(reason) };
    });
    this.#isOtherUnplaced = true;
    this.#facts = undefined;
  }

  /** The leases of instances, each once. */
  leaseIds(): readonly string[] {
    return this.#leases.ids();
  }

  isLeaseUsed(id: string): boolean {
    return this.#leases.has(id);
  }

  lease(id: string): LeaseInfo | undefined {
    return this.#leases.info(id);
  }

  setLease(lease: LeaseInfo): void {
    this.#leases.learn(lease);
    for (const key of this.#leases.keysOf(lease.id)) {
      const stored = this.#keys.get(key);
      const next = stored && withLease(stored, lease);
      if (next !== undefined && next !== stored) {
        this.#keep(key, next);
      }
    }
  }

  digest(range: KeyRange): RangeDigest {
    let count = 0;
    let newestRevision = 0;
    for (const [, { key, modRevision }] of this.#keys.entries()) {
      if (contains(range, key)) {
        count += 1;
        newestRevision = Math.max(newestRevision, modRevision);
      }
    }
    return { count, newestRevision };
  }

  /** Whether the key is known with exactly this change. */
  holds(kv: KeyValue): boolean {
    return this.#keys.get(identity(kv.key))?.modRevision === kv.modRevision;
  }

  /** The same object until something changes: a group for each folder, and one for what is not placed. */
  facts(): RegistryFacts {
    this.#facts ??= this.#collect();
    return this.#facts;
  }

  #collect(): RegistryFacts {
    const strays = this.#targets.strays();
    if (strays !== this.#straysAsOf) {
      this.#straysAsOf = strays;
      this.#strays = new WeakMap();
      this.#keys.touchAll();
    }
    for (const folder of this.#keys.takeChanged()) {
      this.#setGroup(`in ${folder}`, this.#groupOf(this.#keys.keysOf(folder)));
    }
    if (this.#isOtherUnplaced) {
      this.#isOtherUnplaced = false;
      const unplaced = [...this.#unread, ...this.#listUnplaced()];
      this.#setGroup('not placed', { ...nothingSaid, unplaced });
    }
    return { groups: new Map(this.#groups) };
  }

  #setGroup(name: string, group: FactGroup): void {
    if (isEmpty(group)) {
      this.#groups.delete(name);
    } else if (!isSameGroup(group, this.#groups.get(name))) {
      this.#groups.set(name, group);
    }
  }

  #groupOf(stored: readonly StoredKey[]): FactGroup {
    return {
      ...nothingSaid,
      instances: this.#instances(stored),
      edges: stored.flatMap(({ edges }) => edges),
    };
  }

  #become(found: ReadonlyMap<string, StoredKey>): void {
    [...this.#keys.entries()]
      .filter(([key]) => !found.has(key))
      .forEach(([key]) => {
        this.#delete(key);
      });
    for (const [key, stored] of found) {
      const known = this.#keys.get(key);
      // While the list went on, something may have been learnt of a lease.
      if (known === undefined || !isSameRead(known, stored)) {
        const lease = this.#leases.info(stored.lease);
        this.#set(key, lease === undefined ? stored : withLease(stored, lease));
      }
    }
  }

  #set(key: string, stored: StoredKey): void {
    const known = this.#keys.get(key);
    this.#keep(key, stored);
    this.#setUnplaced(key, stored.unplaced);
    // What is added goes first, so that a lease or a target in use is never forgotten in between.
    if (hasLease(stored)) {
      this.#leases.attach(stored.lease, key);
    }
    if (stored.resolverTarget !== undefined) {
      this.#targets.add(stored.resolverTarget);
    }
    if (known !== undefined) {
      this.#release(key, known, stored);
    }
  }

  #delete(key: string): void {
    const known = this.#keys.get(key);
    if (known !== undefined) {
      this.#facts = undefined;
      this.#keys.delete(key);
      this.#setUnplaced(key, undefined);
      this.#release(key, known, undefined);
    }
  }

  #keep(key: string, stored: StoredKey): void {
    this.#facts = undefined;
    this.#keys.set(key, stored);
  }

  #setUnplaced(key: string, unplaced: UnplacedKey | undefined): void {
    this.#isOtherUnplaced ||= !isSameStatement(this.#unplaced.get(key), unplaced);
    if (unplaced === undefined) {
      this.#unplaced.delete(key);
    } else {
      this.#unplaced.set(key, unplaced);
    }
  }

  #release(key: string, known: StoredKey, next: StoredKey | undefined): void {
    const keepsLease = next !== undefined && hasLease(next) && next.lease === known.lease;
    if (hasLease(known) && !keepsLease) {
      this.#leases.detach(known.lease, key);
    }
    if (known.resolverTarget !== undefined) {
      this.#targets.remove(known.resolverTarget);
    }
  }

  /** With a remark on those that etcd's resolver gives to clients of another target too. */
  #instances(stored: readonly StoredKey[]): readonly PlacedInstance[] {
    return stored.flatMap(({ placed, resolverTarget }) => {
      const around =
        resolverTarget === undefined ? undefined : this.#straysAsOf.get(resolverTarget);
      return around === undefined ? placed : placed.map((one) => this.#stray(one, around));
    });
  }

  #stray(placed: PlacedInstance, around: readonly string[]): PlacedInstance {
    const known = this.#strays.get(placed) ?? strayInstance(placed, around);
    this.#strays.set(placed, known);
    return known;
  }

  /** What nobody expects comes first, so that what is beside never crowds it out. */
  #listUnplaced(): readonly UnplacedKey[] {
    const inOrder = [...this.#unplaced].sort(([a], [b]) => (a < b ? -1 : 1));
    const found = inOrder.map(([, unplaced]) => unplaced);
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
}

function identity(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

/** Only the leases of instances are of interest. */
function hasLease({ lease, placed }: StoredKey): boolean {
  return lease !== '0' && placed.length > 0;
}

function isSameRead(known: StoredKey, stored: StoredKey): boolean {
  return (
    known.modRevision === stored.modRevision &&
    known.lease === stored.lease &&
    known.valueDigest === stored.valueDigest
  );
}

function isEmpty({ instances, edges, unplaced }: FactGroup): boolean {
  return instances.length === 0 && edges.length === 0 && unplaced.length === 0;
}

function isSameGroup(group: FactGroup, known: FactGroup | undefined): boolean {
  return (
    known !== undefined &&
    isSameList(group.instances, known.instances) &&
    isSameList(group.edges, known.edges) &&
    isSameList(group.unplaced, known.unplaced)
  );
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

function isSameStatement(one: UnplacedKey | undefined, other: UnplacedKey | undefined): boolean {
  return (
    one?.key === other?.key && one?.reason === other?.reason && one?.expected === other?.expected
  );
}
