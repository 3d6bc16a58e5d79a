import type { LeaseInfo } from '../../../../protocol/topology.ts';

/** What etcd said of a lease, in seconds; a lease that is gone has a `ttl` below 0. */
export interface LeaseLook {
  readonly id: string;
  readonly ttl: number;
  readonly grantedTtl: number;
  /** When, in milliseconds of a clock that only goes forward. */
  readonly at: number;
}

/** What was seen of one lease. Times left are in seconds. */
interface Sign {
  /** With less than this left it counts as late. */
  lateBelow: number;
  /** The least that was left since it is late. */
  lowest: number;
  /** When to look again, by the clock of the looks. */
  dueAt: number;
  reported: LeaseInfo | undefined;
}

/** Milliseconds between two looks at one lease, at least. */
const leastPause = 5_000;
const leastPauseWhenLate = 1_000;

/** The server answers in whole seconds. */
const tolerance = 1_500;

/**
 * Tells leases that are kept alive from those that are late, so that the former cause no news at
 * all. A client keeps its lease alive when a third of its time has passed, so a lease with less than
 * half of it left is late. One that comes back from there belongs to a client of slower habits, and
 * its mark is lowered.
 */
export class LeaseSigns {
  readonly #signs = new Map<string, Sign>();

  /**
   * Leases to look at now: all that were never looked at, and of the others at most `most` that are
   * due, the longest due first. What is not among `ids` is forgotten.
   */
  due(ids: readonly string[], at: number, most: number): readonly string[] {
    this.#forgetAllBut(ids);
    const unknown = ids.filter((id) => !this.#signs.has(id));
    const due = [...this.#signs]
      .filter(([, { dueAt }]) => dueAt <= at)
      .sort(([, a], [, b]) => a.dueAt - b.dueAt)
      .slice(0, most)
      .map(([id]) => id);
    return [...unknown, ...due];
  }

  /**
   * Takes in what was seen; `now` is in milliseconds since the epoch. Answers what to report, which
   * is undefined when it is what was reported last, or when the lease is gone.
   */
  look({ id, ttl, grantedTtl, at }: LeaseLook, now: number): LeaseInfo | undefined {
    const sign = this.#signs.get(id) ?? newSign(grantedTtl);
    this.#signs.set(id, sign);
    const isLate = ttl < sign.lateBelow;
    if (isLate) {
      sign.lowest = Math.min(sign.lowest, ttl);
    } else if (sign.lowest < sign.lateBelow) {
      lowerMark(sign, grantedTtl);
    }
    sign.dueAt = at + (isLate ? pauseWhenLate(ttl) : pauseUntilLate(ttl, sign));
    const info: LeaseInfo = {
      id,
      grantedTtlSeconds: grantedTtl,
      ...(isLate ? { expiresAt: now + ttl * 1_000 } : {}),
    };
    if (ttl < 0 || isSame(sign.reported, info)) {
      return undefined;
    }
    sign.reported = info;
    return info;
  }

  #forgetAllBut(ids: readonly string[]): void {
    const kept = new Set(ids);
    [...this.#signs.keys()].filter((id) => !kept.has(id)).forEach((id) => this.#signs.delete(id));
  }
}

function newSign(grantedTtl: number): Sign {
  return { lateBelow: grantedTtl / 2, lowest: Infinity, dueAt: 0, reported: undefined };
}

/** Down to a tenth of the granted time below what was seen, and never so far that nothing is late. */
function lowerMark(sign: Sign, grantedTtl: number): void {
  const margin = Math.max(1, grantedTtl / 10);
  sign.lateBelow = Math.max(margin, Math.min(sign.lateBelow, sign.lowest - margin));
  sign.lowest = Infinity;
}

function pauseUntilLate(ttl: number, { lateBelow }: Sign): number {
  return Math.max(leastPause, (ttl - lateBelow + 1) * 1_000);
}

/** Denser towards the end. */
function pauseWhenLate(ttl: number): number {
  return Math.max(leastPauseWhenLate, Math.min(leastPause, (ttl * 1_000) / 3));
}

function isSame(reported: LeaseInfo | undefined, info: LeaseInfo): boolean {
  if (reported?.grantedTtlSeconds !== info.grantedTtlSeconds) {
    return false;
  }
  return reported.expiresAt === undefined || info.expiresAt === undefined
    ? reported.expiresAt === info.expiresAt
    : Math.abs(reported.expiresAt - info.expiresAt) <= tolerance;
}
