import type { MapState } from './layeredMap.ts';
import type { Definition, FileSummary } from './summary.ts';
import { parentUri } from './uri.ts';

/** Every file of one state of the workspace with its summary. */
export interface DefinitionSource {
  /** Another one for each state. */
  readonly id: number;
  readonly files: MapState<string, object>;
  summary(uri: string): FileSummary;
  /** Whether a file may have that word. */
  mentions(uri: string, word: string): boolean;
}

/** What a file defines under one short name. */
export type DefinedIn = readonly [uri: string, definitions: readonly Definition[]];

/** A short name, and what each file defines under it. */
export interface DefinedName {
  readonly lowerCase: string;
  readonly files: ReadonlyMap<string, readonly Definition[]>;
}

/** So many are answered sooner by looking through the files than by noting all their names. */
const firstQuestions = 8;

/** Where to look for files. */
export type FilePlace = { readonly packageName: string } | { readonly folder: string };

/**
 * What is defined where in the whole workspace, by short names. It follows whatever state it is asked
 * about: only files whose summaries are other objects than the last time are read again.
 */
export class DefinitionIndex {
  readonly #summaries = new Map<string, FileSummary>();
  /** By the last part of a full name. */
  readonly #names = new Map<string, Name>();
  /** Files by what `keysOf` says of them. */
  readonly #places = new Map<string, Set<string>>();
  #version = 0;
  /** How many were answered without following any state. */
  #questions = 0;
  /** The last answer of `#namesWith`, and what it was given for. */
  #asked: AskedNames | undefined;
  #state: number | undefined;
  /** Those of the state that it followed last. */
  #files: MapState<string, object> | undefined;

  /** Grows whenever a file comes to define other names than before. */
  version(state: DefinitionSource): number {
    this.#follow(state);
    return this.#version;
  }

  /** What has that short name, file by file. The first questions are answered without an index. */
  named(name: string, state: DefinitionSource): Iterable<DefinedIn> {
    if (this.#state === undefined && this.#questions++ < firstQuestions) {
      return foundIn(state, name);
    }
    this.#follow(state);
    return this.#names.get(name)?.files ?? [];
  }

  /** The short names with some letters, in lower case, in their order. */
  withLetters(letters: string, state: DefinitionSource): Iterable<DefinedName> {
    this.#follow(state);
    return this.#namesWith(letters);
  }

  /** Who types on asks about some of the names that he was told of, as long as they are the same. */
  #namesWith(letters: string): readonly Name[] {
    const asked = this.#asked;
    const isKnown = asked?.version === this.#version && letters.startsWith(asked.letters);
    const among = isKnown ? asked.names : this.#names.values();
    if (isKnown && letters === asked.letters) {
      return asked.names;
    }
    const names = [...among].filter(({ lowerCase }) => hasInOrder(lowerCase, letters));
    this.#asked = { letters, version: this.#version, names };
    return names;
  }

  /** The files of a package, and those of a folder. */
  filesOf(place: FilePlace, state: DefinitionSource): Iterable<string> {
    this.#follow(state);
    return this.#places.get(keyOf(place)) ?? [];
  }

  /** Takes up one file, absent once it is gone. To be called for one that nobody has asked about yet. */
  take(uri: string, summary: FileSummary | undefined): void {
    const before = this.#summaries.get(uri);
    if (before === summary) {
      return;
    }
    if (summary === undefined) {
      this.#summaries.delete(uri);
    } else {
      this.#summaries.set(uri, summary);
    }
    if (before?.packageName !== summary?.packageName) {
      this.#place(uri, before, summary);
    }
    this.#replace(uri, before?.definitions ?? [], summary?.definitions ?? []);
  }

  #follow(state: DefinitionSource): void {
    if (state.id === this.#state) {
      return;
    }
    this.#state = state.id;
    const { files } = state;
    const changed = this.#files && files.differing(this.#files);
    this.#files = files;
    for (const uri of changed ?? files.keys()) {
      this.take(uri, files.has(uri) ? state.summary(uri) : undefined);
    }
    for (const uri of changed === undefined ? [...this.#summaries.keys()] : []) {
      if (!files.has(uri)) {
        this.take(uri, undefined);
      }
    }
  }

  #place(uri: string, before: FileSummary | undefined, after: FileSummary | undefined): void {
    for (const key of before === undefined ? [] : keysOf(uri, before)) {
      this.#places.get(key)?.delete(uri);
    }
    for (const key of after === undefined ? [] : keysOf(uri, after)) {
      const files = this.#places.get(key) ?? new Set();
      this.#places.set(key, files);
      files.add(uri);
    }
  }

  #replace(uri: string, before: readonly Definition[], after: readonly Definition[]): void {
    this.#version += areSame(before, after) ? 0 : 1;
    const changed = changedNames(before, after);
    const isChanged = ({ name }: Definition): boolean => changed.has(name);
    for (const name of changed) {
      this.#names.get(name)?.files.delete(uri);
    }
    for (const definition of changed.size === 0 ? [] : after.filter(isChanged)) {
      const known = this.#names.get(definition.name) ?? newName(definition.name);
      this.#names.set(definition.name, known);
      const others = known.files.get(uri);
      known.files.set(uri, others === undefined ? [definition] : [...others, definition]);
    }
    // Last, so that a name that stays is the same object.
    for (const name of changed) {
      if (this.#names.get(name)?.files.size === 0) {
        this.#names.delete(name);
      }
    }
  }
}

