/**
 * How fast the parser reads real files, warm, on one thread: every `.proto` file of the
 * `google-proto-files` package under `google/`, several rounds, the best one reported. Fails when a
 * file has a finding, as all of them are sound.
 *
 * `node bench/parse.ts [rounds]`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tokenize } from '../server/src/compiler/syntax/lexer.ts';
import { parse } from '../server/src/compiler/syntax/parser.ts';

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
report('parse', () => texts.forEach(({ path, text }) => parse(path, text)));
process.exitCode = broken.length > 0 ? 1 : 0;

function report(name: string, run: () => void): void {
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  const best = Math.min(...times);
  console.log(`${name}: ${best.toFixed(0)} ms, ${((megabytes / best) * 1000).toFixed(0)} MB/s`);
}
