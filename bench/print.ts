/**
 * Prints every real file of google-proto-files from its descriptor, compiles what was printed, and
 * compares the two descriptors byte for byte. Prints the counts and the first differences.
 *
 * Usage: node bench/print.ts [--show N] [path prefix]
 */
import { parseArgs } from 'node:util';
import {
  compile,
  diagnosticsOf,
  type LinkedFile,
  sourcesFromDescriptorSet,
  writeFileDescriptorSet,
} from '../server/src/compiler/index.ts';
import { fileResolver, splitSet } from '../test/support/protoc.ts';
import { googleProtoFiles, protoFiles } from '../test/support/protoFiles.ts';

const root = googleProtoFiles;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', default: '5' } },
});
const prefix = positionals[0] ?? '';

const paths = protoFiles(root).filter((name) => name.startsWith(prefix));
const sound = compile({ files: paths, resolve: fileResolver([root]) }).files.filter(
  (file) => errorOf(file) === undefined,
);
const set = writeFileDescriptorSet(sound, { includeImports: true });
const before = splitSet(set);

const started = performance.now();
const texts = sourcesFromDescriptorSet(set) ?? new Map<string, string>();
const printed = performance.now();
const again = compile({
  files: [...before.keys()],
  resolve: (path) => {
    const text = texts.get(path);
    return text === undefined ? undefined : { text };
  },
});
const after = splitSet(writeFileDescriptorSet(again.files, { includeImports: false }));
const different = again.files.filter(({ source: { path } }) => !isEqual(path));
console.log(
  `${before.size - different.length} of ${before.size} give the same descriptor again; ` +
    `printed in ${Math.round(printed - started)} ms`,
);
for (const file of different.slice(0, Number(values.show))) {
  console.log(`${file.source.path}: ${errorOf(file) ?? 'descriptors differ'}`);
}
process.exitCode = different.length > 0 ? 1 : 0;

function isEqual(path: string): boolean {
  return Buffer.compare(before.get(path) ?? Buffer.of(0), after.get(path) ?? Buffer.of(1)) === 0;
}

function errorOf(file: LinkedFile): string | undefined {
  const error = diagnosticsOf(file).find((found) => found.severity === 'error');
  return error && `${file.source.lines.positionAt(error.start).line + 1}: ${error.message}`;
}
