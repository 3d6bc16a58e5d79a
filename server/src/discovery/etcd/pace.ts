/** What a page should come to: milliseconds, and bytes. */
const targetTime = 2_000;
const targetBytes = 1024 * 1024;

const firstPage = 64;
const longestPage = 1_000;
const mostStrain = 5;

/** A page that came. */
export interface PageSeen {
  /** Keys that were asked for. */
  readonly limit: number;
  readonly bytes: number;
  /** Milliseconds that it took. */
  readonly time: number;
}

/**
 * How much one endpoint is asked for at once, and how long an answer is waited for, as it was seen
 * to keep up. A line of 10 kB a second and a prefix of values of a megabyte each come through by
 * smaller pages and more patience; a quick one gets its keys in few requests.
 */
export class Pace {
  #pageSize = firstPage;
  #strain = 0;

  /** Keys a page, from 1 on. */
  get pageSize(): number {
    return this.#pageSize;
  }

  /** How many times longer than usual to wait: 1, 2, 4 … 32. */
  get patience(): number {
    return 2 ** this.#strain;
  }

  /** Learns from a page that was full. */
  learn({ limit, bytes, time }: PageSeen): void {
    const fit = limit * Math.min(targetBytes / Math.max(bytes, 1), targetTime / Math.max(time, 1));
    this.#pageSize = Math.max(1, Math.min(Math.floor(fit), limit * 4, longestPage));
  }

  /** A connection broke that had answered: perhaps it was asked for too much. */
  strain(): void {
    this.#strain = Math.min(this.#strain + 1, mostStrain);
    this.#pageSize = Math.max(1, Math.floor(this.#pageSize / 8));
  }

  /** A connection has held for long. */
  relax(): void {
    this.#strain = 0;
  }
}
