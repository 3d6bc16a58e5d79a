import { describe, expect, it } from 'vitest';
import { KeyBases } from '../../client/src/keys/keyBases.ts';
import { isJson, isText, shownText } from '../../client/src/keys/keyContent.ts';

const uri = 'proto-atlas-keys://e/a';

function value(revision: number, text: string) {
  return { revision, value: Buffer.from(text, 'utf8') };
}

function opened(text: string, revision = 5): KeyBases {
  const bases = new KeyBases();
  bases.read(uri, value(revision, text));
  bases.settled(uri, text);
  return bases;
}

describe('what a save is compared with', () => {
  it('is the revision that was read', () => {
    expect(opened('one').of(uri)?.revision).toBe(5);
  });

  it('stays when somebody else reads the file while it is open', () => {
    const bases = opened('mine');
    bases.read(uri, value(6, 'them'));
    expect(bases.of(uri)?.revision).toBe(5);
  });

  it('moves when the editor shows what was read', () => {
    const bases = opened('one');
    bases.read(uri, value(6, 'two'));
    expect(bases.settled(uri, 'two')).toBe(true);
    expect(bases.of(uri)?.revision).toBe(6);
    expect(bases.settled(uri, 'two')).toBe(false);
  });

  it('moves with a change that left the value as it was', () => {
    const bases = opened('one');
    bases.read(uri, value(9, 'one'));
    expect(bases.of(uri)?.revision).toBe(9);
  });

  it('goes back when the editor still shows what was read before', () => {
    const bases = opened('one');
    bases.read(uri, value(6, 'two'));
    bases.settled(uri, 'two');
    bases.read(uri, value(7, 'three'));
    bases.settled(uri, 'one');
    expect(bases.of(uri)?.revision).toBe(5);
  });

  it('knows a text whatever its line ends and its mark', () => {
    const bases = opened('one');
    bases.read(uri, value(6, '\ufeffa\r\nb'));
    bases.settled(uri, 'a\nb');
    expect(bases.of(uri)?.revision).toBe(6);
  });

  it('is unknown for a text that nobody read, and stays', () => {
    const bases = opened('one');
    expect(bases.settled(uri, 'from nowhere')).toBe(false);
    expect(bases.of(uri)?.revision).toBe(5);
  });

  it('is what was written, and gone with the document', () => {
    const bases = opened('one');
    bases.moved(uri, value(8, 'mine'));
    expect([bases.of(uri)?.revision, bases.isOpen(uri)]).toEqual([8, true]);
    bases.closed(uri);
    expect([bases.of(uri), bases.isOpen(uri)]).toEqual([undefined, false]);
    bases.read(uri, value(9, 'x'));
    bases.read(uri, value(10, 'y'));
    expect(bases.of(uri)?.revision).toBe(10);
  });
});

describe('files that nobody opens', () => {
  it('are forgotten in time, and open ones are not', () => {
    const bases = opened('one');
    for (let index = 0; index < 1_000; index++) {
      bases.read(`${uri}${index}`, value(index + 1, 'x'));
    }
    expect(bases.of(`${uri}0`)).toBeUndefined();
    expect(bases.of(`${uri}999`)?.revision).toBe(1_000);
    expect(bases.of(uri)?.revision).toBe(5);
  });
});

describe('the content of a key', () => {
  it.each([
    ['{"a":1}', true],
    [' [1]', true],
    ['10.0.0.1:80', false],
    ['7', false],
    ['{', false],
    ['"text"', false],
  ])('%s is JSON: %s', (text, expected) => {
    expect(isJson(text)).toBe(expected);
  });

  it('is shown as text, or as its bytes', () => {
    expect(isText(Buffer.from('größe\n'))).toBe(true);
    expect(isText(Buffer.from([0xff]))).toBe(false);
    expect(isText(Buffer.from('a\0b'))).toBe(false);
    expect(shownText(Buffer.from('größe'))).toBe('größe');
    expect(shownText(Buffer.from([0x41, 0xff, 0]))).toMatch(
      /^3 bytes that are not UTF-8[^]*00000000 {2}41 ff 00 {39,} {2}A\.\.$/,
    );
  });

  it('is dumped up to a bound', () => {
    const text = shownText(Buffer.alloc(1024 * 1024));
    expect(text.length).toBeLessThan(400_000);
    expect(text).toMatch(/… and 983040 more$/);
  });
});
