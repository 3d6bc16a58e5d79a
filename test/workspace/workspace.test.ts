import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { CancelledError, Workspace } from '../../server/src/workspace/index.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from './memoryWorkspace.ts';

const a = uriOf('a.proto');
const b = uriOf('b.proto');
const c = uriOf('c.proto');

async function threeFiles() {
  const fileSystem = new MemoryFileSystem([
    ['a.proto', 'syntax = "proto3"; import "b.proto"; message A { B b = 1; }'],
    ['b.proto', 'syntax = "proto3"; message B {}'],
    ['c.proto', 'syntax = "proto3"; message C {}'],
  ]);
  return { fileSystem, workspace: await openWorkspace(fileSystem) };
}

/** A workspace with an open document, whose walk begins at once and ends when it is told to. */
function walkLater(fileSystem: MemoryFileSystem, path: string) {
  let finish = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const readDirectory = fileSystem.readDirectory.bind(fileSystem);
  fileSystem.readDirectory = async (uri) => {
    await gate;
    return readDirectory(uri);
  };
  const workspace = new Workspace({
    fileSystem,
    scheduler: { pause: () => Promise.resolve(), now: () => performance.now() },
    logger: silentLogger,
  });
  workspace.setLayout({ folders: ['file:///ws'], importRoots: [] });
  const opened = uriOf(path);
  workspace.setDocument({ uri: opened, version: 1, text: fileSystem.files.get(path) ?? '' });
  return { workspace, opened, finish: () => finish() };
}

/** A workspace that waits for documents until it is told that there are none, and what it has listed. */
function waitForDocuments(fileSystem: MemoryFileSystem) {
  let end = (): void => undefined;
  const opening = new Promise<void>((resolve) => {
    end = resolve;
  });
  const listed: string[] = [];
  const readDirectory = fileSystem.readDirectory.bind(fileSystem);
  fileSystem.readDirectory = (uri) => {
    listed.push(uri);
    return readDirectory(uri);
  };
  const workspace = new Workspace({
    fileSystem,
    scheduler: { pause: () => Promise.resolve(), now: () => performance.now() },
    logger: silentLogger,
    opening: () => opening,
  });
  workspace.setLayout({ folders: ['file:///ws'], importRoots: [] });
  const openDocument = (path: string): string => {
    const uri = uriOf(path);
    workspace.setDocument({ uri, version: 1, text: fileSystem.files.get(path) ?? '' });
    return uri;
  };
  return { workspace, listed, openDocument, end: () => end() };
}

function messagesOf(workspace: Awaited<ReturnType<typeof openWorkspace>>, uri: string) {
  const linked = workspace.snapshot().linked(uri);
  return [...(linked?.source.diagnostics ?? []), ...(linked?.diagnostics ?? [])].map(
    ({ message }) => message,
  );
}

