import {
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from '../../server/src/compiler/index.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { createRandom, type Random } from '../support/random.ts';
import { randomEdit } from '../support/randomEdits.ts';
import { DiskFolder, openDisk } from '../workspace/diskWorkspace.ts';

/** Longer than the clock of the disk takes to tell two changes apart. */
const settlingMs = 150;

const count = 120;

/** Each imports some before it and uses their messages. */
function writeFiles(folder: DiskFolder, random: Random): void {
  for (let index = 0; index < count; index++) {
    const used = Array.from({ length: Math.min(index, 3) }, () => random.below(index));
    const imports = [...new Set(used)].map((each) => `import "d${each % 7}/f${each}.proto";`);
    const fields = [...new Set(used)].map(
      (each) => `p${each % 5}.M${each} m${each} = ${each + 1};`,
    );
    folder.write(
      `d${index % 7}/f${index}.proto`,
      `syntax = "proto3";\npackage p${index % 5};\n${imports.join('\n')}\n` +
        `message M${index} {\n  ${fields.join('\n  ')}\n}\nenum E${index} { E${index}_ZERO = 0; }\n`,
    );
  }
}

/** Everything that anybody could ask of a workspace, as plain values. */
async function answers(folder: DiskFolder, cacheFolder?: string) {
  using disk = openDisk(folder, { cacheFolder });
  const snapshot = await disk.workspace.loadAll();
  const uris = [...snapshot.uris()].filter((uri) => uri.startsWith('file:')).sort();
  return { log: disk.log, files: uris.map((uri) => answersOf(snapshot, uri)) };
}

function answersOf(snapshot: Snapshot, uri: string) {
  const { packageName, imports, definitions, options, methodTypes } = snapshot.summary(uri);
  const linked = snapshot.linked(uri);
  return {
    uri,
    summary: { packageName, imports, definitions, options, methodTypes },
    problem: snapshot.problem(uri),
    importPath: snapshot.importPathOf(uri),
    mentions: ['M1', 'M77', 'E3_ZERO', 'string', 'Foo'].map((word) => snapshot.mentions(uri, word)),
    text: linked?.source.text,
    findings: linked && diagnosticsOf(linked).map(({ message, start }) => `${start} ${message}`),
    visible: linked?.visible.map(({ source }) => source.path),
  };
}

/** The index as it is written after the answers were given. */
async function cacheFile(cacheFolder: string): Promise<string> {
  for (;;) {
    const name = readdirSync(cacheFolder).find((each) => each.endsWith('.bin'));
    if (name !== undefined) {
      return join(cacheFolder, name);
    }
    await setTimeout(20);
  }
}

/** Changes some files in ways that people and programs have. */
function disturb(folder: DiskFolder, random: Random): void {
  const paths = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith('.proto'),
  );
  for (let round = 0; round < 12; round++) {
    const path = random.pick(paths);
    const file = join(folder.path, path);
    const before = readFileSync(file, 'utf8');
    const { atime, mtime } = statSync(file);
    switch (random.below(5)) {
      case 0:
        writeFileSync(file, randomEdit(before, random));
        break;
      case 1:
        // As long as before, and not newer.
        writeFileSync(file, before.replace(/M/g, 'N'));
        utimesSync(file, atime, mtime);
        break;
      case 2:
        rmSync(file);
        folder.write(path, before.replace(/E/g, 'F'));
        break;
      case 3:
        folder.write(`new${round}/${path}`, before);
        break;
      default:
        folder.write(path, Uint8Array.of(0x2f, 0x2f, 0xff, 0x0a));
    }
  }
}

describe('the index on the disk', () => {
  it('changes no answer, whatever happened between two runs', async () => {
    using folder = new DiskFolder();
    using cache = new DiskFolder();
    const random = createRandom(17);
    writeFiles(folder, random);
    await setTimeout(settlingMs);
    for (let run = 0; run < 6; run++) {
      const withCache = await answers(folder, cache.path);
      const without = await answers(folder);
      expect(withCache.files, `run ${run}`).toEqual(without.files);
      await cacheFile(cache.path);
      disturb(folder, random);
      await setTimeout(run % 2 === 0 ? settlingMs : 0);
    }
  });

  it('spares reading what is as it was', async () => {
    using folder = new DiskFolder();
    using cache = new DiskFolder();
    writeFiles(folder, createRandom(18));
    await setTimeout(settlingMs);
    const first = await answers(folder, cache.path);
    await cacheFile(cache.path);
    const second = await answers(folder, cache.path);
    expect(second.files).toEqual(first.files);
    expect(second.log.join('\n')).toContain(`${count} of them as they were`);
  });

  it.each([
    ['cut off', 'it is damaged', (file: string) => truncateSync(file, statSync(file).size - 9)],
    ['cut off early', 'it is cut off', (file: string) => truncateSync(file, 20)],
    ['empty', 'it is cut off', (file: string) => truncateSync(file, 0)],
    ['damaged', 'it is damaged', (file: string) => flip(file, 5_000)],
    ['of another version', 'another version', (file: string) => flip(file, 3)],
  ])('is left aside when it is %s, with one line in the log', async (_, reason, harm) => {
    using folder = new DiskFolder();
    using cache = new DiskFolder();
    writeFiles(folder, createRandom(19));
    await setTimeout(settlingMs);
    const first = await answers(folder, cache.path);
    const file = await cacheFile(cache.path);
    harm(file);
    const second = await answers(folder, cache.path);
    expect(second.files).toEqual(first.files);
    expect(second.log.filter((line) => line.includes('left aside'))).toEqual([
      expect.stringContaining(reason),
    ]);
  });

  it('that cannot be written costs nothing but a line in the log', async () => {
    using folder = new DiskFolder();
    writeFiles(folder, createRandom(20));
    folder.write('not-a-folder', '');
    using disk = openDisk(folder, { cacheFolder: join(folder.path, 'not-a-folder') });
    expect((await disk.workspace.loadAll()).isComplete).toBe(true);
    await expect.poll(() => disk.log.join('\n')).toContain('not kept for the next run');
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}
