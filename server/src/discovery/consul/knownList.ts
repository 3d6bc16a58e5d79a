import { parseJson } from '../json.ts';
import type { ElementNews, ElementsMemory, ElementsReading, ReadElements } from './jsonElements.ts';

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const spaces: readonly number[] = [0x20, 0x0a, 0x0d, 0x09];

/** An answer as it was read. Its element of a number stands in the bytes between two offsets. */
interface ReadList {
  readonly bytes: Buffer;
  readonly starts: number[];
  readonly ends: number[];
  readonly elements: unknown[];
}

/** Where elements of the answer before are looked for that do not come next: so many further on. */
const furthest = 64;

/**
 * Reads JSON lists of objects, one answer after the other, that are in an order of their own and
 * differ little: an element with the same bytes as one of the answer before is neither parsed nor
 * looked through, and is the same object. Two thousand that did not change take half a millisecond.
 * It keeps the bytes of the answer before: for what takes many megabytes there is `KnownElements`.
 */
export class KnownList implements ElementsMemory {
  #before = emptyList(Buffer.alloc(0));
  /** For the bytes of the next answer: each a new one would be a megabyte of garbage many times a second. */
  #spare: Buffer = Buffer.alloc(0);
  #number = 0;

  reading(): ElementsReading {
    let bytes = this.#spare;
    let length = 0;
    this.#spare = Buffer.alloc(0);
    return {
      push: (more) => {
        bytes = withRoom(bytes, length + more.length);
        more.copy(bytes, length);
        length += more.length;
      },
      finish: () => this.#finish(bytes, length),
    };
  }

  #finish(memory: Buffer, length: number): ReadElements | undefined {
    const before = this.#before;
    const read = readList(memory.subarray(0, length), before);
    if (read === undefined) {
      return undefined;
    }
    this.#before = read.list;
    this.#spare = wholeOf(before.bytes);
    const { come, gone } = read;
    this.#number += come.length + gone.length > 0 || this.#number === 0 ? 1 : 0;
    return { json: read.list.elements, digest: `answer ${this.#number}`, news: { come, gone } };
  }
}

function emptyList(bytes: Buffer): ReadList {
  return { bytes, starts: [], ends: [], elements: [] };
}

/** The same memory when it is large enough, or a larger one with the same content. */
function withRoom(memory: Buffer, length: number): Buffer {
  if (memory.length >= length) {
    return memory;
  }
  const larger = Buffer.allocUnsafeSlow(Math.max(16_384, length * 2));
  memory.copy(larger);
  return larger;
}

/** All of the memory that a part was used of. */
function wholeOf({ buffer }: Buffer): Buffer {
  return Buffer.from(buffer);
}

type ReadAnswer = ElementNews & { readonly list: ReadList };

function readList(bytes: Buffer, before: ReadList): ReadAnswer | undefined {
  const list = emptyList(bytes);
  const come: unknown[] = [];
  const gone: unknown[] = [];
  let next = 0;
  let at = passSpaces(bytes, 0);
  if (bytes[at] !== openList) {
    return undefined;
  }
  for (at = passSpaces(bytes, at + 1); bytes[at] !== closeList; at = passComma(bytes, at)) {
    const known = findKnown(bytes, at, before, next);
    const end = known === undefined ? endOfElement(bytes, at) : at + lengthOf(before, known);
    const element =
      known === undefined ? parseJson(bytes.toString('utf8', at, end)) : before.elements[known];
    if (typeof element !== 'object' || element === null) {
      return undefined;
    }
    if (known === undefined) {
      come.push(element);
    } else {
      gone.push(...before.elements.slice(next, known));
      next = known + 1;
    }
    list.starts.push(at);
    list.ends.push(end);
    list.elements.push(element);
    at = end;
  }
  gone.push(...before.elements.slice(next));
  return passSpaces(bytes, at + 1) === bytes.length ? { list, come, gone } : undefined;
}

/** The number of the same element in the answer before. */
function findKnown(bytes: Buffer, at: number, before: ReadList, next: number): number | undefined {
  const last = Math.min(next + furthest, before.elements.length);
  for (let candidate = next; candidate < last; candidate++) {
    const start = before.starts[candidate] ?? 0;
    const end = before.ends[candidate] ?? 0;
    const isThere = at + end - start <= bytes.length;
    if (isThere && bytes.compare(before.bytes, start, end, at, at + end - start) === 0) {
      return candidate;
    }
  }
  return undefined;
}

function lengthOf({ starts, ends }: ReadList, element: number): number {
  return (ends[element] ?? 0) - (starts[element] ?? 0);
}

/** Behind the element that begins here; what is none, or is cut off, comes out as no JSON. */
function endOfElement(bytes: Buffer, from: number): number {
  let depth = 0;
  let isInText = false;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isInText) {
      isInText = byte !== quote;
      at += byte === backslash ? 1 : 0;
    } else if (byte === quote) {
      isInText = true;
    } else if (byte === openList || byte === openObject) {
      depth += 1;
    } else if (byte === closeList || byte === closeObject) {
      depth -= 1;
    }
    if (depth <= 0) {
      return at + 1;
    }
  }
  return bytes.length;
}

function passComma(bytes: Buffer, from: number): number {
  const at = passSpaces(bytes, from);
  return bytes[at] === comma ? passSpaces(bytes, at + 1) : at;
}

function passSpaces(bytes: Buffer, from: number): number {
  let at = from;
  while (spaces.includes(bytes[at] ?? -1)) {
    at += 1;
  }
  return at;
}
