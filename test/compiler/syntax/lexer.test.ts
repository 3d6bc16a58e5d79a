import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../server/src/compiler/syntax/lexer.ts';
import { expectAnnotated, parseFixture } from '../../support/fixture.ts';

/** Tokens as `kind text`, white space left out. */
function tokensOf(text: string): string[] {
  const { tokens } = tokenize(text);
  return Array.from(
    { length: tokens.length },
    (_, index) => `${tokens.kind(index)} ${text.slice(tokens.start(index), tokens.end(index))}`,
  ).filter((token) => !token.startsWith('whitespace'));
}

function messagesOf(text: string): string[] {
  return tokenize(text).diagnostics.map(({ message }) => message);
}

describe('tokens', () => {
  it.each([
    ['a_1B', ['identifier a_1B']],
    [
      '0 00 017 0x1F 0Xff',
      ['integer 0', 'integer 00', 'integer 017', 'integer 0x1F', 'integer 0Xff'],
    ],
    ['1. .5 1e5 1E-5 1.5e+5', ['float 1.', 'float .5', 'float 1e5', 'float 1E-5', 'float 1.5e+5']],
    ['a.b', ['identifier a', 'punctuation .', 'identifier b']],
    ['1.a', ['float 1.a']],
    [`"a'b" 'a"b'`, [`string "a'b"`, `string 'a"b'`]],
    ['"\\"" "\\\\"', ['string "\\""', 'string "\\\\"']],
    ['"a\nb', ['string "a', 'identifier b']],
    ['"a\r\nb', ['string "a', 'identifier b']],
    ['// a\nb', ['lineComment // a', 'identifier b']],
    ['/* a\n*/b/**/', ['blockComment /* a\n*/', 'identifier b', 'blockComment /**/']],
    ['/*/ */', ['blockComment /*/ */']],
    ['/ *', ['punctuation /', 'punctuation *']],
    ['größe = 1', ['invalid größe', 'punctuation =', 'integer 1']],
    ['\u0001\u0002a', ['invalid \u0001\u0002', 'identifier a']],
    ['-1', ['punctuation -', 'integer 1']],
  ])('of %j', (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });

  it('take a byte order mark as white space at the beginning alone', () => {
    expect(tokensOf('\ufeffa')).toEqual(['identifier a']);
    expect(messagesOf('a \ufeff')).toEqual(['unexpected character U+FEFF']);
  });

  it('are found by offset', () => {
    const { tokens } = tokenize('ab  c');
    expect([0, 1, 2, 3, 4, 5].map((offset) => tokens.indexAt(offset))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(tokenize('').tokens.indexAt(0)).toBe(-1);
  });
});

describe('lexical findings', () => {
  it.each([
    ['1a', 'a number needs a space between it and a word'],
    ['1.5.2', 'a number has one decimal point or exponent'],
    ['0x1.2', 'hex and octal numbers have no decimal point'],
    ['0x', '"0x" needs hex digits after it'],
    ['1e', '"e" needs an exponent after it'],
    ['08', 'a number with a leading zero is octal: its digits go up to 7'],
    ['a.5', 'a number needs a space before its dot'],
    ['"\\q"', 'unknown escape sequence'],
    ['"\\xg"', '\\x needs hex digits after it'],
    ['"\\u12"', '\\u needs 4 hex digits after it'],
    ['"\\U00200000"', 'code points go up to \\U0010ffff'],
    ['"a', 'string lacks its closing "'],
    ["'a", "string lacks its closing '"],
    ['/* a', 'comment lacks its closing */'],
    ['/* /* */', 'block comments cannot be nested'],
    ['\0', 'control characters are not allowed'],
    ['é', 'names are made of ASCII letters, digits and underscores'],
    ['“a', 'unexpected character U+201C'],
    ['\ud800', 'unexpected character U+D800'],
  ])('in %j', (text, message) => {
    expect(messagesOf(text)).toEqual([message]);
  });

  it('stand under what is wrong', () => {
    const fixture = parseFixture(`
      "ok \\q \\x41" 0x 12ab
          ^^ unknown escape sequence
                   ^^ "0x" needs hex digits after it
                      ^^^^ a number needs a space between it and a word
      "open
      ^^^^^ string lacks its closing "
      /* /* */
         ^^ block comments cannot be nested
    `);
    expectAnnotated(fixture, (path) => tokenize(fixture.texts.get(path) ?? '').diagnostics);
  });

  it('stop at a bound, however broken the text is', () => {
    expect(messagesOf('\u0001a'.repeat(10_000))).toHaveLength(500);
  });
});
