import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer, type Tokenizer } from './grammar.ts';

let tokenizer: Tokenizer;

beforeAll(async () => {
  tokenizer = await loadTokenizer('textproto');
});

/** The innermost scope of each piece of a text that is named, without the language. */
function scopes(text: string): Record<string, string | undefined> {
  const { tokens } = tokenizer.tokenize(text);
  return Object.fromEntries(
    tokens.map(({ text: piece, scopes: all }) => [
      piece.trim(),
      all.at(-1)?.replace(/\.textproto$/, ''),
    ]),
  );
}

describe('the grammar of the text format', () => {
  it('scopes names and values', () => {
    expect(scopes('name: WORD sub { f: -1.5f g <h: true> }\n"text" \'\\n\'')).toMatchObject({
      name: 'support.type.property-name',
      ':': 'punctuation.separator.key-value',
      WORD: 'variable.other.enummember',
      sub: 'support.type.property-name',
      '-1.5f': 'constant.numeric',
      true: 'constant.language',
      text: 'string.quoted.double',
      '\\n': 'constant.character.escape',
    });
  });

  it('scopes extensions, type URLs and lists', () => {
    expect(scopes('[a.b]: [1, 0x1F] [h.com/x.Y] {}')).toMatchObject({
      'a.b': 'entity.name.type.extension',
      '1': 'constant.numeric',
      '0x1F': 'constant.numeric',
      'h.com/': 'string.unquoted.url',
      'x.Y': 'entity.name.type.extension',
    });
  });

  it('scopes comments and the header in them', () => {
    expect(scopes('# proto-file: a/b.proto\n# other "\nx: 1')).toMatchObject({
      'proto-file': 'keyword.other.schema',
      'a/b.proto': 'string.unquoted.schema',
      'other "': 'comment.line.number-sign',
      x: 'support.type.property-name',
    });
  });

  it('closes what it opens', () => {
    expect(tokenizer.tokenize('a { b: [1] c < d: "x" > }\n').openRules).toBe(1);
  });
});
