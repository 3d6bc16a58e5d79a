/** How often a cluster is asked: `near` while a person looks at it, `far` otherwise. */
export type Distance = 'near' | 'far';

/** Milliseconds between two questions to a member. */
const intervals: Readonly<Record<Distance, number>> = { near: 500, far: 5_000 };

/** The pauses of a watch, which end early when somebody begins to look. */
export class Pace {
  readonly #waiting = new Set<() => void>();
  #distance: Distance = 'far';

  get distance(): Distance {
    return this.#distance;
  }

  set(distance: Distance): void {
    const comesNear = this.#distance === 'far' && distance === 'near';
    this.#distance = distance;
    if (comesNear) {
      this.#waiting.forEach((wake) => {
        wake();
      });
    }
  }

  /** Waits for the next question; `times` longer where there is little to expect. Never rejects. */
  pause(signal: AbortSignal, times = 1): Promise<void> {
    return new Promise((done) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#waiting.delete(end);
        done();
      };
      const timer = setTimeout(end, intervals[this.#distance] * times);
      signal.addEventListener('abort', end, { once: true });
      this.#waiting.add(end);
      if (signal.aborted) {
        end();
      }
    });
  }
}
