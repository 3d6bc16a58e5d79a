/** How long a card flashes, in milliseconds. */
const flashMs = 2200;
/** Cards that begin to flash at once, and each second from then on. */
const mostAtOnce = 24;
const mostPerSecond = 6;
/**
 * They fade in steps of so many milliseconds; all together, so that what is drawn between two steps
 * draws none of them again.
 */
const fadeStepMs = 80;
/** The same when more cards flash than these: each step is a picture of its own. */
const massStepMs = 240;
const fewCards = 6;

/**
 * Cards that have just changed, and how strongly they flash. While changes come in masses only some
 * of them do: what flashes everywhere tells nothing, and each flash is drawn many times.
 */
export class Flashes {
  readonly #since = new Map<string, number>();
  /** How many may begin, as of `#countedAt`. */
  #left = mostAtOnce;
  #countedAt = 0;

  /** Whether any card flashes. */
  get any(): boolean {
    return this.#since.size > 0;
  }

  /** Lets cards flash, as many as may. `now` in milliseconds, never going back. */
  begin(ids: readonly string[], now: number): void {
    const earned = ((now - this.#countedAt) * mostPerSecond) / 1000;
    this.#left = Math.min(mostAtOnce, this.#left + earned);
    this.#countedAt = now;
    for (const id of ids.slice(0, Math.floor(this.#left))) {
      this.#since.set(id, now);
      this.#left -= 1;
    }
  }

  /** Milliseconds from `now` to when they look different. */
  untilNextStep(now: number): number {
    return this.#stepAt(now) + this.#stepMs - now;
  }

  /** By id, from 1 to 0; those that are over are forgotten. */
  strengths(now: number): ReadonlyMap<string, number> {
    const step = this.#stepAt(now);
    const result = new Map<string, number>();
    for (const [id, since] of this.#since) {
      const left = 1 - (step - since) / flashMs;
      if (left <= 0) {
        this.#since.delete(id);
      } else {
        result.set(id, Math.min(1, left * 1.3));
      }
    }
    return result;
  }

  get #stepMs(): number {
    return this.#since.size > fewCards ? massStepMs : fadeStepMs;
  }

  #stepAt(now: number): number {
    return Math.floor(now / this.#stepMs) * this.#stepMs;
  }
}
