/** Whether files that were compiled apart define a name twice, which one name space does not allow. */
import { type LinkedFile, takenNames } from '../compiler/index.ts';

/** The names of a file as numbers, few of which stand for two names. */
export interface NameKeys {
  /** Of what it defines at file level. */
  readonly symbols: Float64Array<ArrayBuffer>;
  /** Of the packages that it is in. */
  readonly packages: Float64Array<ArrayBuffer>;
}

/** Turns the names of a file into numbers, which are sent sooner than texts and compared sooner. */
export function nameKeys(file: LinkedFile): NameKeys {
  const { symbols, packages } = takenNames(file);
  return {
    symbols: Float64Array.from(symbols, keyOf),
    packages: Float64Array.from(packages, keyOf),
  };
}

/** Whether two of some files may define the same. Of files of one path the first counts. */
export function mayShareNames(
  files: readonly { readonly path: string; readonly names: NameKeys | undefined }[],
): boolean {
  const all = [...new Map(files.map((file) => [file.path, file])).values()];
  const packages = new Set(all.flatMap(({ names }) => [...(names?.packages ?? [])]));
  const owners = new Map<number, string>();
  for (const { path, names } of all) {
    for (const key of names?.symbols ?? []) {
      const owner = owners.get(key) ?? path;
      if (owner !== path || packages.has(key)) {
        return true;
      }
      owners.set(key, owner);
    }
  }
  return false;
}

const twoTo32 = 2 ** 32;
const low20Bits = 0xf_ffff;

/** A hash of 52 bits: two of 32, by the multipliers of FNV and of Knuth. */
function keyOf(name: string): number {
  let one = 0x811c9dc5;
  let other = 0x9e3779b1;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x9e3779b1) ^ (other >>> 15);
  }
  return (one & low20Bits) * twoTo32 + (other >>> 0);
}
