import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/features/lint.ts';
import type { Snapshot, Workspace } from '../../server/src/workspace/index.ts';
import { createRandom, type Random } from '../support/random.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

/** Two modules: `one` imports from `two`, and a cycle may lead through both. */
const modules = ['one', 'two'];
const names = ['a', 'b', 'c', 'd', 'sub/e'];
const paths = modules.flatMap((module) => names.map((name) => `${module}/${name}.proto`));

const bufYaml = `version: v2
modules: [{path: one}, {path: two}]
lint:
  use:
    - PACKAGE_NO_IMPORT_CYCLE
    - PACKAGE_SAME_DIRECTORY
    - PACKAGE_SAME_GO_PACKAGE
    - RPC_REQUEST_RESPONSE_UNIQUE
    - STABLE_PACKAGE_NO_IMPORT_UNSTABLE
`;

function randomText(random: Random, path: string): string {
  const file = path.slice(path.indexOf('/') + 1);
  const others = names.filter((name) => `${name}.proto` !== file && random.chance(0.3));
  return [
    'syntax = "proto3";',
    random.chance(0.9) ? `package p${random.below(4)}.v1;` : '',
    ...others.map((name) => `import "${name}.proto";`),
    random.chance(0.3) ? `option go_package = "g${random.below(2)}";` : '',
    `message M${file.charAt(0)} {}`,
    random.chance(0.4)
      ? `service S { rpc Get(M${file.charAt(0)}) returns (M${file.charAt(0)}); }`
      : '',
  ].join('\n');
}

/** Rule, message and place of each finding, by path. */
function findingsIn(snapshot: Snapshot): readonly (readonly [string, string, unknown])[] {
  return paths.flatMap((path) =>
    lint(snapshot, uriOf(path)).map((finding) => [finding.code, path, finding] as const),
  );
}

/** Types, saves, closes or deletes a file, so that disk and workspace say the same in the end. */
async function change(random: Random, workspace: Workspace, disk: MemoryFileSystem): Promise<void> {
  const path = random.pick(paths);
  const uri = uriOf(path);
  if (random.chance(0.2)) {
    const kind = disk.files.delete(path) ? 'deleted' : 'created';
    if (kind === 'created') {
      disk.files.set(path, randomText(random, path));
    }
    await workspace.applyFileChanges([{ uri, kind }]);
    return;
  }
  const text = randomText(random, path);
  disk.files.set(path, text);
  if (random.chance(0.5)) {
    await workspace.applyFileChanges([{ uri, kind: 'changed' }]);
  } else {
    workspace.setDocument({ uri, version: 1, text });
    workspace.snapshot();
    await workspace.closeDocument(uri);
  }
}

describe('the modules that lint rules look into', () => {
  it('are after any changes what they are when they are looked at anew', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 12; seed++) {
      const random = createRandom(seed);
      const texts = paths.map((path) => [path, randomText(random, path)] as const);
      const disk = new MemoryFileSystem([['buf.yaml', bufYaml], ...texts]);
      const workspace = await openWorkspace(disk);
      for (let count = 0; count < 25; count++) {
        const before = workspace.snapshot();
        const foundBefore = findingsIn(before);
        await change(random, workspace, disk);
        const found = findingsIn(workspace.snapshot());
        const fresh = await openWorkspace(new MemoryFileSystem(disk.files));
        expect(found).toEqual(findingsIn(fresh.snapshot()));
        // An older state stays what it was, even when a newer one was asked about since.
        expect(findingsIn(before.again())).toEqual(foundBefore);
        found.forEach(([rule]) => seen.add(rule));
      }
    }
    for (const rule of [
      'PACKAGE_NO_IMPORT_CYCLE',
      'PACKAGE_SAME_DIRECTORY',
      'PACKAGE_SAME_GO_PACKAGE',
      'RPC_REQUEST_RESPONSE_UNIQUE',
    ]) {
      expect(seen).toContain(rule);
    }
  });
});
