import { describe, expect, it } from 'vitest';
import { parse } from '../../../server/src/compiler/index.ts';
import { cEscape, formatFloat } from '../../../server/src/compiler/descriptor/defaultValue.ts';
import { defaultJsonName } from '../../../server/src/compiler/descriptor/jsonName.ts';
import { protocPosition } from '../../../server/src/compiler/descriptor/protocColumns.ts';
import { ProtoWriter } from '../../../server/src/compiler/descriptor/protoWriter.ts';

describe('texts of defaults', () => {
  it.each([
    [0.1, false, '0.1'],
    [0.1, true, '0.1'],
    [16777217, true, '16777216'],
    [1e-45, true, '1.40129846e-45'],
    [1e21, false, '1e+21'],
    [1e15, false, '1e+15'],
    [123456789012345, false, '123456789012345'],
    [0.30000000000000004, false, '0.30000000000000004'],
    [1e-7, false, '1e-07'],
    [-0, false, '-0'],
    [Infinity, true, 'inf'],
    [-Infinity, false, '-inf'],
    [NaN, false, 'nan'],
    [1e300, true, 'inf'],
  ])('%d (single: %s) is %s', (value, isSingle, text) => {
    expect(formatFloat(value, isSingle)).toBe(text);
  });

  it('escapes bytes as C does', () => {
    expect(cEscape(Uint8Array.of(0, 7, 9, 10, 13, 34, 39, 92, 63, 126, 127, 255))).toBe(
      '\\000\\007\\t\\n\\r\\"\\\'\\\\?~\\177\\377',
    );
  });
});

describe('JSON names', () => {
  it.each([
    ['foo_bar', 'fooBar'],
    ['_foo', 'Foo'],
    ['foo_', 'foo'],
    ['foo__bar', 'fooBar'],
    ['foo_1', 'foo1'],
    ['FooBar', 'FooBar'],
    ['FOO_BAR', 'FOOBAR'],
  ])('%s is %s', (name, expected) => {
    expect(defaultJsonName(name)).toBe(expected);
  });
});

describe('positions', () => {
  it('count bytes, and tabs to the next eight', () => {
    const text = 'a\tb\té\u{1F600}c\r\nd';
    const source = parse('a.proto', text);
    const at = (needle: string): { line: number; column: number } =>
      protocPosition(source, text.indexOf(needle));
    expect(at('b')).toEqual({ line: 0, column: 8 });
    expect(at('c')).toEqual({ line: 0, column: 22 });
    expect(at('d')).toEqual({ line: 1, column: 0 });
  });
});

describe('the wire format', () => {
  it('moves what a long message holds', () => {
    const writer = new ProtoWriter();
    writer.message(1, () => {
      writer.bytes(2, new Uint8Array(300));
    });
    writer.varint(3, -1);
    const bytes = writer.finish();
    expect([...bytes.slice(0, 6)]).toEqual([0x0a, 0xaf, 0x02, 0x12, 0xac, 0x02]);
    expect(bytes.length).toBe(3 + 303 + 11);
    expect([...bytes.slice(-11)]).toEqual([0x18, ...Array<number>(9).fill(0xff), 0x01]);
  });

  it('writes strings of any kind and length', () => {
    for (const text of ['', 'ascii', 'é', 'x'.repeat(200), '\u{1F600}'.repeat(100)]) {
      const writer = new ProtoWriter();
      writer.string(1, text);
      const expected = Buffer.from(text);
      const bytes = writer.finish();
      expect(Buffer.from(bytes.slice(bytes.length - expected.length))).toEqual(expected);
    }
  });
});
