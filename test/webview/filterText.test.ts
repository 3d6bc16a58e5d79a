import { describe, expect, it } from 'vitest';
import {
  hasValue,
  mistakenKey,
  parseFilter,
  toggleValue,
  withoutKeys,
  written,
} from '../../webview/src/state/filterText.ts';

/** The terms in short: `-key=a|b`. */
function terms(text: string): readonly string[] {
  return parseFilter(text).map((term) => {
    const minus = term.isNegated ? '-' : '';
    switch (term.kind) {
      case 'word':
        return `${minus}${term.word}`;
      case 'key':
        return `${minus}${term.key}=${term.values.join('|')}`;
      case 'meta':
        return `${minus}meta.${term.name}=${term.values.join('|')}`;
    }
  });
}

describe('the language of the filter', () => {
  it.each([
    ['  a  b ', ['a', 'b']],
    ['health:critical', ['health=critical']],
    ['Health:a,b', ['health=a|b']],
    ['health:', ['health=']],
    ['-tag:blue', ['-tag=blue']],
    ['-word', ['-word']],
    ['-', ['-']],
    ['- a', ['-', 'a']],
    ['tag:"two words",b', ['tag=two words|b']],
    ['tag:"a,b"', ['tag=a,b']],
    ['tag:"say \\"hi\\""', ['tag=say "hi"']],
    ['"two words" c', ['two words', 'c']],
    ['"open end', ['open end']],
    ['meta.zone=a', ['meta.zone=a']],
    ['meta.zone:a,b', ['meta.zone=a|b']],
    ['-meta.zone', ['-meta.zone=']],
    ['meta."my key"=v', ['meta.my key=v']],
    ['10.0.0.1:8080', ['10.0.0.1:8080']],
    ['other:x', ['other:x']],
    ['"health:critical"', ['health:critical']],
  ])('reads %j', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  it('reads any text to its end, and says where each term stands', () => {
    const pieces = ['"', '\\', ',', ':', '-', 'tag:', 'meta.', '=', 'a', ' ', '*', '\u0000', '🚀'];
    for (let seed = 1; seed < 4_000; seed += 1) {
      const text = Array.from(
        { length: seed % 9 },
        (_, index) => pieces[(seed * (index * 7 + 3) + (seed >> index)) % pieces.length],
      ).join('');
      let end = 0;
      for (const term of parseFilter(text)) {
        expect(text.slice(end, term.start).trim()).toBe('');
        expect(term.end).toBeGreaterThan(term.start);
        end = term.end;
      }
      expect(text.slice(end).trim()).toBe('');
    }
  });

  it('reads back every value that it writes', () => {
    for (const value of ['a', 'a b', 'a,b', '"', '\\', 'c:\\d "e"', '-x', '<img>', '']) {
      const [term] = parseFilter(`tag:${written(value)}`);
      expect(term?.kind === 'key' && (term.values[0] ?? '')).toBe(value);
    }
  });
});

describe('a choice of the menu', () => {
  it('is written into the filter and taken out again', () => {
    const one = toggleValue('orders', 'health', 'critical');
    const two = toggleValue(one, 'tag', 'a b');
    expect(two).toBe('orders health:critical tag:"a b" ');
    expect(hasValue(two, 'tag', 'A B')).toBe(true);
    expect(toggleValue(toggleValue(two, 'health', 'critical'), 'tag', 'a b')).toBe('orders ');
  });

  it('leaves the other alternatives and the other terms', () => {
    const text = 'a health:critical,warning -health:passing b';
    expect(toggleValue(text, 'health', 'critical')).toBe('a health:warning -health:passing b ');
    expect(withoutKeys(text, ['health'])).toBe('a b');
  });
});

describe('a key that there is not', () => {
  it.each([
    ['helth:critical', 'helth', 'health'],
    ['a tga:x', 'tga', 'tag'],
    ['regsitry:etcd', 'regsitry', 'registry'],
    ['versions:1', 'versions', 'version'],
  ])('%s was meant otherwise', (text, typed, meant) => {
    expect(mistakenKey(text)).toEqual({ typed, meant });
  });

  it.each(['localhost:80', 'http://a', 'health:x', 'orders'])('%s is no mistake', (text) => {
    expect(mistakenKey(text)).toBeUndefined();
  });
});
