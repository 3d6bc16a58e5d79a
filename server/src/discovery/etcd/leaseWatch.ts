import { pause } from '../backoff.ts';
import { RegistryError } from '../registryError.ts';
import type { KeyStore } from './keyStore.ts';
import { LeaseSigns } from './leaseSigns.ts';
import type { EtcdSession } from './session.ts';
import { leaseTimeToLive } from './wire.ts';

/** Milliseconds between two rounds, and how many leases already known are asked for in one. */
const roundTime = 1_000;
const mostPerRound = 8;

/** Questions under way at once. */
const abreast = 4;

/** Where leases are asked for, and who is told. */
export interface LeaseWatchOptions {
  readonly session: EtcdSession;
  readonly store: KeyStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
}

/**
 * Asks for the remaining time of leases until the signal aborts; etcd has no watch for them. A new
 * lease is asked for within a second, one that is kept alive only seldom and without a report. Many
 * leases make the rounds longer, not denser. A refusal ends it: the rest works without. Never
 * rejects.
 */
export async function watchLeases(options: LeaseWatchOptions, signal: AbortSignal): Promise<void> {
  const { store } = options;
  const signs = new LeaseSigns();
  while (!signal.aborted) {
    try {
      await askAll(signs.due(store.leaseIds(), performance.now(), mostPerRound), {
        options,
        signs,
        signal,
      });
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind !== 'unreachable') {
        return;
      }
    }
    await pause(roundTime, signal);
  }
}

interface Asking {
  readonly options: LeaseWatchOptions;
  readonly signs: LeaseSigns;
  readonly signal: AbortSignal;
}

/** Reports once. */
async function askAll(ids: readonly string[], asking: Asking): Promise<void> {
  let hasNews = false;
  for (let start = 0; start < ids.length && !asking.signal.aborted; start += abreast) {
    const some = ids.slice(start, start + abreast);
    const news = await Promise.all(some.map((id) => ask(id, asking)));
    hasNews = hasNews || news.includes(true);
  }
  if (hasNews) {
    asking.options.changed();
  }
}

/** Answers whether there is news. */
async function ask(id: string, { options, signs, signal }: Asking): Promise<boolean> {
  const { session, store, now } = options;
  const seen = await session.call(leaseTimeToLive, { id }, signal);
  const info = signs.look({ id, ...seen, at: performance.now() }, now());
  if (info === undefined || !store.isLeaseUsed(id)) {
    return false;
  }
  store.setLease(info);
  return true;
}
