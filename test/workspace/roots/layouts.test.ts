import { describe, expect, it } from 'vitest';
import type { Snapshot, WorkspaceLayout } from '../../../server/src/workspace/index.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../memoryWorkspace.ts';

type Files = Readonly<Record<string, string>>;

const caches = { goModules: uriOf('.go/pkg/mod'), bufModules: uriOf('.buf/v3/modules') };

async function load(files: Files, from: string, layout: Partial<WorkspaceLayout> = {}) {
  const workspace = await openWorkspace(new MemoryFileSystem(Object.entries(files)), {
    caches,
    ...layout,
  });
  return workspace.load(uriOf(from));
}

/** What each import of a file means, by path below the workspace folder. */
function meanings(snapshot: Snapshot, from: string): readonly string[] {
  return snapshot
    .summary(uriOf(from))
    .imports.map(({ path }) => snapshot.resolveImport(uriOf(from), path) ?? 'nothing')
    .map((uri) => uri.replace(uriOf(''), ''));
}

describe('imports in the layout of', () => {
  it('Bazel follow the prefixes of the package, from the repository', async () => {
    const snapshot = await load(
      {
        'repo/MODULE.bazel': '',
        'repo/app/BUILD': 'proto_library(name = "a", strip_import_prefix = "proto")',
        'repo/app/proto/google/x.proto': '',
        'repo/lib/BUILD.bazel':
          'proto_library(name = "l", import_prefix = "acme/lib", strip_import_prefix = "")',
        'repo/lib/l.proto':
          'import "google/x.proto"; import "acme/lib/m.proto"; import "app/plain.proto";',
        'repo/lib/m.proto': '',
        'repo/app/plain.proto': '',
      },
      'repo/lib/l.proto',
    );
    expect(meanings(snapshot, 'repo/lib/l.proto')).toEqual([
      'repo/app/proto/google/x.proto',
      'repo/lib/m.proto',
      'repo/app/plain.proto',
    ]);
    expect(snapshot.importPathOf(uriOf('repo/lib/m.proto'))).toBe('acme/lib/m.proto');
    expect(snapshot.importPathOf(uriOf('repo/app/plain.proto'))).toBe('app/plain.proto');
    expect(snapshot.importPathOf(uriOf('repo/app/proto/google/x.proto'))).toBe('google/x.proto');
  });

  it('Maven find sources, tests and what a build has unpacked', async () => {
    const snapshot = await load(
      {
        'pom.xml': '<project/>',
        'orders/pom.xml': '<artifactId>protobuf-maven-plugin</artifactId>',
        'orders/src/main/proto/a.proto': '',
        'orders/src/test/proto/t.proto': 'import "a.proto"; import "google/api/http.proto";',
        'orders/target/protoc-dependencies/0dcd/google/api/http.proto': '',
        'users/pom.xml': '<artifactId>protobuf-maven-plugin</artifactId>',
        'users/src/main/proto/a.proto': '',
      },
      'orders/src/test/proto/t.proto',
    );
    expect(meanings(snapshot, 'orders/src/test/proto/t.proto')).toEqual([
      'orders/src/main/proto/a.proto',
      'orders/target/protoc-dependencies/0dcd/google/api/http.proto',
    ]);
    expect(snapshot.rootOf(uriOf('users/src/main/proto/a.proto'))).toMatchObject({
      origin: 'maven',
      place: { uri: uriOf('users/pom.xml'), line: 0 },
    });
    expect(snapshot.importPathOf(uriOf('users/src/main/proto/a.proto'))).toBe('a.proto');
  });

  it('Gradle find every source set and what a build has unpacked', async () => {
    const snapshot = await load(
      {
        'app/build.gradle.kts': 'plugins { id("com.google.protobuf") }',
        'app/src/main/proto/m.proto': '',
        'app/src/debug/proto/d.proto': 'import "m.proto"; import "validate/v.proto";',
        'app/build/extracted-include-protos/main/validate/v.proto': '',
      },
      'app/src/debug/proto/d.proto',
    );
    expect(meanings(snapshot, 'app/src/debug/proto/d.proto')).toEqual([
      'app/src/main/proto/m.proto',
      'app/build/extracted-include-protos/main/validate/v.proto',
    ]);
  });

  it('Go go by module paths: its own, replaced ones, the cache, and vendor', async () => {
    const files = {
      'svc/go.mod':
        'module github.com/Acme/svc\nrequire (\n github.com/gogo/protobuf v1.3.2\n github.com/acme/api v0.1.0\n github.com/x/gone v1.0.0\n)\nreplace github.com/acme/api => ../api\n',
      'svc/pb/a.proto':
        'import "github.com/Acme/svc/pb/b.proto"; import "github.com/gogo/protobuf/gogoproto/gogo.proto"; import "github.com/acme/api/v1/u.proto"; import "vendored/v.proto"; import "github.com/x/gone/g.proto";',
      'svc/pb/b.proto': '',
      'svc/vendor/vendored/v.proto': '',
      'api/v1/u.proto': '',
      '.go/pkg/mod/github.com/gogo/protobuf@v1.3.2/gogoproto/gogo.proto':
        'import "google/protobuf/descriptor.proto";',
    };
    const snapshot = await load(files, 'svc/pb/a.proto');
    expect(meanings(snapshot, 'svc/pb/a.proto')).toEqual([
      'svc/pb/b.proto',
      '.go/pkg/mod/github.com/gogo/protobuf@v1.3.2/gogoproto/gogo.proto'.replace('@', '%40'),
      'api/v1/u.proto',
      'svc/vendor/vendored/v.proto',
      'nothing',
    ]);
    const gogo = uriOf('.go/pkg/mod/github.com/gogo/protobuf@v1.3.2/gogoproto/gogo.proto');
    expect(snapshot.importPathOf(gogo)).toBe('github.com/gogo/protobuf/gogoproto/gogo.proto');
    expect(snapshot.linked(uriOf('svc/pb/a.proto'))?.diagnostics.length).toBeGreaterThan(0);
    expect(
      snapshot.searchImport(uriOf('svc/pb/a.proto'), 'github.com/x/gone/g.proto'),
    ).toContainEqual(
      expect.objectContaining({
        exists: false,
        root: expect.objectContaining({
          fetch: 'go mod download',
          place: { uri: uriOf('svc/go.mod'), line: 4 },
        }) as unknown,
      }),
    );
  });

  it('Go keep names that follow folders where no import goes by the module', async () => {
    const snapshot = await load(
      {
        'go.mod': 'module github.com/acme/x\n',
        'api/a.proto': 'import "api/b.proto";',
        'api/b.proto': '',
      },
      'api/a.proto',
    );
    expect(snapshot.importPathOf(uriOf('api/b.proto'))).toBe('api/b.proto');
  });

  it('npm find installed packages, hoisted ones too, and only what is imported', async () => {
    const files = {
      'package.json': '{"workspaces": ["packages/*"]}',
      'packages/a/package.json':
        '{"dependencies": {"@acme/protos": "1", "linked": "1", "gone": "2"}}',
      'packages/a/src/a.proto':
        'import "acme/v1/u.proto"; import "linked/l.proto"; import "deep.proto"; import "unwanted/../x.proto";',
      'node_modules/@acme/protos/proto/acme/v1/u.proto': 'import "acme/v1/v.proto";',
      'node_modules/@acme/protos/proto/acme/v1/v.proto': '',
      'node_modules/@acme/protos/proto/acme/v1/other.proto': '',
      'packages/a/node_modules/linked/l.proto': '',
      'node_modules/other/deep.proto': '',
    };
    const snapshot = await load(files, 'packages/a/src/a.proto');
    expect(meanings(snapshot, 'packages/a/src/a.proto')).toEqual([
      'node_modules/%40acme/protos/proto/acme/v1/u.proto',
      'packages/a/node_modules/linked/l.proto',
      'nothing',
      'nothing',
    ]);
    const known = [...snapshot.uris()].filter((uri) => uri.includes('node_modules'));
    expect(known.map((uri) => uri.slice(uri.lastIndexOf('/') + 1)).sort()).toEqual([
      'l.proto',
      'u.proto',
      'v.proto',
    ]);
    expect(snapshot.isOwn(uriOf('packages/a/node_modules/linked/l.proto'))).toBe(false);
  });

  it('buf find the modules that are pinned, in the cache', async () => {
    const commit = '50325440f8f24053b047484a6bf60b76';
    const snapshot = await load(
      {
        'buf.yaml': 'version: v2\ndeps:\n  - buf.build/bufbuild/protovalidate\n',
        'buf.lock': `version: v2\ndeps:\n  - name: buf.build/bufbuild/protovalidate\n    commit: ${commit}\n    digest: b5:0\n`,
        'a.proto': 'import "buf/validate/validate.proto";',
        [`.buf/v3/modules/b5/buf.build/bufbuild/protovalidate/${commit}/files/buf/validate/validate.proto`]:
          '',
      },
      'a.proto',
    );
    expect(snapshot.resolveImport(uriOf('a.proto'), 'buf/validate/validate.proto')).toContain(
      commit,
    );
  });

  it('CMake, Cargo and a Makefile go by what these say', async () => {
    const snapshot = await load(
      {
        'cpp/CMakeLists.txt':
          'protobuf_generate(TARGET t IMPORT_DIRS ${CMAKE_CURRENT_SOURCE_DIR}/protos)',
        'cpp/protos/c.proto': '',
        'rust/build.rs': 'tonic_build::compile_protos(&["../idl/r.proto"], &["../idl"])',
        'idl/r.proto': '',
        Makefile: 'gen:\n\tprotoc -I . -I third_party api/a.proto',
        'api/a.proto':
          'import "api/b.proto"; import "google/g.proto"; import "c.proto"; import "r.proto";',
        'api/b.proto': '',
        'third_party/google/g.proto': '',
      },
      'api/a.proto',
    );
    expect(meanings(snapshot, 'api/a.proto')).toEqual([
      'api/b.proto',
      'third_party/google/g.proto',
      'cpp/protos/c.proto',
      'idl/r.proto',
    ]);
    expect(snapshot.importPathOf(uriOf('third_party/google/g.proto'))).toBe('google/g.proto');
    expect(snapshot.importPathOf(uriOf('api/b.proto'))).toBe('api/b.proto');
    expect(snapshot.rootOf(uriOf('idl/r.proto'))?.origin).toBe('cargo');
  });

  it('a script in a folder of its own is relative to where its paths are', async () => {
    const snapshot = await load(
      {
        'scripts/gen.sh': 'protoc -I proto proto/a.proto',
        'proto/a.proto': '',
        'proto/x/b.proto': '',
      },
      'proto/a.proto',
    );
    expect(snapshot.rootOf(uriOf('proto/x/b.proto'))).toMatchObject({
      uri: uriOf('proto'),
      origin: 'protoc',
      place: { uri: uriOf('scripts/gen.sh'), line: 0 },
    });
  });

  it('another extension takes the options of protoc from its settings', async () => {
    const snapshot = await load(
      {
        '.vscode/settings.json': '{"protoc": {"options": ["--proto_path=${workspaceRoot}/idl"]}}',
        'idl/x/a.proto': '',
      },
      'idl/x/a.proto',
    );
    expect(snapshot.importPathOf(uriOf('idl/x/a.proto'))).toBe('x/a.proto');
  });
});

