import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../server/src/compiler/index.ts';
import { formatText } from '../../server/src/features/format/formatText.ts';
import { bufBinary } from '../../scripts/realParts.ts';
import { formatWithBuf } from '../support/buf.ts';
import { isAvailable } from '../support/realServer.ts';
import { googleProtoFiles, protoFiles } from '../support/protoFiles.ts';

const hasBuf = await isAvailable(() => bufBinary());
const hard = resolve(import.meta.dirname, '../features/formatted');

function format(root: string, path: string): string | undefined {
  return formatText(parse(path, readFileSync(join(root, path), 'utf8')));
}

describe.runIf(hasBuf)('a file is formatted as buf does, byte for byte', () => {
  const paths = protoFiles(hard);
  let theirs: ReadonlyMap<string, string>;
  beforeAll(async () => {
    theirs = (await formatWithBuf(hard, paths)).texts;
  }, 300_000);

  it.each(paths)('%s', (path) => {
    expect(format(hard, path)).toBe(theirs.get(path));
  });
});

describe.runIf(hasBuf)('real files are formatted as buf does, byte for byte', () => {
  const all = protoFiles(googleProtoFiles);
  const paths = all.filter((_, index) => index % Math.ceil(all.length / 200) === 0);

  it(`${paths.length} of google-proto-files`, async () => {
    const { texts } = await formatWithBuf(googleProtoFiles, paths);
    const different = paths.filter((path) => format(googleProtoFiles, path) !== texts.get(path));
    expect(different).toEqual([]);
  }, 300_000);
});
