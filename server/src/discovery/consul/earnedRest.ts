import type { ConsulAnswer } from './http.ts';

/** What answers cost is paid back by rest, so that changes without end take a share of the time. */
export interface Pace {
  /** Milliseconds of rest for each millisecond that an answer costs. */
  readonly restPerCost: number;
  /** Rest that can be saved up for a burst of changes, in milliseconds. */
  readonly mostSaved: number;
  /** The longest rest, in milliseconds: on a busy machine the time that is counted is not all ours. */
  readonly mostRest: number;
}

/**
 * What an answer costs is paid back by rest, and waiting for an answer is rest too: after a quiet
 * while changes are followed at once, in a storm they are taken together.
 */
export class EarnedRest {
  readonly #pace: () => Pace;
  #saved: number;

  /** A pace that may change is asked for each time. */
  constructor(pace: Pace | (() => Pace)) {
    this.#pace = typeof pace === 'function' ? pace : () => pace;
    this.#saved = this.#pace().mostSaved;
  }

  earn(milliseconds: number): void {
    this.#saved = Math.min(this.#pace().mostSaved, this.#saved + Math.max(0, milliseconds));
  }

  /** How long to rest after an answer that cost so much. */
  owed(cost: number): number {
    const { restPerCost, mostRest } = this.#pace();
    const left = this.#saved - restPerCost * cost;
    this.#saved = Math.max(0, left);
    return Math.min(mostRest, Math.max(0, -left));
  }
}

/**
 * Milliseconds that an answer keeps a core of the agent busy. It can't be told from the time of the
 * waiting, so it goes by the size: 10 to 15 ms for each megabyte, whatever is asked for.
 */
export function agentCost({ size }: ConsulAnswer): number {
  return (size / 1_000_000) * 12;
}
