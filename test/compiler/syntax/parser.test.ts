import { describe, expect, it } from 'vitest';
import type { FieldNode, Node, OptionNode } from '../../../server/src/compiler/syntax/ast.ts';
import { parse } from '../../../server/src/compiler/syntax/parser.ts';
import { children, nodePathAt, walk } from '../../../server/src/compiler/syntax/walk.ts';
import { expectAnnotated, parseCursorFixture, parseFixture } from '../../support/fixture.ts';

/** A tree as nested lists: each node its kind and, without children, its text. */
function outline(text: string): unknown[] {
  const render = (node: Node): unknown => {
    const inner = children(node);
    return inner.length === 0
      ? `${node.kind} ${text.slice(node.start, node.end)}`
      : [node.kind, ...inner.map(render)];
  };
  return parse('a.proto', text).tree.members.map(render);
}

function nodesOf<Kind extends Node['kind']>(
  text: string,
  kind: Kind,
): Extract<Node, { readonly kind: Kind }>[] {
  const found: Extract<Node, { readonly kind: Kind }>[] = [];
  const isKind = (node: Node): node is Extract<Node, { readonly kind: Kind }> => node.kind === kind;
  walk(parse('a.proto', text).tree, (node) => {
    if (isKind(node)) {
      found.push(node);
    }
  });
  return found;
}

function checkFindings(source: string): void {
  const fixture = parseFixture(source);
  expectAnnotated(fixture, (path) => parse(path, fixture.texts.get(path) ?? '').diagnostics);
}

function fieldNames(text: string): (string | undefined)[] {
  return nodesOf(text, 'field').map((field: FieldNode) => field.name?.text);
}

