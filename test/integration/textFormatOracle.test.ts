import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  link,
  type LinkedFile,
  linkText,
  parse,
  parseText,
  wellKnownText,
} from '../../server/src/compiler/index.ts';
import { formatTextDocument } from '../../server/src/features/textFormat/formatText.ts';
import { compileWithProtoc, protocScript } from '../support/compileWithProtoc.ts';

const schemas: Readonly<Record<string, string>> = {
  'p.proto': `syntax = "proto2";
package p;
import "google/protobuf/any.proto";
import public "google/protobuf/wrappers.proto";
message M {
  optional int32 i = 1;
  optional float f = 2;
  optional double d = 3;
  optional bool b = 4;
  optional string s = 5;
  optional bytes by = 6;
  optional E e = 7;
  repeated int32 r = 8;
  optional M m = 9;
  repeated M rm = 10;
  map<string, int32> mp = 11;
  optional group G = 12 { optional int32 x = 1; }
  optional google.protobuf.Any any = 13;
  oneof o { int32 o1 = 14; string o2 = 15; }
  required int32 q = 16;
  optional uint64 u = 17;
  repeated float rf = 18;
  optional int32 UP = 19;
  repeated E re = 20;
  reserved 100;
  reserved "gone";
  extensions 200 to 300;
}
extend M {
  optional int32 ext = 200;
  optional M mext = 201;
  repeated int32 rext = 203;
}
enum E { A = 0; B = 1; NEG = -1; }
message Scope { extend M { optional string inner = 202; } }
`,
  'p3.proto': `syntax = "proto3";
package p3;
enum E { A = 0; B = 1; }
message M { E e = 1; string s = 2; optional int32 o = 3; map<int32, M> m = 4; repeated E re = 5; }
`,
  'ed.proto': `edition = "2023";
package ed;
message M {
  Sub sub = 1 [features.message_encoding = DELIMITED];
  Sub other = 2 [features.message_encoding = DELIMITED];
  Sub plain = 3;
  E e = 4;
  C c = 5;
  int32 req = 6 [features.field_presence = LEGACY_REQUIRED];
  message Sub { int32 x = 1; }
}
enum E { A = 0; }
enum C { option features.enum_type = CLOSED; Z = 0; }
`,
};

