import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiskFolder, openDisk } from '../workspace/diskWorkspace.ts';

/** Files of all kinds, 100,000 in 1,700 folders; a hundredth of them are sources. */
function writeLargeFolder(folder: DiskFolder): { readonly sources: number } {
  const fill = (below: string, names: readonly string[], text: string): void => {
    mkdirSync(join(folder.path, below), { recursive: true });
    names.forEach((name) => writeFileSync(join(folder.path, below, name), text));
  };
  const named = (count: number, end: string): string[] =>
    Array.from({ length: count }, (_, index) => `f${index}${end}`);
  const proto = 'syntax = "proto3"; message M {}';
  for (let index = 0; index < 500; index++) {
    fill(`node_modules/p${index}/lib`, named(98, '.js'), '');
    fill(`node_modules/p${index}/proto`, named(2, '.proto'), proto);
    fill(`bazel-bin/p${index}`, named(20, '.proto'), proto);
    fill(`src/p${index}`, [...named(76, '.go'), ...named(2, '.proto')], proto);
  }
  fill('.git/objects', named(500, '.proto'), proto);
  return { sources: 1_000 };
}

describe('a folder of 100,000 files', () => {
  it('is walked and indexed soon, products and packages left out', async () => {
    using folder = new DiskFolder();
    const { sources } = writeLargeFolder(folder);
    const memory = process.memoryUsage().heapUsed;
    const started = performance.now();
    const { user, system } = process.cpuUsage();
    using disk = openDisk(folder);
    const opened = folder.uri('src/p1/f0.proto');
    disk.workspace.setDocument({ uri: opened, version: 1, text: 'syntax = "proto3";' });
    await disk.workspace.load(opened);
    const first = performance.now() - started;
    const snapshot = await disk.workspace.loadAll();
    const used = process.cpuUsage({ user, system });
    console.warn(
      `first answer ${first.toFixed(0)} ms, all ${(performance.now() - started).toFixed(0)} ms, ` +
        `CPU ${((used.user + used.system) / 1_000).toFixed(0)} ms, ` +
        `heap +${((process.memoryUsage().heapUsed - memory) / 1e6).toFixed(0)} MB`,
    );
    const found = [...snapshot.uris()].filter((uri) => uri.startsWith(folder.uri()));
    expect(found.length).toBe(sources);
    expect(first).toBeLessThan(5_000);
  });
});
