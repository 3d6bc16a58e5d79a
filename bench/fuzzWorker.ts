/** The thread of `fuzz.ts` that may hang, die or run out of memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadBases, makeInput } from '../test/compiler/robustness/inputs.ts';
import { brokenPromises } from '../test/compiler/robustness/promises.ts';
import { createRandom } from '../test/support/random.ts';

/** Where to begin, and when to stop (milliseconds since 1970). */
export interface FuzzOrder {
  readonly seed: number;
  readonly until: number;
}

/** What the thread tells: which text it turns to, and what is wrong with it. */
export type FuzzMessage =
  | { readonly kind: 'start'; readonly seed: number; readonly text: string }
  | { readonly kind: 'broken'; readonly what: string };

/** CPU that a megabyte may take, and what any text may take beyond that. */
const millisecondsPerMegabyte = 2_000;
const millisecondsForAny = 500;

const order = workerData as FuzzOrder;
const bases = loadBases({ google: true });

for (let { seed } = order; Date.now() < order.until; seed++) {
  const { kind, text } = makeInput(createRandom(seed), bases);
  tell({ kind: 'start', seed, text });
  const allowed = millisecondsForAny + (text.length / 1e6) * millisecondsPerMegabyte;
  const { broken, milliseconds } = timed(text);
  for (const what of broken) {
    tell({ kind: 'broken', what });
  }
  // Twice, since a thread that waited for another program looks slow as well.
  if (milliseconds > allowed && timed(text).milliseconds > allowed) {
    const size = `${Math.round(text.length / 1000)} kB`;
    const which = `${kind} beginning ${JSON.stringify(text.slice(0, 60))}`;
    tell({ kind: 'broken', what: `slow: ${which}, ${size}, ${Math.round(milliseconds)} ms` });
  }
}

function timed(text: string): { broken: readonly string[]; milliseconds: number } {
  const before = process.threadCpuUsage();
  const broken = brokenPromises(text, bases);
  return { broken, milliseconds: process.threadCpuUsage(before).user / 1000 };
}

function tell(message: FuzzMessage): void {
  parentPort?.postMessage(message);
}
