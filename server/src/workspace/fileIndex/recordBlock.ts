/**
 * Records of many files in three flat values: they go from thread to thread and to the disk as they
 * are, and nothing is made of a file until somebody asks for it.
 */
import { type FileOutline, outlinedTypes } from '../../compiler/index.ts';
import type { FileProblem } from '../fileState.ts';
import type { FileStamp } from '../ports.ts';
import type { Definition, FileSummary, ImportSummary } from '../summary.ts';
import type { FileRecord } from './record.ts';
import { hashWord, includesSorted } from './words.ts';
import {
  nothingWritten,
  type TypePlace,
  type WrittenNames,
  type WrittenType,
} from './writtenNames.ts';

/** The flat values. `numbers` begins with how many records there are and where each begins. */
export interface RecordBlock {
  /** All strings, one behind the other. */
  readonly text: string;
  readonly numbers: Uint32Array;
  /** Three of each record: size, modified, changed. */
  readonly stamps: Float64Array;
}

/** A file as the index knows it. Everything is made when it is first asked for, and then stays. */
export interface IndexedFile {
  readonly stamp: FileStamp;
  readonly problem: FileProblem | undefined;
  readonly summary: FileSummary;
  /** Absent for a file that could not be read. */
  readonly outline: FileOutline | undefined;
  /** Whether its text has that word. */
  hasWord(word: string): boolean;
  /** Its definitions of that short name; the others need not be made for it. */
  definitionsNamed(name: string): readonly Definition[];
  /** The same as for `FileOutline.names`. */
  hasOwnName(name: string): boolean;
  /** See `WrittenNames`: the names with that part. */
  typesNamed(part: string): readonly WrittenType[];
  /** Whether that word may name something in its options. */
  hasOtherWord(word: string): boolean;
}

const kinds = ['message', 'enum', 'service', 'method', 'extension'] as const;
const syntaxes = ['proto2', 'proto3', 'editions'] as const;
const problems = ['none', 'notUtf8', 'unreadable'] as const;

/** Numbers in front of the lists of a record: see `layoutOf`. */
const headLength = 16;
const importLength = 3;
const definitionLength = 6;
const optionLength = 4;
const stringLength = 2;
/** Of each place of a type: its scope as in definitions, twice, and what it finds; line; column. */
const placeLength = 3;

/** Flattens records. */
export function packRecords(files: Iterable<readonly [uri: string, FileRecord]>): RecordBlock {
  const packer = new Packer();
  for (const [uri, record] of files) {
    packer.add(uri, record);
  }
  return packer.finish();
}

/** Finds the files of a block. Throws a `RangeError` for a block that cannot be one. */
export function unpackRecords(block: RecordBlock): ReadonlyMap<string, IndexedFile> {
  const { text, numbers, stamps } = block;
  const count = numbers[0] ?? 0;
  if (stamps.length !== count * 3 || numbers.length < count + 1) {
    throw new RangeError('the index is cut off');
  }
  const files = new Map<string, IndexedFile>();
  for (let index = 0; index < count; index++) {
    const at = numbers[index + 1] ?? 0;
    const file = new PackedFile(block, at, index);
    if (file.end > numbers.length) {
      throw new RangeError('the index is cut off');
    }
    files.set(stringAt(text, numbers, at), file);
  }
  return files;
}

/** The whole record of a file of a block, for another block. */
export function recordOfIndexed(file: IndexedFile): FileRecord {
  const { stamp, problem, summary, outline } = file;
  const { words, names } =
    file instanceof PackedFile ? file : { words: new Uint32Array(), names: nothingWritten };
  return { stamp, problem, summary, outline, words, names };
}

class Packer {
  readonly #strings = new Map<string, number>();
  readonly #text: string[] = [];
  #textLength = 0;
  readonly #starts: number[] = [];
  readonly #stamps: number[] = [];
  #numbers = new Uint32Array(1 << 13);
  #length = 0;

