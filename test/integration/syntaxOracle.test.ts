import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { SourceCodeInfo_Location } from '@bufbuild/protobuf/wkt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commentsOf } from '../../server/src/compiler/syntax/comments.ts';
import type { Node } from '../../server/src/compiler/syntax/ast.ts';
import { parse } from '../../server/src/compiler/syntax/parser.ts';

const protoc = resolve(import.meta.dirname, '../../node_modules/.bin/protoc');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'syntax-oracle-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Lines, from 1, of protoc's errors in the order that it gives them; warnings left out. */
async function protocErrorLines(text: string): Promise<number[]> {
  const stderr = await runProtoc(text, ['--descriptor_set_out=/dev/null']);
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('a.proto:') && !line.includes(': warning: '))
    .map((line) => Number(/^a\.proto:(\d+):/.exec(line)?.[1] ?? 0));
}

function runProtoc(text: string, options: readonly string[]): Promise<string> {
  const directory = mkdtempSync(join(folder, 'case-'));
  writeFileSync(join(directory, 'a.proto'), text);
  return new Promise((done) => {
    execFile(protoc, [...options, 'a.proto'], { cwd: directory }, (_error, _stdout, stderr) => {
      done(stderr);
    });
  });
}

function ourErrorLines(text: string): number[] {
  const { diagnostics, lines } = parse('a.proto', text);
  return diagnostics.map(({ start }) => lines.positionAt(start).line + 1);
}

const inMessage = (body: string): string => `syntax = "proto3";\nmessage M {\n${body}\n}\n`;
const inMessage2 = (body: string): string => `syntax = "proto2";\nmessage M {\n${body}\n}\n`;
const inService = (body: string): string =>
  `syntax = "proto3";\nmessage M {}\nservice S {\n${body}\n}\n`;
const inFile = (body: string): string => `syntax = "proto3";\n${body}\nmessage Last {}\n`;

const rejected: readonly string[] = [
  'foo',
  'syntax: "proto3";',
  'edition = 2023;',
  'package a\n;message M {}}',
  'message M {}\nsyntax = "proto3";',
  'edition = "2024";\nlocal service Foo {}',
  'edition = "2024";\nexport extend Foo {}',
  ...[
    'import foo;',
    'import "a", "b";',
    'import weak public "x";',
    'import "google/protobuf/any.proto" public;',
    'package .a;',
    'package a.;',
    'package;',
    'option = 1;',
    'option java_package;',
    'option java_package = ;',
    'option (a = 1;',
    'option .a = 1;',
    'option (a). = 1;',
    'option (a) = <x: 1>;',
    'option (a) = [1, 2];',
    'option (a) = - x;',
    'option (a) = -"x";',
    'option (a) = +1;',
    'option java_package = "\\q";',
    'option java_package = "\\xg";',
    'option java_package = "\\u12";',
    'option java_package = "\\U00200000";',
    'option java_package = "a\n";',
    "option java_package = 'a",
    'option java_package = "a";;}',
    'message { }',
    'message "M" {}',
    'message 1M {}',
    'message a.b { }',
    'message M = 1 {}',
    'message M [deprecated = true] {}',
    'message M ( ) {}',
    'message M {}}',
    'enum E { A = 0 B = 1; }',
    'enum E { A; }',
    'enum E { 1 = 2; }',
    'enum E { A = 1.0; }',
    'enum E { A = ; }',
    'enum E { option = 1; }',
    'enum E { reserved = 2; }',
    'enum E { A = 0; reserved 1 to 2, "x"; }',
    'extend { }',
    'extend Last { }',
    'extend Last { message X {} }',
    'extend Last { optional int32 a = 1; ; }',
    '# a comment of another language',
    '/* a /* b */',
    '\u0001',
    '\u0000',
    'message é {}',
    'stream M {}',
    '{ }',
    '.',
  ].map(inFile),
  ...[
    'int32 a;',
    'int32 = 1;',
    'int32 a = ;',
    'int32 a 1;',
    'int32 a = "1";',
    'int32 a = 1.;',
    'int32 a = 1e5;',
    'int32 a = 09;',
    'int32 a = 0x;',
    'int32 a = 1f;',
    'int32 a = 1.5.2;',
    'int32 a = 0x1.2;',
    'int32 a = 0b1;',
    'int32 a.5 = 1;',
    'int32 a = 1e;',
    'int32 é = 1;',
    'int32 a b = 1;',
    'int32. a = 1;',
    'int32 a = 1 [];',
    'int32 a = 1 [,];',
    'int32 a = 1 [deprecated = true,];',
    'int32 a = 1 [deprecated];',
    'int32 a = 1 [deprecated = true;',
    'int32 a = 1 [deprecated: true];',
    'int32 a = 1 [(a) {b: 1}];',
    'int32 a = 1 deprecated = true;',
    'optional = 1;',
    'repeated a = 1;',
    'optional optional = 1;',
    'message message = 1;',
    'oneof = 1;',
    'oneof x = 1;',
    'oneof x {}',
    'oneof x { int32 a = 1; ; }',
    'enum b = 1;',
    'extend a = 1;',
    'extensions x = 1;',
    'reserved;',
    'reserved 1,;',
    'reserved 1, "a";',
    'reserved "a", 1;',
    'reserved "a" 1;',
    'reserved "a",;',
    'reserved 1 to ;',
    'extensions "a";',
    'extensions 1 to 2, 5, max;',
    'extensions 1 to max [];',
    'map.a b = 1;',
    'repeated <string, M> a = 1;',
    'map<string> a = 1;',
    'map<, M> a = 1;',
    'map<int32, repeated M> a = 1;',
    'map<map<int32, int32>, M> a = 1;',
    'map<int32, map<int32, int32>> a = 1;',
    'map<int32, M a = 1;',
    'rpc A(M) returns (M);',
    'service S {}',
    'import "a.proto";',
    '1 = a;',
    '= 1;',
    '"a" b = 1;',
  ].map(inMessage),
  ...[
    'optional group G = 1;',
    'optional group.x a = 1;',
    'optional group = 1 {}',
    'optional group G { }',
    'optional map a = ;',
  ].map(inMessage2),
  ...[
    'rpc A returns (M);',
    'rpc A() returns (M);',
    'rpc (M) returns (M);',
    'rpc A(stream) returns (M);',
    'rpc A(M) returns M;',
    'rpc A(M) return (M);',
    'rpc A(M, M) returns (M);',
    'rpc A(M) returns (M) { rpc }',
    'rpc A(repeated M) returns (M);',
    'string a = 1;',
    'stream a(M, M);',
  ].map(inService),
];

