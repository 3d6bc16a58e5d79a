import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodegenError } from '../../server/src/codegen/index.ts';
import { writeOutputs } from '../../server/src/codegen/writeOutputs.ts';
import { temporaryFolder } from '../support/compileWithProtoc.ts';

let outer: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;

beforeEach(async () => {
  outer = await temporaryFolder();
  folder = join(outer.path, 'gen');
});

afterEach(() => outer.remove());

async function refusal(names: readonly string[]): Promise<CodegenError> {
  const outputs = names.map((name) => ({ name, content: 'x' }));
  const error: unknown = await writeOutputs(folder, outputs).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CodegenError)) {
    throw new Error(`expected a CodegenError, got ${String(error)}`);
  }
  return error;
}

/** Every file below the outer folder. */
async function filesBelow(path = outer.path): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('writing outputs', () => {
  it('makes folders, sorts what it wrote, and leaves nothing else behind', async () => {
    const result = await writeOutputs(folder, [
      { name: 'b/c.ts', content: 'c' },
      { name: 'a.ts', content: 'ü' },
    ]);
    expect(result).toEqual({
      written: [join(folder, 'a.ts'), join(folder, 'b/c.ts')],
      unchanged: [],
    });
    expect(await readFile(join(folder, 'a.ts'), 'utf8')).toBe('ü');
    expect((await filesBelow()).sort()).toEqual(['a.ts', 'c.ts']);
  });

  it('does not touch a file that holds its content already', async () => {
    await writeOutputs(folder, [{ name: 'a.ts', content: 'a' }]);
    const long = new Date('2020-01-01');
    await utimes(join(folder, 'a.ts'), long, long);
    const result = await writeOutputs(folder, [
      { name: 'a.ts', content: 'a' },
      { name: 'b.ts', content: 'b' },
    ]);
    expect(result).toEqual({ written: [join(folder, 'b.ts')], unchanged: [join(folder, 'a.ts')] });
    expect((await stat(join(folder, 'a.ts'))).mtime).toEqual(long);
  });

  it('follows the output folder itself and links that stay inside', async () => {
    await mkdir(join(outer.path, 'real/inner'), { recursive: true });
    await symlink(join(outer.path, 'real'), folder);
    await symlink('inner', join(folder, 'link'));
    await writeOutputs(folder, [{ name: 'link/a.ts', content: 'a' }]);
    expect(await readFile(join(outer.path, 'real/inner/a.ts'), 'utf8')).toBe('a');
  });
});

describe('an output that may not be written keeps all of them from being written', () => {
  it.each([
    '../x.ts',
    'a/../../x.ts',
    'a/../b.ts',
    './a.ts',
    '/etc/x.ts',
    'C:/x.ts',
    'c:x.ts',
    '..\\x.ts',
    'a\\b.ts',
    'a//b.ts',
    'a/',
    '',
    '.',
    'a\0.ts',
    'a\n.ts',
    'a.ts.',
    'a.ts ',
    '.. /x.ts',
    'a.ts:stream',
  ])('%j', async (name) => {
    const error = await refusal(['good.ts', name]);
    expect(error.kind).toBe('path');
    expect(error.message).toContain('nothing was written');
    expect(await filesBelow()).toEqual([]);
  });

  it.each([
    ['that differ by case alone', ['A.ts', 'a.ts']],
    ['that differ by their Unicode form alone', ['\u00e9.ts', 'e\u0301.ts']],
    ['of which one is the folder of the other', ['a', 'a/b.ts']],
    ['of which one is the folder of the other, by case', ['a/b.ts', 'A']],
  ])('two names %s', async (_, names) => {
    expect((await refusal(names)).kind).toBe('path');
    expect(await filesBelow()).toEqual([]);
  });

  it('a folder that is a link out', async () => {
    const elsewhere = join(outer.path, 'elsewhere');
    await mkdir(elsewhere);
    await mkdir(folder);
    await symlink(elsewhere, join(folder, 'link'));
    expect((await refusal(['good.ts', 'link/x.ts'])).kind).toBe('path');
    expect(await filesBelow()).toEqual([]);
  });

  it('a file that is a link, and a link to nowhere', async () => {
    await mkdir(folder);
    await writeFile(join(outer.path, 'secret'), 'secret');
    await symlink(join(outer.path, 'secret'), join(folder, 'a.ts'));
    await symlink(join(outer.path, 'gone'), join(folder, 'b'));
    expect((await refusal(['good.ts', 'a.ts'])).kind).toBe('path');
    expect((await refusal(['good.ts', 'b/c.ts'])).kind).toBe('path');
    expect(await readFile(join(outer.path, 'secret'), 'utf8')).toBe('secret');
    expect(await filesBelow()).toEqual(['secret']);
  });

  it('a folder where a file should be, and a file where a folder should be', async () => {
    await mkdir(join(folder, 'a.ts'), { recursive: true });
    await writeFile(join(folder, 'b'), 'b');
    expect((await refusal(['good.ts', 'a.ts'])).kind).toBe('path');
    expect((await refusal(['good.ts', 'b/c.ts'])).kind).toBe('path');
    expect(await filesBelow()).toEqual(['b']);
  });

  it('an output folder that cannot be made', async () => {
    await writeFile(folder, 'a file');
    expect((await refusal(['a.ts'])).kind).toBe('write');
  });
});
