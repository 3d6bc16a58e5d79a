import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8, utf8Length } from '../../../server/src/compiler/source/utf8.ts';

const texts = ['', 'abc', 'é', '€', '😀', 'a\ud800b', '\udc00', '\ud83d', '\ufeffx', 'é€😀\0'];

/** Every boundary of the table of well-formed sequences, and what is just beyond. */
const byteRows: readonly (readonly number[])[] = [
  [0x80],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc2, 0x80],
  [0xc2],
  [0xe0, 0x9f, 0x80],
  [0xe0, 0xa0, 0x80],
  [0xe2, 0x82],
  [0xed, 0x9f, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xf0, 0x90, 0x80, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x9f, 0x41],
  [0xf4, 0x8f, 0xbf, 0xbf],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80],
  [0xff, 0x41],
];

describe('UTF-8', () => {
  it.each(texts)('is encoded as the platform does: %j', (text) => {
    expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });

  it.each(byteRows)('is decoded as the platform does: %j %j %j %j', (...row) => {
    const bytes = Uint8Array.from([0x61, ...row, 0x62]);
    expect(decodeUtf8(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  });

  it('is decoded beyond the size of one chunk', () => {
    const text = 'a😀'.repeat(10_000);
    expect(decodeUtf8(encodeUtf8(text))).toBe(text);
  });
});
