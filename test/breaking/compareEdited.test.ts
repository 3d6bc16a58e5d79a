import { describe, expect, it } from 'vitest';
import {
  breakingRules,
  compareFile,
  elementIn,
  extensionKey,
  elementsOf,
  type Schema,
} from '../../server/src/breaking/index.ts';
import { link, type LinkedFile, parse, reparse } from '../../server/src/compiler/index.ts';
import {
  type Dialect,
  randomChange,
  randomFile,
  resolveImport,
} from '../compiler/link/randomDeclarations.ts';
import { createRandom } from '../support/random.ts';

const path = 'x.proto';

const rules = new Set(breakingRules.map(({ id }) => id));

/** A module of one file alone. */
function schemaOf(file: LinkedFile): Schema {
  const extensions = [...elementsOf(file).values()].flatMap(({ extension }) => [
    ...extension.values(),
  ]);
  return {
    find: (kind, fullName) => elementIn(file, kind, fullName),
    extension: (key) => extensions.find(({ symbol }) => extensionKey(symbol) === key),
    hasPackage: (name) => file.packageName === name,
    hasAny: (kind) => [...elementsOf(file).values()].some((each) => each[kind].size > 0),
    isFirstOfPackage: () => true,
    rulesOf: () => rules,
  };
}

function broken(now: LinkedFile, before: LinkedFile, basis: object | undefined): unknown {
  const [present, past] = [now, before].map(schemaOf);
  if (present === undefined || past === undefined) {
    return undefined;
  }
  return compareFile({ now, before, present, past, basis }).map(
    ({ code, start, end, message, place, earlier }) => ({
      ...{ code, start, end, message },
      place: typeof place === 'string' ? place : [place.start, place.end],
      earlier: earlier && [earlier.start, earlier.end],
    }),
  );
}

const dialects: readonly Dialect[] = ['proto2', 'proto3', '2023', '2024'];

describe('a file that is compared after an edit', () => {
  it.each(dialects)('breaks what one breaks that is compared anew, in %s', (dialect) => {
    let [kept, found] = [0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const random = createRandom(seed * 13);
      const style = { dialect, hasExtensions: seed % 2 === 1, hasFeatures: seed % 3 === 0 };
      const text = randomFile(random, style);
      const before = link(parse(path, text), resolveImport);
      const basis = {};
      let file = link(parse(path, text), resolveImport);
      for (let round = 1; round <= 30; round++) {
        // What is remembered is known with the findings.
        expect(file.diagnostics).toBeDefined();
        const meanings = new Set(file.parts.map(({ meaning }) => meaning));
        const next = randomChange(file.source.text, random, style);
        file = link(reparse(path, next, file.source), resolveImport, { memory: file.memory });
        const findings = broken(file, before, basis);
        const fresh = broken(link(parse(path, next), resolveImport), before, undefined);
        expect(findings, `${dialect}, seed ${seed}, round ${round}`).toEqual(fresh);
        found += Array.isArray(fresh) ? fresh.length : 0;
        kept += file.parts.filter(({ meaning }) => meanings.has(meaning)).length;
      }
    }
    expect(kept).toBeGreaterThan(100);
    expect(found).toBeGreaterThan(100);
  });
});