  add(uri: string, record: FileRecord): void {
    const { stamp, problem, summary, outline } = record;
    const { imports, definitions, options, methodTypes } = summary;
    this.#starts.push(this.#length);
    this.#stamps.push(stamp.size, stamp.modified, stamp.changed);
    this.#string(uri);
    this.#string(problem?.kind === 'unreadable' ? problem.message : '');
    const offset = problem?.kind === 'notUtf8' ? problem.offset : 0;
    this.#push(problems.indexOf(problem?.kind ?? 'none') + offset * problems.length);
    this.#string(summary.packageName);
    this.#push(imports.length);
    this.#push(definitions.length);
    this.#push(options.size);
    this.#push(methodTypes.size);
    this.#outlineHead(outline);
    for (const { path, isPublic } of imports) {
      this.#string(path);
      this.#push(isPublic ? 1 : 0);
    }
    const scopes = this.#definitions(summary);
    for (const [name, value] of options) {
      this.#string(name);
      this.#string(value);
    }
    for (const name of [...methodTypes, ...(outline?.names ?? [])]) {
      this.#string(name);
    }
    this.#words(record.words);
    this.#words(record.names.otherWords);
    this.#types(record.names, scopes);
  }

  finish(): RecordBlock {
    const head = this.#starts.length + 1;
    const numbers = new Uint32Array(head + this.#length);
    numbers[0] = this.#starts.length;
    numbers.set(
      this.#starts.map((start) => start + head),
      1,
    );
    numbers.set(this.#numbers.subarray(0, this.#length), head);
    return { text: this.#text.join(''), numbers, stamps: Float64Array.from(this.#stamps) };
  }

  /** Its imports are those of the summary, and its types are among the definitions there. */
  #outlineHead(outline: FileOutline | undefined): void {
    this.#string(outline?.packageName ?? '');
    this.#push(outline?.edition ?? 0);
    const flags =
      (outline?.setsFeatures === true ? 1 : 0) +
      (outline?.setsRuntime === true ? 2 : 0) +
      (outline?.isSound === true ? 4 : 0);
    this.#push(syntaxes.indexOf(outline?.syntax ?? 'proto2') * 8 + flags);
    this.#push(outline?.names.size ?? 0);
  }

  /**
   * Of each the definition around it, whose full name is a part of its own; 0 for the package. Gives what
   * stands for which full name.
   */
  #definitions({ packageName, definitions }: FileSummary): ReadonlyMap<string, number> {
    const byName = new Map([[packageName, 0]]);
    for (const [index, definition] of definitions.entries()) {
      const { kind, fullName, name, line, column, isDeprecated, streams } = definition;
      const scope = fullName.slice(0, Math.max(fullName.length - name.length - 1, 0));
      this.#string(name);
      this.#push(byName.get(scope) ?? 0);
      this.#push(line);
      this.#push(column);
      const sides = (streams?.client === true ? 1 : 0) + (streams?.server === true ? 2 : 0);
      this.#push(kinds.indexOf(kind) * 8 + (isDeprecated ? 4 : 0) + sides);
      if (!byName.has(fullName)) {
        byName.set(fullName, index + 1);
      }
    }
    return byName;
  }

  #words(words: Uint32Array): void {
    this.#push(words.length);
    this.#reserve(words.length);
    this.#numbers.set(words, this.#length);
    this.#length += words.length;
  }

