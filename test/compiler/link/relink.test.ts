import { describe, expect, it } from 'vitest';
import {
  link,
  type LinkedFile,
  type LinkedPart,
  parse,
  reparse,
  wellKnownText,
} from '../../../server/src/compiler/index.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { descriptorOf, factsOf, findingsOf } from './linkFacts.ts';
import { type Dialect, imports, randomChange, randomFile } from './randomDeclarations.ts';

/** Files to import, each linked once. */
class Imports {
  readonly #done = new Map<string, LinkedFile>();

  readonly resolve = (path: string): LinkedFile | undefined => {
    const known = this.#done.get(path);
    const text = imports[path] ?? wellKnownText(path);
    if (known !== undefined || text === undefined) {
      return known;
    }
    const linked = link(parse(path, text), this.resolve);
    this.#done.set(path, linked);
    return linked;
  };

  /** The next question gives another link of the same text. */
  forget(path: string): void {
    this.#done.delete(path);
  }
}

const path = 'x.proto';

/** What a part says, without objects. */
function saidBy({ start: from, symbols, references }: LinkedPart): unknown {
  return [
    symbols.map(({ fullName, kind, nameSpan }) => [fullName, kind, nameSpan.start - from]),
    [...references].map(([{ start }, { fullName, kind }]) => [start - from, fullName, kind]),
  ];
}

/** Texts are compared in less time; where they differ, the values say more. */
function expectSame(actual: unknown, expected: unknown, round: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    expect(actual, round).toEqual(expected);
  }
}

/** A file that is edited again and again, with what its parts said. */
class Edited {
  linked: LinkedFile;
  readonly files = new Imports();
  #meanings = new Set<object>();
  readonly #said = new Map<object, unknown>();
  keptParts = 0;
  allParts = 0;

  constructor(text: string) {
    this.linked = link(parse(path, text), this.files.resolve);
  }

  get text(): string {
    return this.linked.source.text;
  }

  edit(text: string): void {
    const source = reparse(path, text, this.linked.source);
    const { memory } = this.linked;
    this.linked = link(source, this.files.resolve, { memory });
  }

  #countKept(): void {
    const meanings = this.linked.parts.map(({ meaning }) => meaning);
    this.allParts += meanings.length;
    this.keptParts += meanings.filter((each) => this.#meanings.has(each)).length;
    this.#meanings = new Set(meanings);
  }

  /** In any order, and not always everything: the next link may have to do with what there is. */
  check(random: Random, round: string): void {
    const fresh = link(parse(path, this.text), this.files.resolve);
    const isWhole = random.chance(0.3);
    if (random.chance(0.1)) {
      return;
    }
    if (isWhole && random.chance(0.5)) {
      expectSame(factsOf(this.linked), factsOf(fresh), round);
    }
    expectSame(findingsOf(this.linked), findingsOf(fresh), round);
    this.#countKept();
    if (isWhole) {
      expectSame(factsOf(this.linked), factsOf(fresh), round);
      expect(descriptorOf(this.linked) === descriptorOf(fresh), round).toBe(true);
      this.#checkMeanings(round);
    }
  }

  #checkMeanings(round: string): void {
    for (const part of this.linked.parts) {
      const said = saidBy(part);
      const before = this.#said.get(part.meaning);
      if (before !== undefined) {
        expectSame(said, before, round);
      }
      this.#said.set(part.meaning, said);
    }
  }
}

const dialects: readonly Dialect[] = ['proto2', 'proto3', '2023', '2024'];

describe('a file that is linked after an edit', () => {
  it.each(dialects)('says what it says when it is linked anew, in %s', (dialect) => {
    let [kept, all] = [0, 0];
    for (let seed = 1; seed <= 6; seed++) {
      const random = createRandom(seed);
      const style = { dialect, hasExtensions: seed % 2 === 1, hasFeatures: seed % 3 === 0 };
      const first = randomFile(random, style);
      const edited = new Edited(first);
      const texts = [first];
      for (let round = 1; round <= 60; round++) {
        const isUndone = random.chance(0.15);
        const text = isUndone ? random.pick(texts) : randomChange(edited.text, random, style);
        texts.push(text);
        if (random.chance(0.05)) {
          edited.files.forget(random.pick(Object.keys(imports)));
        }
        edited.edit(text);
        edited.check(random, `${dialect}, seed ${seed}, round ${round}`);
      }
      kept += edited.keptParts;
      all += edited.allParts;
    }
    expect(kept / all).toBeGreaterThan(0.3);
  });
});
