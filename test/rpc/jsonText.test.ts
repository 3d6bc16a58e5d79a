import { describe, expect, it } from 'vitest';
import {
  JsonSyntaxError,
  parseJson,
  positionAt,
  splitJsonValues,
} from '../../server/src/rpc/json/jsonText.ts';

describe('splitting JSON values', () => {
  it.each([
    ['', []],
    [' \n ', []],
    ['{"a":1}{"b":[2]}', ['{"a":1}', '{"b":[2]}']],
    ['{"a":"}{"}\n\n{}\n', ['{"a":"}{"}', '{}']],
    ['1 "x" null', ['1', '"x"', 'null']],
  ])('%j', (text, expected) => {
    expect(splitJsonValues(text)).toEqual(expected);
  });

  it('says where it stops', () => {
    expect(() => splitJsonValues('{} {"a"')).toThrow(JsonSyntaxError);
  });
});

describe('parsing JSON', () => {
  const accepted = [
    '0',
    '-0.5e+10',
    '"\\u0041\\ud83d\\ude00"',
    '[]',
    '{}',
    ' [1 , 2 ] ',
    'true',
    '\ufeff{}',
  ];
  it.each(accepted)('accepts %s', (text) => {
    expect(() => parseJson(text)).not.toThrow();
  });

  const refused = [
    '',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    '"\n"',
    '"\\',
    '[1,]',
    '[,]',
    '{"a":}',
    '{"a" 1}',
    '{,}',
    '[1 2]',
    'nul',
    '// x\n1',
    "'x'",
    '0x1',
    '[',
    '{',
    '"\\u12"',
    '1_000',
  ];
  it.each(refused)('refuses %j, as JSON.parse does', (text) => {
    expect(() => parseJson(text)).toThrow(JsonSyntaxError);
    expect(() => {
      JSON.parse(text);
    }).toThrow();
  });

  it('counts lines and columns from 1', () => {
    expect(positionAt('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
    expect(positionAt('', 0)).toEqual({ line: 1, column: 1 });
  });
});
