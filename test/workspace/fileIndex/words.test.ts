import { describe, expect, it } from 'vitest';
import {
  hashWord,
  hasWord,
  includesSorted,
  wordsOf,
} from '../../../server/src/workspace/fileIndex/words.ts';
import { createRandom } from '../../support/random.ts';

/** What a pattern says of the words of a text. */
function wordsByPattern(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/[A-Za-z0-9_]+/g)].map(([word]) => word).filter((word) => !/^\d/.test(word)),
  );
}

describe('the words of a text', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['message Foo { Foo.Bar_2 x = 12; }', ['message', 'Foo', 'Bar_2', 'x']],
    ['9lives 0x1F _', ['_']],
    ['größe naïve.b', ['gr', 'e', 'na', 've', 'b']],
  ])('of %j', (text, words) => {
    expect(wordsOf(text)).toEqual(Uint32Array.from(words.map(hashWord)).sort());
  });

  it('are found by number as by pattern, whatever the text', () => {
    const random = createRandom(3);
    const parts = ['Foo', 'foo', '_', '9', 'é', '.', ' ', '/*', 'message', '\u{1f600}', 'a1', '-'];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random.below(40) }, () => random.pick(parts)).join('');
      const words = wordsByPattern(text);
      const numbers = wordsOf(text);
      expect(numbers).toEqual(Uint32Array.from([...words].map(hashWord)).sort());
      for (const word of ['Foo', 'foo', 'Foofoo', 'a1', 'message', '_', 'F']) {
        expect(hasWord(text, word), text).toBe(words.has(word));
      }
    }
  });

  it('are each there once, however many they are', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `w${index % 5_000}`).join(' ');
    const numbers = wordsOf(text);
    expect(numbers.length).toBe(5_000);
    const place = { start: 0, end: numbers.length };
    expect(includesSorted(numbers, place, hashWord('w4999'))).toBe(true);
    expect(includesSorted(numbers, place, hashWord('w5000'))).toBe(false);
    expect(includesSorted(numbers, { start: 0, end: 0 }, hashWord('w1'))).toBe(false);
  });

  it('are found among others, however unevenly those are spread', () => {
    const random = createRandom(9);
    for (let round = 0; round < 500; round++) {
      const most = random.pick([10, 1_000, 2 ** 32]);
      const least = random.chance(0.3) ? 2 ** 32 - most : 0;
      const pick = (): number => least + random.below(most);
      const numbers = new Set(Array.from({ length: random.below(300) }, pick));
      const list = Uint32Array.from([7, ...[...numbers].sort((a, b) => a - b), 9]);
      const place = { start: 1, end: list.length - 1 };
      for (const wanted of [...numbers, pick(), 0, 7, 9, 2 ** 32 - 1]) {
        expect(includesSorted(list, place, wanted)).toBe(numbers.has(wanted));
      }
    }
  });
});
