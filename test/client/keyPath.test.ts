import { describe, expect, it } from 'vitest';
import {
  authorityOf,
  connectionIdOf,
  documentPath,
  folderPath,
  keyText,
  locationOf,
  nameOf,
} from '../../client/src/keys/keyPath.ts';
import { createRandom, type Random } from '../support/random.ts';

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

/** Pieces that paths, editors and people stumble over. */
const pieces = [
  ...[
    '/',
    '//',
    '.',
    '..',
    '~',
    '~-',
    '~2f',
    '~~',
    'a',
    'B',
    ' ',
    '\t',
    '\n',
    '\0',
    '\u007f',
    '\\',
  ],
  ...['%', '%2F', '?', '#', '&', ':', 'c:', 'é', 'e\u0301', '☃', '𝒳', '\u202e', '\ufeff', '\u2028'],
  ...['users', '.json', '\u00a0', '\ufffd', '__proto__', 'CON'],
].map((text) => Buffer.from(text, 'utf8'));
const brokenPieces = ['ff', 'c3', 'eda080', 'f8', '80'].map((text) => Buffer.from(text, 'hex'));

function randomKey(random: Random): Uint8Array {
  const all = random.chance(0.3) ? [...pieces, ...brokenPieces] : pieces;
  return Buffer.concat(Array.from({ length: random.below(8) }, () => random.pick(all)));
}

describe('the path of a key', () => {
  it.each([
    ['plain', '/plain'],
    ['a/b.json', '/a~/b.json'],
    ['/a', '/~-~/a'],
    ['a/', '/a~/~-'],
    ['a//b', '/a~/~-~/b'],
    ['./..', '/~2e~/~2e~2e'],
    ['a~', '/a~7e'],
    ['a\n', '/a~0a'],
    [' a ', '/~20a~20'],
    ['größe/☃', '/größe~/☃'],
    ['/microservices/users/u1', '/~-~/microservices~/users~/u1'],
  ])('%j is %s', (key, path) => {
    expect(documentPath(bytes(key))).toBe(path);
    expect(locationOf(path)).toEqual({ kind: 'key', key: Buffer.from(key) });
  });

  it('comes back as the key, whatever the key is', () => {
    const random = createRandom(1);
    for (let round = 0; round < 20_000; round++) {
      const key = randomKey(random);
      const path = documentPath(key);
      const location = locationOf(path);
      expect([location?.kind, hex(location?.key ?? bytes('none'))]).toEqual(['key', hex(key)]);
    }
  });

  it('is apart from that of every other key and folder', () => {
    const random = createRandom(2);
    const owners = new Map<string, string>();
    for (let round = 0; round < 20_000; round++) {
      const key = randomKey(random);
      const folder = Buffer.concat([key, bytes('/')]);
      const claims = [
        [documentPath(key), `key ${hex(key)}`],
        [folderPath(folder), `folder ${hex(folder)}`],
      ] as const;
      for (const [path, owner] of claims) {
        expect(owners.get(path) ?? owner).toBe(owner);
        owners.set(path, owner);
      }
    }
  });

  it('is one that an editor leaves alone', () => {
    const random = createRandom(3);
    for (let round = 0; round < 20_000; round++) {
      const path = documentPath(randomKey(random));
      expect(path).toMatch(/^(\/[^/]+)+$/);
      expect(path).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]|\/\.{1,2}(\/|$)|\s(\/|$)/u);
      expect(
        new URL(`x://host${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`).pathname,
      ).toBe(encodeURI(path).replace(/[?#]/g, encodeURIComponent));
    }
  });

  it('of a folder comes back as the folder', () => {
    const random = createRandom(4);
    for (let round = 0; round < 20_000; round++) {
      const folder = Buffer.concat([randomKey(random), bytes('/')]);
      const location = locationOf(folderPath(folder));
      expect([location?.kind, hex(location?.key ?? bytes('none'))]).toEqual([
        'folder',
        hex(folder),
      ]);
    }
    expect(locationOf('/')).toEqual({ kind: 'folder', key: new Uint8Array() });
    expect(folderPath(new Uint8Array())).toBe('/');
  });

  it.each(['/a/b', '/~41', '/a~2F', '/a~/', '//a', '/~~', '/a\\b', '/..'])(
    '%s is that of no key',
    (path) => {
      expect(locationOf(path)).toBeUndefined();
    },
  );
});

describe('the words for a key', () => {
  it('are its last segment', () => {
    expect(['a/b', 'a/b/', 'a', '/', 'a/', 'a//', ''].map((key) => nameOf(bytes(key)))).toEqual([
      'b',
      'b',
      'a',
      '/',
      'a',
      '/',
      '(empty)',
    ]);
  });

  it('show the bytes that are no text', () => {
    expect(keyText(bytes('a/ü'))).toBe('a/ü');
    expect(keyText(Buffer.from('a/\xff\n', 'latin1'))).toBe('a/\\xff\\x0a');
  });
});

describe('the authority of a connection', () => {
  it.each(['etcd-1', 'My Registry', 'a_b', 'ÜBER/☃', '127.0.0.1:2379', '_41', ''])(
    'of %j is in lower case and comes back',
    (id) => {
      const authority = authorityOf(id);
      expect(authority).toMatch(/^[a-z0-9_-]*$/);
      expect(connectionIdOf(authority)).toBe(id);
    },
  );
});
