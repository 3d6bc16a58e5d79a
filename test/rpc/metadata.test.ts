import { describe, expect, it } from 'vitest';
import { fromMetadata, toMetadata } from '../../server/src/rpc/channel/metadata.ts';
import { callErrorOf } from './support.ts';

describe('metadata', () => {
  it('lowers names, keeps repeated ones in order, and turns -bin to bytes and back', () => {
    const metadata = toMetadata([
      { name: 'X-One', value: 'a' },
      { name: 'x-one', value: 'b' },
      { name: 'X-Raw-Bin', value: '/+8A' },
    ]);
    expect(metadata.get('x-raw-bin')).toEqual([Buffer.from([0xff, 0xef, 0])]);
    expect(fromMetadata(metadata)).toEqual([
      { name: 'x-one', value: 'a' },
      { name: 'x-one', value: 'b' },
      { name: 'x-raw-bin', value: '/+8A' },
    ]);
  });

  it.each([
    ['a name with a blank', 'x y', '1'],
    ['an empty name', '', '1'],
    ['a line break in a value', 'x', 'a\r\nb: c'],
    ['text that HTTP/2 cannot carry', 'x', 'ü'],
    ['a -bin value that is no base64', 'x-bin', 'not base64!'],
    ['a name of the transport', 'grpc-timeout', '1S'],
    ['a pseudo header', ':path', '/x'],
  ])('refuses %s', (_, name, value) => {
    const error = callErrorOf(() => toMetadata([{ name, value }]));
    expect(error.kind).toBe('metadata');
    expect(error.where).toBe(`metadata "${name}"`);
  });
});
