import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileRecord, recordOf } from '../../../server/src/workspace/fileIndex/record.ts';
import {
  type IndexedFile,
  recordOfIndexed,
  unpackRecords,
} from '../../../server/src/workspace/fileIndex/indexedFile.ts';
import { packRecords } from '../../../server/src/workspace/fileIndex/packRecords.ts';
import { googleProtoFiles, protoFiles } from '../../support/protoFiles.ts';
import { createRandom } from '../../support/random.ts';
import { randomEdit } from '../../support/randomEdits.ts';

const stamp = { size: 12, modified: 1_700_000_000_000.25, changed: 1_700_000_000_123.5 };

function recordOfText(text: string): FileRecord {
  return recordOf({ kind: 'text', text }, stamp) ?? expect.fail('no record');
}

/** Getters and all, as one plain value. */
function plain({ stamp, problem, summary, outline, words, names }: FileRecord) {
  const { packageName, imports, definitions, options, methodTypes } = summary;
  return {
    ...{ stamp, problem, packageName, imports, definitions, options, methodTypes, words, names },
    outline: outline && {
      packageName: outline.packageName,
      syntax: outline.syntax,
      edition: outline.edition,
      imports: outline.imports.map(({ path, isPublic }) => ({ path, isPublic })),
      names: outline.names,
      isSound: outline.isSound,
      types: outline.types,
      setsFeatures: outline.setsFeatures,
      setsRuntime: outline.setsRuntime,
    },
  };
}

function roundTrip(records: ReadonlyMap<string, FileRecord>): ReadonlyMap<string, IndexedFile> {
  return unpackRecords(structuredClone(packRecords(records)));
}

function expectSame(records: ReadonlyMap<string, FileRecord>): void {
  const files = roundTrip(records);
  expect([...files.keys()]).toEqual([...records.keys()]);
  for (const [uri, record] of records) {
    const file = files.get(uri) ?? expect.fail(uri);
    expect(plain(recordOfIndexed(file)), uri).toEqual(plain(record));
  }
}

describe('a block of records', () => {
  it('gives back what the index knows of real files', () => {
    const random = createRandom(5);
    const all = protoFiles(googleProtoFiles);
    const paths = Array.from({ length: 150 }, () => random.pick(all));
    expectSame(
      new Map(
        paths.map((path) => [
          `file:///${path}`,
          recordOfText(readFileSync(join(googleProtoFiles, path), 'utf8')),
        ]),
      ),
    );
  });

  it('gives back what the index knows of half-typed files', () => {
    const random = createRandom(6);
    const text = `edition = "2023"; package a . b; import public "x.proto"; import "ü.proto";
      option features.field_presence = IMPLICIT; option java_package = "ö\\"";
      message M { enum E { A = 0; } oneof o { group G = 1 { extend M { optional int32 e = 9; } } } }
      extend M { repeated group H = 8 {} } enum F { B = 0; C = 1; }
      service S { rpc R(stream M) returns (.a.b.M); rpc R(M) returns (stream M) {} }`;
    const texts = Array.from({ length: 400 }, () => {
      const edits = Array.from({ length: random.below(6) }, () => random);
      return edits.reduce((before, each) => randomEdit(before, each), text);
    });
    expectSame(new Map(texts.map((each, index) => [`file:///${index}`, recordOfText(each)])));
  });

  it('keeps what is wrong with a file', () => {
    const notUtf8 = recordOf(
      { kind: 'notUtf8', text: 'message M {} // \ufffd', offset: 16 },
      stamp,
    );
    const failed = recordOf({ kind: 'failed', message: 'no permission: é' }, stamp);
    const files = roundTrip(
      new Map([
        ['file:///a', notUtf8 ?? expect.fail()],
        ['file:///b', failed ?? expect.fail()],
      ]),
    );
    expect(files.get('file:///a')?.problem).toEqual({ kind: 'notUtf8', offset: 16 });
    expect(files.get('file:///a')?.summary.definitions.map(({ name }) => name)).toEqual(['M']);
    expect(files.get('file:///b')?.problem).toEqual({
      kind: 'unreadable',
      message: 'no permission: é',
    });
    expect(files.get('file:///b')?.outline).toBeUndefined();
  });

  it('knows the words of each file', () => {
    const files = roundTrip(
      new Map([
        ['file:///a', recordOfText('message Foo {} // bar')],
        ['file:///b', recordOfText('')],
      ]),
    );
    const having = (word: string): string[] =>
      [...files].filter(([, file]) => file.hasWord(word)).map(([uri]) => uri);
    expect(having('Foo')).toEqual(['file:///a']);
    expect(having('bar')).toEqual(['file:///a']);
    expect(having('Fo')).toEqual([]);
  });

  it('that is cut off is refused', () => {
    const block = packRecords(new Map([['file:///a', recordOfText('message Foo {}')]]));
    for (let length = 0; length < block.numbers.length; length++) {
      const cut = { ...block, numbers: block.numbers.slice(0, length) };
      expect(() => unpackRecords(cut), String(length)).toThrow(RangeError);
    }
  });

  it('may be empty', () => {
    expect(roundTrip(new Map()).size).toBe(0);
  });
});
