/**
 * Records of many files in three flat values: they go from thread to thread and to the disk as they
 * are, and nothing is made of a file until somebody asks for it.
 */

/** The flat values. `numbers` begins with how many records there are and where each begins. */
export interface RecordBlock {
  /** All strings, one behind the other. */
  readonly text: string;
  readonly numbers: Uint32Array;
  /** Three of each record: size, modified, changed. */
  readonly stamps: Float64Array;
}

export const definitionKinds = ['message', 'enum', 'service', 'method', 'extension'] as const;
export const syntaxes = ['proto2', 'proto3', 'editions'] as const;
export const problemKinds = ['none', 'notUtf8', 'unreadable'] as const;

/** Numbers in front of the lists of a record: see `layoutOf`. */
export const headLength = 16;
export const importLength = 3;
export const definitionLength = 6;
export const optionLength = 4;
export const stringLength = 2;
/** Of each place of a type: its scope as in definitions, twice, and what it finds; line; column. */
export const placeLength = 3;

/** Where the parts of a record begin in `numbers`; `at` is its first number. */
export interface Layout {
  readonly at: number;
  readonly imports: number;
  readonly definitions: number;
  readonly options: number;
  readonly methodTypes: number;
  readonly names: number;
  readonly words: ListPlace;
  readonly otherWords: ListPlace;
  readonly types: ListPlace;
}

export function layoutOf(numbers: Uint32Array, at: number): Layout {
  const counted = (place: number, length: number): number => (numbers[at + place] ?? 0) * length;
  const imports = at + headLength;
  const definitions = imports + counted(7, importLength);
  const options = definitions + counted(8, definitionLength);
  const methodTypes = options + counted(9, optionLength);
  const names = methodTypes + counted(10, stringLength);
  const words = listAt(numbers, names + counted(15, stringLength));
  const otherWords = listAt(numbers, words.end);
  const types = listAt(numbers, otherWords.end);
  return {
    ...{ at, imports, definitions, options, methodTypes, names },
    ...{ words, otherWords, types },
  };
}

/** A list that has its length in front. */
export function listAt(numbers: Uint32Array, at: number): ListPlace {
  return { start: at + 1, end: at + 1 + (numbers[at] ?? 0) };
}

/** Where a list begins, and what it ends before. */
export interface ListPlace {
  readonly start: number;
  readonly end: number;
}

/** The places from `start` to before `end`, one every `step`. */
export function inSteps(start: number, end: number, step: number): number[] {
  return Array.from({ length: (end - start) / step }, (_, index) => start + index * step);
}

export function stringAt(text: string, numbers: Uint32Array, at: number): string {
  const start = numbers[at] ?? 0;
  return text.slice(start, start + (numbers[at + 1] ?? 0));
}
