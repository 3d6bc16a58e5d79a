import { once } from 'node:events';
import { pause } from '../backoff.ts';

/**
 * When the whole catalog is to be read again, in milliseconds. Checks that fail and recover are told
 * by queries of their own, so what is left of a change of checks may wait until the quick answers
 * are through: a reading keeps a core of the agent and one of this machine busy for a while.
 */
const checksQuiet = 500;
const checksAtMost = 10_000;
/** The same where what somebody looks at is followed besides. */
const unseenAtMost = 30_000;
/** Read this often even when nothing was heard of, for what no notice tells, such as peers. */
const readingAtLeast = 60_000;

/**
 * Says when to read the whole catalog, from what cheap queries tell by their index: at once for
 * services, soon for checks. What a reading has already, because it began later or by its own
 * index, calls for none.
 */
export class ReadingSchedule {
  readonly #calls = new EventTarget();
  readonly #isSightFollowed: () => boolean;
  #services = 0;
  #checks = 0;
  #read = 0;
  /** A change that only a reading tells. */
  #isUrgent = false;
  /** When the first and the last change of checks was told that no reading has. */
  #firstChecks: number | undefined;
  #lastChecks = 0;

  constructor(isSightFollowed: () => boolean) {
    this.#isSightFollowed = isSightFollowed;
  }

  /** Services are at this index. */
  services(index: number): void {
    this.#services = index;
    if (index > this.#read) {
      this.urgent();
    }
  }

  /** Checks are at this index. */
  checks(index: number): void {
    this.#checks = index;
    if (index > this.#read) {
      this.#lastChecks = performance.now();
      this.#firstChecks ??= this.#lastChecks;
      this.#call();
    }
  }

  /** Only a reading can tell what became of something. */
  urgent(): void {
    this.#isUrgent = true;
    this.#call();
  }

  /** A reading begins: what was told before will be in it. */
  begin(): void {
    this.#isUrgent = false;
    this.#firstChecks = undefined;
  }

  /** The whole was read at this index: what was told meanwhile may be in it. */
  read(index: number): void {
    this.#read = index;
    if (this.#checks <= index) {
      this.#firstChecks = undefined;
    }
    if (this.#services <= index && this.#checks <= index) {
      this.#isUrgent = false;
    }
  }

  /** Resolves when it is time for the next reading, or the signal aborts. */
  async due(signal: AbortSignal): Promise<void> {
    const latest = performance.now() + readingAtLeast;
    for (;;) {
      const wait = Math.min(latest, this.#wanted()) - performance.now();
      if (wait <= 0 || signal.aborted) {
        return;
      }
      const stop = new AbortController();
      const ends = AbortSignal.any([signal, stop.signal]);
      const called = once(this.#calls, 'call', { signal: ends }).catch(() => undefined);
      await Promise.race([pause(wait, ends), called]);
      stop.abort();
    }
  }

  #wanted(): number {
    if (this.#isUrgent) {
      return 0;
    }
    const atMost = this.#isSightFollowed() ? unseenAtMost : checksAtMost;
    return this.#firstChecks === undefined
      ? Infinity
      : Math.min(this.#lastChecks + checksQuiet, this.#firstChecks + atMost);
  }

  #call(): void {
    this.#calls.dispatchEvent(new Event('call'));
  }
}
