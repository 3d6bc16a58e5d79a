/**
 * The language server over the whole of `google-proto-files`, and then `buf lsp serve` over the same
 * folder: how soon it knows, how soon it follows a keystroke, what it takes. Prints of each measure, as
 * soon as it is known, the processor time of a round, the median, the 95th of 100 and the limit that is
 * promised for that; in the end both side by side with how many times as long buf takes.
 *
 * `npm run build` first. Usage:
 * node bench/lsp.ts [--rounds N] [--no-own] [--no-buf] [--push] [--server FILE] [--only WORD] [--seconds N]
 *
 * `--push` measures a client that does not ask for findings, `--only` the measures with that word in
 * their names; `--seconds` is how long buf is measured for each, and longer only for one answer.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { languageServerFlags } from '../client/src/language/serverFlags.ts';
import { bufBinary } from '../scripts/realParts.ts';
import { LanguageClient } from '../test/lsp/languageClient.ts';
import {
  Course,
  type CourseOptions,
  failureText,
  type Measured,
  openAll,
  run,
} from './lsp/measures.ts';
import { number, printTable, row, type ServerName } from './lsp/table.ts';
import { corpus, deep, leaf } from './lsp/workspace.ts';
import { machineLine } from './machine.ts';
import { percentile, processUse } from './topology/measures.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    own: { type: 'boolean', default: true },
    buf: { type: 'boolean', default: true },
    push: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '5' },
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
  'keystroke in an import': 30,
  'a typed word': 50,
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
  'hover beside these three': 20,
  'keystroke while indexing': 30,
};

const measured = {
  'proto-atlas': new Map<string, Measured>(),
  buf: new Map<string, Measured>(),
};
const waits = { firstSeconds: 60, answerSeconds: 30, only: values.only };

console.log(machineLine('before'));
if (values.own) {
  if (values.only === '') {
    await measureStarts();
  }
  if ('keystroke while indexing'.includes(values.only)) {
    await measureIndexing();
  }
  await measure('proto-atlas', {
    command: [process.execPath, ...languageServerFlags, values.server, '--stdio'],
    pulls: !values.push,
    course: { ...waits, rounds: Number(values.rounds), seconds: 600 },
  });
}
if (values.buf) {
  await measure('buf', {
    command: [await bufBinary(), 'lsp', 'serve'],
    pulls: false,
    course: { ...waits, rounds: 5, seconds: Number(values.seconds) },
  });
  printTable(measured, limits);
}
console.log(machineLine('after'));

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
    const course = new Course(client, { ...waits, rounds: 1, seconds: 60 }, (one) => {
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

/** Starts our own server without an index, as the extension does, and types while it makes one. */
async function measureIndexing(): Promise<void> {
  const code = await mkdtemp(join(tmpdir(), 'proto-atlas-bench-'));
  const times: number[] = [];
  for (let round = 0; round < 6; round++) {
    const client = await LanguageClient.start({
      folders: [corpus],
      command: [process.execPath, ...languageServerFlags, values.server, '--stdio'],
      pulls: !values.push,
      environment: { NODE_COMPILE_CACHE: code },
    });
    const course = new Course(client, { ...waits, rounds: 1, seconds: 60 }, () => undefined);
    times.push(...(await course.keystrokesWhileIndexing(leaf)));
    await client.stop();
  }
  await rm(code, { recursive: true });
  printHead('proto-atlas, started without an index');
  print('proto-atlas', { name: 'keystroke while indexing', times, cpuMs: NaN });
  console.log(`  the longest of ${times.length}: ${number(Math.max(...times))} ms`);
}

interface Candidate {
  readonly command: readonly [string, ...string[]];
  readonly pulls: boolean;
  readonly course: CourseOptions;
}

async function measure(name: ServerName, candidate: Candidate): Promise<void> {
  const { command, pulls, course: options } = candidate;
  printHead(name);
  const startedAt = performance.now();
  const client = await LanguageClient.start({ folders: [corpus], command, pulls });
  const course = new Course(client, options, (one) => {
    measured[name].set(one.name, one);
    print(name, one);
  });
  try {
    await course.start(deep, { startedAt, how: 'cold' });
    if (name !== 'buf') {
      await openAll(course);
    }
    await run(course);
    const { cpuMs, peakMb } = processUse(client.pid);
    const memory = 'peak memory, MB';
    measured[name].set(memory, { name: memory, times: [peakMb], cpuMs });
    console.log(`  peak memory ${peakMb.toFixed(0)} MB, CPU ${(cpuMs / 1000).toFixed(1)} s`);
  } finally {
    client.kill();
  }
}

function printHead(name: string): void {
  console.log(row(`${name}, in ms`, ['CPU', 'median', '95th', name === 'buf' ? '' : 'limit']));
}

function print(name: ServerName, { name: what, times, cpuMs, failure }: Measured): void {
  const value = percentile(times, 0.95);
  const limit = name === 'buf' ? undefined : limits[what];
  const isOver = limit !== undefined && value > limit;
  const columns = [cpuMs, percentile(times, 0.5), value].map(number);
  const last = limit === undefined ? '' : number(limit);
  const why = failure === undefined ? '' : `  ${failureText(failure)}`;
  console.log(`${row(what, [...columns, last])}${isOver ? ' ✗' : ''}${why}`);
}
