import { describe, expect, it } from 'vitest';
import { SymbolTag } from 'vscode-languageserver-types';
import {
  codeLens,
  definition,
  documentHighlight,
  documentLink,
  documentSymbol,
  foldingRange,
  hover,
  methods,
  references,
  workspaceSymbol,
} from '../../server/src/features/index.ts';
import { cursorOf, snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';
import { finish } from './finish.ts';

/** `path:line:column`, 0-based, of where the cursor's name is defined. */
async function definitionAt(source: string): Promise<string | undefined> {
  const { snapshot, uri, position } = await cursorOf(source);
  const found = definition(snapshot, { uri, position });
  return found && `${found.uri}:${found.range.start.line}:${found.range.start.character}`;
}

async function hoverAt(source: string): Promise<string | undefined> {
  const { snapshot, uri, position } = await cursorOf(source);
  const contents = hover(snapshot, { uri, position })?.contents;
  return contents !== undefined && typeof contents === 'object' && 'value' in contents
    ? contents.value
    : undefined;
}

describe('definition', () => {
  it('of a field type leads across import roots', async () => {
    const found = await definitionAt(`
      //- /proto/a.proto
      import "vendor/b.proto";
      message A { optional vendor.In$0ner b = 1; }
      //- /third_party/vendor/b.proto
      package vendor;
      message Inner {}
    `);
    expect(found).toBe(`${uriOf('third_party/vendor/b.proto')}:1:8`);
  });

  it('of a part of a qualified name is the type around', async () => {
    const found = await definitionAt(`
      message Outer { message Inner {} }
      message A { optional Ou$0ter.Inner b = 1; }
    `);
    expect(found).toBe(`${uriOf('a.proto')}:0:8`);
  });

  it('of a well-known type is in a built-in document', async () => {
    const found = await definitionAt(`
      syntax = "proto3";
      import "google/protobuf/empty.proto";
      service S { rpc M(google.protobuf.Emp$0ty) returns (google.protobuf.Empty); }
    `);
    expect(found).toMatch(/^proto-atlas-wkt:\/google\/protobuf\/empty\.proto:\d+:8$/);
  });

  it('of an import is its file', async () => {
    const found = await definitionAt(`
      //- /a.proto
      import "dir$0/b.proto";
      //- /dir/b.proto
    `);
    expect(found).toBe(`${uriOf('dir/b.proto')}:0:0`);
  });

  it('of an option is its field, custom or built in', async () => {
    const custom = await definitionAt(`
      import "google/protobuf/descriptor.proto";
      extend google.protobuf.FieldOptions { optional bool secret = 50000; }
      message A { optional string x = 1 [(sec$0ret) = true]; }
    `);
    expect(custom).toBe(`${uriOf('a.proto')}:1:52`);
    const builtIn = await definitionAt(`
      message A { optional string x = 1 [depre$0cated = true]; }
    `);
    expect(builtIn).toMatch(/^proto-atlas-wkt:\/google\/protobuf\/descriptor\.proto:/);
  });

  it('of a message literal field and an enum value in an option', async () => {
    const source = (place: string) => `
      import "google/protobuf/descriptor.proto";
      enum Level { LOW = 0; HIGH = 1; }
      message Rule { optional Level level = 1; }
      extend google.protobuf.FieldOptions { optional Rule rule = 50000; }
      message A { optional string x = 1 [(rule) = { ${place} }]; }
    `;
    expect(await definitionAt(source('lev$0el: HIGH'))).toBe(`${uriOf('a.proto')}:2:30`);
    expect(await definitionAt(source('level: HI$0GH'))).toBe(`${uriOf('a.proto')}:1:22`);
  });

  it('is nothing where no name stands', async () => {
    expect(await definitionAt('message A { $0 }')).toBeUndefined();
    expect(await definitionAt('import "gone$0.proto";')).toBeUndefined();
  });
});

describe('hover', () => {
  it('tells kind, full name, comment, number, type and file of a field', async () => {
    const text = await hoverAt(`
      //- /a.proto
      package p;
      import "b.proto";
      extend B { optional string extra = 100; }
      message A { optional B b = 1 [json_name = "x"]; }
      message C { optional B.Inner in$0ner = 7; }
      //- /b.proto
      package p;
      // The outer one.
      message B { extensions 100; message Inner {} }
    `);
    expect(text).toContain('optional p.B.Inner inner = 7');
    expect(text).toContain('*field* `p.C.inner`');
  });

  it('shows the comment and the file of a type from elsewhere', async () => {
    const text = await hoverAt(`
      //- /a.proto
      import "b.proto";
      message A { optional B$0 b = 1; }
      //- /b.proto
      // The other one,
      // in two lines.
      message B {}
    `);
    expect(text).toBe(
      '```proto\nmessage B\n```\n\nThe other one,\nin two lines.\n\n*message* `B`\n\n- no fields\n- used by `A`, in 1 file\n\nfrom `b.proto`',
    );
  });

  it('shows a map, an rpc and an enum value', async () => {
    expect(await hoverAt('message A { map<string, A> al$0l = 3; }')).toContain(
      'map<string, A> all = 3',
    );
    expect(await hoverAt('message A {} service S { rpc G$0et(stream A) returns (A); }')).toContain(
      'rpc Get(stream A) returns (A)',
    );
    expect(await hoverAt('enum E { ON$0E = -1; }')).toContain('ONE = -1');
  });

  it('tells file and root of an import', async () => {
    const text = await hoverAt(`
      //- /proto/a.proto
      import "x/b.pr$0oto";
      //- /proto/x/b.proto
    `);
    expect(text).toContain('`proto/x/b.proto`');
    expect(text).toContain('from `proto`: inferred from one import');
  });
});

describe('names', () => {
  it('are found in all files that see them', async () => {
    const { snapshot, uri, position } = await cursorOf(`
      //- /a.proto
      package p;
      message T$0 { message In {} }
      //- /b.proto
      package p;
      import "a.proto";
      message B { optional T t = 1; optional p.T.In u = 2; }
      //- /c.proto
      // T is not named here
      message C { optional string T = 1; }
    `);
    const places = (includeDeclaration: boolean) => {
      const steps = references(snapshot, { uri, position, includeDeclaration });
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) {
          return step.value.map(
            (each) =>
              `${each.uri.slice(11)}:${each.range.start.line}:${each.range.start.character}`,
          );
        }
      }
    };
    expect(places(true)).toEqual(['a.proto:1:8', 'b.proto:2:21', 'b.proto:2:41']);
    expect(places(false)).toEqual(['b.proto:2:21', 'b.proto:2:41']);
  });

  it('are highlighted within a document', async () => {
    const { snapshot, uri, position } = await cursorOf(`
      message A { optional A$0 a = 1; repeated A b = 2; }
    `);
    expect(
      documentHighlight(snapshot, { uri, position }).map(({ range }) => range.start.character),
    ).toEqual([8, 21, 39]);
  });
});

