import { type FileOutline, outlinedTypes } from '../../compiler/index.ts';
import type { FileProblem } from '../fileState.ts';
import type { FileStamp } from '../ports.ts';
import type { Definition, FileSummary, ImportSummary } from '../summary.ts';
import type { FileRecord } from './record.ts';
import {
  definitionKinds,
  definitionLength,
  importLength,
  inSteps,
  type Layout,
  layoutOf,
  optionLength,
  placeLength,
  problemKinds,
  type RecordBlock,
  stringAt,
  stringLength,
  syntaxes,
} from './recordBlock.ts';
import { hashWord, includesSorted } from './words.ts';
import {
  nothingWritten,
  type TypePlace,
  type WrittenNames,
  type WrittenType,
} from './writtenNames.ts';

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
    switch (problemKinds[packed % problemKinds.length]) {
      case 'notUtf8':
        return { kind: 'notUtf8', offset: Math.floor(packed / problemKinds.length) };
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
  const kind = definitionKinds[packed >> 3] ?? 'message';
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