let folder: string;
const linked = new Map<string, LinkedFile>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proto-atlas-text-'));
  for (const [path, text] of Object.entries(schemas)) {
    writeFileSync(join(folder, path), text);
    linked.set(path, linkFile(path, text));
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function linkFile(path: string, text: string): LinkedFile {
  return link(parse(path, text), (imported) => {
    const found = wellKnownText(imported);
    return found === undefined ? undefined : linkFile(imported, found);
  });
}

interface Verdict {
  readonly isRejected: boolean;
  /** Of the first error, 1-based. Columns differ: protoc's may be that of the token behind. */
  readonly line: number | undefined;
  /** Whether all that is said is that required fields are missing. */
  readonly warns: boolean;
}

function protocSays(path: string, message: string, text: string): Verdict {
  const run = spawnSync(process.execPath, [protocScript, '-I.', `--encode=${message}`, path], {
    cwd: folder,
    input: text,
  });
  const said = run.stderr.toString();
  const line = /^input:(\d+):\d+:/m.exec(said)?.[1];
  return {
    isRejected: run.status !== 0,
    line: line === undefined ? undefined : Number(line),
    warns: said.includes('missing required fields'),
  };
}

function weSay(path: string, message: string, text: string): Verdict {
  const source = parseText('a.txtpb', text);
  const file = linked.get(path);
  const symbol = file?.lookup(message);
  const { diagnostics } = linkText(source, file && symbol && { message: symbol, files: [file] });
  const all = [...source.diagnostics, ...diagnostics];
  const [first] = all.filter(isError).sort((a, b) => a.start - b.start);
  return {
    isRejected: first !== undefined,
    line: first && source.lines.positionAt(first.start).line + 1,
    warns: first === undefined && all.length > 0,
  };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

const cases: readonly string[] = [
  'q: 1',
  '',
  '# only a comment',
  'q: 1 i: 1f',
  'q: 1 f: 1f',
  'q: 1 f: 0x1',
  'q: 1 f: 01',
  'q: 1 f: 1.5f d: 2.F',
  'q: 1 # c"',
  'q: 1 e: 5',
  'q: 1 e: 1',
  'q: 1 e: -1',
  'q: 1 e: NEG re: [A, 1, B]',
  'q: 1 e: C',
  'q: 1 e: "A"',
  'q: 1 r: []',
  'q: 1 i: [1]',
  'q: 1 q: 2',
  'q: 1 o1: 1 o2: "x"',
  'q: 1 gone: { a: 1 b: "x" }',
  'q: 1 [p.ext]: 3',
  'q: 1 [ p . ext ]: 3',
  'q: 1 [p.Scope.inner]: "x"',
  'q: 1 [p.mext] { q: 1 }',
  'q: 1 [p.rext]: [1, 2] [p.rext]: 3',
  'q: 1 [p.ext]: 3 [p.ext]: 4',
  'q: 1 any { [type.googleapis.com/p.M] { q: 2 } }',
  'q: 1 any { [type.googleapis.com/p.M]: { q: 2 } }',
  'q: 1 any { [foo.com/p.M] { q: 2 } }',
  'q: 1 any { [type.googleapis.com/google.protobuf.Int32Value] { value: 2 } }',
  'q: 1 any { [type.googleapis.com/google.protobuf.Any] { type_url: "" } }',
  'q: 1 any { type_url: "x" value: "y" }',
  'q: 1 G { x: 1 }',
  'q: 1 g { x: 1 }',
  'q: 1 m < q: 2 >',
  'q: 1 m: < q: 2 >',
  'q: 1; i: 2, b: true',
  'q: 1 s: "a" "b" \'c\'',
  'q: 1 s: 5',
  'q: 1 b: 2',
  'q: 1 b: 0',
  'q: 1 b: t',
  'q: 1 b: True b: f',
  'q: 1 b: TRUE',
  'q: 1 f: inf d: -Infinity',
  'q: 1 f: NaN',
  'q: 1 f: nanx',
  'q: 1 mp { key: "a" value: 1 } mp: [{ key: "b" }]',
  'q: 1 mp { key: 1 }',
  'q: 1 mp: {}',
  'q: 1 rm: [{ q: 1 }, { q: 2 }]',
  'q: 1 rm [{ q: 1 }, < q: 2 >]',
  'q: 1 I: 5',
  'q: 1 UP: 5',
  'q: 1 up: 5',
  'q: 1 nope: 5',
  'q: 1\nm {\n  nope: 5\n}',
  'q: 0x10',
  'q: 010',
  'q: - 5',
  'q: 99999999999',
  'q: 1 u: 18446744073709551615',
  'q: 1 u: 18446744073709551616',
  'q: 1.0',
  'q: 1 f: 1e400',
  'q: 1 f: 99999999999999999999999',
  'q: 1 d: .5',
  'q: 1 rf: -inf rf: [1, 2.5, -3]',
  'q: 1 m {}',
  'q: 1 m: { q: 1 },',
  'q: 1 17: 5',
  'q: 1 r: [1 2]',
  '{ q: 1 }',
  ',q: 1',
  'q: 1 // c',
  'q: 1 i: 2 /* c */',
  'q: 1i: 3',
  'q: 1 r: [1, 2, ]',
  'q: 1 [ext]: 3',
  'q: 1 [.p.ext]: 3',
  'q: 1 [p.M]: 3',
  'q: 1 any { [type.googleapis.com/p.Nope] { q: 2 } }',
  'q: 1 any { [p.M] { q: 2 } }',
  'q: 1 m [{ q: 1 }]',
  'q: 1 m { q: 2 >',
  'q: 1 m { q: 2',
  'q: 1 m: 5',
  'q: 1 }',
  'q: 1;;',
  'q: 1 u: -1',
  'q: 1 r 5',
  'q: 1 s: "\\q"',
  'q:',
  'q',
  'q: 1 s: "open',
  'q: 1 r: [',
  'q: 1 e: [A]',
];

describe('a document of the text format is judged as protoc --encode judges it', () => {
  it.each(cases)('%j', (text) => {
    expect(weSay('p.proto', 'p.M', text)).toEqual(protocSays('p.proto', 'p.M', text));
  });

  it.each([
    'e: 5',
    'e: A',
    'e: -1',
    'e: C',
    'e: 2147483648',
    'o: 1 o: 2',
    're: [0, 7]',
    'm { key: 1 value { e: B } }',
  ])('%j of proto3', (text) => {
    expect(weSay('p3.proto', 'p3.M', text)).toEqual(protocSays('p3.proto', 'p3.M', text));
  });

  it.each([
    'req: 1 sub { x: 1 }',
    'req: 1 Sub { x: 1 }',
    'req: 1 SUB { x: 1 }',
    'req: 1 other { x: 1 }',
    'req: 1 Other { x: 1 }',
    'req: 1 e: 5',
    'req: 1 c: 5',
    'req: 1 c: 0',
    'sub {}',
  ])('%j of an edition', (text) => {
    expect(weSay('ed.proto', 'ed.M', text)).toEqual(protocSays('ed.proto', 'ed.M', text));
  });
});

describe('what protoc prints in the text format', () => {
  const path = 'google/protobuf/descriptor.proto';
  let printed: string;

  beforeAll(async () => {
    const set = await compileWithProtoc({ files: schemas });
    const decode = ['--decode=google.protobuf.FileDescriptorSet', path];
    const run = spawnSync(process.execPath, [protocScript, ...decode], { cwd: folder, input: set });
    printed = run.stdout.toString();
  });

  it('is a message of its type', () => {
    const source = parseText('set.txtpb', printed);
    const file = linkFile(path, wellKnownText(path) ?? '');
    const message = file.lookup('google.protobuf.FileDescriptorSet');
    const { diagnostics, references } = linkText(source, message && { message, files: [file] });
    expect([...source.diagnostics, ...diagnostics]).toEqual([]);
    expect(references.size).toBeGreaterThan(500);
  });

  it('is formatted already', () => {
    const formatted = formatTextDocument(parseText('set.txtpb', printed));
    expect(formatted?.split('\n')).toEqual(printed.split('\n'));
  });
});
