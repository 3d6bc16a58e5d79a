import { createFileRegistry, fromBinary, fromJsonString } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  link,
  type LinkedFile,
  linkJson,
  parse,
  parseJson,
  wellKnownText,
} from '../../server/src/compiler/index.ts';
import { compileWithProtoc } from '../support/compileWithProtoc.ts';

const path = 'm.proto';
const schema = `syntax = "proto3";
package p;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message M {
  int32 i = 1;
  uint64 u = 2;
  float f = 3;
  bool b = 4;
  string s = 5;
  bytes by = 6;
  E e = 7;
  repeated int32 r = 8;
  M sub_message = 9;
  map<string, M> ms = 10;
  map<int64, E> me = 11;
  map<bool, string> mb = 12;
  oneof o { string o1 = 13; int32 o2 = 14; }
  string named = 15 [json_name = "called"];
  google.protobuf.Any any = 16;
  google.protobuf.Duration dur = 17;
  google.protobuf.Timestamp ts = 18;
  google.protobuf.FieldMask mask = 19;
  google.protobuf.Struct st = 20;
  google.protobuf.Value val = 21;
  google.protobuf.ListValue lv = 22;
  google.protobuf.Int64Value wi = 23;
  google.protobuf.StringValue ws = 24;
  repeated google.protobuf.Value rv = 25;
  google.protobuf.NullValue nv = 26;
  repeated M rm = 27;
}
enum E { A = 0; B = 1; }
`;

let file: LinkedFile;
let accepts: (text: string) => boolean;

function linkFile(of: string, text: string): LinkedFile {
  return link(parse(of, text), (imported) => {
    const found = wellKnownText(imported);
    return found === undefined ? undefined : linkFile(imported, found);
  });
}

beforeAll(async () => {
  file = linkFile(path, schema);
  const set = await compileWithProtoc({ files: { [path]: schema } });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, set));
  const message = registry.getMessage('p.M');
  accepts = (text) => {
    if (message === undefined) {
      throw new Error('no message');
    }
    try {
      fromJsonString(message, text, { registry });
      return true;
    } catch {
      // Whatever it throws, it does not take the text.
      return false;
    }
  };
});

function weAccept(text: string): boolean {
  const source = parseJson('a.json', text, 'p.M');
  const message = file.lookup('p.M');
  if (source === undefined || message === undefined) {
    return false;
  }
  return linkJson(source, { message, files: [file] }).diagnostics.length === 0;
}

const values: readonly (readonly [string, readonly string[]])[] = [
  [
    'i',
    [
      '1',
      '-1',
      '"5"',
      '1.0',
      '1e3',
      '1.5',
      '"x"',
      '""',
      '2147483648',
      '-2147483648',
      'true',
      '[]',
      '{}',
      '" 1"',
      '"1.0"',
      '"1e3"',
    ],
  ],
  ['u', ['1', '-1', '"18446744073709551615"', '"18446744073709551616"', '"-0"']],
  ['f', ['1', '1.5', '"NaN"', '"Infinity"', '"-Infinity"', '"inf"', '"1.5"', 'true', '""']],
  ['b', ['true', 'false', '"true"', '1', '0']],
  ['s', ['"a"', '1', 'true', '{}', '"\\u00e9"']],
  ['by', ['"AAA="', '"AAA"', '"-_8="', '"-_8"', '"A"', '"*"', '1', '""']],
  ['e', ['"A"', '"C"', '0', '7', '1.0', '1.5', '"1"', 'true', '2147483648']],
  ['r', ['[]', '[1, 2]', '1', '[null]', '["x"]', '{}']],
  ['subMessage', ['{}', '{"i": 1}', '[]', '1', '{"nope": 1}']],
  ['sub_message', ['{}']],
  ['ms', ['{}', '{"a": {}}', '{"a": null}', '[]', '{"a": 1}']],
  ['me', ['{"1": "A"}', '{"x": "A"}', '{"1": "C"}', '{"-1": 1}', '{"1.5": 1}']],
  ['mb', ['{"true": ""}', '{"yes": ""}', '{"1": ""}']],
  ['called', ['"a"']],
  ['named', ['"a"']],
  [
    'any',
    [
      '{}',
      '{"@type": "type.googleapis.com/p.M", "i": 1}',
      '{"@type": "type.googleapis.com/p.M", "i": "x"}',
      '{"@type": "type.googleapis.com/p.N"}',
      '{"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s"}',
      '{"@type": "type.googleapis.com/google.protobuf.Duration", "value": 1}',
      '{"i": 1}',
      '{"@type": 1}',
      '[]',
    ],
  ],
  ['dur', ['"1s"', '"1.5s"', '"-1s"', '"1"', '"1ms"', '1', '"1.0000000001s"']],
  [
    'ts',
    [
      '"2026-01-31T12:00:00Z"',
      '"2026-01-31T12:00:00.123456789Z"',
      '"2026-01-31T12:00:00+01:00"',
      '"2026-01-31"',
      '"2026-01-31 12:00:00Z"',
      '"2026-13-31T12:00:00Z"',
      '1',
    ],
  ],
  ['mask', ['""', '"a"', '"a,bC.d"', '"a_b"', '1']],
  ['st', ['{}', '{"a": [1, null]}', '[]', '1']],
  ['val', ['null', '1', '"a"', '[]', '{}', 'true']],
  ['lv', ['[]', '[1, "a", null]', '{}', '1']],
  ['wi', ['1', '"1"', 'null', '"x"', '{}', '1.5']],
  ['ws', ['"a"', '1', 'null']],
  ['rv', ['[null, 1]', 'null', '1']],
  ['nv', ['null', '"NULL_VALUE"', '0']],
  ['rm', ['[{}]', '[null]', '[1]', '{}']],
];

const cases = values.flatMap(([key, texts]) => texts.map((text) => `{"${key}": ${text}}`));

describe('a JSON document is judged as protobuf-es reads it', () => {
  it.each([
    ...cases,
    '{"o1": "a", "o2": 1}',
    '{"o1": "a", "o2": null}',
    '{"subMessage": {}, "sub_message": {}}',
    '{"i": null, "r": null, "ms": null, "subMessage": null}',
    '{"nope": 1}',
  ])('%s', (text) => {
    expect(weAccept(text)).toBe(accepts(text));
  });
});
