import { pause } from '../backoff.ts';
import { RegistryError } from '../registryError.ts';
import type { KeyStore } from './keyStore.ts';
import type { EtcdSession } from './session.ts';
import { leaseTimeToLive } from './wire.ts';

/** Milliseconds between two rounds, and the least between two questions when there are many. */
const roundTime = 3_000;
const timePerLease = 25;

/** Where leases are asked for, and who is told. */
export interface LeaseWatchOptions {
  readonly session: EtcdSession;
  readonly store: KeyStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
}

/**
 * Asks for the remaining time of each lease, again and again until the signal aborts. etcd has no
 * watch for leases; many leases make the rounds longer, not denser. A refusal ends it: the rest
 * works without. Never rejects.
 */
export async function watchLeases(options: LeaseWatchOptions, signal: AbortSignal): Promise<void> {
  const { store } = options;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const ids = store.leaseIds();
    try {
      await refreshAll(
        ids.filter((id) => store.lease(id) === undefined),
        0,
        options,
        signal,
      );
      await refreshAll(ids, timePerLease, options, signal);
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind !== 'unreachable') {
        return;
      }
    }
    await waitForNextRound(startedAt, options, signal);
  }
}

/** `spacing` is the pause after each question, in milliseconds. Reports once. */
async function refreshAll(
  ids: readonly string[],
  spacing: number,
  options: LeaseWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  let hasNews = false;
  for (const id of ids) {
    if (signal.aborted) {
      return;
    }
    hasNews = (await refresh(id, options, signal)) || hasNews;
    if (spacing > 0) {
      await pause(spacing, signal);
    }
  }
  if (hasNews) {
    options.changed();
  }
}

/** Answers whether there is news. */
async function refresh(
  id: string,
  { session, store, now }: LeaseWatchOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { ttl, grantedTtl } = await session.call(leaseTimeToLive, { id }, signal);
  const expiresAt = now() + ttl * 1000;
  const known = store.lease(id);
  // The server answers in whole seconds, and a lease that is kept moves all the time: only a third
  // of its time is news.
  const tolerance = Math.max(1_000, (grantedTtl * 1_000) / 3);
  const isNews = known === undefined || Math.abs(known.expiresAt - expiresAt) > tolerance;
  if (ttl < 0 || !isNews) {
    return false;
  }
  store.setLease({ id, grantedTtlSeconds: grantedTtl, expiresAt });
  return true;
}

/** A lease that appears is asked for soon. */
async function waitForNextRound(
  startedAt: number,
  { store }: LeaseWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const hasNew = (): boolean => store.leaseIds().some((id) => store.lease(id) === undefined);
  do {
    await pause(250, signal);
  } while (!signal.aborted && performance.now() - startedAt < roundTime && !hasNew());
}
