import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCache, writeCache } from '../../server/src/lsp/indexCache.ts';
import {
  type FileRecord,
  type IndexedFile,
  packRecords,
  recordOf,
} from '../../server/src/workspace/index.ts';
import { createRandom } from '../support/random.ts';
import { DiskFolder } from '../workspace/diskWorkspace.ts';

const program = 'a build';
const blocks = 4;
const filesOfBlock = 5;

function recordAt(index: number): readonly [string, FileRecord] {
  const text = `package p${index};\nimport "é${index}.proto";\nmessage M${index} {}\n`;
  const stamp = { size: text.length, modified: 1_700_000_000_000 + index, changed: index + 0.5 };
  const record = recordOf({ kind: 'text', text }, stamp) ?? expect.fail('no record');
  return [`file:///ws/f${index}.proto`, record];
}

const uris = Array.from({ length: blocks * filesOfBlock }, (_, index) => recordAt(index)[0]);

const folder = new DiskFolder();
const path = join(folder.path, 'index.bin');

afterAll(() => {
  folder[Symbol.dispose]();
});

/** The bytes of an index of some blocks. */
function written(): Buffer {
  const packed = Array.from({ length: blocks }, (_, block) =>
    packRecords(
      Array.from({ length: filesOfBlock }, (__, file) => recordAt(block * filesOfBlock + file)),
    ),
  );
  writeCache(path, { blocks: packed, program });
  return readFileSync(path);
}

/** Of each file what it says, getters and all; undefined for one that is not there. */
function contentOf(bytes: Buffer, onProblem?: (problem: string) => void) {
  writeFileSync(path, bytes);
  const files = openCache(path, { program, ...(onProblem && { onProblem }) });
  const content = uris.map((uri) => plain(files.get(uri)));
  files.close();
  return content;
}

function plain(file: IndexedFile | undefined) {
  return (
    file && {
      stamp: file.stamp,
      packageName: file.summary.packageName,
      imports: file.summary.imports,
      names: [...(file.outline?.names ?? [])],
      definitions: file.summary.definitions,
    }
  );
}

describe('an index file', () => {
  it('gives back the files of all its blocks, in their order', () => {
    const bytes = written();
    const files = openCache(path, { program });
    expect([...files.uris()]).toEqual(uris);
    files.close();
    const content = contentOf(bytes);
    expect(content.map((file) => file?.packageName)).toEqual(uris.map((_, index) => `p${index}`));
    expect(content[7]).toMatchObject({
      stamp: { modified: 1_700_000_000_007, changed: 7.5 },
      imports: [{ path: 'é7.proto', isPublic: false }],
      names: ['M7'],
    });
  });

  it('says no more of blocks that it has not looked into, once it is closed or replaced', () => {
    const bytes = written();
    const right = contentOf(bytes);
    const files = openCache(path, { program });
    expect(plain(files.get(uris[6] ?? ''))).toEqual(right[6]);
    files.close();
    files.close();
    expect(plain(files.get(uris[7] ?? ''))).toEqual(right[7]);
    expect(files.get(uris[0] ?? '')).toBeUndefined();
  });

  it('is read as it was when another takes its place', () => {
    const right = contentOf(written());
    const files = openCache(path, { program });
    const other = `${path}.new`;
    writeCache(other, { blocks: [], program });
    renameSync(other, path);
    expect(uris.map((uri) => plain(files.get(uri)))).toEqual(right);
    files.close();
  });

  it('never says anything else of a file, whichever of its bytes is another', () => {
    const bytes = written();
    const right = contentOf(bytes);
    const random = createRandom(3);
    for (let round = 0; round < 400; round++) {
      const damaged = Buffer.from(bytes);
      // All of the head, and some of the rest.
      const at = round < 56 ? round : random.below(damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
      const problems: string[] = [];
      const content = contentOf(damaged, (problem) => problems.push(problem));
      content.forEach((file, index) => {
        expect([undefined, right[index]], `byte ${at}`).toContainEqual(file);
      });
      const lost = content.filter((file) => file === undefined).length;
      expect([0, filesOfBlock, uris.length], `byte ${at}`).toContain(lost);
      expect(problems, `byte ${at}`).toHaveLength(lost === 0 ? 0 : 1);
    }
  });

  it.each([0, 20, 55, 56, 300])('has no files when it ends after %i bytes', (length) => {
    const problems: string[] = [];
    const content = contentOf(written().subarray(0, length), (problem) => problems.push(problem));
    expect(new Set(content)).toEqual(new Set([undefined]));
    expect(problems).toHaveLength(1);
  });

  it('has no files for another build of the program', () => {
    const problems: string[] = [];
    written();
    const files = openCache(path, {
      program: 'another build',
      onProblem: (problem) => problems.push(problem),
    });
    expect([...files.uris()]).toEqual([]);
    expect(problems).toEqual(['another version of Proto Atlas wrote it']);
  });
});
