/**
 * Formats the real files of `google-proto-files` and compares each with what `buf format` writes, byte
 * for byte. Prints the counts, the time of both, and the first differences.
 *
 * Usage: node bench/format.ts [--show N] [path prefix]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from '../server/src/compiler/index.ts';
import { formatText } from '../server/src/features/format/formatText.ts';
import { formatWithBuf } from '../test/support/buf.ts';
import { googleProtoFiles, protoFiles } from '../test/support/protoFiles.ts';

const root = googleProtoFiles;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', default: '5' } },
});
const prefix = positionals[0] ?? '';
const paths = protoFiles(root).filter((name) => name.startsWith(prefix));
const texts = paths.map((path) => readFileSync(join(root, path), 'utf8'));

const started = performance.now();
const ours = paths.map((path, index) => formatText(parse(path, texts[index] ?? '')));
const milliseconds = performance.now() - started;
const theirs = await formatWithBuf(root, paths);

const different = paths.filter((path, index) => ours[index] !== theirs.texts.get(path));
const changing = ours.filter((text, index) => text !== undefined && formatAgain(index) !== text);
console.log(
  `${paths.length - different.length} of ${paths.length} equal byte for byte, ` +
    `${changing.length} change when formatted again`,
);
console.log(
  `ours ${perFile(milliseconds)} ms a file on one core, ` +
    `buf ${perFile(theirs.milliseconds)} ms with reading and writing on all cores`,
);
for (const path of different.slice(0, Number(values.show))) {
  console.log(`${path}:${firstDifference(path)}`);
}

function formatAgain(index: number): string | undefined {
  return formatText(parse(paths[index] ?? '', ours[index] ?? ''));
}

function perFile(total: number): string {
  return (total / Math.max(paths.length, 1)).toFixed(3);
}

/** The number of the first line that differs, and what it is here and there. */
function firstDifference(path: string): string {
  const mine = (ours[paths.indexOf(path)] ?? '').split('\n');
  const other = (theirs.texts.get(path) ?? '').split('\n');
  const at = mine.findIndex((line, index) => line !== other[index]);
  return `${at + 1}: ${JSON.stringify(mine[at])} here, ${JSON.stringify(other[at])} there`;
}
