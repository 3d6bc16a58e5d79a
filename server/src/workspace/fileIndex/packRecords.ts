import type { FileOutline } from '../../compiler/index.ts';
import type { FileSummary } from '../summary.ts';
import type { FileRecord } from './record.ts';
import {
  definitionKinds,
  placeLength,
  problemKinds,
  type RecordBlock,
  stringLength,
  syntaxes,
} from './recordBlock.ts';
import type { WrittenNames } from './writtenNames.ts';

/** Flattens records. */
export function packRecords(files: Iterable<readonly [uri: string, FileRecord]>): RecordBlock {
  const packer = new Packer();
  for (const [uri, record] of files) {
    packer.add(uri, record);
  }
  return packer.finish();
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
    this.#push(problemKinds.indexOf(problem?.kind ?? 'none') + offset * problemKinds.length);
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
      this.#push(definitionKinds.indexOf(kind) * 8 + (isDeprecated ? 4 : 0) + sides);
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