  /** How many numbers there are, then of each name how many places, and these. */
  #types({ types }: WrittenNames, scopes: ReadonlyMap<string, number>): void {
    const places = types.reduce((sum, type) => sum + type.places.length, 0);
    this.#push(types.length * (stringLength + 1) + places * placeLength);
    for (const type of types) {
      this.#string(type.name);
      this.#push(type.places.length);
      for (const { scope, findsTypes, line, column } of type.places) {
        this.#push((scopes.get(scope) ?? 0) * 2 + (findsTypes ? 1 : 0));
        this.#push(line);
        this.#push(column);
      }
    }
  }

  #string(value: string): void {
    let at = this.#strings.get(value);
    if (at === undefined) {
      at = this.#textLength;
      this.#strings.set(value, at);
      this.#text.push(value);
      this.#textLength += value.length;
    }
    this.#push(at);
    this.#push(value.length);
  }

  #push(value: number): void {
    this.#reserve(1);
    this.#numbers[this.#length++] = value;
  }

  #reserve(more: number): void {
    if (this.#length + more > this.#numbers.length) {
      const larger = new Uint32Array(Math.max(this.#numbers.length * 2, this.#length + more));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
  }
}

/** Where the parts of a record begin in `numbers`; `at` is its first number. */
interface Layout {
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

function layoutOf(numbers: Uint32Array, at: number): Layout {
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
function listAt(numbers: Uint32Array, at: number): ListPlace {
  return { start: at + 1, end: at + 1 + (numbers[at] ?? 0) };
}

/** Where a list begins, and what it ends before. */
interface ListPlace {
  readonly start: number;
  readonly end: number;
}

class PackedFile implements IndexedFile {
  readonly #block: RecordBlock;
  readonly #at: number;
  readonly #index: number;
  #known: Layout | undefined;
  #summary: FileSummary | undefined;
  #outline: FileOutline | undefined;

  constructor(block: RecordBlock, at: number, index: number) {
    this.#block = block;
    this.#at = at;
    this.#index = index;
  }

  get stamp(): FileStamp {
    const [size = 0, modified = 0, changed = 0] = this.#block.stamps.subarray(this.#index * 3);
    return { size, modified, changed };
  }

  get problem(): FileProblem | undefined {
    const { numbers, text } = this.#block;
    const packed = numbers[this.#at + 4] ?? 0;
    switch (problems[packed % problems.length]) {
      case 'notUtf8':
        return { kind: 'notUtf8', offset: Math.floor(packed / problems.length) };
      case 'unreadable':
        return { kind: 'unreadable', message: stringAt(text, numbers, this.#at + 2) };
      default:
        return undefined;
    }
  }

  get summary(): FileSummary {
    return (this.#summary ??= new PackedSummary(this.#block, this.#layout));
  }

  get outline(): FileOutline | undefined {
    this.#outline ??= new PackedOutline(this.#block, this.#layout, this.summary);
    return this.#outline.edition === 0 ? undefined : this.#outline;
  }

  get words(): Uint32Array {
    const { start, end } = this.#layout.words;
    return this.#block.numbers.slice(start, end);
  }

  get names(): WrittenNames {
    const { start, end } = this.#layout.otherWords;
    return {
      types: [...this.#types(() => true)],
      otherWords: this.#block.numbers.slice(start, end),
    };
  }

  /** Where the next record begins. */
  get end(): number {
    return this.#layout.types.end;
  }

  hasWord(word: string): boolean {
    return includesSorted(this.#block.numbers, this.#layout.words, hashWord(word));
  }

  hasOtherWord(word: string): boolean {
    return includesSorted(this.#block.numbers, this.#layout.otherWords, hashWord(word));
  }

  definitionsNamed(name: string): readonly Definition[] {
    const { text, numbers } = this.#block;
    const { definitions, options } = this.#layout;
    const found: Definition[] = [];
    for (let at = definitions; at < options; at += definitionLength) {
      if (numbers[at + 1] === name.length && text.startsWith(name, numbers[at])) {
        found.push(this.#definitionAt(at));
      }
    }
    return found;
  }

  hasOwnName(name: string): boolean {
    const { text, numbers } = this.#block;
    const { names, words } = this.#layout;
    for (let at = names; at < words.start - 1; at += stringLength) {
      if (numbers[at + 1] === name.length && text.startsWith(name, numbers[at])) {
        return true;
      }
    }
    return false;
  }

  typesNamed(part: string): readonly WrittenType[] {
    return [...this.#types((name) => name.includes(part) && name.split('.').includes(part))];
  }

  #definitionAt(at: number): Definition {
    const { numbers } = this.#block;
    return definitionAt(this.#block, at, this.#fullNameOf(numbers[at + 2] ?? 0));
  }

  /** Of what a number stands for that definitions and places have. */
  #fullNameOf(scope: number): string {
    const { text, numbers } = this.#block;
    const { at, definitions } = this.#layout;
    const names: string[] = [];
    let around = scope;
    while (around !== 0) {
      const place = definitions + (around - 1) * definitionLength;
      names.unshift(stringAt(text, numbers, place));
      around = numbers[place + 2] ?? 0;
    }
    const packageName = stringAt(text, numbers, at + 5);
    return [...(packageName === '' ? [] : [packageName]), ...names].join('.');
  }

  *#types(isWanted: (name: string) => boolean): Generator<WrittenType> {
    const { text, numbers } = this.#block;
    const { start, end } = this.#layout.types;
    for (let at = start; at < end;) {
      const name = stringAt(text, numbers, at);
      const first = at + stringLength + 1;
      at = first + (numbers[first - 1] ?? 0) * placeLength;
      if (isWanted(name)) {
        yield { name, places: inSteps(first, at, placeLength).map((each) => this.#placeAt(each)) };
      }
    }
  }

  #placeAt(at: number): TypePlace {
    const [packed = 0, line = 0, column = 0] = this.#block.numbers.subarray(at, at + placeLength);
    return { scope: this.#fullNameOf(packed >> 1), findsTypes: (packed & 1) !== 0, line, column };
  }

  get #layout(): Layout {
    return (this.#known ??= layoutOf(this.#block.numbers, this.#at));
  }
}

class PackedSummary implements FileSummary {
  readonly packageName: string;
  readonly imports: readonly ImportSummary[];
  readonly #block: RecordBlock;
  readonly #layout: Layout;
  #definitions: readonly Definition[] | undefined;
  #options: ReadonlyMap<string, string> | undefined;
  #methodTypes: ReadonlySet<string> | undefined;

  constructor(block: RecordBlock, layout: Layout) {
    const { text, numbers } = block;
    this.#block = block;
    this.#layout = layout;
    this.packageName = stringAt(text, numbers, layout.at + 5);
    this.imports = inSteps(layout.imports, layout.definitions, importLength).map((at) => ({
      path: stringAt(text, numbers, at),
      isPublic: numbers[at + 2] === 1,
    }));
  }

  get definitions(): readonly Definition[] {
    return (this.#definitions ??= this.#unpackDefinitions());
  }

  get options(): ReadonlyMap<string, string> {
    const { text, numbers } = this.#block;
    const { options, methodTypes } = this.#layout;
    return (this.#options ??= new Map(
      inSteps(options, methodTypes, optionLength).map((at) => [
        stringAt(text, numbers, at),
        stringAt(text, numbers, at + 2),
      ]),
    ));
  }

  get methodTypes(): ReadonlySet<string> {
    const { text, numbers } = this.#block;
    const { methodTypes, names } = this.#layout;
    return (this.#methodTypes ??= new Set(
      inSteps(methodTypes, names, stringLength).map((at) => stringAt(text, numbers, at)),
    ));
  }

  #unpackDefinitions(): readonly Definition[] {
    const { numbers } = this.#block;
    const all: Definition[] = [];
    for (const at of inSteps(this.#layout.definitions, this.#layout.options, definitionLength)) {
      const around = numbers[at + 2] ?? 0;
      const scope = around === 0 ? this.packageName : (all[around - 1]?.fullName ?? '');
      all.push(definitionAt(this.#block, at, scope));
    }
    return all;
  }
}

function definitionAt({ text, numbers }: RecordBlock, at: number, scope: string): Definition {
  const name = stringAt(text, numbers, at);
  const [line = 0, column = 0, packed = 0] = numbers.subarray(at + 3, at + 6);
  const kind = kinds[packed >> 3] ?? 'message';
  const isDeprecated = (packed & 4) !== 0;
  const fullName = scope === '' ? name : `${scope}.${name}`;
  const streams = { client: (packed & 1) !== 0, server: (packed & 2) !== 0 };
  return {
    ...{ kind, fullName, name, line, column, isDeprecated },
    ...(kind === 'method' && { streams }),
  };
}

class PackedOutline implements FileOutline {
  readonly packageName: string;
  readonly syntax: FileOutline['syntax'];
  readonly edition: number;
  readonly imports: FileOutline['imports'];
  readonly names: ReadonlySet<string>;
  readonly setsFeatures: boolean;
  readonly setsRuntime: boolean;
  readonly isSound: boolean;
  readonly #summary: FileSummary;
  #types: FileOutline['types'] | undefined;

  constructor({ text, numbers }: RecordBlock, { at, names, words }: Layout, summary: FileSummary) {
    const packed = numbers[at + 14] ?? 0;
    this.packageName = stringAt(text, numbers, at + 11);
    this.syntax = syntaxes[packed >> 3] ?? 'proto2';
    this.edition = numbers[at + 13] ?? 0;
    this.imports = summary.imports;
    this.names = new Set(
      inSteps(names, words.start - 1, stringLength).map((each) => stringAt(text, numbers, each)),
    );
    this.setsFeatures = (packed & 1) !== 0;
    this.setsRuntime = (packed & 2) !== 0;
    this.isSound = (packed & 4) !== 0;
    this.#summary = summary;
  }

  get types(): FileOutline['types'] {
    return (this.#types ??= new Map(this.isSound ? outlinedTypes(this.#summary.definitions) : []));
  }
}

/** The places from `start` to before `end`, one every `step`. */
function inSteps(start: number, end: number, step: number): number[] {
  return Array.from({ length: (end - start) / step }, (_, index) => start + index * step);
}

function stringAt(text: string, numbers: Uint32Array, at: number): string {
  const start = numbers[at] ?? 0;
  return text.slice(start, start + (numbers[at + 1] ?? 0));
}
