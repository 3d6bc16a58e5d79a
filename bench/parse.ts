/**
 * How fast the parser reads real files, warm, on one thread: every `.proto` file of the
 * `google-proto-files` package under `google/`, several rounds, the best one reported. Fails when a
 * file has a finding, as all of them are sound. Beside it stands protoc's whole compilation of the
 * same files but those of protobuf itself, of which it rejects some, as text a second and as a ratio.
 *
 * `node bench/parse.ts [rounds]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { tokenize } from '../server/src/compiler/syntax/lexer.ts';
import { parse } from '../server/src/compiler/syntax/parser.ts';

const machine = process.arch === 'arm64' ? 'aarch_64' : 'x86_64';
const protoc = resolve(
  import.meta.dirname,
  '../node_modules/protoc/bin',
  `protoc-${process.platform === 'darwin' ? 'osx' : 'linux'}-${machine}`,
);
const folder = resolve(import.meta.dirname, '../node_modules/google-proto-files/google');
const rounds = Number(process.argv[2] ?? 5);

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.proto'))
  .map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
const texts = files.map(({ path, bytes }) => ({ path, text: bytes.toString('utf8') }));
const megabytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;

const broken = texts.filter(({ path, text }) => parse(path, text).diagnostics.length > 0);
for (const { path } of broken) {
  console.error(`unexpected finding in ${path}`);
}
console.log(`${files.length} files, ${megabytes.toFixed(1)} MB`);
report('tokenize', () => texts.forEach(({ text }) => tokenize(text)));
const parsed = report('parse', () => texts.forEach(({ path, text }) => parse(path, text)));
reportProtoc();
process.exitCode = broken.length > 0 ? 1 : process.exitCode;

/** Prints the speed and gives it, in megabytes a second. */
function report(name: string, run: () => void, size = megabytes): number {
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  const best = Math.min(...times);
  const speed = (size / best) * 1000;
  console.log(`${name}: ${best.toFixed(0)} ms, ${speed.toFixed(0)} MB/s`);
  return speed;
}

function reportProtoc(): void {
  const asked = files.filter(({ path }) => !path.startsWith('protobuf/'));
  const size = asked.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  const temporary = mkdtempSync(join(tmpdir(), 'bench-parse-'));
  const list = join(temporary, 'files');
  writeFileSync(list, asked.map(({ path }) => `google/${path}\n`).join(''));
  const args = [`-o${join(temporary, 'out')}`, '-I.', `@${list}`];
  try {
    const compiled = report(
      'protoc, whole compilation',
      () => {
        const run = spawnSync(protoc, args, { cwd: resolve(folder, '..'), stdio: 'ignore' });
        process.exitCode = run.status === 0 ? process.exitCode : 1;
      },
      size,
    );
    console.log(`parsing is ${(parsed / compiled).toFixed(1)} times as fast as that`);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
