import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compile,
  type CompileResult,
  diagnosticsOf,
  link,
  type LinkedFile,
  parse,
  wellKnownText,
  writeFileDescriptorSet,
} from '../../../server/src/compiler/index.ts';
import { expectAnnotated, parseFixture } from '../../support/fixture.ts';

function compileTexts(texts: ReadonlyMap<string, string>): CompileResult {
  return compile({
    files: [...texts.keys()],
    resolve: (path) => {
      const text = texts.get(path) ?? wellKnownText(path);
      return text === undefined ? undefined : { text };
    },
  });
}

/** Compiles a fixture and compares all findings with its annotations. */
function check(source: string): LinkedFile {
  const fixture = parseFixture(source);
  const { files } = compileTexts(fixture.texts);
  expectAnnotated(fixture, (path) => {
    const linked = files.find((one) => one.source.path === path);
    return linked === undefined ? [] : diagnosticsOf(linked);
  });
  const [first] = files;
  if (first === undefined) {
    throw new Error('the fixture has no file');
  }
  return first;
}

/** What the reference whose text is `written` stands for, by full name. */
function referenceTo(file: LinkedFile, written: string): string[] {
  return [...file.references]
    .filter(([node]) => file.source.text.slice(node.start, node.end) === written)
    .map(([, symbol]) => `${symbol.kind} ${symbol.fullName}`);
}

describe('name resolution', () => {
  it('searches from the innermost scope outwards', () => {
    const file = check(`
      syntax = "proto3";
      package a.b;
      message Outer {
        message Inner { Outer outer = 1; Leaf leaf = 2; b.Leaf other = 3; .a.b.Leaf third = 4; }
        message Leaf {}
      }
      message Leaf {}
    `);
    expect(referenceTo(file, 'Leaf')).toEqual(['message a.b.Outer.Leaf']);
    expect(referenceTo(file, 'b.Leaf')).toEqual(['message a.b.Leaf']);
    expect(referenceTo(file, '.a.b.Leaf')).toEqual(['message a.b.Leaf']);
  });

  it('lets the first component that is found decide', () => {
    check(`
      syntax = "proto3";
      package foo.bar;
      message bar { message Baz {} }
      message A {
        bar.Baz a = 1;
        bar.Qux b = 2;
      //^^^^^^^ "bar.Qux" is resolved to "foo.bar.bar.Qux", which is not defined; the innermost scope is searched first, a leading dot (".bar.Qux") starts at the outermost
      }
      message Qux {}
    `);
  });

  it('skips fields on the way to a type', () => {
    const file = check(`
      syntax = "proto3";
      message Name {}
      message A { Name Name = 1; Name again = 2; }
    `);
    expect(referenceTo(file, 'Name')).toEqual(['message Name', 'message Name']);
  });

  it('sees through public imports and no others', () => {
    check(`
      //- /a.proto
      syntax = "proto3";
      import "b.proto";
      message A {
        C c = 1;
        D d = 2;
      //^ "D" is not defined
      }
      //- /b.proto
      syntax = "proto3";
      import public "c.proto";
      import "d.proto";
      message B { D d = 1; }
      //- /c.proto
      syntax = "proto3";
      message C {}
      //- /d.proto
      syntax = "proto3";
      message D {}
    `);
  });

  it('finds what option names and values stand for', () => {
    const file = check(`
      syntax = "proto2";
      import "google/protobuf/descriptor.proto";
      enum Level { LOW = 0; }
      message Note { optional Level level = 1; optional Note next = 2; extensions 5; }
      extend Note { optional Level extra = 5; }
      extend google.protobuf.MessageOptions { optional Note note = 50000; }
      message A {
        option (note).next = { level: LOW [extra]: LOW };
        option deprecated = true;
        optional Level l = 1 [default = LOW];
      }
    `);
    expect(referenceTo(file, '(note)')).toEqual(['extension note']);
    expect(referenceTo(file, 'next')).toEqual(['field Note.next']);
    expect(referenceTo(file, 'level: LOW')).toEqual(['field Note.level']);
    expect(referenceTo(file, 'LOW')).toEqual(Array(3).fill('enumValue LOW'));
    expect(referenceTo(file, 'extra')).toEqual(['extension extra']);
    expect(referenceTo(file, 'deprecated')).toEqual([
      'field google.protobuf.MessageOptions.deprecated',
    ]);
  });
});