/**
 * Where the first error is put on another line than by protoc, on purpose: where the missing `;`
 * belongs, instead of where the next token is; on what opens, instead of at the end of the text.
 */
const rejectedElsewhere: readonly string[] = [
  'edition = "2023"\nmessage M {}',
  inMessage('int32 a = 1'),
  inService('rpc A(M)'),
  inService('rpc A(M) returns (M)'),
  inFile('/* never closed'),
  'syntax = "proto3";\nmessage M {\n',
  'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n\n',
  'syntax = "proto3";\nservice S {\n  rpc A(M) returns (M) {\n',
  'syntax = "proto3";\nenum E {\n  A = 0;\n',
  `${'message M {\n'.repeat(32)}${'}\n'.repeat(32)}`,
  'option (a) = {\n  x: 1\n',
];

const accepted: readonly string[] = [
  '',
  '\ufeffsyntax = "proto3";',
  '// only a comment',
  'syntax = "proto2"; ; ; message M {};',
  "syntax = 'proto' '3';",
  'edition = "2024"; package a; local message Foo { } export enum E { A = 0; }',
  'edition = "2024"; message M { oneof x { M local = 1; M export = 2; } local enum E { A = 0; } }',
  'edition = "2023"; message M { reserved a, b; reserved 1 to max; }',
  'package message.enum . service\n// c\n.rpc;',
  inFile('import public "google/protobuf/any.proto"; import weak "google/protobuf/api.proto";'),
  inFile('option java_package = "a\\001\\x1\\xfF\\u00e9\\U0001F600\\?\\"\\\'" \'b\' "c";'),
  inFile('option java_package = "tab\tand \u{1f600} é";\r\n\v\f'),
  inFile('message option { optional option option = 1; repeated option rpc = 2; }'),
  inFile('enum message { enum = 0; rpc = 1; A = -1; B = 0x10; C = -0x3; D = - 2; E = 017; }'),
  inFile('message map {} message stream { map map = 1; .stream stream = 2; }'),
  inMessage(
    'int32 message = 0x1 [json_name = "x", deprecated = true]; M\n.\nN n = 2; message N {}',
  ),
  inMessage('oneof oneof { int32 a = 1; M b = 2 [deprecated = true]; }'),
  inMessage('map<string, M> map = 1 [deprecated = false]; map < int32 , . M > b = 2; ;'),
  inMessage2(
    'optional group G = 1 [deprecated = true] { repeated group H = 2 {} } required int32 a = 3;',
  ),
  inMessage2(
    'extensions 100, 200 to 300, 1000 to max [verification = UNVERIFIED]; reserved 1, 2 to 5;',
  ),
  inMessage2('reserved "a", "b" "c"; extensions 7; optional float f = 1 [default = -inf];'),
  inMessage2(
    'optional double d = 1 [default = 1e5]; optional double e = 2 [default = .5]; optional float f = 3 [default = - 1.];',
  ),
  inService(
    'rpc A(stream M) returns (stream .M); rpc rpc(M) returns (M) {} rpc B(M) returns (M) { option deprecated = true; ; };',
  ),
  `${'message M {\n'.repeat(31)}${'}\n'.repeat(31)}`,
];

