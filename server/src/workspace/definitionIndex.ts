import type { MapState } from './layeredMap.ts';
import type { Definition, FileSummary } from './summary.ts';

/** Every file of one state of the workspace with its summary. */
export interface DefinitionSource {
  /** Another one for each state. */
  readonly id: number;
  readonly files: MapState<string, object>;
  summary(uri: string): FileSummary;
}

/** What a file defines under one short name. */
export type DefinedIn = readonly [uri: string, definitions: readonly Definition[]];

/**
 * What is defined where in the whole workspace, by short names. It follows whatever state it is asked
 * about: only files whose summaries are other objects than the last time are read again.
 */
export class DefinitionIndex {
  readonly #summaries = new Map<string, FileSummary>();
  /** By the last part of a full name. */
  readonly #names = new Map<string, Name>();
  #version = 0;
  #state: number | undefined;
  /** Those of the state that it followed last. */
  #files: MapState<string, object> | undefined;

  /** Grows whenever a file comes to define other names than before. */
  version(state: DefinitionSource): number {
    this.#follow(state);
    return this.#version;
  }

  /** What has that short name, file by file. */
  named(name: string, state: DefinitionSource): Iterable<DefinedIn> {
    this.#follow(state);
    return this.#names.get(name)?.files ?? [];
  }

  /** What has a short name with some letters, in lower case, in their order. */
  withLetters(letters: string, state: DefinitionSource): Iterable<DefinedIn> {
    this.#follow(state);
    const found: DefinedIn[] = [];
    for (const { lowerCase, files } of this.#names.values()) {
      if (hasInOrder(lowerCase, letters)) {
        files.forEach((definitions, uri) => found.push([uri, definitions]));
      }
    }
    return found;
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
      this.#take(uri, files.has(uri) ? state.summary(uri) : undefined);
    }
    for (const uri of changed === undefined ? [...this.#summaries.keys()] : []) {
      if (!files.has(uri)) {
        this.#take(uri, undefined);
      }
    }
  }

  #take(uri: string, summary: FileSummary | undefined): void {
    const before = this.#summaries.get(uri);
    if (before === summary) {
      return;
    }
    if (summary === undefined) {
      this.#summaries.delete(uri);
    } else {
      this.#summaries.set(uri, summary);
    }
    this.#replace(uri, before?.definitions ?? [], summary?.definitions ?? []);
  }

  #replace(uri: string, before: readonly Definition[], after: readonly Definition[]): void {
    this.#version += areSame(before, after) ? 0 : 1;
    for (const { name } of before) {
      const known = this.#names.get(name);
      known?.files.delete(uri);
      if (known?.files.size === 0) {
        this.#names.delete(name);
      }
    }
    for (const definition of after) {
      const known = this.#names.get(definition.name) ?? newName(definition.name);
      this.#names.set(definition.name, known);
      const others = known.files.get(uri);
      known.files.set(uri, others === undefined ? [definition] : [...others, definition]);
    }
  }
}

interface Name {
  readonly lowerCase: string;
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
