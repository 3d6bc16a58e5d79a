import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { contains, endOfPrefix, type KeyRange, rangesOf } from '../etcd/keyRange.ts';
import { EtcdLink } from '../keys/etcdLink.ts';
import { txn } from '../keys/etcdTxn.ts';
import { RegistryError } from '../registryError.ts';
import { decodeText, nameText } from '../safeText.ts';
import { type LeasedKey, leaseKeys, leaseLeases, leasedRange, leaseRevoke } from './etcdWire.ts';
import {
  byKey,
  type HoldRegistry,
  moreLocks,
  mostKeys,
  mostLocks,
  type SeenHold,
  type SeenLock,
} from './holdings.ts';

/** Leases asked for at once. */
const atOnce = 16;

/** Those who wait for one lock beyond this many are not listed. */
const mostClaims = 200;

/**
 * The leases of an etcd, and the locks and elections that are made of them by the recipe of its own
 * clients: each claim is a key `<name>/<lease in hexadecimal>`, and the oldest one has the lock.
 */
export function etcdHoldings(connection: EtcdConnection): HoldRegistry {
  const link = new EtcdLink(connection);
  const readable = rangesOf(connection.prefixes);
  return {
    async holdings(limit, signal) {
      const ids = await link.call(leaseLeases, {}, signal);
      const notes: string[] = [];
      const leases = await inGroups(ids.slice(0, limit), (id) => readLease(link, id, signal));
      const holds = leases.filter((lease) => lease !== undefined);
      if (holds.some(({ keyCount }) => keyCount === undefined)) {
        notes.push(
          'the keys of some leases may not be read by this user: locks may be missing here',
        );
      }
      if (ids.length > limit) {
        notes.push(
          `${ids.length - limit} more leases were not asked for: their locks may be missing here`,
        );
      }
      const names = lockNames(holds).filter((name) => isReadable(name, readable));
      const asked = names.slice(0, mostLocks);
      const locks = await inGroups(asked, (name) => readLock(link, name, signal));
      return {
        holds: holds.map((hold) => ({ ...hold, keys: hold.keys.slice(0, mostKeys) })),
        holdCount: ids.length,
        locks: locks.filter((lock) => lock !== undefined).sort(byKey),
        notes: [...notes, ...moreLocks(names.length)],
      };
    },
    async end(holdId, signal) {
      await link.change(leaseRevoke, { id: holdId }, signal);
    },
    async release({ key, holdId }, signal) {
      const own = { key, rangeEnd: new Uint8Array(), limit: 1 };
      const [claim] = await link.call(leasedRange, own, signal);
      if (claim?.lease !== holdId) {
        return false;
      }
      const guards = [{ key, modRevision: claim.modRevision }];
      const request = { guards, operations: [{ kind: 'delete', key }] } as const;
      const answer = await link.change(txn, request, signal);
      return answer.succeeded;
    },
    close: () => {
      link.close();
    },
  };
}

/** Undefined for a lease that has ended meanwhile. A user may be barred from seeing its keys. */
async function readLease(
  link: EtcdLink,
  id: string,
  signal: AbortSignal,
): Promise<SeenHold | undefined> {
  const withKeys = await link
    .call(leaseKeys, { id, keys: true }, signal)
    .catch((error: unknown) => {
      if (error instanceof RegistryError && error.kind === 'refused') {
        return undefined;
      }
      throw error;
    });
  const { ttl, grantedTtl, keys } =
    withKeys ?? (await link.call(leaseKeys, { id, keys: false }, signal));
  return ttl < 0
    ? undefined
    : {
        ...{ id, label: hexLease(id), grantedTtlSeconds: grantedTtl, remainingTtlSeconds: ttl },
        keys: [...keys].sort((a, b) => Buffer.compare(a, b)),
        ...(withKeys === undefined ? {} : { keyCount: keys.length }),
      };
}

/** As the recipe writes it at the end of a key. */
function hexLease(id: string): string {
  return BigInt(id).toString(16);
}

/** What stands in front of `/<lease>` in the keys of leases, each once. */
function lockNames(holds: readonly SeenHold[]): readonly Uint8Array[] {
  const names = new Map<string, Uint8Array>();
  for (const { label, keys } of holds) {
    const end = Buffer.from(`/${label}`, 'latin1');
    for (const key of keys) {
      const at = key.length - end.length;
      if (at > 0 && Buffer.compare(key.subarray(at), end) === 0) {
        names.set(Buffer.from(key.subarray(0, at)).toString('latin1'), key.subarray(0, at));
      }
    }
  }
  return [...names.values()];
}

function isReadable(name: Uint8Array, readable: readonly KeyRange[]): boolean {
  return readable.some((range) => contains(range, name));
}

async function readLock(
  link: EtcdLink,
  name: Uint8Array,
  signal: AbortSignal,
): Promise<SeenLock | undefined> {
  const key = Buffer.concat([name, Buffer.from('/')]);
  const request = { key, rangeEnd: endOfPrefix(key), limit: mostClaims };
  const found = await link.call(leasedRange, request, signal);
  const claims = found.filter(
    (one) => decodeText(one.key.subarray(key.length)) === hexLease(one.lease),
  );
  const [holder, ...waiters] = claims
    .sort((a, b) => a.createRevision - b.createRevision)
    .map(claimOf);
  // A claim of an election names its candidate; one of a lock is empty.
  const kind = claims.some(({ value }) => value.length > 0) ? 'election' : 'lock';
  return holder && { kind, key: name, holders: [holder], waiters };
}

function claimOf({ key, value, lease, createRevision }: LeasedKey): SeenLock['holders'][number] {
  const text = nameText(decodeText(value));
  return { key, holdId: lease, value: text, sinceRevision: createRevision };
}

/** In the order given, a few at a time. */
async function inGroups<From, To>(
  all: readonly From[],
  ask: (one: From) => Promise<To>,
): Promise<To[]> {
  const answers: To[] = [];
  for (let start = 0; start < all.length; start += atOnce) {
    answers.push(...(await Promise.all(all.slice(start, start + atOnce).map(ask))));
  }
  return answers;
}
