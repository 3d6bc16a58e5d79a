import { describe, expect, it } from 'vitest';
import { codeActions } from '../../server/src/features/index.ts';
import { cursorOf, snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';
import { errorsOf } from './compiles.ts';

/** The actions at the cursor, or for the text from `⟦` to `⟧`. */
async function actionsOf(source: string, only?: readonly string[]) {
  const length = source.includes('⟧') ? source.indexOf('⟧') - source.indexOf('⟦') - 1 : 0;
  const { snapshot, uri, position, file, offset, texts } = await cursorOf(
    source.replace('⟦', '$0').replace('⟧', ''),
  );
  const end = snapshot.source(uri)?.lines.positionAt(offset + length);
  const range = {
    start: position,
    end: end === undefined ? position : { line: end.line, character: end.column },
  };
  const actions = codeActions(snapshot, {
    uri,
    range,
    ...(only && { context: { only: [...only] } }),
  });
  return { actions, uri, file, texts };
}

/** The text after the action whose title contains `title`; it has no error that was not there. */
async function applied(source: string, title: string, only?: readonly string[]): Promise<string> {
  const { actions, uri, file, texts } = await actionsOf(source, only);
  const edits = actions.find((each) => each.title.includes(title))?.edit?.changes?.[uri];
  if (edits === undefined) {
    throw new Error(`no action "${title}" among ${actions.map((each) => each.title).join(', ')}`);
  }
  const after = applyEdits(file.text, edits);
  const old = errorsOf(texts);
  const fresh = errorsOf(new Map([...texts, [file.path, after]]));
  expect(fresh.filter((error) => !old.includes(error))).toEqual([]);
  return after;
}

async function titles(source: string): Promise<readonly string[]> {
  return (await actionsOf(source)).actions.map(({ title }) => title);
}

/** Without the first line of dialect and without the indentation. */
const proto3 = (body: string): string => `syntax = "proto3";\n${body}\n`;

describe('creating what is missing', () => {
  it('makes a message behind the statement', async () => {
    expect(
      await applied(proto3('message A {\n  Mo$0ney m = 1;\n}\nmessage B {}'), 'Create message'),
    ).toBe(proto3('message A {\n  Money m = 1;\n}\n\nmessage Money {}\nmessage B {}'));
  });

  it('leaves the comment behind the statement there', async () => {
    expect(await applied(proto3('message A {\n  Mo$0ney m = 1;\n} // A'), 'Create message')).toBe(
      proto3('message A {\n  Money m = 1;\n} // A\n\nmessage Money {}'),
    );
  });

  it('makes an enum with a zero', async () => {
    expect(await applied(proto3('message A {\n  OrderState$0 s = 1;\n}'), 'Create enum')).toContain(
      'enum OrderState {\n  ORDER_STATE_UNSPECIFIED = 0;\n}',
    );
  });

  it('makes both messages of an rpc', async () => {
    const source = proto3('service S {\n  rpc Get(Get$0Request) returns (stream GetResponse);\n}');
    expect(await applied(source, 'messages "GetRequest" and "GetResponse"')).toContain(
      '}\n\nmessage GetRequest {}\n\nmessage GetResponse {}\n',
    );
    expect(await titles(source)).not.toContain('Create enum "GetRequest"');
  });

  it('puts a qualified name into its message', async () => {
    expect(
      await applied(
        proto3('package p;\nmessage A {\n  B.In$0ner i = 1;\n}\nmessage B {}'),
        'Create message',
      ),
    ).toContain('message B {\n  message Inner {}\n}');
  });

  it('leaves the names of other packages alone', async () => {
    expect(await titles(proto3('message A { other.In$0ner i = 1; }'))).not.toContainEqual(
      expect.stringContaining('Create'),
    );
  });
});

describe('numbers', () => {
  it('gives a new field the next free one', async () => {
    expect(
      await applied(
        proto3('message A {\n  reserved 4;\n  int32 a = 3;\n  int32 b$0;\n}'),
        'free number 5',
      ),
    ).toContain('int32 b = 5;');
    expect(await applied(proto3('message A {\n  int32 b =$0 ;\n}'), 'free number 1')).toContain(
      'b = 1;',
    );
  });

  it('gives a new enum value the next free one', async () => {
    expect(await applied(proto3('enum E {\n  A = 0;\n  B$0;\n}'), 'free number 1')).toContain(
      'B = 1;',
    );
  });

  it('mends all duplicates at once', async () => {
    expect(
      await applied(
        proto3('message A {\n  int32 a = 1;\n  int32 b = 1$0;\n  int32 c = 1;\n  int32 d = 2;\n}'),
        'all 2 duplicate',
      ),
    ).toContain('a = 1;\n  int32 b = 3;\n  int32 c = 4;\n  int32 d = 2;');
  });

  it('leaves aliases alone', async () => {
    expect(
      await titles(proto3('enum E {\n  option allow_alias = true;\n  A = 0;\n  B = 0$0;\n}')),
    ).not.toContainEqual(expect.stringContaining('duplicate'));
  });
});

describe('deleting a field', () => {
  it('reserves its number and its name in its place', async () => {
    expect(
      await applied(
        proto3('message A {\n  int32 a = 1;\n  // Of b.\n  int32 b$0 = 2; // b\n  int32 c = 3;\n}'),
        'Delete field "b"',
      ),
    ).toBe(
      proto3('message A {\n  int32 a = 1;\n  reserved 2;\n  reserved "b";\n  int32 c = 3;\n}'),
    );
  });

  it('adds to what is reserved', async () => {
    expect(
      await applied(
        'edition = "2023";\nmessage A {\n  reserved 5, 7 to 9;\n  reserved x;\n  int32 b$0 = 2;\n}\n',
        'Delete field "b"',
      ),
    ).toBe('edition = "2023";\nmessage A {\n  reserved 5, 7 to 9, 2;\n  reserved x, b;\n}\n');
  });

  it('takes a oneof with its last field, and reserves before another one', async () => {
    expect(
      await applied(proto3('message A {\n  oneof o {\n    int32 b$0 = 2;\n  }\n}'), 'Delete'),
    ).toBe(proto3('message A {\n  reserved 2;\n  reserved "b";\n}'));
    expect(
      await applied(
        proto3('message A {\n  oneof o {\n    int32 b$0 = 2;\n    int32 c = 3;\n  }\n}'),
        'Delete',
      ),
    ).toBe(
      proto3('message A {\n  reserved 2;\n  reserved "b";\n  oneof o {\n    int32 c = 3;\n  }\n}'),
    );
  });

  it('reserves before a oneof however that is indented', async () => {
    expect(
      await applied(
        proto3('message A {\noneof o {\n int32 b$0 = 2;\n int32 c = 3;\n}\n}'),
        'Delete',
      ),
    ).toBe(proto3('message A {\nreserved 2;\nreserved "b";\noneof o {\n int32 c = 3;\n}\n}'));
  });

  it('works for enum values, but not for the zero of an open enum', async () => {
    expect(await applied(proto3('enum E {\n  A = 0;\n  B$0 = -1;\n}'), 'Delete value')).toContain(
      'A = 0;\n  reserved -1;\n  reserved "B";',
    );
    expect(await titles(proto3('enum E {\n  A$0 = 0;\n  B = 1;\n}'))).not.toContainEqual(
      expect.stringContaining('Delete'),
    );
  });
});

describe('extracting and inlining', () => {
  it('extracts the selected fields with their comments', async () => {
    expect(
      await applied(
        proto3(
          'message T {}\nmessage A {\n  int32 a = 1;\n  // Of b.\n  T ⟦b = 2;\n  repeated T c⟧ = 4; // c\n  int32 d = 5;\n}',
        ),
        'Extract 2 fields',
      ),
    ).toBe(
      proto3(
        'message T {}\nmessage A {\n  int32 a = 1;\n  message Details {\n    // Of b.\n    T b = 2;\n    repeated T c = 4; // c\n  }\n  Details details = 6;\n  reserved 2, 4;\n  reserved "b", "c";\n  int32 d = 5;\n}',
      ),
    );
  });

  it('takes a name that means nothing else', async () => {
    const source = 'message Details {}\nmessage A {\n  int32 ⟦a⟧ = 1;\n  Details x = 2;\n}';
    expect(await titles(proto3(source))).not.toContainEqual(expect.stringContaining('Extract'));
  });

  it('inlines a message that is used once', async () => {
    expect(
      await applied(
        proto3(
          'message A {\n  int32 a = 1;\n  Pa$0rt part = 2;\n}\n\nmessage Part {\n  // Of x.\n  int32 x = 1;\n  A y = 2;\n}'
            .replace('Pa$0rt part', 'Part part')
            .replace('message Part', 'message Pa$0rt'),
        ),
        'Inline',
      ),
    ).toBe(
      proto3(
        'message A {\n  int32 a = 1;\n  // Of x.\n  int32 x = 3;\n  A y = 4;\n  reserved 2;\n  reserved "part";\n}\n',
      ),
    );
  });

  it.each([
    ['twice', 'message A { P a = 1; P b = 2; }\nmessage P$0 { int32 x = 1; }'],
    ['in a list', 'message A { repeated P a = 1; }\nmessage P$0 { int32 x = 1; }'],
    ['where a name is taken', 'message A { P a = 1; int32 x = 2; }\nmessage P$0 { int32 x = 1; }'],
    ['by an rpc', 'message P$0 { int32 x = 1; }\nservice S { rpc G(P) returns (P); }'],
  ])('does not inline what is used %s', async (_, source) => {
    expect(await titles(proto3(source))).not.toContainEqual(expect.stringContaining('Inline'));
  });

  it('does not inline what another file uses', async () => {
    expect(
      await titles(
        '//- /a.proto\nsyntax = "proto3";\nmessage A { P a = 1; }\nmessage P$0 { int32 x = 1; }\n//- /b.proto\nsyntax = "proto3";\nimport "a.proto";\nmessage B { P p = 1; }\n',
      ),
    ).not.toContainEqual(expect.stringContaining('Inline'));
  });
});

describe('rewriting', () => {
  it('wraps fields in a oneof', async () => {
    expect(
      await applied(
        proto3('message A {\n  // a\n  optional int32 ⟦a = 1;\n\n  string b⟧ = 2;\n}'),
        'Wrap 2 fields',
      ),
    ).toBe(
      proto3(
        'message A {\n  oneof choice {\n    // a\n    int32 a = 1;\n\n    string b = 2;\n  }\n}',
      ),
    );
    expect(await titles(proto3('message A {\n  repeated int32 ⟦a = 1⟧;\n}'))).not.toContainEqual(
      expect.stringContaining('Wrap'),
    );
  });

  it.each([
    ['int32 a$0 = 1;', 'int32 a = 1 [deprecated = true];'],
    ['int32 a$0 = 1 [json_name = "b"];', 'int32 a = 1 [json_name = "b", deprecated = true];'],
  ])('deprecates the field %s', async (field, expected) => {
    expect(await applied(proto3(`message A {\n  ${field}\n}`), 'Deprecate field')).toBe(
      proto3(`message A {\n  // Deprecated: say here what to use instead.\n  ${expected}\n}`),
    );
  });

  it.each([
    ['message A$0 {}', 'message A {\n  option deprecated = true;\n}'],
    ['message A$0 { int32 a = 1; }', 'message A {\n  option deprecated = true;\n  int32 a = 1; }'],
    ['enum E$0 { // e\n  A = 0;\n}', 'enum E { // e\n  option deprecated = true;\n  A = 0;\n}'],
    [
      'message M {}\nservice S {\n  rpc G$0(M) returns (M);\n}',
      'rpc G(M) returns (M) {\n    option deprecated = true;\n  }\n}',
    ],
  ])('deprecates %s', async (source, expected) => {
    const after = await applied(proto3(source), 'Deprecate');
    expect(after).toContain(expected);
    expect(after).toContain('// Deprecated: ');
  });

  it('does not deprecate twice', async () => {
    expect(
      await titles(proto3('message A { int32 a$0 = 1 [deprecated = true]; }')),
    ).not.toContainEqual(expect.stringContaining('Deprecate'));
  });

  it('begins a comment where there is none', async () => {
    expect(await applied(proto3('message A {\n  int32 a$0 = 1;\n}'), 'Add a comment')).toContain(
      '{\n  // a: say here what it stands for.\n  int32 a = 1;',
    );
    expect(await titles(proto3('// A.\nmessage A$0 {}'))).not.toContainEqual(
      expect.stringContaining('Add a comment'),
    );
  });

  it('sorts fields with their comments', async () => {
    expect(
      await applied(
        proto3(
          'message A$0 {\n  // c\n  int32 c = 3; // three\n\n  message In {}\n  // a\n  int32 a = 1;\n  In b = 2;\n}',
        ),
        'Sort fields',
      ),
    ).toBe(
      proto3(
        'message A {\n  // a\n  int32 a = 1;\n\n  message In {}\n  In b = 2;\n  // c\n  int32 c = 3; // three\n}',
      ),
    );
  });

  it('keeps the first value of an enum, which is its default', async () => {
    expect(
      await applied('syntax = "proto2";\nenum E$0 {\n  C = 3;\n  B = 2;\n  A = 1;\n}\n', 'Sort'),
    ).toContain('C = 3;\n  A = 1;\n  B = 2;');
  });
});

describe('a file with CRLF', () => {
  it('keeps its line ends', async () => {
    const source =
      'syntax = "proto3";\nmessage A {\n  int32 ⟦a = 1;\n\n  int32 b⟧ = 2;\n}\n'.replaceAll(
        '\n',
        '\r\n',
      );
    for (const title of ['Extract', 'Wrap', 'Delete', 'Deprecate', 'Add a comment']) {
      expect((await applied(source, title)).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
  });
});

describe('simplifying options', () => {
  it.each([
    ['int32 a_b = 1 [json_name$0 = "aB"];', 'int32 a_b = 1;'],
    [
      'int32 a_b = 1 [json_name$0 = "aB", deprecated = true];',
      'int32 a_b = 1 [deprecated = true];',
    ],
    ['repeated int32 a = 1 [packed$0 = true];', 'repeated int32 a = 1;'],
    ['int32 a = 1 [deprecated$0 = false];', 'int32 a = 1;'],
  ])('removes the default of %s', async (field, expected) => {
    expect(await applied(proto3(`message A {\n  ${field}\n}`), 'Remove the option')).toBe(
      proto3(`message A {\n  ${expected}\n}`),
    );
  });

  it.each(['json_name$0 = "ab"', 'json_name$0 = "a_b"', 'deprecated$0 = true'])(
    'keeps %s',
    async (option) => {
      expect(await titles(proto3(`message A { int32 a_b = 1 [${option}]; }`))).not.toContainEqual(
        expect.stringContaining('Remove the option'),
      );
    },
  );

  it('removes features that are inherited, and all of a file at once', async () => {
    const source = `edition = "2023";
option features.field_presence$0 = EXPLICIT;
message A {
  option features.json_format = ALLOW;
  int32 a = 1 [features.field_presence = EXPLICIT];
  int32 b = 2 [features.field_presence = IMPLICIT];
}
`;
    expect(await applied(source, 'Remove all 3')).toBe(
      'edition = "2023";\nmessage A {\n  int32 a = 1;\n  int32 b = 2 [features.field_presence = IMPLICIT];\n}\n',
    );
  });
});

describe('fixing all', () => {
  it('does what is safe, and only on demand', async () => {
    const source = `//- /a.proto
syntax = "proto3";
message A$0 {
  reserved foo;
  oneof o { optional int32 a = 1; }
  optional map<int32, int32> m = 2;
}
`;
    expect(await applied(source, 'Fix all', ['source.fixAll'])).toBe(
      'syntax = "proto3";\nmessage A {\n  reserved "foo";\n  oneof o { int32 a = 1; }\n  map<int32, int32> m = 2;\n}\n',
    );
    expect(await titles(source)).not.toContainEqual(expect.stringContaining('Fix all'));
  });
});

describe('code actions', () => {
  it('throw for no place of broken text', async () => {
    const text =
      'syntax = "proto2";\nmessage A { optional group G = 1 { int32 = ; oneof { A. b = 3 [ ; } enum E { X; Y = -';
    for (let offset = 0; offset <= text.length; offset += 3) {
      const { snapshot } = await snapshotOf(text);
      const { lines } = snapshot.source(uriOf('a.proto')) ?? {};
      const at = lines?.positionAt(offset);
      const start = { line: at?.line ?? 0, character: at?.column ?? 0 };
      const end = { line: 1, character: 80 };
      codeActions(snapshot, { uri: uriOf('a.proto'), range: { start, end } });
    }
  });
});
