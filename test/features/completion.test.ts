import type { CompletionItem } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import { completion, diagnostics, resolveCompletion } from '../../server/src/features/index.ts';
import { compared } from '../breaking/compared.ts';
import { cursorOf, MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';

async function itemsAt(source: string): Promise<CompletionItem[]> {
  const { snapshot, uri, position } = await cursorOf(source);
  return completion(snapshot, { uri, position }).items;
}

async function labelsAt(source: string): Promise<string[]> {
  const items = await itemsAt(source);
  return items
    .toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

/** The document after accepting the item with a label, and the errors that it then has. */
async function accept(source: string, label: string) {
  const { snapshot, uri, position, file, texts } = await cursorOf(source);
  const items = completion(snapshot, { uri, position }).items;
  const item = items.find((each) => each.label === label);
  if (item === undefined) {
    throw new Error(`no item "${label}" among ${items.map((each) => each.label).join(', ')}`);
  }
  const { textEdit } = item;
  const main =
    textEdit !== undefined && 'range' in textEdit
      ? textEdit
      : { range: { start: position, end: position }, newText: item.insertText ?? label };
  const text = applyEdits(file.text, [main, ...(item.additionalTextEdits ?? [])]);
  const workspace = await openWorkspace(new MemoryFileSystem([...texts, [file.path, text]]));
  const after = await workspace.load(uri);
  const errors = diagnostics(after, { uri })
    .filter(({ severity }) => severity === 1)
    .map(({ message }) => message);
  return { text, errors };
}

describe('completion of types', () => {
  it('offers the whole workspace, the nearest first', async () => {
    const labels = await labelsAt(`
      //- /near/a.proto
      syntax = "proto3";
      package p;
      import "near/imported.proto";
      message ThingA { Thing$0 }
      //- /near/imported.proto
      syntax = "proto3";
      package q;
      message ThingB {}
      //- /near/beside.proto
      syntax = "proto3";
      package r;
      message ThingD {}
      //- /far/c.proto
      syntax = "proto3";
      package p;
      message ThingC {}
      //- /far/e.proto
      syntax = "proto3";
      message ThingE {}
    `);
    expect(labels.filter((label) => label.startsWith('Thing'))).toEqual([
      'ThingA',
      'ThingB',
      'ThingC',
      'ThingD',
      'ThingE',
    ]);
  });

  it('adds the import in sorted position on accept, and the result compiles', async () => {
    const { text, errors } = await accept(
      `
      //- /x/a.proto
      syntax = "proto3";
      package p;

      import "x/b.proto"; // because
      import "x/d.proto";

      message A {
        B b = 1;
        D d = 2;
        Cee$0 c = 3;
      }
      //- /x/b.proto
      syntax = "proto3";
      package p;
      message B {}
      //- /x/c.proto
      syntax = "proto3";
      package p.sub;
      message Cee {}
      //- /x/d.proto
      syntax = "proto3";
      package p;
      message D {}
    `,
      'Cee',
    );
    expect(text).toContain(
      'import "x/b.proto"; // because\nimport "x/c.proto";\nimport "x/d.proto";\n',
    );
    expect(text).toContain('  sub.Cee c = 3;');
    expect(errors).toEqual([]);
  });

  it.each([
    ['after the package', 'syntax = "proto3";\npackage q;\n', 'package q;\n\nimport "t.proto";\n'],
    ['after the syntax', 'syntax = "proto3";\n', 'syntax = "proto3";\n\nimport "t.proto";\n'],
    [
      'with the line ends of the file',
      'syntax = "proto3";\r\n',
      '"proto3";\r\n\r\nimport "t.proto";\r\n',
    ],
    [
      'after unsorted imports',
      'syntax = "proto3";\nimport "z.proto";\nimport "b.proto";\n',
      'import "b.proto";\nimport "t.proto";\n',
    ],
    [
      'before all imports',
      'syntax = "proto3";\nimport "z.proto";\n',
      'import "t.proto";\nimport "z.proto";\n',
    ],
  ])('adds the first import %s', async (_, before, expected) => {
    const source = `//- /a.proto\n${before}message A { Tee$0 t = 1; }\n//- /t.proto\nsyntax = "proto3";\nmessage Tee {}\n`;
    const { text } = await accept(source, 'Tee');
    expect(text).toContain(expected);
  });

  it('never adds an import twice, nor one that a public import brings', async () => {
    const files = `
      //- /t.proto
      syntax = "proto3";
      message Tee {}
      //- /p.proto
      syntax = "proto3";
      import public "t.proto";
    `;
    for (const path of ['t.proto', 'p.proto']) {
      const { text, errors } = await accept(
        `
      //- /a.proto
      syntax = "proto3";
      import "${path}";
      message A { Tee$0 t = 1; }${files}`,
        'Tee',
      );
      expect(text.match(/import/g)).toHaveLength(1);
      expect(errors).toEqual([]);
    }
  });

  it('writes the name so that it means what was chosen', async () => {
    const { text, errors } = await accept(
      `
      //- /a.proto
      syntax = "proto3";
      package p.q;
      message Target {}
      message A {
        message p {}
        Targ$0 t = 1;
      }
      //- /b.proto
      syntax = "proto3";
      package p.q.p;
      message Unrelated {}
    `,
      'Target',
    );
    expect(text).toContain('  Target t = 1;');
    expect(errors).toEqual([]);
    const hidden = await accept(
      `
      //- /a.proto
      syntax = "proto3";
      package p.q;
      import "b.proto";
      message A {
        message other {}
        Hidd$0 t = 1;
      }
      //- /b.proto
      syntax = "proto3";
      package other;
      message Hidden {}
    `,
      'Hidden',
    );
    expect(hidden.text).toContain('  .other.Hidden t = 1;');
    expect(hidden.errors).toEqual([]);
  });

  it('completes a dotted name', async () => {
    const { text, errors } = await accept(
      `
      syntax = "proto3";
      message A { google.protobuf.Time$0 t = 1; }
    `,
      'Timestamp',
    );
    expect(text).toContain('import "google/protobuf/timestamp.proto";');
    expect(text).toContain('{ google.protobuf.Timestamp t = 1; }');
    expect(errors).toEqual([]);
  });

  it('offers messages for an rpc, with stream', async () => {
    const labels = await labelsAt(`
      syntax = "proto3";
      message Req {} enum En { Z = 0; }
      service S { rpc M($0) returns (Req); }
    `);
    expect(labels.slice(0, 2)).toEqual(['stream', 'Req']);
    expect(labels).not.toContain('En');
    expect(
      await labelsAt('message Req {} service S { rpc M(Req) returns (stream R$0); }'),
    ).toContain('Req');
  });

  it('offers types for map values, scalars for map keys, messages for extend', async () => {
    expect(await labelsAt('message A { map<$0> }')).toEqual(
      expect.arrayContaining(['string', 'int32']),
    );
    expect(await labelsAt('message A { map<$0> }')).not.toContain('double');
    expect(await labelsAt('message A { map<string, A$0> }')).toContain('A');
    expect(await labelsAt('message A {} enum E { Z = 0; } extend $0')).toContain('A');
  });
});

describe('completion of keywords', () => {
  it.each([
    ['$0', ['syntax', 'edition', 'package', 'message', 'service'], ['rpc', 'string']],
    ['syntax = "proto3";\n$0', ['import', 'enum', 'extend'], ['syntax', 'oneof']],
    [
      'syntax = "proto3"; message M { $0 }',
      ['oneof', 'map', 'string', 'repeated', 'optional'],
      ['required', 'group', 'rpc'],
    ],
    ['syntax = "proto2"; message M { $0 }', ['required', 'extensions', 'group'], ['rpc']],
    ['edition = "2023"; message M { $0 }', ['repeated', 'extensions'], ['optional', 'required']],
    ['enum E { $0 }', ['option', 'reserved'], ['string', 'rpc']],
    ['service S { $0 }', ['rpc', 'option'], ['message']],
    ['message M { oneof o { $0 } }', ['string', 'option'], ['oneof', 'repeated']],
    ['message M { repeated $0 }', ['string', 'M'], ['repeated', 'oneof']],
    ['message M { message N { $0', ['string', 'oneof'], []],
    ['message M {} service S { rpc A(M) $0 }', ['returns'], ['rpc']],
    ['import $0', ['public'], ['message']],
  ])('in %s', async (source, wanted, unwanted) => {
    const labels = await labelsAt(source);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    expect(unwanted.filter((word) => labels.includes(word))).toEqual([]);
  });

  it.each([
    '// mess$0',
    '/* mess$0 */',
    'message M { string name$0',
    'message M { string name = 1; } // $0',
    'message $0',
    'option java_package = "com.$0";',
  ])('offers nothing in %s', async (source) => {
    expect(await labelsAt(source)).toEqual([]);
  });

  it('offers dialects, and the package that the folder says', async () => {
    expect(await labelsAt('syntax = "$0";')).toEqual(['proto2', 'proto3']);
    expect(await labelsAt('edition = $0')).toEqual(['"2023"', '"2024"']);
    expect(await labelsAt('//- /acme/v1/a.proto\npackage $0')).toEqual(['acme.v1']);
  });
});

describe('completion of imports', () => {
  const files = `
    //- /acme/b.proto
    syntax = "proto3";
    //- /acme/deep/c.proto
    syntax = "proto3";
    //- /other/d.proto
    syntax = "proto3";
  `;

  it('offers folders and whole paths, but not what is imported', async () => {
    const labels = await labelsAt(`
    //- /a.proto
    import "acme/b.proto";
    import "$0";${files}`);
    expect(labels).toEqual(
      expect.arrayContaining(['acme/', 'other/', 'google/', 'acme/deep/c.proto', 'other/d.proto']),
    );
    expect(labels).not.toContain('acme/b.proto');
    expect(labels).not.toContain('a.proto');
  });

  it('goes folder by folder and replaces the whole string', async () => {
    const { text } = await accept(
      `
    //- /a.proto
    import "acme/$0xyz.proto";${files}`,
      'acme/b.proto',
    );
    expect(text).toContain('import "acme/b.proto";');
    const labels = await labelsAt(`
    //- /a.proto
    import "acme/$0${files}`);
    expect(labels.slice(0, 2)).toEqual(['acme/b.proto', 'acme/deep/']);
  });
});

describe('completion of options', () => {
  const custom = `
      syntax = "proto3";
      import "google/protobuf/descriptor.proto";
      enum Level { LOW = 0; HIGH = 1; }
      message Rule { Level level = 1; Rule next = 2; }
      extend google.protobuf.FieldOptions { Rule rule = 50000; Level lev = 50001; }
      extend google.protobuf.MessageOptions { string tag = 50000; }
  `;

  it.each([
    ['option $0', ['java_package', 'go_package'], ['deprecated_legacy', '(rule)', 'packed']],
    ['message M { option $0 }', ['deprecated', '(tag)'], ['(rule)', 'go_package']],
    ['message M { string s = 1 [$0] }', ['deprecated', 'json_name', '(rule)'], ['(tag)']],
    ['message M { string s = 1 [deprecated = true, $0] }', ['json_name', '(rule)'], []],
    ['message M { string s = 1 [($0)] }', ['(rule)', '(lev)'], ['deprecated']],
    ['message M { string s = 1 [(rule).$0] }', ['level', 'next'], ['deprecated']],
    ['message M { string s = 1 [(rule).next.$0] }', ['level', 'next'], ['deprecated']],
    ['message M { string s = 1 [features.$0] }', ['field_presence'], ['deprecated']],
    ['enum E { Z = 0 [$0]; }', ['deprecated'], ['packed']],
    [
      'message M {} service S { rpc A(M) returns (M) { option $0 } }',
      ['idempotency_level'],
      ['packed'],
    ],
    ['option optimize_for = $0', ['SPEED', 'CODE_SIZE'], []],
    ['message M { string s = 1 [deprecated = $0]; }', ['true', 'false'], []],
    ['message M { string s = 1 [(rule).level = $0]; }', ['LOW', 'HIGH'], []],
    ['message M { string s = 1 [(lev) = $0]; }', ['LOW', 'HIGH'], []],
    ['message M { optional Level l = 1 [default = $0]; }', ['LOW', 'HIGH'], ['true']],
    ['message M { enum In { A = 0; } optional In l = 1 [default = $0]; }', ['A'], ['LOW']],
    ['message M { optional bool b = 1 [deprecated = true, default = $0]; }', ['true'], ['LOW']],
  ])('in %s', async (place, wanted, unwanted) => {
    const labels = await labelsAt(`${custom}\n${place}`);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    expect(unwanted.filter((word) => labels.includes(word))).toEqual([]);
  });

  it.each([
    ['message M { string s = 1 [(rule) = { $0 }]; }', ['level', 'next', 'all'], ['deprecated']],
    ['message M { string s = 1 [(rule) = { level: $0 }]; }', ['LOW', 'HIGH'], ['level']],
    ['message M { string s = 1 [(rule) = { level: LOW n$0 }]; }', ['next'], ['LOW']],
    ['message M { string s = 1 [(rule) = { next { level: $0 } }]; }', ['LOW'], []],
    ['message M { string s = 1 [(rule).next = { all: [{ lev$0 }] }]; }', ['level'], []],
    ['message M { option (mrule) = { levels: [LOW, $0] }; }', ['HIGH'], ['level']],
    ['message M { option (mrule) = { all { level: LOW } $0 }; }', ['level'], ['LOW']],
  ])('within a message literal: %s', async (place, wanted, unwanted) => {
    const rich = custom
      .replace('Rule next = 2;', 'Rule next = 2; repeated Rule all = 3; repeated Level levels = 4;')
      .replace('{ string tag', '{ Rule mrule = 50009; string tag');
    const labels = await labelsAt(`${rich}\n${place}`);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    expect(unwanted.filter((word) => labels.includes(word))).toEqual([]);
  });

  it('writes the parentheses of an extension', async () => {
    const { text } = await accept(`${custom} message M { string s = 1 [ru$0]; }`, '(rule)');
    expect(text).toContain('[(rule)]');
    const inside = await accept(`${custom} message M { string s = 1 [(ru$0)]; }`, '(rule)');
    expect(inside.text).toContain('[(rule)]');
  });
});

describe('completion of numbers', () => {
  it.each([
    ['message M { string a = $0; }', '1'],
    ['message M { string a = 3; oneof o { string b = 7; } string c = $0; }', '8'],
    ['message M { reserved 2 to 5; string a = 1; string c = $0; }', '6'],
    ['message M { string a = 18999; string c = $0; }', '20000'],
    ['message M { message N { string x = 9; } string c = $0; }', '1'],
    ['enum E { A = 0; B = 4; C = $0; }', '5'],
    ['enum E { A = $0; }', '0'],
    ['message M { string a = 4; string b = 5$0; }', '5'],
  ])('in %s is %s', async (source, expected) => {
    expect((await labelsAt(source))[0]).toBe(expected);
  });

  it.each([
    ['message M { string a = 1; string b = 4; string c = $0; }', ['5', '2']],
    ['message M { reserved 1 to 3, 5; string a = 6; string c = $0; }', ['7', '4']],
    ['message M { reserved 1 to 5; string a = 6; string c = $0; }', ['7']],
    ['message M { extensions 1 to 18998; string a = 20000; string c = $0; }', ['20001', '18999']],
    ['enum E { A = 0; B = 2; C = $0; }', ['3', '1']],
    ['enum E { A = -5; B = $0; }', ['0']],
  ])('in %s tells the gap too', async (source, expected) => {
    expect(await labelsAt(source)).toEqual(expected);
  });

  it('is only a gap where no larger number is left', async () => {
    expect(await labelsAt('message M { string a = 536870911; string b = $0; }')).toEqual(['1']);
  });
});

describe('completion of whole statements', () => {
  it.each([
    ['$0', ['message …', 'enum …', 'service …'], ['rpc …', 'map<…>']],
    ['message M { $0 }', ['message …', 'enum …', 'map<…>', 'oneof …'], ['service …']],
    ['service S { $0 }', ['rpc …', 'rpc … returns (stream …)'], ['message …']],
    ['enum E { $0 }', [], ['message …', 'enum …']],
    ['message M { a.$0 }', [], ['message …']],
  ])('in %s', async (source, wanted, unwanted) => {
    const labels = await labelsAt(source);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    expect(unwanted.filter((word) => labels.includes(word))).toEqual([]);
  });

  it('numbers a field as the next free one', async () => {
    const items = await itemsAt('message M { string a = 1; reserved 2; $0 }');
    expect(items.find(({ label }) => label === 'map<…>')?.insertText).toContain('= 3;');
  });

  it.each([
    ['message M { acme.PostalAddress $0 }', ['postal_address = 1;']],
    ['message M { string a = 4; repeated HTTPRoute h$0 }', ['http_routes = 5;']],
    ['message M { oneof o { Any a$0 } }', ['any = 1;']],
    ['message M { string $0 }', []],
    ['message M { PostalAddress address $0 }', []],
  ])('names a field by its type: %s', async (source, expected) => {
    expect(await labelsAt(source)).toEqual(expected);
  });

  it('writes the field at once', async () => {
    const { text, errors } = await accept(
      'syntax = "proto3"; message Point {} message M { Point p$0 }',
      'point = 1;',
    );
    expect(text).toBe('syntax = "proto3"; message Point {} message M { Point point = 1; }');
    expect(errors).toEqual([]);
  });
});

describe('completion within comments', () => {
  const source = (comment: string): string => `
    package acme;
    // ${comment}
    message Order { string id = 1; enum State { OPEN = 0; } }
  `;

  it.each(['See [$0', 'See `$0', 'See [ord$0', 'See [$0]'])(
    'names what is in sight: %s',
    async (text) => {
      expect(await labelsAt(source(text))).toEqual(
        expect.arrayContaining(['Order', 'Order.id', 'Order.State']),
      );
    },
  );

  it.each(['See $0', 'See Order$0', 'See [Order] $0'])('is quiet elsewhere: %s', async (text) => {
    expect(await labelsAt(source(text))).toEqual([]);
  });
});

describe('the description of an item', () => {
  it.each([
    ['message M { Ord$0 }', 'Order', 'What was bought.'],
    ['message M { string s = 1 [(ti$0)]; }', '(tint)', 'How it looks.'],
    ['message M { string s = 1 [(tint) = $0]; }', 'RED', 'Like a rose.'],
    ['message M { string s = 1 [dep$0]; }', 'deprecated', 'deprecated'],
  ])('comes when it is asked for: %s', async (place, label, expected) => {
    const { snapshot, uri, position } = await cursorOf(`
      //- /a.proto
      syntax = "proto3";
      import "b.proto";
      ${place}
      //- /b.proto
      syntax = "proto3";
      import "google/protobuf/descriptor.proto";
      // What was bought.
      message Order {}
      enum Color {
        NONE = 0;
        // Like a rose.
        RED = 1;
      }
      extend google.protobuf.FieldOptions {
        // How it looks.
        Color tint = 50000;
      }
    `);
    const item = completion(snapshot, { uri, position }).items.find((one) => one.label === label);
    expect(item?.documentation).toBeUndefined();
    const resolved = item && resolveCompletion(snapshot, item);
    expect(JSON.stringify(resolved?.documentation)).toContain(expected);
  });

  it.each([undefined, null, 1, 'x', {}, { uri: 1 }, { from: 'a', uri: 'b', fullName: 'c' }])(
    'is none for %j',
    async (data: unknown) => {
      const { snapshot } = await cursorOf('message M {}$0');
      const item: CompletionItem = { label: 'x', data };
      expect(resolveCompletion(snapshot, item)).toEqual(item);
    },
  );
});

describe('completion within a reserved statement', () => {
  /** Labels at `$0` of a file that is compared with what it was. */
  async function labelsAgainst(old: string, now: string): Promise<string[]> {
    const offset = now.indexOf('$0');
    const text = now.replace('$0', '');
    const workspace = await compared({ 'a.proto': old }, { 'a.proto': text });
    const uri = uriOf('a.proto');
    const lines = text.slice(0, offset).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const { items } = completion(workspace.snapshot(), { uri, position });
    return items.map(({ label }) => label);
  }
  const old = `
    syntax = "proto3";
    message Outer {
      message Order {
        string id = 1;
        string note = 5;
        oneof paid { int32 cash = 6; int32 card = 7; }
      }
    }
    message Order { string other = 9; }
    enum Size { SMALL = 0; LARGE = 2; }
  `;
  const now = (statement: string): string => `
    syntax = "proto3";
    message Outer {
      message Order {
        ${statement}
        string id = 1;
        oneof paid { int32 card = 7; }
      }
    }
  `;

  it('offers the numbers and names that are gone', async () => {
    expect(await labelsAgainst(old, now('reserved $0;'))).toEqual(['5', '6', '"note"', '"cash"']);
  });

  it('keeps to numbers or names, and leaves out what is reserved', async () => {
    expect(await labelsAgainst(old, now('reserved 5, $0;'))).toEqual(['6']);
    expect(await labelsAgainst(old, now('reserved 5 to 8; reserved "note", "$0";'))).toEqual([
      'cash',
    ]);
    expect(await labelsAgainst(old, now('reserved "note"; reserved "cash", $0;'))).toEqual([]);
  });

  it('writes names without quotes in an edition', async () => {
    const edition = (text: string): string => text.replace('syntax = "proto3"', 'edition = "2023"');
    expect(await labelsAgainst(edition(old), edition(now('reserved note, $0;')))).toEqual(['cash']);
  });

  it('knows the values of an enum, and nothing where nothing is compared', async () => {
    const sizes = 'syntax = "proto3"; enum Size { SMALL = 0; reserved $0; }';
    expect(await labelsAgainst(old, sizes)).toEqual(['2', '"LARGE"']);
    expect(await labelsAt(`//- /a.proto\n${sizes}`)).toEqual([]);
  });
});
