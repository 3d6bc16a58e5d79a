import type { SeenClaim, SeenLock } from '../discovery/index.ts';
import type { Lock, LockClaim } from '../../../protocol/cluster.ts';
import { base64 } from './base64.ts';

interface Sighting {
  readonly at: number;
  readonly isOlder: boolean;
}

/** Remembers when each holder was first seen with its lock: no registry keeps that time itself. */
export class LockMemory {
  #sightings: ReadonlyMap<string, Sighting> | undefined;

  /** `at` is the time of this look. A holder of the first look is older than that. */
  remember(locks: readonly SeenLock[], at: number): readonly Lock[] {
    const before = this.#sightings;
    const sightings = new Map<string, Sighting>();
    const told = (claim: SeenClaim, place: string): LockClaim => {
      const id = `${place} ${base64(claim.key)} ${claim.holdId} ${claim.sinceRevision}`;
      const sighting = before?.get(id) ?? { at, isOlder: before === undefined };
      sightings.set(id, sighting);
      const { at: seenSince, isOlder } = sighting;
      return { ...claim, key: base64(claim.key), seenSince, isOlder };
    };
    const result = locks.map((lock) => ({
      ...lock,
      key: base64(lock.key),
      holders: lock.holders.map((claim) => told(claim, 'holder')),
      waiters: lock.waiters.map((claim) => told(claim, 'waiter')),
    }));
    this.#sightings = sightings;
    return result;
  }
}