describe('trees', () => {
  it('hold a field with all its parts', () => {
    expect(outline('message M { optional .a.B c = 0x1 [deprecated = true]; }')).toEqual([
      [
        'message',
        'identifier message',
        'identifier M',
        [
          'field',
          'label optional',
          ['name', 'identifier a', 'identifier B'],
          'identifier c',
          'integer 0x1',
          [
            'compactOptions',
            ['option', ['optionNamePart', ['name', 'identifier deprecated']], 'identifier true'],
          ],
        ],
      ],
    ]);
  });

  it('join names over white space and comments', () => {
    const [, type] = nodesOf('package a /* x */ .\n b; message M { . c . D e = 1; }', 'name');
    const [pkg] = nodesOf('package a /* x */ .\n b;', 'name');
    expect(pkg).toMatchObject({ text: 'a.b', absolute: false });
    expect(type).toMatchObject({ text: '.c.D', absolute: true });
  });

  it.each([
    ['1', 1n],
    ['017', 15n],
    ['0x1F', 31n],
    ['18446744073709551616', 18446744073709551616n],
    ['089', 89n],
    ['12ab', 12n],
    ['0x', 0n],
  ])('read the integer %s', (text, value) => {
    expect(nodesOf(`option a = ${text};`, 'integer')).toMatchObject([{ text, value }]);
  });

  it.each([
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1e999', Infinity],
    ['1e', 1],
  ])('read the float %s', (text, value) => {
    expect(nodesOf(`option a = ${text};`, 'float')).toMatchObject([{ text, value }]);
  });

  it.each([
    [`"a" 'b' "c"`, 'abc', [0x61, 0x62, 0x63]],
    ['"\\a\\b\\f\\n\\r\\t\\v"', '\x07\b\f\n\r\t\v', [7, 8, 12, 10, 13, 9, 11]],
    ['"\\0\\12\\1234"', '\0\nS4', [0, 0o12, 0o123, 0x34]],
    ['"\\xfF\\x4z"', '\ufffd\x04z', [0xff, 4, 0x7a]],
    ['"\\u00e9é"', 'éé', [0xc3, 0xa9, 0xc3, 0xa9]],
    ['"\\ud83d\\ude00"', '😀', [0xf0, 0x9f, 0x98, 0x80]],
    ['"\\U0001F600"', '😀', [0xf0, 0x9f, 0x98, 0x80]],
    ['"\ud800"', '\ufffd', [0xef, 0xbf, 0xbd]],
    ['"open', 'open', [0x6f, 0x70, 0x65, 0x6e]],
    ['"quote\\"', 'quote"', [0x71, 0x75, 0x6f, 0x74, 0x65, 0x22]],
  ])('read the string %s', (text, value, bytes) => {
    const [string] = nodesOf(`option a = ${text}`, 'string');
    expect(string?.value).toBe(value);
    expect([...(string?.bytes ?? [])]).toEqual(bytes);
  });

  it('read message literals of every form', () => {
    const text = `option (x) = {
      a: 1, b: -inf; c { d: "s" "t" } e < f: [1, 2] >
      [pkg.ext]: true [type.googleapis.com/pkg.Msg] { g: [] } message: MAX
    };`;
    const [option] = nodesOf(text, 'option');
    const value = option?.value;
    expect(parse('a.proto', text).diagnostics).toEqual([]);
    expect(value).toMatchObject({
      kind: 'messageLiteral',
      fields: [
        { name: { text: 'a' }, value: { kind: 'integer' } },
        { name: { text: 'b' }, value: { kind: 'negative', operand: { text: 'inf' } } },
        { name: { text: 'c' }, colon: undefined, value: { kind: 'messageLiteral' } },
        { name: { text: 'e' }, value: { fields: [{ value: { kind: 'listLiteral' } }] } },
        { name: { kind: 'extensionName', name: { text: 'pkg.ext' } } },
        { name: { kind: 'anyName', urlPrefix: 'type.googleapis.com', name: { text: 'pkg.Msg' } } },
        { name: { text: 'message' }, value: { text: 'MAX' } },
      ],
    });
  });

  it('split the names of options', () => {
    const [option] = nodesOf('option features.(pb.cpp).string_type = VIEW;', 'option');
    expect(option?.name.map(({ isExtension, name }) => [isExtension, name.text])).toEqual([
      [false, 'features'],
      [true, 'pb.cpp'],
      [false, 'string_type'],
    ]);
  });

  it('read ranges, reserved names and visibility', () => {
    const text = `message M {
      extensions 4, 10 to max [verification = UNVERIFIED];
      reserved 1, 2 to 3, -1;
      reserved "a", b;
      local message N {}
      export enum E { A = -1; reserved 5 to max; }
    }`;
    expect(parse('a.proto', text).diagnostics).toEqual([]);
    expect(nodesOf(text, 'range').map((range) => range.to?.kind)).toEqual([
      undefined,
      'max',
      undefined,
      'integer',
      undefined,
      'max',
    ]);
    expect(nodesOf(text, 'visibility').map(({ visibility }) => visibility)).toEqual([
      'local',
      'export',
    ]);
  });

  it('read groups in messages, oneofs and extensions', () => {
    const text = `
      message M { optional group A = 1 { required int32 x = 1; } oneof o { group B = 2 {} } }
      extend M { repeated group C = 100 [deprecated = true] {} }`;
    expect(parse('a.proto', text).diagnostics).toEqual([]);
    expect(nodesOf(text, 'group').map(({ name, label }) => [name?.text, label?.label])).toEqual([
      ['A', 'optional'],
      ['B', undefined],
      ['C', 'repeated'],
    ]);
  });
});