describe('verdicts beside protoc', () => {
  it.each(rejected)('rejects on the same line: %j', async (text) => {
    const [line] = await protocErrorLines(text);
    expect(line).toBeDefined();
    expect(ourErrorLines(text)[0]).toBe(line);
  });

  it.each(rejectedElsewhere)('rejects: %j', async (text) => {
    expect(await protocErrorLines(text)).not.toEqual([]);
    expect(ourErrorLines(text)).not.toEqual([]);
  });

  it.each(accepted)('accepts: %j', async (text) => {
    expect(await protocErrorLines(text)).toEqual([]);
    expect(parse('a.proto', text).diagnostics).toEqual([]);
  });
});

const commented = readFileSync(
  resolve(import.meta.dirname, '../compiler/syntax/comments.proto'),
  'utf8',
);

/** Comments by the path of a location, as protoc records them. */
async function protocComments(text: string): Promise<Map<string, unknown>> {
  const output = join(folder, 'set.bin');
  await runProtoc(text, ['--include_source_info', `--descriptor_set_out=${output}`]);
  const set = fromBinary(FileDescriptorSetSchema, readFileSync(output));
  const locations = set.file[0]?.sourceCodeInfo?.location ?? [];
  return new Map(locations.map((location) => [location.path.join('.'), commentsAt(location)]));
}

function commentsAt(location: SourceCodeInfo_Location): unknown {
  const { leadingComments, trailingComments, leadingDetachedComments } = location;
  return {
    leading: leadingComments === '' ? undefined : leadingComments,
    trailing: trailingComments === '' ? undefined : trailingComments,
    detached: leadingDetachedComments,
  };
}

/** Statements with their descriptor paths: messages, fields, nested messages, enums, services. */
function statementPaths(members: readonly Node[], prefix: string): [string, Node][] {
  const counts = new Map<number, number>();
  return members.flatMap((node): [string, Node][] => {
    const field = fieldNumbers.get(`${prefix === '' ? 'file' : 'inner'} ${node.kind}`);
    if (field === undefined) {
      return [];
    }
    if (node.kind === 'syntax' || node.kind === 'package') {
      return [[String(field), node]];
    }
    const index = counts.get(field) ?? 0;
    counts.set(field, index + 1);
    const path = `${prefix === '' ? '' : `${prefix}.`}${field}.${index}`;
    const inner = 'members' in node ? statementPaths(node.members, path) : [];
    return [[path, node], ...inner];
  });
}

const fieldNumbers: ReadonlyMap<string, number> = new Map([
  ['file syntax', 12],
  ['file package', 2],
  ['file import', 3],
  ['file message', 4],
  ['file enum', 5],
  ['file service', 6],
  ['inner field', 2],
  ['inner message', 3],
  ['inner enum', 4],
  ['inner enumValue', 2],
  ['inner method', 2],
]);

describe('comments beside protoc', () => {
  it('attaches them to the same statements', async () => {
    const file = parse('a.proto', commented);
    const statements = statementPaths(file.tree.members, '');
    const theirs = await protocComments(commented);
    expect(statements.length).toBeGreaterThan(20);
    expect(statements.map(([path, node]) => [path, commentsOf(file, node)])).toEqual(
      statements.map(([path]) => [path, theirs.get(path)]),
    );
  });
});
