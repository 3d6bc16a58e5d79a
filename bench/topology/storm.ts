import { pause } from './measures.ts';
import type { LargeInstance } from './largeSystem.ts';

export interface StormOptions {
  readonly seconds: number;
  readonly perSecond: number;
}

/** Changes instances at random at that rate, half of them in each registry. */
export async function storm(
  instances: readonly LargeInstance[],
  { seconds, perSecond }: StormOptions,
): Promise<{ readonly changes: number; readonly seconds: number }> {
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  let changes = 0;
  const running = new Set<Promise<void>>();
  while (elapsed() < seconds) {
    while (changes < elapsed() * perSecond && running.size < 64) {
      const instance = instances[(changes * 7_919) % instances.length];
      // Each round makes odd what was even: a check that failed recovers the next time.
      const version = changes + Math.floor(changes / instances.length);
      const change = (instance?.change(version) ?? Promise.resolve()).finally(() => {
        running.delete(change);
      });
      running.add(change);
      changes += 1;
    }
    await pause(2);
  }
  await Promise.all(running);
  return { changes, seconds: elapsed() };
}

/**
 * What `measure` gives, twice a second while a storm goes on; the second one of each pair of changes
 * undoes the first.
 */
export async function delaysInStorm(
  instances: readonly LargeInstance[],
  options: StormOptions,
  measure: (version: number) => Promise<number>,
): Promise<{ readonly changes: number; readonly seconds: number; readonly delays: number[] }> {
  const found: number[] = [];
  let goesOn = true;
  const measuring = (async () => {
    await pause(1_000);
    for (let version = 1; goesOn || version % 2 === 0; version++) {
      found.push(await measure(version));
      await pause(200);
    }
  })();
  const done = await storm(instances, options);
  goesOn = false;
  await measuring;
  return { ...done, delays: found };
}
