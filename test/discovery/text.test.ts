import { describe, expect, it } from 'vitest';
import { isAddress, joinAddress, parseEndpoint } from '../../server/src/discovery/address.ts';
import { readEndpoints } from '../../server/src/discovery/endpoints.ts';
import { text, textEntries, textList } from '../../server/src/discovery/json.ts';
import {
  keyText,
  nameText,
  rawText,
  textRecord,
  valueText,
} from '../../server/src/discovery/safeText.ts';

describe('text from a registry', () => {
  it('keeps ordinary names as they are', () => {
    for (const name of ['orders', '<b>', 'größe', '注文', '😀', 'a b']) {
      expect(nameText(name)).toBe(name);
    }
  });

  it('takes out what is not text', () => {
    expect(nameText('a\0b\nc\u202ed\u2066e\u0085f')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf');
    expect(nameText('\ud800x')).toBe('\ufffdx');
    expect(rawText('a\n\tb')).toBe('a\n\tb');
  });

  it('shortens long names and keeps them apart', () => {
    const long = 'n'.repeat(100_000);
    expect(nameText(`${long}1`).length).toBeLessThan(270);
    expect(nameText(`${long}1`)).not.toBe(nameText(`${long}2`));
    expect(rawText(long.repeat(2)).length).toBe(64 * 1024);
    // A cut through a pair leaves no half.
    expect(valueText(`${'x'.repeat(4_095)}😀`).at(-1)).toBe('\ufffd');
  });

  it('writes keys that are not UTF-8 so that they differ', () => {
    expect(keyText(Buffer.from('größe'))).toBe('größe');
    expect(keyText(Buffer.from([0x61, 0xff]))).toBe('a\\xff');
    expect(keyText(Buffer.from([0x61, 0xfe]))).toBe('a\\xfe');
  });

  it('makes ordinary properties of dangerous names', () => {
    const record = textRecord([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.keys(record)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(
      textRecord(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, 'v'] as const)),
    ).toHaveProperty('k255');
    expect(text({}, 'constructor')).toBeUndefined();
  });

  it('takes other types as absent', () => {
    const object: unknown = { list: ['a', 1, null, 'b'], map: { a: 1, b: { c: true } } };
    expect(textList(object, 'list')).toEqual(['a', 'b']);
    expect(textList(object, 'map')).toEqual([]);
    expect(textEntries(object, 'map')).toEqual([
      ['a', '1'],
      ['b', '{"c":true}'],
    ]);
    expect(textEntries(null, 'map')).toEqual([]);
  });
});

describe('addresses', () => {
  it.each(['a:1', '10.0.0.1:65535', '[::1]:80', 'orders.shop.svc:9000', 'under_score:1'])(
    '%s is one',
    (address) => {
      expect(isAddress(address)).toBe(true);
    },
  );

  it.each([
    '',
    'a',
    ':80',
    'a:0',
    'a:65536',
    'a:b',
    '::1:80',
    'a b:80',
    'a:80/',
    'u@h:80',
    'a:123456',
  ])('"%s" is none', (address) => {
    expect(isAddress(address)).toBe(false);
  });

  it.each([
    ['10.0.0.1:80', { protocol: '', address: '10.0.0.1:80', secure: false }],
    ['GRPC://h:80', { protocol: 'grpc', address: 'h:80', secure: false }],
    ['grpc://h:80?isSecure=true', { protocol: 'grpc', address: 'h:80', secure: true }],
    ['https://h:443/path?x=1', { protocol: 'http', address: 'h:443', secure: true }],
    [' h:80\n', { protocol: '', address: 'h:80', secure: false }],
    ['h:80/path', undefined],
    ['http://h', undefined],
    ['not an address', undefined],
  ])('reads %s', (value, endpoint) => {
    expect(parseEndpoint(value)).toEqual(endpoint);
  });

  it('puts IPv6 hosts into brackets', () => {
    expect(joinAddress('::1', 80)).toBe('[::1]:80');
    expect(joinAddress('h', 80)).toBe('h:80');
    expect(joinAddress('', 80)).toBe('');
    expect(joinAddress('h', 0)).toBe('');
  });

  it('reads endpoints with a scheme', () => {
    expect(readEndpoints(['http://h:1', 'https://h:2/', 'h:3'], undefined)).toEqual([
      { address: 'h:1' },
      { address: 'h:2', tls: {} },
      { address: 'h:3' },
    ]);
    expect(() => readEndpoints([], undefined)).toThrow(/no endpoint is given/);
    expect(() => readEndpoints(['h'], undefined)).toThrow('"h" is no endpoint: write host:port');
  });
});
