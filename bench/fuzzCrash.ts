import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadBases } from '../test/compiler/robustness/inputs.ts';
import { brokenPromises } from '../test/compiler/robustness/promises.ts';

const folder = resolve(import.meta.dirname, '../test/compiler/broken/crashes');

/** Saves a text that breaks a promise, as small as it gets; gives the path. */
export function saveCrash(what: string, text: string): string {
  const isRepeatable = !/^(it hangs|slow|the thread died)/.test(what);
  const small = isRepeatable ? minimise(text) : text;
  const name = createHash('sha256').update(small).digest('hex').slice(0, 12);
  mkdirSync(folder, { recursive: true });
  // UTF-8 has no lone surrogates; JSON escapes them.
  const isText = Buffer.from(small).toString() === small;
  const path = join(folder, `${name}.${isText ? 'proto' : 'json'}`);
  writeFileSync(path, isText ? small : `${JSON.stringify(small)}\n`);
  return path;
}

/** Takes away ever smaller parts for as long as a promise stays broken, for some seconds. */
function minimise(text: string): string {
  const bases = loadBases({ google: true });
  const until = Date.now() + 20_000;
  let small = text;
  for (let size = text.length >> 1; size >= 1; size = size >> 1) {
    for (let at = 0; at < small.length && Date.now() < until;) {
      const shorter = small.slice(0, at) + small.slice(at + size);
      if (brokenPromises(shorter, bases).length > 0) {
        small = shorter;
      } else {
        at += size;
      }
    }
  }
  return small;
}
