/**
 * The language server over the whole of `google-proto-files`, and then `buf lsp serve`: how soon it
 * knows, how soon it follows a keystroke, what it takes. Prints of each measure, as soon as it is
 * known, the processor time of a round, the median, the 95th of 100, the limit that is promised for
 * that and, for buf, the ratio of ours to its.
 *
 * `npm run build` first. Usage:
 * node bench/lsp.ts [--rounds N] [--no-own] [--no-buf] [--push] [--server FILE] [--only WORD] [--seconds N]
 *
 * `--push` measures a client that does not ask for findings, `--only` the measures with that word in
 * their names, `--seconds` bounds each measure of buf.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { languageServerFlags } from '../client/src/language/serverFlags.ts';
import { bufBinary } from '../scripts/realParts.ts';
import { LanguageClient } from '../test/lsp/languageClient.ts';
import { Course, type Measured, run } from './lsp/measures.ts';
import { corpus, deep } from './lsp/workspace.ts';
import { percentile, processUse } from './topology/measures.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    own: { type: 'boolean', default: true },
    buf: { type: 'boolean', default: true },
    push: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '60' },
    server: { type: 'string', default: join(root, 'dist', 'languageServer.cjs') },
  },
  allowNegative: true,
});

/** In milliseconds, at the 95th of 100; what is not here is printed without. */
const limits: Readonly<Record<string, number>> = {
  'first findings, cold': 700,
  'whole workspace indexed, cold': 8_000,
  'first findings, with the disk cache': 300,
  'whole workspace indexed, with the disk cache': 1_500,
  'keystroke in a leaf': 30,
  'keystroke in a large file': 50,
  'keystroke in 36,000 lines': 50,
  'keystroke in a popular file': 100,
  'its dependents': 300,
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
  'rename that hundreds use': 69,
  'file symbols': 5,
  tokens: 39,
  'workspace symbols': 400,
};

/** Of our own server at the 95th of 100, by measure. */
const ours = new Map<string, number>();

console.log(`load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
if (values.own) {
  if (values.only === '') {
    await measureStarts();
  }
  await measure('proto-atlas', {
    command: [process.execPath, ...languageServerFlags, values.server, '--stdio'],
    pulls: !values.push,
    rounds: Number(values.rounds),
    seconds: 600,
  });
}
if (values.buf) {
  await measure('buf', {
    command: [await bufBinary(), 'lsp', 'serve'],
    pulls: false,
    rounds: 3,
    seconds: Number(values.seconds),
  });
}

/**
 * Starts our own server again and again over one cache, as the extension does: the first time
 * there is none, later it has what the run before has left.
 */
async function measureStarts(): Promise<void> {
  const cache = await mkdtemp(join(tmpdir(), 'proto-atlas-bench-'));
  const started = new Map<string, Measured>();
  for (let round = 0; round < 6; round++) {
    const startedAt = performance.now();
    const client = await LanguageClient.start({
      folders: [corpus],
      command: [process.execPath, ...languageServerFlags, values.server, '--stdio'],
      pulls: !values.push,
      settings: { importRoots: [], cacheFolder: join(cache, 'index') },
      environment: { NODE_COMPILE_CACHE: join(cache, 'code') },
    });
    const course = new Course(client, { rounds: 1, seconds: 60, only: '' }, (one) => {
      const known = started.get(one.name)?.times ?? [];
      started.set(one.name, { ...one, times: [...known, ...one.times] });
    });
    await course.start(deep, { startedAt, how: round === 0 ? 'cold' : 'with the disk cache' });
    await new Promise((done) => setTimeout(done, 2_000));
    const { residentMb } = processUse(client.pid);
    console.log(
      `start ${round + 1}: ${residentMb.toFixed(0)} MB with everything indexed (limit 600)`,
    );
    await client.stop();
  }
  await rm(cache, { recursive: true });
  printHead('proto-atlas, started six times');
  started.forEach((one) => print('proto-atlas', one));
}

interface Candidate {
  readonly command: readonly [string, ...string[]];
  readonly pulls: boolean;
  readonly rounds: number;
  readonly seconds: number;
}

async function measure(
  name: string,
  { command, pulls, rounds, seconds }: Candidate,
): Promise<void> {
  printHead(name);
  const startedAt = performance.now();
  const client = await LanguageClient.start({ folders: [corpus], command, pulls });
  const options = { rounds, seconds, only: values.only };
  const course = new Course(client, options, (measured) => print(name, measured));
  try {
    await course.start(deep, { startedAt, how: 'cold' });
    await run(course, (what, error) => {
      console.log(`  ${what}: ${error instanceof Error ? error.message : String(error)}`);
    });
    const { cpuMs, peakMb } = processUse(client.pid);
    const limit = name === 'buf' ? '' : ' (limit 600)';
    console.log(
      `  peak memory ${peakMb.toFixed(0)} MB${limit}, CPU ${(cpuMs / 1000).toFixed(1)} s`,
    );
  } finally {
    client.kill();
  }
}

function printHead(name: string): void {
  const columns = ['CPU', 'median', '95th', name === 'buf' ? 'ratio' : 'limit'];
  console.log(`${name}, in ms`.padEnd(48) + columns.map((text) => text.padStart(10)).join(''));
}

function print(name: string, { name: measure, times, cpuMs }: Measured): void {
  const value = percentile(times, 0.95);
  const limit = limits[measure];
  const own = ours.get(measure);
  const last =
    name !== 'buf'
      ? `${shown(limit).padStart(10)}${limit !== undefined && value > limit ? ' ✗' : ''}`
      : (own === undefined ? '-' : `x${(own / value).toFixed(2)}`).padStart(10);
  if (name !== 'buf') {
    ours.set(measure, value);
  }
  const columns = [cpuMs, percentile(times, 0.5), value]
    .map((each) => shown(each).padStart(10))
    .join('');
  console.log(`  ${measure.padEnd(46)}${columns}${last}`);
}

function shown(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(value < 10 ? 1 : 0);
}
