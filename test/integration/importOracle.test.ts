import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/compileWithProtoc.ts';
import { splitSet } from '../support/protoc.ts';
import { createRandom } from '../support/random.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

const protoc = resolve(import.meta.dirname, '../../node_modules/.bin/protoc');
const folders = ['', 'a/', 'b/', 'a/b/', 'b/c/'];
const names = ['x', 'y', 'z'];
const rounds = 80;

/** One workspace, its one command, and the file that is compiled. */
interface Layout {
  readonly files: Readonly<Record<string, string>>;
  readonly roots: readonly string[];
  readonly entry: string;
}

/** Files named after each other in folders within each other; each says where it is. */
function layoutOf(seed: number): Layout {
  const random = createRandom(seed);
  const paths = folders.flatMap((folder) =>
    names.filter(() => random.chance(0.6)).map((name) => `${folder}${name}.proto`),
  );
  const roots = ['.', 'a', 'b', 'a/b', 'b/c'].filter(() => random.chance(0.5));
  const entry = random.pick(paths);
  const wanted = ['x.proto', 'y.proto', 'z.proto', 'b/x.proto', 'c/y.proto', 'a/z.proto'];
  const isThere = (path: string): boolean =>
    roots.some((root) => paths.includes(join(root, path)) && join(root, path) !== entry);
  const imports = wanted.filter((path) => isThere(path) && random.chance(0.7));
  const files = Object.fromEntries(
    paths.map((path) => {
      const lines = path === entry ? imports.map((each) => `import "${each}";`) : [];
      const place = path.replaceAll(/\W/g, '_');
      return [path, ['syntax = "proto3";', ...lines, `message At_${place} {}`, ''].join('\n')];
    }),
  );
  return { files, roots: roots.toSorted(() => random.next() - 0.5), entry };
}

/** What protoc takes each path for; nothing after an error. */
async function askProtoc({ files, roots, entry }: Layout) {
  const folder = await temporaryFolder();
  try {
    await writeFiles(folder.path, files);
    const flags = [...roots.map((root) => `-I${root}`), '--include_imports', '-oout.bin', entry];
    spawnSync(process.execPath, [protoc, ...flags], { cwd: folder.path });
    const set = splitSet(new Uint8Array(await readFile(join(folder.path, 'out.bin'))));
    const placeOf = (bytes: Uint8Array): string =>
      /At_(\w+)_proto/.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? '';
    const meant = new Map([...set].map(([name, bytes]) => [name, placeOf(bytes)]));
    const name = [...set.keys()].at(-1) ?? '';
    // What is below no root protoc takes for a path below one, and so for another file.
    return meant.get(name) === placeOf(Buffer.from(files[entry] ?? '')) ? meant : undefined;
  } catch {
    return undefined;
  } finally {
    await folder.remove();
  }
}

describe('imports below the roots of one command', () => {
  it('mean what protoc takes them for', async () => {
    let compared = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const layout = layoutOf(seed);
      const verdict = layout.roots.length === 0 ? undefined : await askProtoc(layout);
      if (verdict === undefined) {
        continue;
      }
      const command = `protoc ${layout.roots.map((root) => `-I ${root}`).join(' ')} ${layout.entry}`;
      const disk = new MemoryFileSystem([['Makefile', command], ...Object.entries(layout.files)]);
      const workspace = await openWorkspace(disk);
      const from = uriOf(layout.entry);
      const snapshot = await workspace.load(from);
      for (const { path } of snapshot.summary(from).imports) {
        const meaning = snapshot.resolveImport(from, path)?.slice(uriOf('').length);
        const place = meaning?.replace('.proto', '').replaceAll(/\W/g, '_');
        expect(place, `${command}: ${path}`).toBe(verdict.get(path));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(50);
  }, 120_000);
});
