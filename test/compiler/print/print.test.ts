import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compile,
  sourcesFromDescriptorSet,
  writeFileDescriptorSet,
} from '../../../server/src/compiler/index.ts';
import { writeDescriptors } from '../../../server/src/compiler/descriptor/writeDescriptor.ts';
import { readFileDescriptorSet } from '../../../server/src/compiler/descriptor/readDescriptor.ts';
import { createRandom } from '../../support/random.ts';
import { fileResolver, splitSet } from '../../support/protoc.ts';
import { goldenFolders, protoNames } from '../golden/goldens.ts';

const google = resolve(import.meta.dirname, '../../../node_modules/google-proto-files');

function setOf(paths: readonly string[], root: string): Uint8Array {
  const { files } = compile({ files: paths, resolve: fileResolver([root]) });
  return writeFileDescriptorSet(files, { includeImports: true });
}

/** The set again, after its files went through their texts. */
function printedAndCompiled(set: Uint8Array): Map<string, Uint8Array> {
  const texts = sourcesFromDescriptorSet(set) ?? new Map<string, string>();
  const { files } = compile({
    files: [...texts.keys()],
    resolve: (path) => {
      const text = texts.get(path);
      return text === undefined ? undefined : { text };
    },
  });
  return splitSet(writeFileDescriptorSet(files, { includeImports: false }));
}

describe('a descriptor as a text', () => {
  it.each(protoNames(goldenFolders.sound))('gives the same descriptor again: %s', (name) => {
    const set = setOf([name], goldenFolders.sound);
    const again = printedAndCompiled(set);
    for (const [path, bytes] of splitSet(set)) {
      expect(Buffer.compare(bytes, again.get(path) ?? Buffer.of()), path).toBe(0);
    }
  });

  it('gives the same descriptor again for every hundredth of google-proto-files', () => {
    const paths = readdirSync(google, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.startsWith('google/cloud/') && name.endsWith('.proto'))
      .sort()
      .filter((_, index) => index % 100 === 0);
    const set = setOf(paths, google);
    const again = printedAndCompiled(set);
    const different = [...splitSet(set)].filter(
      ([path, bytes]) => Buffer.compare(bytes, again.get(path) ?? Buffer.of()) !== 0,
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(different.map(([path]) => path)).toEqual([]);
  });

  it('is read as it was written', () => {
    const set = setOf(['proto2.proto'], goldenFolders.sound);
    expect(Buffer.compare(writeDescriptors(readFileDescriptorSet(set)), set)).toBe(0);
  });

  it('tells of options whose definition is missing', () => {
    const all = readFileDescriptorSet(setOf(['optionUse.proto'], goldenFolders.sound));
    const alone = writeDescriptors(all.filter((file) => file.name === 'optionUse.proto'));
    expect(sourcesFromDescriptorSet(alone)?.get('optionUse.proto')).toContain(
      "// Options that can't be written here, by number: 60001, 60002",
    );
  });

  it('throws for no bytes, and prints no name that is more than a name', () => {
    const set = setOf(['optionUse.proto', 'proto2.proto'], goldenFolders.sound);
    const random = createRandom(7);
    for (let count = 0; count < 2_000; count++) {
      const start = random.below(set.length);
      const bytes = set.slice(start, start + random.below(3_000));
      bytes[random.below(bytes.length + 1)] = random.below(256);
      sourcesFromDescriptorSet(bytes);
    }
    expect(sourcesFromDescriptorSet(Uint8Array.of(0x0a, 0x05, 0x01))).toBeUndefined();
    const [file] = readFileDescriptorSet(setOf(['oneLine.proto'], goldenFolders.sound));
    const name = 'x; } message Evil {';
    const hostile = writeDescriptors(file ? [{ ...file, package: name }] : []);
    expect(sourcesFromDescriptorSet(hostile)?.get('oneLine.proto')).not.toContain('Evil {');
  });
});
