/** What to do after a server died: start it again after a while, or leave it. */
export type RestartDecision =
  | { readonly kind: 'restart'; readonly delayMs: number }
  | { readonly kind: 'giveUp'; readonly crashes: number; readonly withinMs: number };

const windowMs = 3 * 60_000;
const maximumCrashes = 5;
const maximumDelayMs = 5_000;

/**
 * Restarts at once at first, then more and more slowly, and gives up on a server that dies again
 * and again within three minutes.
 */
export class RestartPolicy {
  readonly #firstDelayMs: number;
  #crashes: readonly number[] = [];

  constructor(options: { readonly firstDelayMs?: number } = {}) {
    this.#firstDelayMs = options.firstDelayMs ?? 100;
  }

  /** `now` in milliseconds, from any fixed point. */
  afterCrash(now: number): RestartDecision {
    this.#crashes = [...this.#crashes.filter((time) => now - time < windowMs), now];
    const count = this.#crashes.length;
    if (count > maximumCrashes) {
      return { kind: 'giveUp', crashes: count, withinMs: now - (this.#crashes[0] ?? now) };
    }
    const delayMs = Math.min(this.#firstDelayMs * 3 ** (count - 1), maximumDelayMs);
    return { kind: 'restart', delayMs };
  }

  /** A person asked for a start: what happened before no longer counts. */
  reset(): void {
    this.#crashes = [];
  }
}
