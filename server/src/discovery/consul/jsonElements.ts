import { createHash } from 'node:crypto';
import { parseJson } from '../json.ts';

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const spaces: readonly number[] = [0x20, 0x0a, 0x0d, 0x09];

/** What a JSON list came to. */
export interface ReadElements {
  readonly json: readonly unknown[];
  /** The same for the same bytes. */
  readonly digest: string;
  /** What is other than in the answer before, from readers that tell. */
  readonly news?: ElementNews;
}

/** How the elements of an answer differ from those of the one before. */
export interface ElementNews {
  readonly come: readonly unknown[];
  readonly gone: readonly unknown[];
}

/** Remembers an answer that is a large list of objects, for the next one to share with. */
export interface ElementsMemory {
  /** Begins with another answer. */
  reading(): ElementsReading;
}

/** One answer on its way. */
export interface ElementsReading {
  /** Takes in the next bytes of it. */
  push(bytes: Buffer): void;
  /** Takes it for the one before from now on. Undefined for what is no list of objects. */
  finish(): ReadElements | undefined;
}

/**
 * Reads JSON lists of objects, one answer after the other, element by element while they arrive:
 * neither the text of an answer nor all that is parsed of it need be in memory at once, and no
 * moment of the program is taken by 8 MB of it. An element with the same bytes as one of the answer
 * before is not parsed again: it is the same object.
 */
export class KnownElements implements ElementsMemory {
  #known: ReadonlyMap<string, unknown> = new Map();

  reading(): ElementsReading {
    const reader = new ElementsReader(this.#known);
    return { push: reader.push.bind(reader), finish: () => this.#finish(reader) };
  }

  #finish(reader: ElementsReader): ReadElements | undefined {
    const known = reader.end();
    if (known === undefined) {
      return undefined;
    }
    this.#known = new Map(known);
    return {
      json: known.map(([, element]) => element),
      digest: digestOf(known.map(([digest]) => Buffer.from(digest))),
    };
  }
}

/** Takes in the bytes of one answer. */
class ElementsReader {
  readonly #before: ReadonlyMap<string, unknown>;
  readonly #elements: (readonly [digest: string, element: unknown])[] = [];
  #pieces: Buffer[] = [];
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #hasBegun = false;
  #isWrong = false;

  constructor(before: ReadonlyMap<string, unknown>) {
    this.#before = before;
  }

  push(chunk: Buffer): void {
    let start = 0;
    let at = this.#isInText ? this.#passText(chunk, 0) : 0;
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte === quote) {
        this.#isWrong ||= this.#depth < 2;
        at = this.#passText(chunk, at);
      } else if (byte === openList || byte === openObject) {
        start = this.#open(byte) === 2 ? at - 1 : start;
      } else if (byte === closeList || byte === closeObject) {
        this.#depth -= 1;
        if (this.#depth === 1) {
          this.#take(chunk.subarray(start, at));
        }
      } else if (this.#depth < 2) {
        this.#isWrong ||= byte !== comma && !spaces.includes(byte);
      }
    }
    if (this.#depth > 1) {
      this.#pieces.push(chunk.subarray(start));
    }
  }

  /** Undefined when it was no list of objects, or not all of one. */
  end(): readonly (readonly [digest: string, element: unknown])[] | undefined {
    const isWhole = this.#hasBegun && this.#depth === 0;
    return this.#isWrong || !isWhole ? undefined : this.#elements;
  }

  /** Answers how deep it is now. */
  #open(byte: number): number {
    if (this.#depth === 0) {
      this.#isWrong ||= this.#hasBegun || byte !== openList;
      this.#hasBegun = true;
    }
    this.#depth += 1;
    return this.#depth;
  }

  /** Most of an answer is text, so this has a loop of its own. Answers where the text is over. */
  #passText(chunk: Buffer, from: number): number {
    this.#isInText = true;
    let at = from + (this.#isEscaped ? 1 : 0);
    this.#isEscaped = false;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === quote) {
        this.#isInText = false;
        return at + 1;
      }
      if (byte === backslash) {
        at += 1;
        this.#isEscaped = at === chunk.length;
      }
    }
    return at;
  }

  #take(last: Buffer): void {
    const pieces = [...this.#pieces, last];
    this.#pieces = [];
    const digest = digestOf(pieces);
    const element = this.#before.get(digest) ?? parseJson(Buffer.concat(pieces).toString('utf8'));
    this.#isWrong ||= element === undefined;
    this.#elements.push([digest, element]);
  }
}

function digestOf(pieces: readonly Buffer[]): string {
  const hash = createHash('sha256');
  pieces.forEach((piece) => hash.update(piece));
  return hash.digest('base64');
}