describe('what builds name', () => {
  it('is left out when it is not there, or when nobody imports it', async () => {
    const snapshot = await load(
      {
        Makefile: 'protoc -I missing -I . a.proto\nprotoc -I /etc a.proto',
        'a.proto': '',
      },
      'a.proto',
    );
    expect(snapshot.roots.map(({ uri }) => uri)).toEqual([uriOf('').slice(0, -1)]);
  });

  it('comes behind settings and buf files, before what is inferred', async () => {
    const files = {
      Makefile: 'protoc -I make a.proto',
      'buf.yaml': 'version: v2\nmodules:\n  - path: buf\n',
      'src/a.proto': 'import "x.proto";',
      'make/x.proto': '',
      'buf/x.proto': '',
      'set/x.proto': '',
      'src/x.proto': '',
    };
    const order = async (importRoots: readonly string[]) => {
      const snapshot = await load(files, 'src/a.proto', { importRoots });
      return snapshot
        .searchImport(uriOf('src/a.proto'), 'x.proto')
        .filter(({ exists }) => exists)
        .map(({ root }) => root.origin);
    };
    expect(await order([uriOf('set')])).toEqual(['settings', 'buf', 'protoc']);
    expect(await order([])).toEqual(['buf', 'protoc']);
  });

  it('is followed when its file changes', async () => {
    const disk = new MemoryFileSystem([
      ['Makefile', 'protoc -I one a.proto'],
      ['a.proto', 'import "x.proto";'],
      ['one/x.proto', ''],
      ['two/x.proto', ''],
    ]);
    const workspace = await openWorkspace(disk);
    const meaning = async (): Promise<string | undefined> =>
      (await workspace.load(uriOf('a.proto'))).resolveImport(uriOf('a.proto'), 'x.proto');
    expect(await meaning()).toBe(uriOf('one/x.proto'));
    disk.files.set('Makefile', 'protoc -I two a.proto');
    await workspace.applyFileChanges([{ uri: uriOf('Makefile'), kind: 'changed' }]);
    expect(await meaning()).toBe(uriOf('two/x.proto'));
  });

  it('is followed in the settings of another extension, and not in folders of copies', async () => {
    const disk = new MemoryFileSystem([
      ['a.proto', 'import "x.proto"; import "y.proto";'],
      ['one/x.proto', ''],
      ['two/x.proto', ''],
    ]);
    const workspace = await openWorkspace(disk);
    const change = async (path: string, folder: string): Promise<string | undefined> => {
      disk.files.set(path, `protoc --proto_path=${folder} a.proto`);
      await workspace.applyFileChanges([{ uri: uriOf(path), kind: 'created' }]);
      const snapshot = await workspace.load(uriOf('a.proto'));
      return snapshot.resolveImport(uriOf('a.proto'), 'x.proto');
    };
    expect(await change('.vscode/settings.json', 'two')).toBe(uriOf('two/x.proto'));
    expect(await change('node_modules/p/Makefile', '../../one')).toBe(uriOf('two/x.proto'));
    expect(await change('.vscode/settings.json', 'one')).toBe(uriOf('one/x.proto'));
  });

  it('is found once it has been fetched', async () => {
    const disk = new MemoryFileSystem([
      ['package.json', '{"dependencies": {"p": "1"}}'],
      ['a.proto', 'import "p.proto";'],
    ]);
    const workspace = await openWorkspace(disk);
    const meaning = async (): Promise<string | undefined> =>
      (await workspace.load(uriOf('a.proto'))).resolveImport(uriOf('a.proto'), 'p.proto');
    expect(await meaning()).toBeUndefined();
    disk.files.set('node_modules/p/p.proto', '');
    workspace.setDocument({ uri: uriOf('a.proto'), version: 1, text: 'import "p.proto";' });
    expect(await meaning()).toBe(uriOf('node_modules/p/p.proto'));
  });
});
