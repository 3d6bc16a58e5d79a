import type { Hold, Lock, LockClaim } from '../../../../protocol/cluster.ts';

/** What keeps keys alive, with its keys as bytes. */
export interface SeenHold extends Omit<Hold, 'keys'> {
  readonly keys: readonly Uint8Array[];
}

/** One that has a lock or waits for it; since when it has been seen is known later. */
export interface SeenClaim extends Omit<LockClaim, 'key' | 'seenSince' | 'isOlder'> {
  readonly key: Uint8Array;
}

/** A lock with its keys as bytes. */
export interface SeenLock extends Omit<Lock, 'key' | 'holders' | 'waiters'> {
  readonly key: Uint8Array;
  readonly holders: readonly SeenClaim[];
  readonly waiters: readonly SeenClaim[];
}

/** Who holds what at one moment. */
export interface SeenHoldings {
  readonly holds: readonly SeenHold[];
  /** Of all there are, whatever was asked for. */
  readonly holdCount: number;
  readonly locks: readonly SeenLock[];
  readonly notes: readonly string[];
}

/** Leases or sessions of one registry, and the locks made of them. Rejects with a RegistryError. */
export interface HoldRegistry {
  /** Keys of each hold are cut at {@link mostKeys}. */
  holdings(limit: number, signal: AbortSignal): Promise<SeenHoldings>;
  /** Ends a lease or a session. */
  end(holdId: string, signal: AbortSignal): Promise<void>;
  /** Takes a lock from the one who has it; false when that one has it no more. */
  release(
    claim: { readonly key: Uint8Array; readonly holdId: string },
    signal: AbortSignal,
  ): Promise<boolean>;
  close(): void;
}

/** Locks that are told of; more are counted. */
export const mostLocks = 500;

/** What is said of locks that are left out: nothing when there are none. */
export function moreLocks(count: number): readonly string[] {
  const more = count - mostLocks;
  return more > 0 ? [`${more} more locks are not shown`] : [];
}

/** Keys that are named of one lease or session. */
export const mostKeys = 100;

/** Locks by their key, in the order of bytes. */
export function byKey(a: SeenLock, b: SeenLock): number {
  return Buffer.compare(a.key, b.key);
}
