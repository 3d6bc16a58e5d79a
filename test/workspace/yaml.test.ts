import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isMap, readYaml, type YamlValue } from '../../server/src/workspace/yaml.ts';

/** As plain objects with strings, to compare with the YAML library. */
function plain(value: YamlValue): unknown {
  if (typeof value === 'string') {
    return value;
  }
  return isMap(value)
    ? Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]))
    : value.map(plain);
}

describe('the YAML of buf files', () => {
  it.each([
    'version: v2\nmodules:\n  - path: proto\n    name: buf.build/a/b\n  - path: other\n',
    'version: v1 # the old one\nlint:\n  use:\n  - STANDARD\n  - "COMMENTS"\n',
    "---\nlint:\n    ignore_only:\n        ENUM_PASCAL_CASE:\n            - a/b.proto\n            - 'c d'\n",
    'use: [A, "B", \'C\']\nempty: []\nmap: {a: b, c: [d, e]}\n',
    'use: [\n  A, # one\n  B,\n  C\n]\nnext: x\n',
    'lint: {use: [A], except: [B], ignore_only: {C: [d/e.proto]}}\n',
    '- a\n- - b\n  - c\n-\n  d: e\n',
    'a:\n  b:\n    c: d\n  e: f\ng: h\n',
    'deps:\n  - buf.build/x/y:main\n  - buf.build/z\n',
    '"quoted key": it\'s\nother: a # b\nhash: a#b\n',
    "a: \"x # y\"\nb: 'it''s'\n",
    'a:\r\n  - b\r\n  - c\r\n',
    '\ufeffa: b\n',
    'a: b\n---\na: c\n',
  ])('reads %j as the library does', (text) => {
    const first = text.replace(/\n---\n[^]*$/, '\n').replace(/^\ufeff/, '');
    expect(plain(readYaml(text))).toEqual(parse(first, { schema: 'failsafe' }));
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
