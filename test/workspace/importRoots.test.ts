import { describe, expect, it } from 'vitest';
import { folder, MemoryFileSystem, openWorkspace, uriOf } from './memoryWorkspace.ts';

async function rootsOf(files: Readonly<Record<string, string>>, importRoots: string[] = []) {
  const workspace = await openWorkspace(new MemoryFileSystem(Object.entries(files)), {
    importRoots,
  });
  return workspace.snapshot();
}

describe('import roots', () => {
  it('are the workspace folder when nothing else speaks', async () => {
    const snapshot = await rootsOf({ 'a.proto': '', 'x/b.proto': '' });
    expect(snapshot.roots).toEqual([{ uri: folder, origin: 'folder', votes: 0 }]);
    expect(snapshot.importPathOf(uriOf('x/b.proto'))).toBe('x/b.proto');
  });

  it('are inferred from the imports of the files', async () => {
    const snapshot = await rootsOf({
      'proto/acme/a.proto': 'import "acme/b.proto"; import "vendor/v.proto";',
      'proto/acme/b.proto': '',
      'third_party/vendor/v.proto': '',
    });
    expect(snapshot.roots.map(({ uri, votes }) => [uri, votes])).toEqual([
      [uriOf('proto'), 1],
      [uriOf('third_party'), 1],
      [folder, 0],
    ]);
    expect(snapshot.importPathOf(uriOf('proto/acme/b.proto'))).toBe('acme/b.proto');
    expect(snapshot.resolveImport(uriOf('proto/acme/a.proto'), 'vendor/v.proto')).toBe(
      uriOf('third_party/vendor/v.proto'),
    );
  });

  it('are inferred from packages where no file imports another', async () => {
    const snapshot = await rootsOf({ 'proto/acme/v1/a.proto': 'package acme.v1;' });
    expect(snapshot.importPathOf(uriOf('proto/acme/v1/a.proto'))).toBe('acme/v1/a.proto');
  });

  it('resolve an import beside the importer first where two roots have the path', async () => {
    const snapshot = await rootsOf({
      'one/x.proto': 'import "common.proto";',
      'one/common.proto': '',
      'two/x.proto': 'import "common.proto";',
      'two/common.proto': '',
    });
    for (const service of ['one', 'two']) {
      expect(snapshot.resolveImport(uriOf(`${service}/x.proto`), 'common.proto')).toBe(
        uriOf(`${service}/common.proto`),
      );
    }
  });

  it('match whole segments only', async () => {
    const snapshot = await rootsOf({
      'a.proto': 'import "common.proto";',
      'x/foo_common.proto': '',
    });
    expect(snapshot.resolveImport(uriOf('a.proto'), 'common.proto')).toBeUndefined();
  });

  it('do not rename the files of a folder for one odd import', async () => {
    const snapshot = await rootsOf({
      'api/v1/a.proto': 'import "b.proto";',
      'api/v1/b.proto': 'import "api/v1/c.proto";',
      'api/v1/c.proto': 'import "api/v1/d.proto";',
      'api/v1/d.proto': '',
    });
    expect(snapshot.importPathOf(uriOf('api/v1/b.proto'))).toBe('api/v1/b.proto');
    expect(snapshot.resolveImport(uriOf('api/v1/a.proto'), 'b.proto')).toBe(
      uriOf('api/v1/b.proto'),
    );
  });

  it('put a nested root before the one around it when its files speak for it', async () => {
    const snapshot = await rootsOf({
      'shared/x.proto': 'import "shared/y.proto";',
      'shared/y.proto': '',
      'svc/proto/a.proto': 'import "b.proto";',
      'svc/proto/b.proto': '',
    });
    expect(snapshot.importPathOf(uriOf('svc/proto/b.proto'))).toBe('b.proto');
    expect(snapshot.importPathOf(uriOf('shared/y.proto'))).toBe('shared/y.proto');
  });

  it('of the settings come first', async () => {
    const files = {
      'a.proto': 'import "lib.proto";',
      'lib.proto': '',
      'override/lib.proto': '',
    };
    const snapshot = await rootsOf(files, [uriOf('override')]);
    expect(snapshot.resolveImport(uriOf('a.proto'), 'lib.proto')).toBe(uriOf('override/lib.proto'));
    expect(snapshot.roots[0]).toEqual({ uri: uriOf('override'), origin: 'settings', votes: 0 });
  });

  it.each([
    ['buf.yaml', 'version: v2\nmodules:\n  - path: proto # ours\n    name: buf.build/x/y\n', 2],
    ['buf.yaml', 'version: v1beta1\nbuild:\n  roots:\n    - "proto"\n', 3],
    ['buf.work.yaml', "version: v1\ndirectories:\n  - 'proto'\n", 2],
    ['buf.work.yaml', 'version: v1\ndirectories: [proto]\n', 1],
  ])('come from %s: %s', async (name, text, line) => {
    const snapshot = await rootsOf({ [name]: text, 'proto/a.proto': '' });
    const place = { uri: uriOf(name), line };
    expect(snapshot.roots[0]).toEqual({ uri: uriOf('proto'), origin: 'buf', votes: 0, place });
  });

  it('of a buf.yaml never lie outside of its folder', async () => {
    const snapshot = await rootsOf({
      'sub/buf.yaml': 'version: v2\nmodules:\n  - path: ../../etc\n',
      'sub/a.proto': '',
    });
    expect(snapshot.roots[0]?.uri).toBe(uriOf('sub'));
  });

  it('hold paths with spaces and letters of every script', async () => {
    const snapshot = await rootsOf({
      'a b/ü(1).proto': '',
      'a.proto': 'import "a b/ü(1).proto";',
    });
    expect(snapshot.resolveImport(uriOf('a.proto'), 'a b/ü(1).proto')).toBe(
      'file:///ws/a%20b/%C3%BC%281%29.proto',
    );
    expect(snapshot.importPathOf(uriOf('a b/ü(1).proto'))).toBe('a b/ü(1).proto');
  });

  it('leave well-known imports to the files built in', async () => {
    const snapshot = await rootsOf({ 'a.proto': 'import "google/protobuf/any.proto";' });
    expect(snapshot.resolveImport(uriOf('a.proto'), 'google/protobuf/any.proto')).toBe(
      'proto-atlas-wkt:/google/protobuf/any.proto',
    );
  });
});
