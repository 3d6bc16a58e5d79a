import { describe, expect, it } from 'vitest';
import { compile, wellKnownText } from '../../../server/src/compiler/index.ts';
import { MessageValue } from '../../../server/src/compiler/options/values.ts';
import { writeAllOptions, writeMessage } from '../../../server/src/compiler/options/wire.ts';

const head = `syntax = "proto2";
import "google/protobuf/descriptor.proto";
message M {
  optional int32 a = 1;
  repeated int32 list = 2;
  repeated sint32 packed = 3 [packed = true];
  optional M child = 4;
  map<string, int32> map = 5;
  oneof o { string left = 6; string right = 7; }
}
extend google.protobuf.FileOptions { optional M m = 50000; repeated M many = 50001; }
`;

function interpret(options: string): {
  value: MessageValue;
  paths: (readonly number[])[];
  hex: string;
  all: string;
} {
  const text = head + options;
  const { files } = compile({
    files: ['a.proto'],
    resolve: (path) => ({ text: path === 'a.proto' ? text : (wellKnownText(path) ?? '') }),
  });
  const [file] = files;
  const found = file?.options.get(file.source.tree);
  expect(file?.diagnostics).toEqual([]);
  if (found === undefined) {
    throw new Error('no options');
  }
  return {
    value: found.value,
    paths: found.placed.map((one) => one.path),
    hex: Buffer.from(writeMessage(found.value, true)).toString('hex'),
    all: Buffer.from(writeAllOptions(found)).toString('hex'),
  };
}

describe('interpreted options', () => {
  it('merge what is set step by step', () => {
    const { value, hex, all } = interpret('option (m).child.a = 1;\noption (m).a = 2;');
    const set = value.fields.get(50000)?.values[0];
    expect(set instanceof MessageValue && set.valuesOf('a')).toEqual([2n]);
    expect(hex).toBe('82b5180608022202' + '0801');
    expect(all).toBe('82b5180422020801' + '82b518020802');
  });

  it('count the elements of repeated ones in their paths', () => {
    const { paths } = interpret(
      'option (many) = {};\noption (many) = { a: 1 };\noption (m).list = 5;',
    );
    expect(paths).toEqual([
      [50001, 0],
      [50001, 1],
      [50000, 2, 0],
    ]);
  });

  it('write repeated scalars packed where the field says so', () => {
    expect(interpret('option (m) = { packed: [-1, 1] list: [1, 2] };').hex).toBe(
      '82b51808' + '10011002' + '1a020102',
    );
  });

  it('write both fields of a map entry', () => {
    expect(interpret('option (m) = { map { key: "k" } };').hex).toBe('82b51807' + '2a050a016b1000');
  });

  it('keep the last member of a oneof', () => {
    expect(interpret('option (m).left = "l";\noption (m).right = "r";').hex).toBe(
      '82b51803' + '3a0172',
    );
  });
});
