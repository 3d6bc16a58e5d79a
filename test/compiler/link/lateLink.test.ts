import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  link,
  type LinkedFile,
  outlineOf,
  parse,
  parseLater,
  wellKnownText,
} from '../../../server/src/compiler/index.ts';
import { googleProtoFiles, protoFiles } from '../../support/protoFiles.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { randomEdit } from '../../support/randomEdits.ts';
import { factsOf } from './linkFacts.ts';

type Mode = 'atOnce' | 'late';

/** Links files by path, each once; `atOnce` asks everything of each before the next one. */
class Links {
  /** Paths whose texts were looked into. */
  readonly read = new Set<string>();
  readonly #texts: (path: string) => string | undefined;
  readonly #mode: Mode;
  readonly #done = new Map<string, LinkedFile | undefined>();

  constructor(texts: (path: string) => string | undefined, mode: Mode) {
    this.#texts = texts;
    this.#mode = mode;
  }

  link(path: string): LinkedFile | undefined {
    if (!this.#done.has(path)) {
      this.#done.set(path, undefined);
      const text = this.#texts(path) ?? wellKnownText(path);
      this.#done.set(path, text === undefined ? undefined : this.#linkText(path, text));
    }
    return this.#done.get(path);
  }

  #linkText(path: string, text: string): LinkedFile {
    const known = outlineOf(parse(path, text));
    known.imports.forEach((each) => this.link(each.path));
    if (this.#mode === 'atOnce') {
      const linked = link(parse(path, text), (each) => this.link(each));
      factsOf(linked);
      return linked;
    }
    const source = parseLater(path, () => {
      this.read.add(path);
      return text;
    });
    return link(source, (each) => this.link(each), { outline: known });
  }
}

function corpusText(path: string): string | undefined {
  try {
    return readFileSync(join(googleProtoFiles, path), 'utf8');
  } catch {
    return undefined;
  }
}

describe('a file that is linked late', () => {
  const random = createRandom(7);
  const all = protoFiles(googleProtoFiles);
  const some = Array.from({ length: 60 }, () => random.pick(all));

  it.each(['intact', 'damaged'] as const)('says what it says at once, %s', (state) => {
    const damage = createRandom(11);
    const texts = new Map<string, string | undefined>();
    const textOf = (path: string): string | undefined => {
      if (!texts.has(path)) {
        const text = corpusText(path);
        texts.set(path, state === 'damaged' && text ? damaged(text, damage) : text);
      }
      return texts.get(path);
    };
    for (const path of some) {
      const late = new Links(textOf, 'late').link(path);
      const atOnce = new Links(textOf, 'atOnce').link(path);
      expect(late && factsOf(late), path).toEqual(atOnce && factsOf(atOnce));
    }
  });

  it('is looked into only where its names are wanted', () => {
    const files: Readonly<Record<string, string>> = {
      'a.proto': 'syntax = "proto3"; import "b.proto"; import "c.proto"; message A { p.B b = 1; }',
      'b.proto': 'syntax = "proto3"; package p; import "d.proto"; message B { D d = 1; }',
      'c.proto': 'syntax = "proto3"; package p; message C {}',
      'd.proto': 'syntax = "proto3"; package p; message D {}',
    };
    const links = new Links((path) => files[path], 'late');
    expect(links.link('a.proto')?.diagnostics.map(({ code }) => code)).toEqual(['unused-import']);
    expect([...links.read].sort()).toEqual(['a.proto', 'c.proto']);
  });

  it('has its types before its tree, and they are those of the tree', () => {
    const [text, read] = [
      `package p; message M { enum E { A = 0; option deprecated = true; } }`,
      vi.fn(),
    ];
    const file = lateFile(text, { outlineText: text, read });
    const promised = ['p.M', 'p.M.E'].map((name) => file.find(name));
    expect(
      promised.map((symbol) => symbol && [symbol.kind, symbol.name, symbol.isDeprecated]),
    ).toEqual([
      ['message', 'M', false],
      ['enum', 'E', true],
    ]);
    expect(file.find('q.M')).toBeUndefined();
    expect(read).not.toHaveBeenCalled();

    const [message, inner] = promised;
    expect(inner?.parent).toBe(message);
    expect(read).toHaveBeenCalledOnce();
    expect(message?.children).toEqual([inner]);
    expect(message?.nameSpan).toMatchObject({ start: 19, text: 'M' });
    expect([...file.symbols.values()].slice(0, 2)).toEqual(promised);
    expect(file.symbols.get('p.M')).toBe(message);
  });

  it('may have another text by then than the one that its types are known from', () => {
    const file = lateFile('package p; enum M { A = 0; }', {
      outlineText: 'package p; message M {} message N {}',
    });
    const promised = ['p.M', 'p.N'].map((name) => file.find(name));
    for (const symbol of promised) {
      expect(symbol?.node).toMatchObject({ kind: 'message', members: [] });
      expect([symbol?.parent, symbol?.children, symbol?.field]).toEqual([undefined, [], undefined]);
    }
    expect(file.find('p.M')?.kind).toBe('enum');
    expect(file.find('p.N')).toBeUndefined();
  });

  it.each([
    'message A {} message A {}',
    'message A { B }',
    'message A { int32 B = 1; enum B { C = 0; } }',
  ])('is looked into for its names where they are in doubt: %s', (text) => {
    expect(outlineOf(parse('a.proto', text))).toMatchObject({ isSound: false, types: new Map() });
  });

  it('may need thousands of others, each the next', () => {
    const count = 3_000;
    const option = (index: number): string => (index === count - 1 ? '' : ` [(o${index + 1}) = 1]`);
    const textOf = (path: string): string | undefined => {
      const index = Number(/^f(\d+)/.exec(path)?.[1]);
      return Number.isNaN(index)
        ? undefined
        : `syntax = "proto2";
           ${index === count - 1 ? '' : `import "f${index + 1}.proto";`}
           import "google/protobuf/descriptor.proto";
           extend google.protobuf.FieldOptions { optional int32 o${index} = ${50_000 + index}${option(index)}; }`;
    };
    const done = new Map<string, LinkedFile>();
    const known = (path: string): LinkedFile | undefined => done.get(path);
    for (const path of ['google/protobuf/descriptor.proto']) {
      done.set(path, link(parse(path, wellKnownText(path) ?? ''), known));
    }
    for (let index = count - 1; index >= 0; index--) {
      const path = `f${index}.proto`;
      done.set(path, link(parse(path, textOf(path) ?? ''), known));
    }
    expect(done.get('f0.proto')?.symbols.get('o0')?.field?.number).toBe(50_000);
  });
});

function lateFile(
  text: string,
  { outlineText, read }: { readonly outlineText: string; readonly read?: () => void },
): LinkedFile {
  const source = parseLater('a.proto', () => {
    read?.();
    return text;
  });
  return link(source, () => undefined, { outline: outlineOf(parse('a.proto', outlineText)) });
}

/** Edits as people make them, now and then of a word that others may name. */
function damaged(text: string, random: Random): string {
  const words = [...text.matchAll(/\b\w+\b/g)];
  const { index, 0: word } = random.pick(words);
  return random.chance(0.5)
    ? randomEdit(text, random)
    : text.slice(0, index) + text.slice(index + word.length);
}
