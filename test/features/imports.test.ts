import { describe, expect, it } from 'vitest';
import { codeActions, diagnostics, hover } from '../../server/src/features/index.ts';
import {
  cursorOf,
  MemoryFileSystem,
  openWorkspace,
  snapshotOf,
  uriOf,
} from '../workspace/memoryWorkspace.ts';

async function hoverAt(source: string): Promise<string> {
  const { snapshot, uri, position } = await cursorOf(source);
  const contents = hover(snapshot, { uri, position })?.contents;
  return typeof contents === 'object' && 'value' in contents ? contents.value : '';
}

async function messagesOf(source: string, path: string): Promise<readonly unknown[]> {
  const { snapshot } = await snapshotOf(source);
  return diagnostics(snapshot, { uri: uriOf(path) }).map(({ message }) => message);
}

async function actionsAt(source: string) {
  const { snapshot, uri, position } = await cursorOf(source);
  return codeActions(snapshot, { uri, range: { start: position, end: position } });
}

describe('hover over an import', () => {
  it('names the file, its root, and the place that declares the root', async () => {
    const text = await hoverAt(`
      //- /pom.xml
      <project>
      <artifactId>protobuf-maven-plugin</artifactId>
      </project>
      //- /src/main/proto/a.proto
      import "x/b$0.proto";
      //- /src/main/proto/x/b.proto
      syntax = "proto3";
    `);
    expect(text).toBe(
      [
        '`x/b.proto`',
        '`src/main/proto/x/b.proto`',
        'from `src/main/proto`: from Maven’s [pom.xml:2](file:///ws/pom.xml#L2)',
      ].join('\n\n'),
    );
  });

  it('tells where else it was looked for, before and behind', async () => {
    const text = await hoverAt(`
      //- /Makefile
      protoc -I include -I other a.proto
      //- /include/y.proto
      syntax = "proto3";
      //- /other/x.proto
      syntax = "proto3";
      //- /src/a.proto
      import "x$0.proto";
      //- /src/x.proto
      syntax = "proto3";
    `);
    expect(text).toContain(
      'from `other`: from a `protoc` command in [Makefile:1](file:///ws/Makefile#L1)',
    );
    expect(text).toContain('Not found before, in this order:\n\n- `include`:');
  });

  it('tells of a file that another root has too', async () => {
    const text = await hoverAt(`
      //- /one/a.proto
      import "b$0.proto";
      //- /one/b.proto
      syntax = "proto3";
      //- /two/a.proto
      import "b.proto";
      //- /two/b.proto
      syntax = "proto3";
    `);
    expect(text).toContain(
      'from `one`: inferred from one import, such as in [one/a.proto](file:///ws/one/a.proto)',
    );
    expect(text).toContain('Also found, but later:\n\n- `two`:');
  });

  it('of nothing lists the roots in the order in which they were tried', async () => {
    const text = await hoverAt(`
      //- /buf.yaml
      version: v2
      modules:
        - path: proto
      //- /proto/a.proto
      import "gone$0.proto";
    `);
    expect(text).toBe(
      [
        '`gone.proto` was not found below any import root.',
        'Looked for, in this order:',
        '- `proto`: from buf’s [buf.yaml:3](file:///ws/buf.yaml#L3)\n- `.`: the workspace folder',
      ].join('\n\n'),
    );
  });

  it('says how a Go module is fetched that is not there', async () => {
    const text = await hoverAt(`
      //- /go.mod
      module github.com/acme/x
      replace github.com/acme/y => ../y
      require github.com/acme/y v1.0.0
      //- /a.proto
      import "github.com/acme/y/z$0.proto";
    `);
    expect(text).toContain('`/y` as `github.com/acme/y/`: from Go’s [go.mod:2]');
  });

  it('cannot be broken by names', async () => {
    const text = await hoverAt(`
      //- /_x_[y]/go.mod
      module m
      //- /_x_[y]/a.proto
      import "m/<b>\`$0.proto";
    `);
    expect(text).toContain('[\\_x\\_\\[y\\]/go.mod:1](file:///ws/_x_%5By%5D/go.mod#L1)');
    expect(text).toContain('`` m/<b>`.proto ``');
  });

  it('of a built-in file says so', async () => {
    const text = await hoverAt(`
      import "google/protobuf/any$0.proto";
    `);
    expect(text).toContain('built in with Protobuf');
  });
});