describe('workspace', () => {
  it('links a file with what it imports', async () => {
    const { workspace } = await threeFiles();
    expect(messagesOf(workspace, a)).toEqual([]);
    expect(workspace.snapshot().linked(a)?.imports[0]?.file?.source.path).toBe('b.proto');
  });

  it('keeps a snapshot as it was when documents change', async () => {
    const { workspace } = await threeFiles();
    const before = workspace.snapshot();
    const linked = before.linked(a);
    workspace.setDocument({ uri: a, version: 1, text: 'syntax = "proto3";' });
    expect(before.source(a)?.text).toContain('message A');
    expect(before.linked(a)).toBe(linked);
    expect(workspace.snapshot().source(a)?.text).toBe('syntax = "proto3";');
  });

  it('links again what an edit can reach, and nothing else', async () => {
    const { workspace } = await threeFiles();
    const before = [a, b, c].map((uri) => workspace.snapshot().linked(uri));
    workspace.setDocument({ uri: b, version: 1, text: 'syntax = "proto3"; message B2 {}' });
    const after = [a, b, c].map((uri) => workspace.snapshot().linked(uri));
    expect(after.map((linked, index) => linked === before[index])).toEqual([false, false, true]);
    expect(messagesOf(workspace, a)).toContainEqual(expect.stringContaining('"B" is not defined'));
  });

  it('knows a file as the same to its importers when comments and white space alone change', async () => {
    const { workspace } = await threeFiles();
    const meanings: (object | undefined)[] = [];
    for (const [index, text] of [
      'syntax = "proto3"; message B {}',
      'syntax = "proto3";\n// It is B.\nmessage B {}',
      'syntax = "proto3";\n// It is B.\nmessage B { int32 b = 1; }',
      'syntax = "proto3"; message B { int32 b = 1; }',
      'syntax = "proto3"; message B { int32 b = 1 }',
    ].entries()) {
      workspace.setDocument({ uri: b, version: index, text });
      meanings.push(workspace.snapshot().meaning(b));
    }
    expect(meanings.map((one, index) => one === meanings[index - 1])).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('knows where names are defined, and when that changes', async () => {
    const { workspace, fileSystem } = await threeFiles();
    const found = (name: string): readonly (readonly [string, readonly string[]])[] =>
      Array.from(workspace.snapshot().definitionsNamed(name), ([uri, definitions]) => [
        uri,
        definitions.map(({ fullName }) => fullName),
      ]);
    const version = (): number => workspace.snapshot().definitionsVersion();
    const first = version();
    expect(found('B')).toEqual([[b, ['B']]]);
    workspace.setDocument({ uri: a, version: 1, text: '// Of B.\nmessage A { message B {} }' });
    expect(found('B')).toEqual([
      [b, ['B']],
      [a, ['A.B']],
    ]);
    const second = version();
    expect(second).not.toBe(first);
    workspace.setDocument({ uri: a, version: 2, text: '\n\nmessage A { message B {} }' });
    expect(version()).toBe(second);
    const [, [definition] = []] = [...workspace.snapshot().definitionsNamed('A')][0] ?? [];
    expect(definition?.line).toBe(2);
    fileSystem.files.delete('b.proto');
    await workspace.applyFileChanges([{ uri: b, kind: 'deleted' }]);
    expect(found('B')).toEqual([[a, ['A.B']]]);
  });

  it('finds names by their letters as they are typed on, whatever is edited between', async () => {
    const { workspace } = await threeFiles();
    const found = (letters: string): readonly string[] =>
      [...workspace.snapshot().definitionsWith(letters)].flatMap(({ files }) =>
        [...files.values()].flat().map(({ fullName }) => fullName),
      );
    const edit = (version: number, text: string): void => {
      workspace.setDocument({ uri: a, version, text });
    };
    edit(1, 'message Zqorder {} message Zqorchard {}');
    expect(found('zqor')).toEqual(['Zqorder', 'Zqorchard']);
    edit(2, '\nmessage Zqorder {} message Zqorchard {}');
    expect(found('zqor')).toEqual(['Zqorder', 'Zqorchard']);
    expect(found('zqord')).toEqual(['Zqorder', 'Zqorchard']);
    edit(3, '// x\nmessage Zqorder {} message Zqorchard {}');
    expect(found('zqorde')).toEqual(['Zqorder']);
    edit(4, 'message Zqorders {} message Zqorchard {}');
    expect(found('zqorders')).toEqual(['Zqorders']);
    expect(found('zqor')).toEqual(['Zqorchard', 'Zqorders']);
    edit(5, '');
    expect(found('zqor')).toEqual([]);
  });

  it('parses a text once, however many snapshots see it', async () => {
    const { workspace } = await threeFiles();
    const source = workspace.snapshot().source(c);
    workspace.setDocument({ uri: a, version: 1, text: '' });
    expect(workspace.snapshot().source(c)).toBe(source);
  });

  it('goes back to the disk when a document is closed', async () => {
    const { workspace } = await threeFiles();
    workspace.setDocument({ uri: b, version: 1, text: '' });
    await workspace.closeDocument(b);
    expect(messagesOf(workspace, a)).toEqual([]);
  });

  it('forgets a document that was deleted while open, once it is closed', async () => {
    const { workspace, fileSystem } = await threeFiles();
    workspace.setDocument({ uri: b, version: 1, text: 'syntax = "proto3"; message B {}' });
    fileSystem.files.delete('b.proto');
    await workspace.applyFileChanges([{ uri: b, kind: 'deleted' }]);
    expect(messagesOf(workspace, a)).toEqual([]);
    await workspace.closeDocument(b);
    expect(workspace.snapshot().source(b)).toBeUndefined();
    expect(messagesOf(workspace, a)[0]).toContain('import "b.proto" was not found');
  });

  it('takes up files that come, change and go', async () => {
    const { workspace, fileSystem } = await threeFiles();
    const fresh = uriOf('new/d.proto');
    fileSystem.files.set('new/d.proto', 'message D {}');
    await workspace.applyFileChanges([{ uri: fresh, kind: 'created' }]);
    expect(workspace.snapshot().summary(fresh).definitions[0]?.fullName).toBe('D');
    fileSystem.files.set('new/d.proto', 'message D2 {}');
    await workspace.applyFileChanges([{ uri: fresh, kind: 'changed' }]);
    expect(workspace.snapshot().summary(fresh).definitions[0]?.fullName).toBe('D2');
    await workspace.applyFileChanges([{ uri: uriOf('new'), kind: 'deleted' }]);
    expect([...workspace.snapshot().uris()]).not.toContain(fresh);
  });

  it('lets the later of two reads win', async () => {
    const fileSystem = new MemoryFileSystem([['a.proto', 'message Old {}']]);
    const workspace = await openWorkspace(fileSystem);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const read = fileSystem.read.bind(fileSystem);
    let calls = 0;
    fileSystem.read = async (uri) => {
      const result = await read(uri);
      await (++calls === 1 ? gate : undefined);
      return result;
    };
    const slow = workspace.applyFileChanges([{ uri: a, kind: 'changed' }]);
    fileSystem.files.set('a.proto', 'message New {}');
    await workspace.applyFileChanges([{ uri: a, kind: 'changed' }]);
    open();
    await slow;
    expect(workspace.snapshot().source(a)?.text).toBe('message New {}');
  });

  it('loads a document with its imports before the rest has been read', async () => {
    const fileSystem = new MemoryFileSystem([
      ['a.proto', 'import "b.proto"; message A { B b = 1; }'],
      ['b.proto', 'import public "c.proto";'],
      ['c.proto', 'message B {}'],
      ...Array.from({ length: 200 }, (_, index) => [`x/${index}.proto`, ''] as const),
    ]);
    const workspace = await openWorkspace(fileSystem);
    workspace.setLayout({ folders: [], importRoots: [] });
    await workspace.loadAll();
    fileSystem.reads = 0;
    workspace.setLayout({ folders: ['file:///ws'], importRoots: [] });
    const snapshot = await workspace.load(a);
    expect(snapshot.isComplete).toBe(false);
    expect(snapshot.linked(a)?.lookup('B')?.file.path).toBe('c.proto');
    expect(fileSystem.reads).toBeLessThan(100);
    workspace.dispose();
  });

  it('answers about an open document before its folder has been walked', async () => {
    const fileSystem = new MemoryFileSystem([
      [
        'protos/a/a.proto',
        'import "b/b.proto"; import "google/protobuf/any.proto"; message A { B b = 1; }',
      ],
      ['protos/b/b.proto', 'import public "c.proto";'],
      ['protos/c.proto', 'message B {}'],
    ]);
    const { workspace, opened, finish } = walkLater(fileSystem, 'protos/a/a.proto');
    const early = await workspace.load(opened);
    expect(early.linked(opened)?.lookup('B')?.file.path).toBe('c.proto');
    finish();
    const late = await workspace.loadAll();
    expect(late.linked(opened)).toBe(early.linked(opened));
  });

  it('waits for the walk where an import is not found beside or above its file', async () => {
    const fileSystem = new MemoryFileSystem([
      ['a/a.proto', 'import "b.proto"; message A { B b = 1; }'],
      ['elsewhere/b.proto', 'message B {}'],
    ]);
    const { workspace, opened, finish } = walkLater(fileSystem, 'a/a.proto');
    let isLoaded = false;
    const loading = workspace.load(opened).finally(() => {
      isLoaded = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isLoaded).toBe(false);
    finish();
    expect((await loading).linked(opened)?.lookup('B')?.file.path).toBe('b.proto');
  });

  it('lists no folder before an open document is answered, and then all', async () => {
    const fileSystem = new MemoryFileSystem([
      ['a.proto', 'import "b/b.proto"; message A { B b = 1; }'],
      ['b/b.proto', 'message B {}'],
      ['c/c.proto', 'message C {}'],
    ]);
    const { workspace, listed, openDocument } = waitForDocuments(fileSystem);
    await new Promise((resolve) => setImmediate(resolve));
    const opened = openDocument('a.proto');
    const early = await workspace.load(opened);
    expect(early.linked(opened)?.lookup('B')?.file.path).toBe('b/b.proto');
    expect(listed).toEqual([]);
    expect([...(await workspace.loadAll()).uris()]).toContain(uriOf('c/c.proto'));
  });

  it('lists folders at once where an open document needs them', async () => {
    const fileSystem = new MemoryFileSystem([
      ['a/a.proto', 'import "b.proto"; message A { B b = 1; }'],
      ['elsewhere/b.proto', 'message B {}'],
    ]);
    const { workspace, openDocument } = waitForDocuments(fileSystem);
    const opened = openDocument('a/a.proto');
    const snapshot = await workspace.load(opened);
    expect(snapshot.linked(opened)?.lookup('B')?.file.path).toBe('b.proto');
  });

  it('lists folders without a document once the time for that is over', async () => {
    const fileSystem = new MemoryFileSystem([['c/c.proto', 'message C {}']]);
    const { workspace, listed, end } = waitForDocuments(fileSystem);
    await new Promise((resolve) => setImmediate(resolve));
    expect(listed).toEqual([]);
    end();
    expect([...(await workspace.loadAll()).uris()]).toContain(uriOf('c/c.proto'));
  });

  it('links a cycle of imports from each of its files', async () => {
    const workspace = await openWorkspace(
      new MemoryFileSystem([
        ['a.proto', 'import "b.proto"; message A { B b = 1; }'],
        ['b.proto', 'import "c.proto"; message B { C c = 1; }'],
        ['c.proto', 'import "a.proto"; message C { optional A a = 1; }'],
      ]),
    );
    for (const uri of [a, b, c, a]) {
      expect(workspace.snapshot().linked(uri)?.source.path).toBe(uri.slice(-7));
    }
  });

  it('links a file that imports itself', async () => {
    const workspace = await openWorkspace(
      new MemoryFileSystem([['a.proto', 'import "a.proto"; message A {}']]),
    );
    expect(messagesOf(workspace, a)[0]).toContain('a.proto -> a.proto');
  });

  it('links a chain of thousands of imports', async () => {
    const count = 3_000;
    const workspace = await openWorkspace(
      new MemoryFileSystem(
        Array.from({ length: count }, (_, index) => [
          `f${index}.proto`,
          index + 1 < count ? `import "f${index + 1}.proto";` : '',
        ]),
      ),
    );
    expect(workspace.snapshot().linked(uriOf('f0.proto'))).toBeDefined();
  });

  it('says what is wrong with the bytes of a file', async () => {
    const fileSystem = new MemoryFileSystem([['a.proto', '// caf\ufffd\n']]);
    fileSystem.notUtf8.add('a.proto');
    const workspace = await openWorkspace(fileSystem);
    expect(workspace.snapshot().problem(a)).toEqual({ kind: 'notUtf8', offset: 6 });
    const inspected = new Promise<void>((resolve) => {
      workspace.onDidChange(() => {
        if (workspace.snapshot().problem(a) !== undefined) {
          resolve();
        }
      });
    });
    workspace.setDocument({ uri: a, version: 1, text: '// caf\ufffd\n' });
    await inspected;
    expect(workspace.snapshot().isOpen(a)).toBe(true);
  });

  it('stops waiting when it is cancelled', async () => {
    const { workspace } = await threeFiles();
    await expect(workspace.load(a, { aborted: true })).rejects.toBeInstanceOf(CancelledError);
  });

  it('holds empty files, and documents that are on no disk', async () => {
    const workspace = await openWorkspace(new MemoryFileSystem([['a.proto', '']]));
    workspace.setDocument({ uri: 'untitled:Untitled-1', version: 1, text: '' });
    for (const uri of [a, 'untitled:Untitled-1']) {
      expect((await workspace.load(uri)).linked(uri)).toBeDefined();
    }
    expect(workspace.snapshot().importPathOf('untitled:Untitled-1')).toBe('Untitled-1');
  });
});
