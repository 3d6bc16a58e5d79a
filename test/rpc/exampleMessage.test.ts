import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import protobuf from 'protobufjs/light.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleJson } from '../../server/src/rpc/json/exampleMessage.ts';
import { encodeMessage } from '../../server/src/rpc/json/requestMessage.ts';
import { messageToJson } from '../../server/src/rpc/json/replyMessage.ts';
import { buildSchema, decodeDescriptorSet } from '../../server/src/rpc/schema/descriptors.ts';
import { compileWithProtoc } from '../support/compileWithProtoc.ts';
import { everyTypeFiles } from './everyType.ts';
import { type Subject, subjectOf } from './support.ts';

describe('an example message', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = subjectOf(await compileWithProtoc({ files: everyTypeFiles }));
  });

  it('holds every field, one member of each oneof, and cuts recursion', () => {
    expect(JSON.parse(exampleJson(subject.type('every.Three')))).toEqual({
      aDouble: 1.5,
      aFloat: 1.5,
      anInt32: 1,
      anInt64: '1',
      aUint32: 1,
      aUint64: '1',
      aSint32: 1,
      aSint64: '1',
      aFixed32: 1,
      aFixed64: '1',
      aSfixed32: 1,
      aSfixed64: '1',
      aBool: true,
      aString: 'text',
      someBytes: 'Ynl0ZXM=',
      color: 'COLOR_RED',
      inner: { text: 'text', number: 1 },
      maybe: 1,
      wides: ['1'],
      inners: [{ text: 'text', number: 1 }],
      colors: ['COLOR_RED'],
      byName: { key: { text: 'text', number: 1 } },
      byWide: { '1': 'text' },
      byBool: { true: 'COLOR_RED' },
      byUnsigned: { '1': '1' },
      left: 'text',
      at: '2025-01-31T12:00:00Z',
      lasts: '1.5s',
      mask: 'name',
      object: { key: 'value' },
      value: 'value',
      list: ['value'],
      any: {},
      empty: {},
      wideBox: '1',
      textBox: 'text',
      bytesBox: 'Ynl0ZXM=',
      boolBox: true,
      floatBox: 1.5,
      unsignedBox: '1',
      values: ['value'],
      'other name': 'name',
    });
  });

  it.each(['every.Three', 'every.Two', 'every.Edition'])('of %s is what it encodes to', (name) => {
    const type = subject.type(name);
    const json = exampleJson(type);
    const shown: unknown = JSON.parse(messageToJson(type, encodeMessage(type, json)));
    expect(shown).toEqual(canonical(json));
    expect(subject.jsonOf(name, encodeMessage(type, json))).toEqual(canonical(json));
  });

  it('stays within a page for a type that fans out', async () => {
    const levels = Array.from({ length: 8 }, (_, level) => {
      const fields = Array.from({ length: 8 }, (__, i) => `L${level + 1} f${i} = ${i + 1};`);
      return `message L${level} { ${fields.join(' ')} }`;
    });
    const text = `syntax = "proto3"; package wide; ${levels.join('\n')} message L8 { int32 x = 1; }`;
    const wide = subjectOf(await compileWithProtoc({ files: { 'wide.proto': text } }));
    const json = exampleJson(wide.type('wide.L0'));
    expect(json.split('\n').length).toBeLessThan(1000);
    expect(() => encodeMessage(wide.type('wide.L0'), json)).not.toThrow();
  });
});

describe('examples of real APIs', () => {
  it('are taken by the encoder and come back as they were', async () => {
    const files = requestFiles();
    const set = await compileWithProtoc({ files: {}, entries: files });
    const types = allTypes(buildSchema(decodeDescriptorSet(set)).root);
    expect(types.length).toBeGreaterThan(500);
    const broken = types.filter((type) => !isStable(type)).map((type) => type.fullName);
    expect(broken).toEqual([]);
  });
});

/** Real files with services, a spread of some dozens. */
function requestFiles(): string[] {
  const root = resolve(import.meta.dirname, '../../node_modules/google-proto-files');
  return globSync(
    'google/{pubsub,spanner,firestore,logging,longrunning,iam,datastore}/**/*.proto',
    {
      cwd: root,
    },
  )
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('\nservice '))
    .sort();
}

function allTypes(namespace: protobuf.NamespaceBase): protobuf.Type[] {
  return namespace.nestedArray.flatMap((nested) => [
    ...(nested instanceof protobuf.Type ? [nested] : []),
    ...(nested instanceof protobuf.Namespace ? allTypes(nested) : []),
  ]);
}

/** Fractions of seconds are written with three, six or nine digits, and an empty text not at all. */
function canonical(json: string): unknown {
  const withDigits = json.replaceAll('"1.5s"', '"1.500s"');
  return JSON.parse(withDigits, (_, value: unknown) => (value === '' ? undefined : value));
}

function isStable(type: protobuf.Type): boolean {
  const json = exampleJson(type);
  return (
    JSON.stringify(canonical(messageToJson(type, encodeMessage(type, json)))) ===
    JSON.stringify(canonical(json))
  );
}
