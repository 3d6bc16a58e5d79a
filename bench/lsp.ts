/**
 * The language server over the whole of `google-proto-files`, beside `buf lsp serve` in the same run:
 * how soon it knows, how soon it follows a keystroke, what it takes. Prints the 95th of 100 of each,
 * what is promised, and the ratio to buf.
 *
 * `npm run build` first. Usage: node bench/lsp.ts [--rounds N] [--no-buf] [--server FILE]
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bufBinary } from '../scripts/realParts.ts';
import { LanguageClient } from '../test/lsp/languageClient.ts';
import { Course, run, type Timings } from './lsp/measures.ts';
import { corpus, deep } from './lsp/workspace.ts';
import { percentile, processUse } from './topology/measures.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    buf: { type: 'boolean', default: true },
    server: { type: 'string', default: join(root, 'dist', 'languageServer.cjs') },
  },
  allowNegative: true,
});

interface Result {
  readonly timings: Timings;
  readonly peakMb: number;
}

/** In milliseconds, at the 95th of 100; what is not here is printed without. */
const limits: Readonly<Record<string, number>> = {
  'first findings, cold': 700,
  'whole workspace indexed': 8_000,
  'keystroke in a leaf': 30,
  'keystroke in a large file': 50,
  'keystroke in a popular file': 100,
  'completion after a keystroke': 20,
  'hover after a keystroke': 20,
  'definition after a keystroke': 20,
  'highlight after a keystroke': 20,
  'file symbols after a keystroke': 20,
  'tokens after a keystroke': 20,
  'formatting after a keystroke': 20,
  hover: 1,
  definition: 1,
  'references that hundreds use': 22,
  'file symbols': 5,
  tokens: 39,
  'workspace symbols': 400,
};

const own = await measure('proto-atlas', [process.execPath, values.server, '--stdio']);
const peer = values.buf ? await measure('buf', [await bufBinary(), 'lsp', 'serve']) : undefined;
print();

async function measure(name: string, command: readonly [string, ...string[]]): Promise<Result> {
  const rounds = name === 'buf' ? 3 : Number(values.rounds);
  console.log(`${name} …`);
  const startedAt = performance.now();
  const client = await LanguageClient.start({ folders: [corpus], command });
  const course = new Course(client, rounds);
  try {
    await course.open('opened file', deep);
    course.timings.set('first findings, cold', [performance.now() - startedAt]);
    await course.index('symbols asked for');
    course.timings.set('whole workspace indexed', [performance.now() - startedAt]);
    await run(course, (what, error) => {
      console.log(`  ${name}: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    });
    return { timings: course.timings, peakMb: processUse(client.pid).peakMb };
  } finally {
    client.kill();
  }
}

function print(): void {
  console.log(
    '\n95th of 100, in ms'.padEnd(44) +
      ['own', 'limit', 'buf', 'ratio'].map((t) => t.padStart(10)).join(''),
  );
  for (const [name, times] of own.timings) {
    const mine = percentile(times, 0.95);
    const theirs = peer && percentile(peer.timings.get(name) ?? [], 0.95);
    const limit = limits[name];
    const missed = limit !== undefined && mine > limit ? ' ✗' : '';
    const columns = [mine, limit, theirs].map((value) => shown(value).padStart(10)).join('');
    const ratio = theirs === undefined ? '' : `x${(mine / theirs).toFixed(2)}`;
    console.log(name.padEnd(43) + columns + ratio.padStart(10) + missed);
  }
  console.log(
    `peak memory: ${own.peakMb.toFixed(0)} MB (limit 600)${peer === undefined ? '' : `, buf ${peer.peakMb.toFixed(0)} MB`}`,
  );
}

function shown(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(value < 10 ? 1 : 0);
}
