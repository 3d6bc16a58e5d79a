import type { LargeInstance } from './largeSystem.ts';
import { pause } from './measures.ts';

export interface StormOptions {
  readonly seconds: number;
  readonly perSecond: number;
}

export interface StormDone {
  readonly changes: number;
  readonly seconds: number;
}

/**
 * Changes all instances in turn at some rate, half of them in each registry. It counts on from one
 * run to the next: an instance that gets what it has already would be no change.
 */
export class Storm {
  readonly #instances: readonly LargeInstance[];
  #changes = 0;

  constructor(instances: readonly LargeInstance[]) {
    this.#instances = instances;
  }

  async run({ seconds, perSecond }: StormOptions): Promise<StormDone> {
    const [startedAt, before] = [performance.now(), this.#changes];
    const elapsed = (): number => (performance.now() - startedAt) / 1000;
    const done = (): number => this.#changes - before;
    const running = new Set<Promise<void>>();
    while (elapsed() < seconds) {
      while (done() < elapsed() * perSecond && running.size < 64) {
        const change = this.#next().finally(() => {
          running.delete(change);
        });
        running.add(change);
      }
      await pause(2);
    }
    await Promise.all(running);
    return { changes: done(), seconds: elapsed() };
  }

  /**
   * Runs, and gathers what `measure` gives twice a second meanwhile; the second one of each pair of
   * its changes undoes the first.
   */
  async measured(
    options: StormOptions,
    measure: (version: number) => Promise<number>,
  ): Promise<StormDone & { readonly delays: readonly number[] }> {
    const delays: number[] = [];
    let goesOn = true;
    const measuring = (async () => {
      await pause(1_000);
      for (let version = 1; goesOn || version % 2 === 0; version++) {
        delays.push(await measure(version));
        await pause(200);
      }
    })();
    const done = await this.run(options);
    goesOn = false;
    await measuring;
    return { ...done, delays };
  }

  #next(): Promise<void> {
    const [changes, count] = [this.#changes, this.#instances.length];
    this.#changes += 1;
    // Each round makes odd what was even: a check that failed recovers the next time.
    const version = changes + Math.floor(changes / count);
    return this.#instances[(changes * 7_919) % count]?.change(version) ?? Promise.resolve();
  }
}
