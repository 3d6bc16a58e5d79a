/**
 * Compiles all of `google-proto-files` that protoc accepts, each time in a cold process: by the
 * command line of Proto Atlas, by protoc and, over its workspace, by `buf build`. They take turns;
 * medians are printed, then whether our descriptors are protoc's, byte for byte. Needs GNU time as
 * `/usr/bin/time`, so no Windows.
 *
 * `npm run build` first. Usage: node bench/compile.ts [--rounds N] [--no-buf] [--cli dist/cli.js]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bufBinary, MissingPartError } from '../scripts/realParts.ts';
import { splitSet } from '../test/support/protoc.ts';
import { googleProtoFiles, protoFiles } from '../test/support/protoFiles.ts';

const root = resolve(import.meta.dirname, '..');
const corpus = googleProtoFiles;
const programs = join(root, 'node_modules', 'protoc', 'bin');
/** The program itself: what npm puts on the path is a script that starts it. */
const machine = process.arch === 'arm64' ? 'aarch_64' : 'x86_64';
const protoc = join(
  programs,
  `protoc-${process.platform === 'darwin' ? 'osx' : 'linux'}-${machine}`,
);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    buf: { type: 'boolean', default: true },
    cli: { type: 'string', default: join(root, 'dist', 'cli.js') },
  },
  allowNegative: true,
});

/** What one run took: seconds, seconds of all cores, and memory at the peak. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly megabytes: number;
}

interface Contender {
  readonly name: string;
  readonly cwd: string;
  readonly command: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'bench-compile-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  const files = acceptedFiles();
  const list = join(folder, 'files');
  writeFileSync(list, `${files.join('\n')}\n`);
  const buf = values.buf ? await bufOrNone() : undefined;
  const workspace = join(folder, 'workspace');
  for (const file of buf === undefined ? [] : files) {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    cpSync(join(corpus, file), join(workspace, file));
  }
  console.log(`${files.length} files that protoc accepts, ${values.rounds} rounds, medians`);
  for (const sourceInfo of [false, true]) {
    console.log(sourceInfo ? 'with source info' : 'without source info');
    const flags = ['-I.', ...(sourceInfo ? ['--include_source_info'] : []), `@${list}`];
    const bufFlags = sourceInfo ? [] : ['--exclude-source-info'];
    compare([
      { name: 'protoc', cwd: corpus, command: [protoc, '-oOUT', ...flags] },
      {
        name: 'proto-atlas',
        cwd: corpus,
        command: [process.execPath, resolve(values.cli), 'compile', '-oOUT', ...flags],
      },
      ...(buf === undefined
        ? []
        : [{ name: 'buf', cwd: workspace, command: [buf, 'build', ...bufFlags, '-oOUT.binpb'] }]),
    ]);
    report();
  }
}

/** protoc stops at the first files that it rejects; it is asked until it accepts the rest. */
function acceptedFiles(): string[] {
  let files = protoFiles(corpus);
  for (;;) {
    const list = join(folder, 'all');
    writeFileSync(list, `${files.join('\n')}\n`);
    const run = spawnSync(protoc, ['-I.', `-o${join(folder, 'out')}`, `@${list}`], {
      cwd: corpus,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const errors = run.stderr.split('\n').filter((line) => !line.includes(': warning: '));
    const rejected = new Set(errors.map((line) => line.split(':')[0]));
    const rest = files.filter((file) => !rejected.has(file));
    if (run.status === 0 || rest.length === files.length) {
      return files;
    }
    files = rest;
  }
}

async function bufOrNone(): Promise<string | undefined> {
  try {
    return await bufBinary(console.log);
  } catch (error) {
    if (error instanceof MissingPartError) {
      console.log(`without buf: ${error.message}`);
      return undefined;
    }
    throw error;
  }
}

function compare(contenders: readonly Contender[]): void {
  const costs = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of contenders) {
      costs.get(contender.name)?.push(measure(contender));
    }
  }
  const base = medianCost(costs.get('protoc') ?? []);
  for (const [name, all] of costs) {
    const { wall, cpu, megabytes } = medianCost(all);
    console.log(
      `  ${name.padEnd(12)} ${wall.toFixed(2)} s (x${(wall / base.wall).toFixed(2)})` +
        `  CPU ${cpu.toFixed(2)} s (x${(cpu / base.cpu).toFixed(2)})` +
        `  peak ${megabytes.toFixed(0)} MB (x${(megabytes / base.megabytes).toFixed(2)})`,
    );
  }
}

function measure({ name, cwd, command }: Contender): Cost {
  const times = join(folder, 'times');
  const args = command.map((arg) => arg.replace('-oOUT', `-o${join(folder, name)}`));
  const started = performance.now();
  execFileSync('/usr/bin/time', ['-o', times, '-f', '%U %S %M', ...args], {
    cwd,
    stdio: 'ignore',
  });
  const wall = (performance.now() - started) / 1000;
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(times, 'utf8').split(' ').map(Number);
  return { wall, cpu: user + system, megabytes: kilobytes / 1024 };
}

function medianCost(costs: readonly Cost[]): Cost {
  const median = (of: (cost: Cost) => number): number =>
    costs.map(of).sort((a, b) => a - b)[costs.length >> 1] ?? Number.NaN;
  return {
    wall: median((cost) => cost.wall),
    cpu: median((cost) => cost.cpu),
    megabytes: median((cost) => cost.megabytes),
  };
}

function report(): void {
  const [ours, theirs] = ['proto-atlas', 'protoc'].map((name) => readFileSync(join(folder, name)));
  if (ours === undefined || theirs === undefined || ours.equals(theirs)) {
    console.log('  the sets of proto-atlas and protoc are equal, byte for byte');
    return;
  }
  const expected = splitSet(theirs);
  const different = [...splitSet(ours)].filter(
    ([name, bytes]) => Buffer.compare(bytes, expected.get(name) ?? new Uint8Array()) !== 0,
  );
  console.log(`  ${expected.size - different.length} of ${expected.size} descriptors are equal`);
  different.slice(0, 5).forEach(([name]) => void console.log(`    ${name} differs`));
  process.exitCode = 1;
}