describe('an import that is not found', () => {
  it('names the two best candidates', async () => {
    const messages = await messagesOf(
      `
      //- /a.proto
      syntax = "proto3";
      import "shop/v2/order.proto";
      import "shop/v1/odrer.proto";
      import "shop/v1/nothing_like_it.proto";
      //- /shop/v1/order.proto
      syntax = "proto3";
      //- /old/order.proto
      syntax = "proto3";
      //- /v2/order.proto
      syntax = "proto3";
      `,
      'a.proto',
    );
    expect(messages).toEqual([
      'import "shop/v2/order.proto" was not found below any import root; did you mean "v2/order.proto" or "shop/v1/order.proto"?',
      'import "shop/v1/odrer.proto" was not found below any import root; did you mean "shop/v1/order.proto"?',
      'import "shop/v1/nothing_like_it.proto" was not found below any import root; if it lies outside of the workspace, add its root to the setting protoAtlas.importRoots',
    ]);
  });

  it('is not taken for a file whose name only ends alike', async () => {
    const messages = await messagesOf(
      `
      //- /a.proto
      syntax = "proto3";
      import "common.proto";
      //- /x/foo_common.proto
      syntax = "proto3";
      `,
      'a.proto',
    );
    expect(messages).toEqual([expect.stringContaining('import "common.proto" was not found')]);
  });

  it('of a module that is not fetched says how to fetch it', async () => {
    const files = new MemoryFileSystem([
      ['go.mod', 'module m\nrequire github.com/acme/y v1.0.0\n'],
      ['a.proto', 'syntax = "proto3";\nimport "github.com/acme/y/z.proto";\n'],
      [
        'buf.lock',
        'version: v2\ndeps:\n  - name: buf.build/x/y\n    commit: ab12\n    digest: b5:1\n',
      ],
      ['b.proto', 'syntax = "proto3";\nimport "buf/validate/validate.proto";\n'],
    ]);
    const caches = { goModules: uriOf('.go'), bufModules: uriOf('.buf') };
    const workspace = await openWorkspace(files, { caches });
    const messageOf = async (path: string): Promise<unknown> =>
      diagnostics(await workspace.load(uriOf(path)), { uri: uriOf(path) })[0]?.message;
    expect(await messageOf('a.proto')).toMatch(
      /; the module github\.com\/acme\/y has no such file, or is not fetched: run "go mod download"$/,
    );
    expect(await messageOf('b.proto')).toMatch(
      /buf\.lock pins is not in buf's cache: run "buf dep update"$/,
    );
  });
});

describe('the action on an import', () => {
  const source = `
    //- /one/a.proto
    import "b$0.proto";
    //- /one/b.proto
    syntax = "proto3";
    //- /deep/two/b.proto
    syntax = "proto3";
  `;

  it('declares the root that was inferred, or another that has the file', async () => {
    const found = (await actionsAt(source)).filter(({ command }) => command !== undefined);
    expect(
      found.map(({ title, command }) => [title, command?.command, command?.arguments]),
    ).toEqual([
      ['Add "one" as import root', 'protoAtlas.addImportRoot', [uriOf('one')]],
      ['Add "deep/two" as import root', 'protoAtlas.addImportRoot', [uriOf('deep/two')]],
    ]);
  });

  it.each([
    ['a declared root', source.replace('//- /one/a', '//- /buf.yaml\nversion: v1\n//- /one/a')],
    ['nobody', 'import "gone$0.proto";'],
    ['Protobuf itself', 'import "google/protobuf/any$0.proto";'],
    ['nothing that is asked about', 'import "b.proto";\nmess$0age M {}\n//- /x/b.proto\n'],
  ])('is not there where %s answers', async (_who, text) => {
    const text2 = text.includes('buf.yaml') ? text.replace('"b$0', '"one/b$0') : text;
    const found = (await actionsAt(text2)).filter(({ command }) => command !== undefined);
    expect(found).toEqual([]);
  });
});

describe('a file', () => {
  it('below two roots is named by the inner one, and found by both', async () => {
    const { snapshot } = await snapshotOf(`
      //- /user.proto
      import "proto/x.proto";
      //- /proto/y.proto
      import "x.proto";
      import "z.proto";
      //- /proto/x.proto
      syntax = "proto3";
      //- /proto/z.proto
      syntax = "proto3";
    `);
    expect(snapshot.importPathOf(uriOf('proto/x.proto'))).toBe('x.proto');
    for (const [from, path] of [
      ['user.proto', 'proto/x.proto'],
      ['proto/y.proto', 'x.proto'],
    ] as const) {
      expect(snapshot.resolveImport(uriOf(from), path)).toBe(uriOf('proto/x.proto'));
    }
  });

  it('outside of every root is named by itself, and finds what the roots have', async () => {
    const workspace = await openWorkspace(new MemoryFileSystem([['b.proto', 'message B {}']]));
    const uri = 'file:///elsewhere/a.proto';
    workspace.setDocument({
      uri,
      version: 1,
      text: 'syntax = "proto3";\nimport "b.proto";\nmessage A { B b = 1; }',
    });
    const snapshot = await workspace.load(uri);
    expect(snapshot.importPathOf(uri)).toBe('a.proto');
    expect(snapshot.rootOf(uri)).toBeUndefined();
    expect(diagnostics(snapshot, { uri })).toEqual([]);
  });

  it.each(['untitled:Untitled-1', 'untitled:/ws/new.proto'])(
    'that is not saved, %s, finds what the roots have',
    async (uri) => {
      const workspace = await openWorkspace(new MemoryFileSystem([['b.proto', 'message B {}']]));
      workspace.setDocument({
        uri,
        version: 1,
        text: 'syntax = "proto3";\nimport "b.proto";\nimport "c.proto";\nmessage A { B b = 1; }',
      });
      const snapshot = await workspace.load(uri);
      expect(diagnostics(snapshot, { uri }).map(({ message }) => message)).toEqual([
        expect.stringContaining('import "c.proto" was not found'),
      ]);
      const position = { line: 1, character: 10 };
      expect(hover(snapshot, { uri, position })?.contents).toMatchObject({
        value: expect.stringContaining('from `.`') as unknown,
      });
    },
  );
});
