/**
 * Feeds the compiler with what tries to break it, until the time is over: parse, link, compile and
 * descriptors of random and of spoilt texts, with every promise checked. A text that breaks one is
 * made smaller, and saved among the crashes of the corpus, where the tests take it up.
 *
 * Usage: node bench/fuzz.ts [--minutes 60] [--seed N]
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { saveCrash } from './fuzzCrash.ts';
import type { FuzzMessage, FuzzOrder } from './fuzzWorker.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const until = Date.now() + Number(values.minutes) * 60_000;
const firstSeed = Number(values.seed ?? Date.now() % 0x1_0000_0000);

/** A text takes milliseconds; one that takes this long hangs. */
const hangMilliseconds = 30_000;

let inputs = 0;
let bytes = 0;
const found = new Map<string, number>();

console.log(`seed ${firstSeed}, ${values.minutes} minutes`);
for (let seed = firstSeed; Date.now() < until;) {
  seed = await runWorker(seed);
}
console.log(`${inputs} inputs, ${(bytes / 1e6).toFixed(1)} MB, ${found.size} findings`);
for (const [what, count] of found) {
  console.log(`${count} × ${what}`);
}
process.exitCode = found.size > 0 ? 1 : 0;

/** Runs seeds from `seed` on in one worker until it ends or dies; gives the seed to go on with. */
function runWorker(seed: number): Promise<number> {
  return new Promise((done) => {
    let current = { seed, text: '' };
    const order: FuzzOrder = { seed, until };
    const worker = new Worker(new URL('./fuzzWorker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: 1500 },
    });
    let timer = setTimeout(hang, hangMilliseconds);
    worker.on('message', (message: FuzzMessage) => {
      clearTimeout(timer);
      timer = setTimeout(hang, hangMilliseconds);
      if (message.kind === 'start') {
        current = message;
        inputs += 1;
        bytes += message.text.length;
      } else {
        report(message.what, current.text);
      }
    });
    worker.on('error', (error) => {
      report(`the thread died: ${String(error)}`, current.text);
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      done(current.seed + 1);
    });
    function hang(): void {
      report('it hangs', current.text);
      void worker.terminate();
    }
  });
}

/** One finding of a kind is kept; the rest are counted. */
function report(what: string, text: string): void {
  const name = what.split('\n').slice(0, 2).join(' ').replace(/\d+/g, 'N');
  const count = found.get(name) ?? 0;
  found.set(name, count + 1);
  if (count === 0) {
    console.log(`${what}\n  saved as ${saveCrash(what, text)}`);
  }
}
