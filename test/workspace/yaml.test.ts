import { describe, expect, it } from 'vitest';
import { isMap, readYaml, type YamlValue } from '../../server/src/workspace/yaml.ts';

function plain(value: YamlValue): unknown {
  if (typeof value === 'string') {
    return value;
  }
  return isMap(value)
    ? Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]))
    : value.map(plain);
}

describe('the YAML of buf files', () => {
  it.each<[string, unknown]>([
    [
      'version: v2\nmodules:\n  - path: proto\n  - path: other\n',
      { version: 'v2', modules: [{ path: 'proto' }, { path: 'other' }] },
    ],
    ['use: [A, "B", \'C\']\nempty: []\n', { use: ['A', 'B', 'C'], empty: [] }],
    ['\ufeffa: b # why\n', { a: 'b' }],
    ['disallow: true\nnumber: 1\nnothing:\n', { disallow: 'true', number: '1', nothing: '' }],
    ['a: b\n---\na: c\n', { a: 'b' }],
    ['a: &x b\nc: *x\n', { a: 'b', c: '' }],
    ['a: b\na: c\n', { a: 'c' }],
    ['lint:\n  use: [A\nbreaking: {}\n', { lint: { use: ['A'] }, breaking: {} }],
  ])('reads %j', (text, wanted) => {
    expect(plain(readYaml(text))).toEqual(wanted);
  });

  it.each([
    '',
    '\t',
    ':',
    '- ',
    'a: [',
    'a: {b',
    'a: ]',
    '[,,]',
    '{:,:}',
    "a: '",
    'a: "\\',
    'a: |\n  b: c\n',
    'a: &x b\nc: *x\n',
    '['.repeat(10_000),
    '- '.repeat(5_000),
    '{a: '.repeat(5_000),
    'a:\n b:\n  c:\n'.repeat(100),
    '  a: b\nc: d\n',
  ])('throws for nothing: %j', (text) => {
    expect(() => readYaml(text)).not.toThrow();
  });
});
