import { describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-types';
import {
  codeLens,
  documentHighlight,
  implementation,
  resolveCodeLens,
} from '../../server/src/features/index.ts';
import { cursorOf, snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';
import { finish } from './finish.ts';

describe('lenses of references', () => {
  const source = `
    //- /a.proto
    syntax = "proto3";
    package p;
    message Used { message Inner {} }
    message Unused {}
    enum Color { RED = 0; }
    service S { rpc Get(Used) returns (Used.Inner); }
    //- /reexport.proto
    import public "a.proto";
    //- /through.proto
    syntax = "proto3";
    package p;
    import "reexport.proto";
    message B { Used a = 1; Color b = 2; repeated p.Used c = 3; }
    //- /other.proto
    syntax = "proto3";
    package p;
    message Other { string Used = 1; }
  `;

  async function lenses(kinds: { readonly references: boolean }) {
    const { snapshot } = await snapshotOf(source);
    return { snapshot, found: codeLens(snapshot, { uri: uriOf('a.proto'), kinds }) };
  }

  it('count what names a definition, in every file that sees it', async () => {
    const { snapshot, found } = await lenses({ references: true });
    const resolved = found
      .filter(({ command }) => command === undefined)
      .map((lens) => finish(resolveCodeLens(snapshot, lens)));
    const titles = resolved.map(({ range, command }) => [range.start.line, command?.title]);
    expect(titles).toEqual([
      [2, '4 references'],
      [2, '1 reference'],
      [3, '0 references'],
      [4, '1 reference'],
    ]);
    expect(resolved[0]?.command).toEqual({
      title: '4 references',
      command: 'protoAtlas.showReferences',
      arguments: [{ uri: uriOf('a.proto'), line: 2, character: 8 }],
    });
    expect(resolved[2]?.command?.command).toBe('');
  });

  it('can be left out', async () => {
    const { found } = await lenses({ references: false });
    expect(found.map(({ command }) => command?.title)).toEqual(['▶ Call']);
  });

  it('are on the top level alone where a program made the file', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => `message M${index} { enum E {} }`);
    const { snapshot } = await snapshotOf(many.join('\n'));
    const found = codeLens(snapshot, { uri: uriOf('a.proto'), kinds: { references: true } });
    expect(found).toHaveLength(1100);
    expect(new Set(found.map(({ range }) => range.start.character))).toEqual(new Set([8]));
  });

  it('stay harmless when they are foreign or out of date', async () => {
    const { snapshot, found } = await lenses({ references: true });
    const [first] = found;
    const range = first?.range ?? {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    };
    const foreign: CodeLens[] = [
      { range },
      { range, data: 7 },
      { range, data: { uri: 'file:///none.proto' } },
      {
        range: { start: { line: 99, character: 9 }, end: { line: 99, character: 9 } },
        data: { uri: uriOf('other.proto') },
      },
    ];
    for (const lens of foreign) {
      expect(finish(resolveCodeLens(snapshot, lens)).command?.command).toBe('');
    }
  });
});

describe('implementation', () => {
  async function implementationsAt(source: string): Promise<readonly string[]> {
    const { snapshot, uri, position } = await cursorOf(source);
    return finish(implementation(snapshot, { uri, position })).map(
      (each) => `${each.uri.slice(each.uri.lastIndexOf('/') + 1)}:${each.range.start.line}`,
    );
  }

  it('of a message is what extends it, anywhere', async () => {
    const found = await implementationsAt(`
      //- /a.proto
      package p;
      message Bas$0e { extensions 100 to max; }
      extend Base { optional int32 own = 100; }
      //- /b.proto
      package q;
      import "a.proto";
      message In { extend p.Base { optional int32 far = 101; } }
      //- /c.proto
      package r;
      message Base { extensions 1; }
      extend Base { optional int32 unrelated = 1; }
    `);
    expect(found).toEqual(['a.proto:2', 'b.proto:2']);
  });

  it('of a message of options is the custom options', async () => {
    const found = await implementationsAt(`
      import "google/protobuf/descriptor.proto";
      extend google.protobuf.Field$0Options { optional int32 mine = 50000; }
    `);
    expect(found).toEqual(['a.proto:1']);
  });

  it('of anything else is nothing', async () => {
    expect(await implementationsAt('service S$0 {}')).toEqual([]);
    expect(await implementationsAt('message M { $0 }')).toEqual([]);
  });
});

describe('highlights', () => {
  async function highlightsAt(source: string): Promise<readonly (readonly [number, number])[]> {
    const { snapshot, uri, position } = await cursorOf(source);
    return documentHighlight(snapshot, { uri, position }).map(
      ({ range }) => [range.start.line, range.start.character] as const,
    );
  }

  it.each([
    ['a oneof', 'message M { oneof o$0 { string a = 1; } }', [[0, 18]]],
    [
      'an enum value',
      'enum E { A$0 = 0; } message M { optional E e = 1 [default = A]; }',
      [
        [0, 9],
        [0, 58],
      ],
    ],
    [
      'a field in an option',
      'message M { optional bool a = 1 [depre$0cated = true, lazy = true]; }',
      [[0, 33]],
    ],
  ])('of %s', async (_name, source, expected) => {
    expect(await highlightsAt(source)).toEqual(expected);
  });

  it('of an import are the names that it brings', async () => {
    const found = await highlightsAt(`
      //- /a.proto
      import "b$0.proto";
      import "d.proto";
      message M { optional p.B b = 1; optional p.C c = 2; optional D d = 3; }
      //- /b.proto
      package p;
      import public "c.proto";
      message B {}
      //- /c.proto
      package p;
      message C {}
      //- /d.proto
      message D {}
    `);
    expect(found).toEqual([
      [0, 7],
      [2, 21],
      [2, 41],
    ]);
  });

  it('of a package are the names that spell it', async () => {
    const found = await highlightsAt(`
      package p.q$0;
      message M { optional p.q.M a = 1; optional q.M b = 2; optional .p.q.M c = 3; }
    `);
    expect(found).toEqual([
      [0, 10],
      [1, 23],
      [1, 43],
      [1, 66],
    ]);
  });
});
