import { describe, expect, it } from 'vitest';
import { prepareRename, references, rename } from '../../server/src/features/index.ts';
import { cursorOf, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';
import { expectCompiles } from './compiles.ts';
import { finish } from './finish.ts';

/** The texts after a rename, by path, which compile. */
async function renamed(source: string, newName: string): Promise<Record<string, string>> {
  const { snapshot, uri, position, texts } = await cursorOf(source);
  const { changes = {} } = finish(rename(snapshot, { uri, position, newName }));
  const after = new Map(
    [...texts].map(([path, text]) => [path, applyEdits(text, changes[uriOf(path)] ?? [])]),
  );
  expectCompiles(after);
  return Object.fromEntries([...after].filter(([path, text]) => texts.get(path) !== text));
}

async function prepared(source: string): Promise<string | undefined> {
  const { snapshot, uri, position } = await cursorOf(source);
  return prepareRename(snapshot, { uri, position })?.placeholder;
}

const two = (first: string, second: string): string =>
  `//- /a.proto\nsyntax = "proto3";\npackage a;\n${first}\n//- /b.proto\nsyntax = "proto3";\npackage b;\nimport "a.proto";\n${second}\n`;

describe('rename', () => {
  it.each([
    ['of a field', 'message M { string ti$0tle = 1; }', 'M.title', 'M.heading', 'heading'],
    [
      'of an rpc',
      'message M {} service S { rpc Re$0ad(M) returns (M); }',
      'S.Read',
      'S.Get',
      'Get',
    ],
    ['of a message', 'message T$0ext {}', 'Text', 'Words', 'Words'],
  ])(
    '%s follows comments in files that name it nowhere else',
    async (_, text, old, fresh, name) => {
      const comment = (written: string): string =>
        `// See [a.${written}], \`${written}\` and a.${written}.\nmessage Other { a.Used u = 1; }`;
      const after = await renamed(two(`${text} message Used {}`, comment(old)), name);
      expect(after['b.proto']).toContain(`// See [a.${fresh}], \`${old}\` and a.${old}.`);
    },
  );

  it('of a message goes into every file, and only where it is meant', async () => {
    const after = await renamed(
      two(
        'message Mo$0ney { message Part {} Part p = 1; }\nmessage Moneybox { Money money = 1; }',
        '// Money\nmessage Money { a.Money m = 1; a.Money.Part p = 2; map<string, .a.Money> all = 3; }\nservice S { rpc Get(a.Money) returns (stream Money); }',
      ),
      'Amount',
    );
    expect(after['a.proto']).toContain(
      'message Amount { message Part {} Part p = 1; }\nmessage Moneybox { Amount money = 1; }',
    );
    expect(after['b.proto']).toContain(
      '// Money\nmessage Money { a.Amount m = 1; a.Amount.Part p = 2; map<string, .a.Amount> all = 3; }\nservice S { rpc Get(a.Amount) returns (stream Money); }',
    );
  });

  it('of a field and of an extension goes into option names and literals', async () => {
    const options = `
      //- /a.proto
      syntax = "proto3";
      import "google/protobuf/descriptor.proto";
      message Rule { int32 FIELD = 1; Rule next = 2; }
      extend google.protobuf.FieldOptions { Rule EXT = 50000; }
      extend google.protobuf.MessageOptions { Rule on = 50000; }
      message M {
        option (on) = { FIELD: 1 next { FIELD: 2 } };
        string x = 1 [(EXT).FIELD = 1, (EXT).next.FIELD = 2];
        string y = 2 [(.EXT) = { FIELD: 3 }];
      }
    `;
    const field = await renamed(options.replace('FIELD', 'FI$0ELD'), 'limit');
    expect(field['a.proto']?.match(/limit/g)).toHaveLength(6);
    expect(field['a.proto']).not.toContain('FIELD');
    const extension = await renamed(options.replace('(EXT)', '(E$0XT)'), 'rule');
    expect(extension['a.proto']?.match(/\brule\b/g)).toHaveLength(4);
    expect(extension['a.proto']).not.toContain('EXT');
  });

  it.each([
    ['enum E { ZE$0RO = 0; } message M { E e = 1; }', 'NONE', 'enum E { NONE = 0; }'],
    ['enum E$0 { ZERO = 0; } message M { E e = 1; }', 'F', 'message M { F e = 1; }'],
    ['message M { oneof pi$0ck { int32 a = 1; } }', 'choice', 'oneof choice {'],
    ['message M {} service S$0 { rpc Get(M) returns (M); }', 'T', 'service T {'],
    ['message M {} service S { rpc G$0et(M) returns (M); }', 'Read', 'rpc Read(M)'],
  ])('of %s', async (source, newName, expected) => {
    const after = await renamed(`syntax = "proto3";\n${source}\n`, newName);
    expect(Object.values(after).join('')).toContain(expected);
  });

  it('of an enum value goes into defaults and literals', async () => {
    const after = await renamed(
      'enum E { A = 1; B$0 = 2; }\nmessage M { optional E e = 1 [default = B]; }\n',
      'C',
    );
    expect(Object.values(after)[0]).toContain(
      'C = 2; }\nmessage M { optional E e = 1 [default = C]',
    );
  });

  it('of a group is of its field and its message', async () => {
    const after = await renamed(
      `
      //- /a.proto
      import "google/protobuf/descriptor.proto";
      message O { optional group Gr$0oup = 1 { optional int32 a = 1; } optional O.Group other = 2; }
      extend google.protobuf.FileOptions { optional O o = 50000; }
      option (o) = { Group { a: 1 } };
      option (o).other.a = 1;
      `,
      'Part',
    );
    expect(after['a.proto']).toContain('group Part = 1');
    expect(after['a.proto']).toContain('optional O.Part other');
    expect(after['a.proto']).toContain('{ Part { a: 1 } }');
  });
});

describe('a rename that is asked for again', () => {
  it('has what the second one asks for, as after references', async () => {
    const source = `
      //- /a.proto
      syntax = "proto3";
      // [Foo] and \`Foo\`.
      message F$0oo {}
      //- /b.proto
      syntax = "proto3";
      import "a.proto";
      message M { Foo foo = 1; }
    `;
    const { snapshot, uri, position } = await cursorOf(source);
    const found = finish(references(snapshot, { uri, position, includeDeclaration: true }));
    expect(found.map((each) => each.uri)).toEqual([uri, uriOf('b.proto')]);
    const use = { uri: uriOf('b.proto'), position: { line: 2, character: 17 } };
    expect(finish(references(snapshot, { ...use, includeDeclaration: true }))).toHaveLength(1);
    for (const newName of ['Bar', 'Other']) {
      const { changes = {} } = finish(rename(snapshot, { uri, position, newName }));
      const texts = Object.values(changes).flatMap((edits) => edits.map(({ newText }) => newText));
      expect(texts).toEqual([newName, newName, newName, newName]);
    }
  });
});

describe('rename is refused', () => {
  it.each([
    ['a name that is none', 'message A$0 {}', 'B-C', 'is not a name'],
    ['a name that is taken', 'message A$0 {} message B {}', 'B', 'already defined'],
    ['a field name that is taken', 'message M { int32 a$0 = 1; int32 b = 2; }', 'b', 'defined'],
    [
      'a name that hides another one',
      'message A {} message M { message In$0ner {} A a = 1; }',
      'A',
      'would stand for M.A instead of A',
    ],
    ['a scalar type', 'message A$0 {} message M { A a = 1; }', 'int32', 'would stand for'],
  ])('for %s', async (_, source, newName, reason) => {
    await expect(renamed(`syntax = "proto3";\n${source}\n`, newName)).rejects.toThrow(reason);
  });

  it('for a conflict in another file, which is named', async () => {
    const files = two(
      'message A$0 {}',
      'message M { message B {} a.A x = 1; }\nmessage N { a.A y = 1; }',
    );
    await expect(renamed(files, 'B')).resolves.toBeDefined();
    const same = files.replace('package b;', 'package a;').replace('message N', 'message B');
    await expect(renamed(same, 'B')).rejects.toThrow('b.proto:');
  });

  it.each([
    // No file writes this one: it is the entry of the map.
    ['PartsEntry', 'message M { map<string, int32> parts = 1; Foo foo = 2; }'],
    ['group', 'message M { repeated Foo foo = 1; }'],
    ['string', 'message M { Foo foo = 1; }'],
    ['Part', 'message M { message Part {} Foo foo = 1; }'],
  ])('when %s means something else to a user', async (newName, user) => {
    const source = `
      //- /a.proto
      syntax = "proto3";
      message F$0oo {}
      //- /b.proto
      syntax = "proto3";
      import "a.proto";
      ${user}
    `;
    await expect(renamed(source, newName)).rejects.toThrow('b.proto:');
    expect((await renamed(source, 'Unheard'))['b.proto']).toContain('Unheard foo');
  });

  it('when the name is new to all, but not to its own file', async () => {
    const source = `
      //- /a.proto
      syntax = "proto2";
      message Outer {
        enum K$0ind { OTHER_ONE = 0; THE_KIND_ONE = 1; }
        optional int32 a = 1;
      }
    `;
    expect((await renamed(source, 'Sort'))['a.proto']).toContain('enum Sort');
  });

  it('for what is built in', async () => {
    await expect(
      prepared(
        'import "google/protobuf/empty.proto";\nmessage A { optional google.protobuf.Em$0pty e = 1; }\n',
      ),
    ).rejects.toThrow('not part of this workspace');
    await expect(
      prepared('message A { optional int32 a = 1 [depre$0cated = true]; }\n'),
    ).rejects.toThrow('descriptor.proto, which is not part of this workspace');
  });
});

describe('preparing a rename', () => {
  it('answers the part of a name that is meant', async () => {
    expect(
      await prepared('message Outer { message In {} }\nmessage A { optional Ou$0ter.In b = 1; }\n'),
    ).toBe('Outer');
  });

  it('answers nothing where there is no name', async () => {
    expect(await prepared('mess$0age A {}\n')).toBeUndefined();
    expect(await prepared('message A { optional int$032 a = 1; }\n')).toBeUndefined();
  });
});
