import type { Location } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import type { ProtoSymbol } from '../../server/src/compiler/index.ts';
import { toRange } from '../../server/src/features/places.ts';
import { references } from '../../server/src/features/references.ts';
import { declaredTogether, namesOfAll } from '../../server/src/features/symbolAt.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { createRandom, type Random } from '../support/random.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';
import { finish } from './finish.ts';

const names = ['A', 'B', 'a', 'v1', 'Status'];
const packages = ['', 'a', 'a.v1', 'a.b.a', 'Status.v1'];
const files = Array.from({ length: 8 }, (_, index) => `f${index}.proto`);

/** Few names, which hide one another in every way. */
function randomText(random: Random, index: number): string {
  const typeName = (): string => {
    const parts = Array.from({ length: 1 + random.below(3) }, () => random.pick(names));
    const name = random.chance(0.3)
      ? `${random.pick(packages)}.${parts.join('.')}`
      : parts.join('.');
    const clean = name.replace(/^\./, '');
    return random.chance(0.2)
      ? `.${clean}`
      : random.chance(0.05)
        ? clean.replace('.', ' . ')
        : clean;
  };
  const taken = new Set<string>();
  const fresh = (): string => {
    const free = names.filter((name) => !taken.has(name));
    const name = free.length === 0 ? `n${taken.size}` : random.pick(free);
    taken.add(name);
    return name;
  };
  const fields = (): string =>
    Array.from({ length: random.below(4) }, (_, at) => {
      const name = random.chance(0.2) ? random.pick(names) : `f${at}`;
      const number = at + 1;
      return random.chance(0.2)
        ? `map<string, ${typeName()}> ${name}_${at} = ${number};`
        : `optional ${typeName()} ${name}${at} = ${number};`;
    }).join(' ');
  const message = (depth: number): string => {
    const inner = random.chance(0.4) && depth < 3 ? message(depth + 1) : '';
    const extend = random.chance(0.15)
      ? `extend ${typeName()} { optional ${typeName()} e${index}${depth}${random.below(1e6)} = ${1000 + random.below(1e6)}; }`
      : '';
    return `message ${depth === 0 ? fresh() : random.pick(names)} { extensions 1000 to max; ${fields()} ${inner} ${extend} }`;
  };
  const option = random.chance(0.2) ? `option (${typeName()}) = 1;` : '';
  return [
    'syntax = "proto2";',
    `${random.chance(0.8) ? `package ${random.pick(packages)};` : ''}`.replace('package ;', ''),
    ...files
      .slice(0, index)
      .filter(() => random.chance(0.5))
      .map((path) => `import ${random.chance(0.3) ? 'public ' : ''}"${path}";`),
    option,
    message(0),
    message(0),
    random.chance(0.5)
      ? `enum ${fresh()} { ${random.chance(0.5) ? fresh() : `Z${index}`} = 0; }`
      : '',
    random.chance(0.5)
      ? `service ${fresh()} { rpc ${random.pick(names)}(${typeName()}) returns (stream ${typeName()}); }`
      : '',
  ].join('\n');
}

/** What links say, file by file. */
function linkedPlaces(snapshot: Snapshot, symbol: ProtoSymbol): Location[] {
  return [...snapshot.uris()].flatMap((uri) => {
    const file = snapshot.linked(uri);
    return file === undefined
      ? []
      : namesOfAll(file, declaredTogether(symbol)).map(({ span }) => ({
          uri,
          range: toRange(file.source, span),
        }));
  });
}

function foundPlaces(snapshot: Snapshot, uri: string, symbol: ProtoSymbol): Location[] {
  const position = toRange(symbol.file, symbol.nameSpan).start;
  return finish(references(snapshot, { uri, position, includeDeclaration: true }));
}

describe('references that the index tells', () => {
  it('are those that links tell, whatever hides what', async () => {
    let [found, uses] = [0, 0];
    for (let seed = 1; seed <= 150; seed++) {
      const random = createRandom(seed);
      const texts = files.map((path, index) => [path, randomText(random, index)] as const);
      const workspace = await openWorkspace(new MemoryFileSystem(texts));
      for (const [path, text] of texts.filter(() => random.chance(0.2))) {
        workspace.setDocument({ uri: uriOf(path), version: 1, text });
      }
      const snapshot = workspace.snapshot();
      for (const path of files) {
        const symbols = snapshot.linked(uriOf(path))?.symbols.values() ?? [];
        for (const symbol of [...symbols].filter(({ kind }) => kind !== 'oneof')) {
          const asked = workspace.snapshot().again();
          const own = asked.linked(uriOf(path))?.symbols.get(symbol.fullName);
          if (own === undefined) {
            continue;
          }
          const expected = linkedPlaces(snapshot, symbol);
          const places = foundPlaces(asked, uriOf(path), own);
          const where = `seed ${seed}, ${symbol.fullName} of ${path}`;
          expect(places, where).toEqual(expected);
          found++;
          uses += expected.length - 1;
        }
      }
    }
    expect(found).toBeGreaterThan(3_000);
    expect(uses).toBeGreaterThan(500);
  });

  it('read no file but the one that defines the name', async () => {
    const importing = Array.from({ length: 20 }, (_, index) => {
      return [`u${index}.proto`, useOf(index)] as const;
    });
    const disk = new MemoryFileSystem([['home.proto', home], ...importing]);
    const snapshot = (await openWorkspace(disk)).snapshot();
    const symbol = snapshot.linked(uriOf('home.proto'))?.symbols.get('p.T');
    disk.reads = 0;
    const places = foundPlaces(snapshot, uriOf('home.proto'), symbol ?? expect.fail());
    expect(places).toHaveLength(1 + 3 * importing.length);
    expect(disk.reads).toBe(0);
  });

  it('of a field look into the files whose options have its name', async () => {
    const disk = new MemoryFileSystem([
      ['home.proto', `${home} ${options}`],
      ['named.proto', optionOf('T')],
      ['other.proto', `${optionOf('U')} message M { optional string T = 1; /* T */ }`],
    ]);
    const snapshot = (await openWorkspace(disk)).snapshot();
    const symbol = snapshot.linked(uriOf('home.proto'))?.symbols.get('p.Options.T');
    disk.reads = 0;
    const places = foundPlaces(snapshot, uriOf('home.proto'), symbol ?? expect.fail());
    expect(places.map(({ uri }) => uri)).toEqual([uriOf('home.proto'), uriOf('named.proto')]);
    expect(disk.reads).toBe(1);
  });
});

const home =
  'syntax = "proto2"; package p; import "google/protobuf/descriptor.proto"; message T { message Inner {} }';

const options = `message Options { optional string T = 1; optional string U = 2; }
  extend google.protobuf.FileOptions { optional Options my = 50000; }`;

function useOf(index: number): string {
  return `syntax = "proto3"; package u${index}; import "home.proto";
    message M { p.T a = 1; .p.T.Inner b = 2; }
    service S { rpc R(M) returns (p.T); }`;
}

function optionOf(field: string): string {
  return `syntax = "proto2"; package o; import "home.proto";
    option (p.my).${field} = "x"; option (p.my) = { ${field}: "y" };`;
}
