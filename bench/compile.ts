/**
 * Compiles the real files of `google-proto-files` and compares every descriptor with protoc's, byte
 * for byte. Prints the counts, the time and the first differences.
 *
 * Usage: node bench/compile.ts [--source-info] [--show N] [path prefix]
 */
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compile, diagnosticsOf, writeFileDescriptorSet } from '../server/src/compiler/index.ts';
import type { LinkedFile } from '../server/src/compiler/index.ts';
import { fileResolver, protocDescriptors, splitSet } from '../test/support/protoc.ts';

const root = resolve(import.meta.dirname, '../node_modules/google-proto-files');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'source-info': { type: 'boolean', default: false },
    show: { type: 'string', default: '5' },
  },
});
const includeSourceInfo = values['source-info'];
const prefix = positionals[0] ?? '';

const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.proto') && !name.includes('node_modules'))
  .map((name) => relative(root, join(root, name)))
  .filter((name) => name.startsWith(prefix))
  .sort();

const started = performance.now();
const compiled = compile({ files: paths, resolve: fileResolver([root]) });
const linked = performance.now();
const ours = new Map<string, Uint8Array>();
for (const file of compiled.files) {
  const set = writeFileDescriptorSet([file], { includeImports: false, includeSourceInfo });
  ours.set(file.source.path, splitSet(set).get(file.source.path) ?? new Uint8Array());
}
const written = performance.now();
const bytes = compiled.all.reduce((sum, file) => sum + file.source.text.length, 0);
console.log(
  `${compiled.all.length} files, ${(bytes / 1e6).toFixed(1)} MB: parsed and linked in ` +
    `${Math.round(linked - started)} ms, descriptors in ${Math.round(written - linked)} ms`,
);

const theirs = protocDescriptors({ root, paths, includeSourceInfo });
let equal = 0;
let bothReject = 0;
const different: string[] = [];
for (const file of compiled.files) {
  const verdict = compare(file);
  equal += verdict === 'equal' ? 1 : 0;
  bothReject += verdict === 'rejected' ? 1 : 0;
  if (verdict !== 'equal' && verdict !== 'rejected') {
    different.push(verdict);
  }
}
console.log(
  `${equal} of ${compiled.files.length} equal byte for byte, ${bothReject} rejected by both, ` +
    `${different.length} different; protoc took ${Math.round(theirs.milliseconds)} ms`,
);
for (const line of different.slice(0, Number(values.show))) {
  console.log(line);
}

function compare(file: LinkedFile): string {
  const { path } = file.source;
  const errors = diagnosticsOf(file).filter((one) => one.severity === 'error');
  const expected = theirs.descriptors.get(path);
  if (expected === undefined) {
    const why = theirs.rejected.get(path) ?? '';
    return errors.length > 0 ? 'rejected' : `${path}: protoc alone rejects it: ${why}`;
  }
  if (errors.length > 0) {
    return `${path}: we alone reject it: ${errors[0]?.message ?? ''}`;
  }
  return Buffer.compare(expected, ours.get(path) ?? new Uint8Array()) === 0
    ? 'equal'
    : `${path}: descriptors differ`;
}
