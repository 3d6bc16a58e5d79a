import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from '../../server/src/compiler/index.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { DiskFolder, openDisk } from '../workspace/diskWorkspace.ts';

const head = 'syntax = "proto3";\n';

function findings(snapshot: Snapshot, uri: string): string[] {
  const linked = snapshot.linked(uri);
  return linked === undefined ? ['no file'] : diagnosticsOf(linked).map(({ message }) => message);
}

/** Files of the folder, by path. */
function paths(snapshot: Snapshot, folder: DiskFolder): string[] {
  return [...snapshot.uris()]
    .filter((uri) => uri.startsWith(folder.uri()))
    .map((uri) => decodeURIComponent(uri.slice(folder.uri().length + 1)))
    .sort();
}

/** `a.proto` imports `lib/b.proto`. */
function twoFiles(): DiskFolder {
  const folder = new DiskFolder();
  folder.write('a.proto', `${head}import "lib/b.proto"; message A { B b = 1; }`);
  folder.write('lib/b.proto', `${head}message B {}`);
  return folder;
}

describe('a workspace on the disk', () => {
  it('follows files that are changed, made, moved and deleted outside', async () => {
    using folder = twoFiles();
    using disk = openDisk(folder);
    const { workspace } = disk;
    const a = folder.uri('a.proto');
    expect(findings(await workspace.loadAll(), a)).toEqual([]);

    folder.write('lib/b.proto', `${head}message C {}`);
    await workspace.applyFileChanges([{ uri: folder.uri('lib/b.proto'), kind: 'changed' }]);
    expect(findings(await workspace.load(a), a)).toEqual(['"B" is not defined']);

    renameSync(join(folder.path, 'lib'), join(folder.path, 'moved'));
    await workspace.applyFileChanges([
      { uri: folder.uri('lib'), kind: 'deleted' },
      { uri: folder.uri('moved/b.proto'), kind: 'created' },
    ]);
    const moved = await workspace.load(a);
    expect(findings(moved, a)[0]).toContain('import "lib/b.proto" was not found');
    expect(paths(moved, folder)).toEqual(['a.proto', 'moved/b.proto']);

    folder.write('lib/b.proto', `${head}message B {}`);
    await workspace.applyFileChanges([{ uri: folder.uri('lib/b.proto'), kind: 'created' }]);
    expect(findings(await workspace.load(a), a)).toEqual([]);
  });

  it('notices by itself that a file is not as the index says, when it looks into it', async () => {
    using folder = twoFiles();
    using disk = openDisk(folder);
    const { workspace } = disk;
    const [a, b] = [folder.uri('a.proto'), folder.uri('lib/b.proto')];
    await workspace.loadAll();
    folder.write('lib/b.proto', `${head}message Other {}`);
    const changed = new Promise<void>((resolve) => workspace.onDidChange(resolve));
    expect(workspace.snapshot().source(b)?.text).toContain('message Other');
    await changed;
    expect(
      workspace
        .snapshot()
        .summary(b)
        .definitions.map(({ name }) => name),
    ).toEqual(['Other']);
    expect(findings(await workspace.load(a), a)).toEqual(['"B" is not defined']);
  });

  it('answers about a file that vanishes while it is indexed as about an empty one', async () => {
    using folder = twoFiles();
    using disk = openDisk(folder);
    const { workspace } = disk;
    const [a, b] = [folder.uri('a.proto'), folder.uri('lib/b.proto')];
    await workspace.loadAll();
    unlinkSync(join(folder.path, 'lib/b.proto'));
    // What the index says of its types holds until somebody looks into it.
    const snapshot = await workspace.load(a);
    expect(findings(snapshot, a)).toEqual([]);

    const changed = new Promise<void>((resolve) => workspace.onDidChange(resolve));
    expect(snapshot.linked(a)?.lookup('B')?.nameSpan).toMatchObject({ start: 0, end: 0 });
    expect(snapshot.linked(b)?.symbols.size).toBe(0);
    await changed;
    const [first] = findings(await workspace.load(a), a);
    expect(first).toContain('import "lib/b.proto" was not found');
  });

  it('outlives the end of its folder, and takes it up again', async () => {
    using folder = twoFiles();
    using disk = openDisk(folder);
    const { workspace } = disk;
    await workspace.loadAll();
    rmSync(folder.path, { recursive: true });
    await workspace.applyFileChanges([{ uri: folder.uri(), kind: 'deleted' }]);
    expect(paths(await workspace.loadAll(), folder)).toEqual([]);
    mkdirSync(folder.path);
    folder.write('new.proto', `${head}message New {}`);
    await workspace.applyFileChanges([{ uri: folder.uri('new.proto'), kind: 'created' }]);
    expect(paths(await workspace.loadAll(), folder)).toEqual(['new.proto']);
  });

  it('has nothing to say of roots that are not there', async () => {
    using folder = twoFiles();
    const importRoots = [folder.uri('nowhere'), folder.uri('a.proto')];
    using disk = openDisk(folder, { layout: { importRoots } });
    const a = folder.uri('a.proto');
    expect(findings(await disk.workspace.load(a), a)).toEqual([]);
  });

  it('walks no circle of links, and reads files that are links', async () => {
    using folder = twoFiles();
    symlinkSync(folder.path, join(folder.path, 'lib', 'up'));
    symlinkSync('loop.proto', join(folder.path, 'loop.proto'));
    symlinkSync('lib/b.proto', join(folder.path, 'linked.proto'));
    symlinkSync('nowhere.proto', join(folder.path, 'broken.proto'));
    using disk = openDisk(folder);
    const snapshot = await disk.workspace.loadAll();
    expect(paths(snapshot, folder)).toEqual(['a.proto', 'lib/b.proto', 'linked.proto']);
    const { definitions } = snapshot.summary(folder.uri('linked.proto'));
    expect(definitions.map(({ name }) => name)).toEqual(['B']);
  });

  it('reads what is not UTF-8, empty, or begins with a mark, and says what is wrong', async () => {
    using folder = new DiskFolder();
    folder.write('latin.proto', Buffer.from(`${head}// caf\xe9\nmessage A {}`, 'latin1'));
    folder.write('mark.proto', `\ufeff${head}message B {}`);
    folder.write('utf16.proto', Buffer.from(`\ufeff${head}message C {}`, 'utf16le'));
    folder.write('empty.proto', '');
    folder.write(
      'binary.proto',
      Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) % 256),
    );
    using disk = openDisk(folder);
    const snapshot = await disk.workspace.loadAll();
    const offset = head.length + 6;
    expect(snapshot.problem(folder.uri('latin.proto'))).toEqual({ kind: 'notUtf8', offset });
    expect(snapshot.problem(folder.uri('utf16.proto'))?.kind).toBe('notUtf8');
    expect(snapshot.problem(folder.uri('binary.proto'))?.kind).toBe('notUtf8');
    expect(snapshot.problem(folder.uri('mark.proto'))).toBeUndefined();
    const namesOf = (path: string): string[] =>
      snapshot.summary(folder.uri(path)).definitions.map(({ name }) => name);
    expect([namesOf('latin.proto'), namesOf('mark.proto')]).toEqual([['A'], ['B']]);
    for (const uri of snapshot.uris()) {
      expect(findings(snapshot, uri)).not.toEqual(['no file']);
    }
  });

  it('reads a line of 10 MB', async () => {
    using folder = new DiskFolder();
    const field = (index: number): string => `string field_${index} = ${(index % 10_000) + 1}; `;
    const fields = Array.from({ length: 330_000 }, (_, index) => field(index)).join('');
    folder.write('long.proto', `message Long { ${fields} }`);
    folder.write('comment.proto', `// ${'word '.repeat(2_000_000)}\nmessage Short {}`);
    using disk = openDisk(folder);
    const started = performance.now();
    const snapshot = await disk.workspace.loadAll();
    console.warn(`two lines of 10 MB: ${Math.round(performance.now() - started)} ms`);
    expect(snapshot.mentions(folder.uri('long.proto'), 'field_329999')).toBe(true);
    expect(snapshot.mentions(folder.uri('comment.proto'), 'word')).toBe(true);
    const { definitions } = snapshot.summary(folder.uri('comment.proto'));
    expect(definitions.map(({ name, line }) => [name, line])).toEqual([['Short', 1]]);
  });
});

