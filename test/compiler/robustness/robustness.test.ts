import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, parse, writeFileDescriptorSet } from '../../../server/src/compiler/index.ts';
import { createRandom } from '../../support/random.ts';
import { goldenFolders } from '../golden/goldens.ts';
import { violations } from '../syntax/treeInvariants.ts';
import { loadBases, makeInput } from './inputs.ts';
import { brokenPromises } from './promises.ts';

const bases = loadBases({ google: false });

describe('whatever the text', () => {
  it('keeps every promise, for a small run of bench/fuzz.ts', () => {
    for (let seed = 1; seed <= 1_500; seed++) {
      const { kind, text } = makeInput(createRandom(seed), bases);
      expect(brokenPromises(text, bases), `seed ${seed}, ${kind}`).toEqual([]);
    }
  });

  const crashes = join(goldenFolders.broken, 'crashes');
  it.each(readdirSync(crashes))('keeps every promise for what once broke one: %s', (name) => {
    const content = readFileSync(join(crashes, name), 'utf8');
    const text = name.endsWith('.json') ? String(JSON.parse(content)) : content;
    expect(brokenPromises(text, bases)).toEqual([]);
  });
});

/** A file of 37,000 lines, as large as the largest of the real ones. */
function manyLines(): string {
  const fields = (n: number): string =>
    Array.from(
      { length: 8 },
      (_, i) => `  // Field ${i}.\n  optional M${n >> 1} f${i} = ${i + 1};\n`,
    ).join('');
  const messages = Array.from({ length: 2_000 }, (_, n) => `message M${n} {\n${fields(n)}}\n`);
  return `syntax = "proto2";\n${messages.join('')}`;
}

describe('a hostile size', () => {
  it.each([
    ['ten thousand nested braces', '{'.repeat(10_000) + '}'.repeat(10_000)],
    ['ten thousand nested messages', 'message M {'.repeat(10_000) + '}'.repeat(10_000)],
    ['ten thousand nested literals', `option (a) = ${'{ a '.repeat(10_000)}${'}'.repeat(10_000)};`],
    ['a megabyte of one identifier', `message ${'M'.repeat(1_000_000)} {}`],
    ['a megabyte of one string', `option java_package = "${'x'.repeat(1_000_000)}";`],
    ['a megabyte of one number', `message M { optional int32 a = ${'9'.repeat(1_000_000)}; }`],
    ['a megabyte of one comment', `/*${'*'.repeat(1_000_000)}`],
    ['a megabyte without a line break', 'message M { optional int32 a = 1; } '.repeat(28_000)],
  ])('keeps every promise: %s', (_name, text) => {
    expect(brokenPromises(text, bases)).toEqual([]);
  });

  it('compiles 37,000 lines with source info', () => {
    const text = manyLines();
    const { files } = compile({ files: ['a.proto'], resolve: () => ({ text }) });
    expect(files.flatMap((file) => file.diagnostics)).toEqual([]);
    const set = writeFileDescriptorSet(files, { includeImports: false, includeSourceInfo: true });
    expect(set.length).toBeGreaterThan(1_000_000);
  });

  it('counts columns of one long line in a time that grows with its length', () => {
    const numbers = Array.from({ length: 12_000 }, (_, n) => 2 * n + 1).join(',');
    const text = `syntax = "proto2"; message M { reserved ${numbers}; }`;
    const { files } = compile({ files: ['a.proto'], resolve: () => ({ text }) });
    const before = process.threadCpuUsage();
    writeFileDescriptorSet(files, { includeImports: false, includeSourceInfo: true });
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(3_000);
  });

  it('parses a hundred megabytes', { timeout: 120_000 }, () => {
    const text = '// a line of a comment that fills the file\n'.repeat(2_400_000);
    const file = parse('a.proto', `${text}message M {}`);
    expect(file.text.length).toBeGreaterThan(100_000_000);
    expect(file.tree.members.map((member) => member.kind)).toEqual(['message']);
    expect(violations(file)).toEqual([]);
  });
});