describe('imports', () => {
  it('reports one that is missing, twice there, or unused', () => {
    check(`
      //- /a.proto
      syntax = "proto3";
      import "none.proto";
      //     ^^^^^^^^^^^^ import "none.proto" was not found below any import root
      //- /b.proto
      syntax = "proto3";
      import "c.proto";
      import "c.proto";
      //     ^^^^^^^^^ import "c.proto" was listed twice
      message B { C c = 1; }
      //- /c.proto
      syntax = "proto3";
      import "d.proto";
      ^^^^^^^^^^^^^^^^^ import d.proto is unused
      message C {}
      //- /d.proto
      syntax = "proto3";
    `);
  });

  it('removes the whole line of an unused import', () => {
    const text = 'syntax = "proto3";\nimport "d.proto"; // why\nimport "d2.proto";\nmessage A {}\n';
    const { files } = compileTexts(
      new Map([
        ['a.proto', text],
        ['d.proto', ''],
        ['d2.proto', ''],
      ]),
    );
    const edits = files[0]?.diagnostics.flatMap((found) => found.fixes.flatMap((fix) => fix.edits));
    const results = edits?.map(({ start, end }) => text.slice(0, start) + text.slice(end));
    expect(results).toEqual([
      'syntax = "proto3";\n // why\nimport "d2.proto";\nmessage A {}\n',
      'syntax = "proto3";\nimport "d.proto"; // why\nmessage A {}\n',
    ]);
  });

  it('tells of a cycle in each file that closes it, and of nothing twice', () => {
    const { files } = compileTexts(
      new Map([
        ['a.proto', 'syntax = "proto3"; import "b.proto"; message A { B b = 1; }'],
        ['b.proto', 'syntax = "proto3"; import "a.proto"; message B {}'],
      ]),
    );
    const messages = files.flatMap((file) => file.diagnostics.map((found) => found.message));
    expect(messages).toEqual(['file recursively imports itself: a.proto -> b.proto -> a.proto']);
  });

  it('does not call an import unused while the file is half typed', () => {
    const { files } = compileTexts(
      new Map([
        ['a.proto', 'syntax = "proto3"; import "b.proto"; message A { B b = '],
        ['b.proto', 'syntax = "proto3"; message B {}'],
      ]),
    );
    expect(files[0]?.diagnostics).toEqual([]);
  });
});

describe('definitions', () => {
  it('are listed as a tree, groups as a field and a message', () => {
    const file = check(`
      syntax = "proto2";
      package p;
      message A { optional group Grp = 1 { optional int32 x = 1; } oneof o { int32 y = 2; } }
      enum E { ONE = 1; }
    `);
    expect([...file.symbols.values()].map((symbol) => `${symbol.kind} ${symbol.fullName}`)).toEqual(
      [
        'message p.A',
        'field p.A.grp',
        'message p.A.Grp',
        'field p.A.Grp.x',
        'oneof p.A.o',
        'field p.A.y',
        'enum p.E',
        'enumValue p.ONE',
      ],
    );
    expect(file.topLevel.map((symbol) => symbol.name)).toEqual(['A', 'E']);
    expect(file.lookup('p.A.y')?.parent?.fullName).toBe('p.A');
  });

  it('that clash lead to the first one', () => {
    const text = 'syntax = "proto3";\nmessage A {}\nenum A { X = 0; }\n';
    const { files } = compileTexts(new Map([['a.proto', text]]));
    const [found] = files[0]?.diagnostics ?? [];
    expect(found).toMatchObject({ code: 'already-defined', message: '"A" is already defined' });
    const { start, end, path } = found?.related[0] ?? { start: 0, end: 0, path: '' };
    expect([path, text.slice(start, end), start]).toEqual(['a.proto', 'A', text.indexOf('A')]);
  });
});

describe('linking one file', () => {
  it('needs the linked files of its imports alone', () => {
    const imported = link(parse('b.proto', 'syntax = "proto3"; message B {}'), () => undefined);
    const source = parse('a.proto', 'syntax = "proto3"; import "b.proto"; message A { B b = 1; }');
    const asked: string[] = [];
    const file = link(source, (path) => {
      asked.push(path);
      return imported;
    });
    expect(asked).toEqual(['b.proto']);
    expect(file.diagnostics).toEqual([]);
    expect(file.lookup('B')).toBe(imported.lookup('B'));
  });

  it('throws for no damage to real files, and still gives a descriptor', () => {
    const corpus = resolve(import.meta.dirname, '../corpus');
    const texts = new Map(
      readdirSync(corpus)
        .filter((name) => name.endsWith('.proto'))
        .map((name) => [name, readFileSync(join(corpus, name), 'utf8')]),
    );
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (const [name, text] of texts) {
      for (let round = 0; round < 25; round++) {
        const at = random(text.length + 1);
        const other = random(text.length + 1);
        const damaged =
          text.slice(0, at) + text.slice(other, other + random(40)) + text.slice(at + random(9));
        const result = compile({
          files: [name],
          resolve: (path) => {
            const found = path === name ? damaged : (texts.get(path) ?? wellKnownText(path));
            return found === undefined ? undefined : { text: found };
          },
        });
        const options = { includeImports: true, includeSourceInfo: true };
        expect(writeFileDescriptorSet(result.files, options).length).toBeGreaterThan(0);
      }
    }
  });
});
