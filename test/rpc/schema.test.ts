import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { describe, expect, it } from 'vitest';
import { messageToJson } from '../../server/src/rpc/json/replyMessage.ts';
import { encodeMessage } from '../../server/src/rpc/json/requestMessage.ts';
import { createRandom } from '../support/random.ts';
import { closestName } from '../../server/src/base/index.ts';
import { buildSchema, decodeDescriptorSet } from '../../server/src/rpc/schema/descriptors.ts';
import { compileWithProtoc } from '../support/compileWithProtoc.ts';
import { callErrorOf } from './support.ts';

const files = {
  'a.proto': `
    syntax = "proto3"; package a; import "b.proto"; import "google/api/annotations.proto";
    service A { rpc Get(Ask) returns (b.Answer) { option (google.api.http).get = "/a"; } }
    message Ask { string text = 1; b.Answer answer = 2; b.Kind kind = 3; }`,
  'b.proto': `
    syntax = "proto3"; package b;
    message Answer { string text = 1; } enum Kind { NONE = 0; SOME = 1; }`,
};

describe('a schema without some of its imports', () => {
  it('shows missing messages as empty, and missing enums by number', async () => {
    const all = decodeDescriptorSet(await compileWithProtoc({ files }));
    const { input, output } = buildSchema(all.filter(({ name }) => name === 'a.proto')).method(
      'a.A',
      'Get',
    );
    expect(output.fullName).toBe('.b.Answer');
    const whole = buildSchema(all).method('a.A', 'Get').input;
    const bytes = encodeMessage(whole, '{"text":"x","answer":{"text":"y"},"kind":"SOME"}');
    expect(JSON.parse(messageToJson(input, bytes))).toEqual({ text: 'x', answer: {}, kind: 1 });
  });
});

describe('a schema names what it has', () => {
  it.each([
    ['a.B', 'Get', 'Did you mean a.A?'],
    ['a.A', 'Gte', 'Did you mean Get?'],
    ['a.A', 'constructor', 'It has Get.'],
    ['a', 'Get', 'no service a.'],
  ])('%s/%s', async (service, method, expected) => {
    const schema = buildSchema(decodeDescriptorSet(await compileWithProtoc({ files })));
    expect(callErrorOf(() => schema.method(service, method)).message).toContain(expected);
  });
});

describe('broken descriptors are a schema error', () => {
  const encode = (file: object) =>
    Buffer.from(
      descriptor.FileDescriptorSet.encode(
        descriptor.FileDescriptorSet.fromObject({ file: [file] }),
      ).finish(),
    );
  const field = { name: 'f', number: 1, label: 1, type: 9 };

  it.each([
    [
      'a name that is code',
      { messageType: [{ name: 'M', field: [{ ...field, name: 'a=1}//' }] }] },
    ],
    ['a package that is code', { package: 'a.b c' }],
    [
      'two fields with one number',
      { messageType: [{ name: 'M', field: [field, { ...field, name: 'g' }] }] },
    ],
    ['an unknown edition', { syntax: 'editions', edition: 99999 }],
    ['two types with one name', { messageType: [{ name: 'M' }, { name: 'M' }] }],
    ['a message without a name', { messageType: [{}] }],
  ])('%s', (_, parts) => {
    const files = decodeDescriptorSet(encode({ name: 'x.proto', ...parts }));
    expect(callErrorOf(() => buildSchema(files)).kind).toBe('schema');
  });

  it('bytes that are no set', () => {
    expect(callErrorOf(() => decodeDescriptorSet(Buffer.from('garbage'))).kind).toBe('schema');
    expect(callErrorOf(() => decodeDescriptorSet(Buffer.from('ffffffff', 'hex'))).kind).toBe(
      'schema',
    );
  });

  it('does not confuse a name with a property of objects', () => {
    const message = {
      name: 'constructor',
      field: [
        { ...field, name: 'prototype' },
        { ...field, name: 'toString', number: 2 },
      ],
    };
    const { root } = buildSchema(
      decodeDescriptorSet(encode({ name: 'x.proto', messageType: [message] })),
    );
    const type = root.lookupType('constructor');
    expect(type).toBeInstanceOf(protobuf.Type);
    const text = '{"prototype":"x","toString":"y"}';
    expect(JSON.parse(messageToJson(type, encodeMessage(type, text)))).toEqual(JSON.parse(text));
  });
});

describe('the closest name', () => {
  it.each([
    ['Sya', ['Say', 'Repeat'], 'Say'],
    ['user_id', ['userId', 'user'], 'userId'],
    ['SAY', ['Say'], 'Say'],
    ['completely', ['different'], undefined],
    ['', ['a'], undefined],
  ])('of %s', (name, candidates, expected) => {
    expect(closestName(name, candidates)).toBe(expected);
  });

  it('is the first of those that the fewest slips lead to', () => {
    const random = createRandom(3);
    const word = (): string =>
      Array.from({ length: 1 + random.below(9) }, () => random.pick([...'aabcde'])).join('');
    for (let round = 0; round < 3_000; round++) {
      const [name, candidates] = [word(), Array.from({ length: 8 }, word)];
      const most = name.length < 2 ? 0 : Math.max(1, Math.floor(name.length / 3));
      const near = candidates
        .map((each) => ({ each, slips: slipsBetween(name, each) }))
        .filter(({ slips }) => slips <= most)
        .sort((one, other) => one.slips - other.slips);
      expect(closestName(name, candidates), `${name}: ${candidates.join(' ')}`).toBe(near[0]?.each);
    }
  });
});

/** Letters added, left out, replaced or swapped with their neighbour, by trying all ways. */
function slipsBetween(one: string, other: string): number {
  if (one === '' || other === '') {
    return one.length + other.length;
  }
  const [first, second] = [one.slice(1), other.slice(1)];
  if (one.startsWith(other.slice(0, 1))) {
    return slipsBetween(first, second);
  }
  const isSwap = one.length > 1 && other.startsWith(`${one.slice(1, 2)}${one.slice(0, 1)}`);
  return (
    1 +
    Math.min(
      slipsBetween(first, other),
      slipsBetween(one, second),
      slipsBetween(first, second),
      ...(isSwap ? [slipsBetween(one.slice(2), other.slice(2))] : []),
    )
  );
}