function* foundIn(state: DefinitionSource, name: string): Iterable<DefinedIn> {
  for (const uri of state.files.keys()) {
    const definitions = state.mentions(uri, name)
      ? state.summary(uri).definitions.filter((each) => each.name === name)
      : [];
    if (definitions.length > 0) {
      yield [uri, definitions];
    }
  }
}

function keysOf(uri: string, { packageName }: FileSummary): readonly string[] {
  return [keyOf({ packageName }), keyOf({ folder: parentUri(uri) })];
}

/** No name of a package has a slash, and every folder has one. */
function keyOf(place: FilePlace): string {
  return 'folder' in place ? `${place.folder}/` : place.packageName;
}

interface AskedNames {
  readonly letters: string;
  readonly version: number;
  readonly names: readonly Name[];
}

interface Name extends DefinedName {
  readonly files: Map<string, readonly Definition[]>;
}

function newName(name: string): Name {
  return { lowerCase: name.toLowerCase(), files: new Map() };
}

/** Whether a text has some letters in their order, others between them or not. */
export function hasInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

/** The names of all but the first and the last definitions that are the same in two lists. */
function changedNames(
  before: readonly Definition[],
  after: readonly Definition[],
): ReadonlySet<string> {
  const shorter = Math.min(before.length, after.length);
  let first = 0;
  while (first < shorter && isEqual(before[first], after[first])) {
    first++;
  }
  let last = 0;
  while (last < shorter - first && isEqual(before.at(-1 - last), after.at(-1 - last))) {
    last++;
  }
  const changed = [before, after].flatMap((all) => all.slice(first, all.length - last));
  return new Set(changed.map(({ name }) => name));
}

function isEqual(one: Definition | undefined, other: Definition | undefined): boolean {
  return (
    one !== undefined &&
    one.fullName === other?.fullName &&
    one.line === other.line &&
    one.column === other.column &&
    one.kind === other.kind &&
    one.isDeprecated === other.isDeprecated &&
    one.streams?.client === other.streams?.client &&
    one.streams?.server === other.streams?.server
  );
}

/** Whether they say the same names, wherever they stand. */
function areSame(before: readonly Definition[], after: readonly Definition[]): boolean {
  return (
    before.length === after.length &&
    before.every(
      ({ fullName, kind }, index) =>
        fullName === after[index]?.fullName && kind === after[index].kind,
    )
  );
}
