import { describe, expect, it } from 'vitest';
import { compile, type LinkedFile } from '../../../server/src/compiler/index.ts';
import { NameIndex } from '../../../server/src/compiler/link/nameIndex.ts';

const texts = new Map([
  ['kept.proto', 'package kept; message A {} enum E { VALUE = 0; }'],
  ['other.proto', 'package other; message B {}'],
]);

function linked(path: string): LinkedFile {
  const [file] = compile({
    files: [path],
    resolve: (wanted) => ({ text: texts.get(wanted) ?? '' }),
  }).files;
  if (file === undefined) {
    throw new Error(`${path} is not there`);
  }
  return file;
}

const named = (fullName: string): { packageName: string; topLevel: { fullName: string }[] } => ({
  packageName: '',
  topLevel: [{ fullName }],
});

describe('the names of files that are compiled together', () => {
  it('stay with the files that are kept', () => {
    const index = new NameIndex();
    const kept = linked('kept.proto');
    index.add(named('gone'));
    index.keepOnly([kept]);
    index.add(named('added'));
    const known = ['kept.A', 'kept.VALUE', 'kept', 'added'];
    expect(known.every((name) => index.mayClash(named(name)))).toBe(true);
    expect(index.mayClash(named('gone'))).toBe(false);
  });

  it('go with a file that was kept before', () => {
    const index = new NameIndex();
    index.keepOnly([linked('kept.proto')]);
    index.keepOnly([linked('other.proto')]);
    expect(index.mayClash(named('kept.A'))).toBe(false);
    expect(index.mayClash(named('other.B'))).toBe(true);
  });

  it('are those of the files that are kept twice and one more', () => {
    const index = new NameIndex();
    const kept = linked('kept.proto');
    index.keepOnly([kept]);
    index.keepOnly([kept, linked('other.proto')]);
    expect(index.mayClash(named('kept.A')) && index.mayClash(named('other.B'))).toBe(true);
  });
});
