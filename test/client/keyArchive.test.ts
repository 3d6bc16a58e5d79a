import { describe, expect, it } from 'vitest';
import {
  changesOf,
  planImport,
  planText,
  transactionsOf,
} from '../../client/src/keys/importPlan.ts';
import {
  type ArchivedKey,
  ArchiveError,
  type KeyArchive,
  readArchive,
  writeArchive,
} from '../../client/src/keys/keyArchive.ts';

function keyOf(key: string, value: string | Uint8Array, revision = 1): ArchivedKey {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return { key: Buffer.from(key), value: bytes, revision };
}

function archiveOf(keys: readonly ArchivedKey[], prefix = ''): KeyArchive {
  return {
    ...{ registry: 'etcd', connection: 'shop', prefix: Buffer.from(prefix), revision: 7, keys },
    exportedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** A file that a person has edited. */
function edited(change: (file: Record<string, unknown>) => void): string {
  const file = JSON.parse(writeArchive(archiveOf([keyOf('a', '1')]))) as Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
}

describe('a file of keys', () => {
  it('brings back every byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const keys = [
      keyOf('a/text', 'line 1\r\nline 2 \u2028 ü 🙂'),
      keyOf('a/bytes', all),
      keyOf('a/mark', '\ufefftext'),
      keyOf('a/empty', ''),
      keyOf('a/nul', '\0'),
      { ...keyOf('a/', 'x'), key: Uint8Array.from([0x61, 0x2f, 0xff, 0x00]) },
      { ...keyOf('a/held', 'x'), lease: '7587886', flags: '18446744073709551615' },
    ];
    const back = readArchive(writeArchive(archiveOf(keys, 'a/')));
    expect(back.keys.map(({ key, value }) => [Buffer.from(key), Buffer.from(value)])).toEqual(
      keys.map(({ key, value }) => [Buffer.from(key), Buffer.from(value)]),
    );
    expect(back.keys.at(-1)).toMatchObject({ lease: '7587886', flags: '18446744073709551615' });
    expect([back.registry, back.connection, back.revision]).toEqual(['etcd', 'shop', 7]);
  });

  it('shows text as text', () => {
    const text = writeArchive(archiveOf([keyOf('a', '{"b": 1}')]));
    expect(text).toContain('"value": "{\\"b\\": 1}"');
    expect(text).not.toContain('Base64');
  });

  it.each<[string, string, RegExp]>([
    ['is no JSON', '{', /no JSON/],
    ['is a list', '[]', /not an object/],
    ['is another file', '{"name": "x"}', /no export of keys/],
    ['has no keys', edited((file) => delete file.keys), /"keys" is not a list/],
    [
      'has a key without a value',
      edited((file) => (file.keys = [{ key: 'a' }])),
      /keys\[0\].*value/,
    ],
    [
      'has a value twice',
      edited((file) => (file.keys = [{ key: 'a', value: '', valueBase64: '' }])),
      /keys\[0\] needs "value"/,
    ],
    [
      'has a value that is no base64',
      edited((file) => (file.keys = [{ key: 'a', valueBase64: 'a*b' }])),
      /keys\[0\]\.valueBase64/,
    ],
    [
      'has half a character',
      edited((file) => (file.keys = [{ key: '\ud800', value: '' }])),
      /half/,
    ],
    ['has an empty key', edited((file) => (file.keys = [{ key: '', value: '' }])), /empty/],
    [
      'has a key twice',
      edited(
        (file) =>
          (file.keys = [
            { key: 'a', value: '' },
            { keyBase64: 'YQ==', value: '' },
          ]),
      ),
      /keys\[1\] has the key of an earlier one/,
    ],
    ['leaves its prefix', edited((file) => (file.prefix = 'b/')), /does not start with the prefix/],
    [
      'has flags as a number',
      edited((file) => (file.keys = [{ key: 'a', value: '', flags: 1 }])),
      /keys\[0\]\.flags/,
    ],
  ])('is refused with the place when it %s', (_, text, message) => {
    expect(() => readArchive(text)).toThrow(ArchiveError);
    expect(() => readArchive(text)).toThrow(message);
  });
});

describe('an import', () => {
  const wanted = [keyOf('same', '1'), keyOf('other', '2'), keyOf('new', '3')];
  const current = [keyOf('same', '1', 10), keyOf('other', 'x', 11), keyOf('extra', 'y', 12)];
  const plan = planImport(wanted, current);

  it('says what it would do', () => {
    expect(planText(plan)).toBe('1 created, 1 changed, 1 unchanged, 1 only there');
  });

  it('changes exactly what was looked at, and deletes only when that is wanted', () => {
    const told = (isDeleting: boolean) =>
      changesOf(plan, { isDeleting }).map(({ kind, key, expected }) => [
        ...[kind, Buffer.from(key).toString(), expected],
      ]);
    const writes = [
      ['put', 'new', 0],
      ['put', 'other', 11],
    ];
    expect(told(false)).toEqual(writes);
    expect(told(true)).toEqual([...writes, ['delete', 'extra', 12]]);
  });

  it('is divided where a registry takes no more at once, and loses nothing', () => {
    const changes = changesOf(plan, { isDeleting: true });
    const parts = transactionsOf(changes, 2);
    expect(parts.map((part) => part.length)).toEqual([2, 1]);
    expect(parts.flat()).toEqual(changes);
    expect(transactionsOf([], 2)).toEqual([]);
  });
});
