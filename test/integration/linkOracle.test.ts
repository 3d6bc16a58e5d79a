import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Location, Position } from 'vscode-languageserver-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../server/src/compiler/index.ts';
import { definition, references } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { googleProtoFiles, protoFiles } from '../support/protoFiles.ts';
import { protocDescriptors } from '../support/protoc.ts';
import { type NamePlace, type ProtocNames, protocNames } from '../support/protocNames.ts';
import { createRandom } from '../support/random.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

/** Imports 254 files, 651 in all. */
const deep = 'google/ads/googleads/v25/services/google_ads_service.proto';
const positions = 10_000;
const askedNames = 500;

const random = createRandom(20_261_123);
let texts: ReadonlyMap<string, string>;
let snapshot: Snapshot;
let theirs: ProtocNames;

beforeAll(async () => {
  const all = protoFiles(googleProtoFiles);
  texts = withImports([deep, ...Array.from({ length: 400 }, () => random.pick(all))]);
  const { descriptors, rejected } = protocDescriptors({
    root: googleProtoFiles,
    paths: [...texts.keys()],
    includeSourceInfo: true,
  });
  expect([...rejected.keys()]).toEqual([]);
  theirs = protocNames(descriptors, texts);
  snapshot = (await openWorkspace(new MemoryFileSystem(texts))).snapshot();
}, 300_000);

describe('in files of google-proto-files, where protoc says what each type name means', () => {
  it(`definition agrees at ${positions} random positions`, () => {
    const different: string[] = [];
    const known = theirs.uses.filter(({ fullName }) => theirs.definitions.has(fullName));
    for (let round = 0; round < positions; round++) {
      const { place, fullName } = random.pick(known);
      const { start, end } = lastPart(place);
      const offset = start + random.below(end - start + 1);
      const found = definitionAt(place.path, offset);
      const wanted = theirs.definitions.get(fullName);
      if (found === undefined || wanted === undefined || textOf(found) !== textAt(wanted)) {
        different.push(`${place.path}:${offset}: ${found && textOf(found)}, not ${fullName}`);
      }
    }
    expect(different).toEqual([]);
  }, 120_000);

  it(`references agree for ${askedNames} of the messages and enums`, () => {
    const uses = usesByName();
    const names = [...theirs.definitions].filter(([name]) => uses.has(name));
    for (let round = 0; round < askedNames; round++) {
      const [name, place] = random.pick(names);
      const found = referencesTo(place).filter(isCompared).map(textOf).sort();
      expect(found, name).toEqual([...(uses.get(name) ?? [])].sort());
    }
  }, 120_000);

  it(`definition leads to the word that stands at ${positions} random offsets`, () => {
    const paths = [...texts.keys()];
    let found = 0;
    for (let round = 0; round < positions; round++) {
      const path = random.pick(paths);
      const text = texts.get(path) ?? '';
      const offset = random.below(text.length);
      const target = definitionAt(path, offset);
      if (target === undefined) {
        expect(theirs.uses.filter(({ place }) => isInLastPart(place, path, offset))).toEqual([]);
      } else if (!/^\s*import\b/.test(lineAt(text, offset))) {
        found++;
        expect(wordOf(target), `${path}:${offset}`).toBe(wordAt(text, offset));
      }
    }
    expect(found).toBeGreaterThan(positions / 20);
  }, 120_000);
});

/** The files with all that they import, by path; what is built in is left out. */
function withImports(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = join(googleProtoFiles, path);
    if (!found.has(path) && statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
      const text = readFileSync(file, 'utf8');
      found.set(path, text);
      const { members } = parse(path, text).tree;
      waiting.push(
        ...members.flatMap((one) => (one.kind === 'import' && one.path ? [one.path.value] : [])),
      );
    }
  }
  return found;
}

/** What each name's uses are: of `Outer.Inner` the first part is one of `Outer`. */
function usesByName(): ReadonlyMap<string, ReadonlySet<string>> {
  const uses = new Map<string, Set<string>>();
  for (const { place, fullName } of theirs.uses) {
    let meant = fullName;
    for (const part of partsOf(place).reverse()) {
      if (theirs.definitions.has(meant)) {
        const known = uses.get(meant) ?? new Set();
        uses.set(meant, known.add(textAt(part)));
      }
      meant = meant.slice(0, Math.max(0, meant.lastIndexOf('.')));
    }
  }
  return uses;
}

/** The words of a name, which may stand on several lines. */
function partsOf(place: NamePlace): NamePlace[] {
  const written = (texts.get(place.path) ?? '').slice(place.start, place.end);
  return [...written.matchAll(/\w+/g)].map(({ 0: word, index }) => {
    const start = place.start + index;
    return { path: place.path, start, end: start + word.length };
  });
}

function lastPart(place: NamePlace): NamePlace {
  return partsOf(place).at(-1) ?? place;
}

function isInLastPart(place: NamePlace, path: string, offset: number): boolean {
  if (place.path !== path || offset < place.start || offset > place.end) {
    return false;
  }
  return offset >= lastPart(place).start;
}

function definitionAt(path: string, offset: number): Location | undefined {
  return definition(snapshot, { uri: uriOf(path), position: positionOf(path, offset) });
}

function referencesTo({ path, start }: NamePlace): readonly Location[] {
  const position = positionOf(path, start);
  const steps = references(snapshot, { uri: uriOf(path), position, includeDeclaration: false });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) {
      return value;
    }
  }
}

function positionOf(path: string, offset: number): Position {
  const at = snapshot.source(uriOf(path))?.lines.positionAt(offset);
  return { line: at?.line ?? 0, character: at?.column ?? 0 };
}

function textAt({ path, start, end }: NamePlace): string {
  return textOf({
    uri: uriOf(path),
    range: { start: positionOf(path, start), end: positionOf(path, end) },
  });
}

function textOf({ uri, range: { start, end } }: Location): string {
  return `${uri}:${start.line}:${start.character}-${end.line}:${end.character}`;
}

/** Not so the built-in files, which use those of the workspace, nor what protoc counts otherwise. */
function isCompared(location: Location): boolean {
  const text = texts.get(location.uri.slice(uriOf('').length));
  return text !== undefined && /^[\x20-\x7e\r\n]*$/.test(text);
}

/** The word that an offset is in or at the end of. */
function wordAt(text: string, offset: number): string {
  const before = /\w*$/.exec(text.slice(0, offset))?.[0] ?? '';
  return before + (/^\w*/.exec(text.slice(offset))?.[0] ?? '');
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end);
}

function wordOf({ uri, range: { start, end } }: Location): string {
  const line = snapshot.source(uri)?.text.split('\n')[start.line] ?? '';
  return line.slice(start.character, end.character);
}