describe('recovery', () => {
  it('keeps the fields around a half-typed one', () => {
    for (const line of [
      'string',
      'string na',
      'string name =',
      'string name = 3',
      'repeated Fo',
      'map<',
      'map<string,',
      'map<string, M> ',
      'option',
      'option (a',
      'option (a).',
      'option a = {',
      'option a = { x: [1 };',
      'reserved',
      'reserved 1,',
      'reserved "a',
      'string s = 1 [',
      'string s = 1 [dep',
      'string s = 1 [(a) = {x: 1',
      'string s = "',
      'rpc X(',
      '= 3;',
      '"',
      '@',
    ]) {
      const text = `message M {\n  int32 before = 1;\n  ${line}\n  int32 after = 2;\n}\nmessage N {}\n`;
      const names = fieldNames(text);
      expect([names[0], names.at(-1)], line).toEqual(['before', 'after']);
      expect(nodesOf(text, 'message').map(({ name }) => name?.text)).toEqual(['M', 'N']);
      expect(parse('a.proto', text).diagnostics, line).not.toEqual([]);
    }
  });

  it('takes a label alone on its line as half-typed before another statement', () => {
    const text = 'message M {\n  repeated\n  optional int32 after = 2;\n}';
    expect(fieldNames(text)).toEqual([undefined, 'after']);
    expect(parse('a.proto', 'message M {\n repeated\n message a = 1; }').diagnostics).toEqual([]);
  });

  it('keeps the statements around a half-typed one of the file', () => {
    for (const line of [
      'import',
      'import "',
      'import "a.proto',
      'package',
      'package a.',
      'option',
      'option java_package =',
      'message',
      'message Foo',
      'message Foo {',
      'enum E {',
      'service S {\n  rpc X(',
      'service S {\n  rpc X(A) returns (',
      'extend',
      'extend Foo {',
      'oneof',
      'stray words here',
      '}',
    ]) {
      const text = `syntax = "proto3";\n${line}\nmessage After {\n  int32 x = 1;\n}\n`;
      const last = parse('a.proto', text).tree.members.at(-1);
      expect(last?.kind === 'message' ? last.name?.text : last, line).toBe('After');
      expect(fieldNames(text), line).toEqual(['x']);
    }
  });

  it('gives a name that ends in a dot its parts', () => {
    const [name] = nodesOf('message M { foo.bar. }', 'name');
    expect(name).toMatchObject({ text: 'foo.bar.', parts: [{ text: 'foo' }, { text: 'bar' }] });
    const [option] = nodesOf('option (a).b. = 1;', 'option') as [OptionNode];
    expect(option.name).toHaveLength(2);
  });

  it('gives absent parts of a method', () => {
    expect(nodesOf('service S { rpc X( }', 'method')).toMatchObject([
      { name: { text: 'X' }, input: { type: undefined }, output: undefined },
    ]);
  });

  it('says one thing about each mistake, where it is', () => {
    checkFindings(`
      syntax = "proto3"
                       | expected ";"
      import foo;
             ^^^ expected the path of a file in quotes, found "foo"
      message M {
        int32 a;
              ^ field "a" needs a number
        int32 b = x;
                  ^ expected a field number, found "x"
        string = 1;
               ^ expected a field name, found "="
        int32 c = 1 [deprecated true];
                                ^^^^ expected "=", found "true"
        int32 größe = 2;
              ^^^^^ names are made of ASCII letters, digits and underscores
        oneof o {}
              ^ oneof needs at least one field
        reserved 1, "a";
                    ^^^ names and numbers need reserved statements of their own
      }
      enum E {
        A;
        ^ enum value "A" needs a number
      }
      service S {
        rpc X(A) (B);
                 ^ expected "returns", found "("
        string x = 1;
        ^^^^^^ expected "rpc" or "option"
      }
      }
      ^ unmatched "}"
    `);
  });

  it('points at the brace that is never closed', () => {
    checkFindings(`
      message A {
                ^ this message lacks its closing "}"
        int32 x = 1;
      message B {
        int32 y = 2;
      }
    `);
  });

  it('offers to insert a missing semicolon where it belongs', () => {
    const { diagnostics } = parse('a.proto', 'message M {\n  int32 a = 1 // c\n}');
    expect(diagnostics).toMatchObject([
      { code: 'missing-semicolon', fixes: [{ edits: [{ start: 25, end: 25, newText: ';' }] }] },
    ]);
  });
});

describe('paths', () => {
  const pathOf = (source: string): string[] => {
    const { file, offset } = parseCursorFixture(source);
    return nodePathAt(parse(file.path, file.text).tree, offset).map(({ kind }) => kind);
  };

  it.each([
    ['message M { fo$0o.Bar x = 1; }', ['file', 'message', 'field', 'name', 'identifier']],
    ['message M { foo$0 }', ['file', 'message', 'field', 'name', 'identifier']],
    ['message M { $0 }', ['file', 'message']],
    ['message M {\n$0', ['file', 'message']],
    [
      'service S { rpc A(B$0) returns (C); }',
      ['file', 'service', 'method', 'methodType', 'name', 'identifier'],
    ],
    [
      'option (a) = { b { c: $0 } };',
      ['file', 'option', 'messageLiteral', 'literalField', 'messageLiteral'],
    ],
    ['$0', ['file']],
  ])('of %j', (source, kinds) => {
    expect(pathOf(source)).toEqual(kinds);
  });
});