describe('reading ahead', () => {
  it('can be stopped, and goes on when the whole workspace is wanted', async () => {
    using folder = new DiskFolder();
    for (let index = 0; index < 400; index++) {
      folder.write(`f${index}.proto`, `${head}message M${index} {}`);
    }
    using disk = openDisk(folder);
    const { workspace } = disk;
    const stopped = new Promise<number>((resolve) => {
      workspace.onDidIndex(({ done, isOver }) => {
        workspace.stopIndexing();
        if (isOver) {
          resolve(done);
        }
      });
    });
    expect(await stopped).toBeLessThan(400);
    expect(workspace.snapshot().isComplete).toBe(false);
    const f7 = folder.uri('f7.proto');
    expect(findings(await workspace.load(f7), f7)).toEqual([]);
  });

  it('tells how far it has come', async () => {
    using folder = new DiskFolder();
    for (let index = 0; index < 300; index++) {
      folder.write(`f${index}.proto`, head);
    }
    using disk = openDisk(folder);
    const seen: number[] = [];
    disk.workspace.onDidIndex(({ done, total }) => {
      expect(total).toBe(300);
      seen.push(done);
    });
    expect((await disk.workspace.loadAll()).isComplete).toBe(true);
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(seen.at(-1)).toBe(300);
  });
});