describe('outline', () => {
  it('nests as the text does, half-typed definitions included', async () => {
    const { snapshot } = await snapshotOf(`
      package p;
      message M { oneof o { string s = 1; } enum E { Z = 0; } map<string, M> m = 2; string half }
      service S { rpc Get(M) returns (stream M); }
      extend M { optional int32 ext = 100; }
    `);
    const names = (symbols: ReturnType<typeof documentSymbol>): unknown[] =>
      symbols.map(({ name, children }) =>
        children === undefined || children.length === 0 ? name : [name, ...names(children)],
      );
    expect(names(documentSymbol(snapshot, { uri: uriOf('a.proto') }))).toEqual([
      'p',
      ['M', ['o', 's'], ['E', 'Z'], 'm', 'half'],
      ['S', 'Get'],
      ['M', 'ext'],
    ]);
  });

  it('links imports that resolve, built-in ones too', async () => {
    const { snapshot } = await snapshotOf(`
      //- /a.proto
      import "b.proto";
      import "google/protobuf/any.proto";
      import "gone.proto";
      //- /b.proto
    `);
    expect(documentLink(snapshot, { uri: uriOf('a.proto') }).map(({ target }) => target)).toEqual([
      uriOf('b.proto'),
      'proto-atlas-wkt:/google/protobuf/any.proto',
    ]);
  });

  it('folds blocks, comments and imports', async () => {
    const { snapshot } = await snapshotOf(`
      // one
      // two
      import "a";
      import "b";
      message M {
        oneof o {
          string s = 1;
        }
        string t = 2 [
          deprecated = true
        ];
      }
      /* three
         four */
    `);
    const lines = foldingRange(snapshot, { uri: uriOf('a.proto') })
      .map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind ?? ''}`.trim())
      .sort();
    expect(lines).toEqual(['0-1 comment', '12-13 comment', '2-3 imports', '4-10', '5-6', '8-9']);
  });
});

describe('workspace', () => {
  it('symbols are ranked by how well they fit', async () => {
    const { snapshot } = await snapshotOf(`
      package p;
      message Order { message OrderLine {} }
      message PreOrder {}
      service OrderService { rpc GetOrder(Order) returns (Order); }
    `);
    expect(finish(workspaceSymbol(snapshot, { query: 'order' })).map(({ name }) => name)).toEqual([
      'Order',
      'OrderLine',
      'OrderService',
      'GetOrder',
      'PreOrder',
    ]);
    expect(finish(workspaceSymbol(snapshot, { query: 'zzz' }))).toEqual([]);
  });

  it('symbols that are deprecated are marked, in the outline too', async () => {
    const { snapshot } = await snapshotOf(`
      message Old { option deprecated = true; int32 gone = 1 [deprecated = true]; int32 kept = 2; }
      message New { message Old { option (deprecated) = true; } }
    `);
    const found = finish(workspaceSymbol(snapshot, { query: 'Old' }));
    expect(found.map(({ containerName, tags }) => [containerName, tags])).toEqual([
      ['', [SymbolTag.Deprecated]],
      ['New', undefined],
    ]);
    const [old] = documentSymbol(snapshot, { uri: uriOf('a.proto') });
    expect(old?.tags).toEqual([SymbolTag.Deprecated]);
    expect(old?.children?.map(({ tags }) => tags)).toEqual([[SymbolTag.Deprecated], undefined]);
  });

  it('methods are listed with their kinds, and have lenses', async () => {
    const { snapshot } = await snapshotOf(`
      syntax = "proto3";
      package p;
      message M {}
      service B {
        rpc Z(M) returns (M);
        rpc A(stream M) returns (stream M);
      }
      service A { rpc C(stream M) returns (M); rpc S(M) returns (stream M); }
    `);
    expect(
      finish(methods(snapshot)).map(({ service, method, kind }) => [service, method, kind]),
    ).toEqual([
      ['p.A', 'C', 'clientStreaming'],
      ['p.A', 'S', 'serverStreaming'],
      ['p.B', 'Z', 'unary'],
      ['p.B', 'A', 'bidiStreaming'],
    ]);
    const [lens] = codeLens(snapshot, {
      uri: uriOf('a.proto'),
      kinds: { references: true },
    });
    expect(lens?.command).toEqual({
      title: '▶ Call',
      command: 'protoAtlas.callMethod',
      arguments: [{ uri: uriOf('a.proto'), service: 'p.B', method: 'Z' }],
    });
    expect(lens?.range.start).toEqual({ line: 4, character: 6 });
  });
});
