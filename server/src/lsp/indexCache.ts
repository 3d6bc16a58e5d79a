/**
 * The index on the disk: one file, never changed in place. What is not exactly what this program wrote
 * is no index. The files are there by name at once; a block is read when one of its files is asked for.
 */
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import {
  type IndexedFile,
  type RecalledFiles,
  type RecordBlock,
  unpackRecords,
} from '../workspace/index.ts';

/** To be raised when records come to hold something else, or their layout changes. */
const formatVersion = 4;

/**
 * Bytes: the hash of the program, that of all that follows it here and in the directory, where that
 * begins, how many blocks there are.
 */
const hashLength = 20;
const directoryAt = 2 * hashLength;
const countAt = directoryAt + 8;
const headLength = 56;
/** Bytes of a block's entry in the directory: its hash, where it begins, its length, its files. */
const entryLength = hashLength + 8 + 4 + 4;
/** Bytes: the lengths of the three parts of a block, which follow. */
const blockHeadLength = 16;

/** An index that is being read. */
export interface CachedFiles extends RecalledFiles {
  /** Of the files that a block has; there may be nothing of them when it is damaged. */
  uris(): Iterable<string>;
  /** Lets go of the file: from then on there are those files alone whose blocks were looked into. */
  close(): void;
}

export interface CacheReading {
  /** Tells one build of the program from another. */
  readonly program: string;
  /** Told why the file, or a part of it, is no index of this program. */
  readonly onProblem?: (problem: string) => void;
}

/** Writes an index file block by block. `program` tells one build of the program from another. */
export function writeCache(
  path: string,
  { blocks, program }: { readonly blocks: Iterable<RecordBlock>; readonly program: string },
): void {
  const head = Buffer.alloc(headLength);
  const entries: Buffer[] = [];
  const uris: string[] = [];
  const file = openSync(path, 'w');
  try {
    writeSync(file, head);
    let at = headLength;
    for (const block of blocks) {
      const bytes = bytesOfBlock(block);
      const names = [...unpackRecords(block).keys()];
      writeSync(file, bytes);
      entries.push(entryOf(bytes, { at, files: names.length }));
      uris.push(...names);
      at += bytes.length;
    }
    const directory = Buffer.concat([...entries, Buffer.from(uris.join('\n'), 'utf8')]);
    writeSync(file, directory);
    hashOfProgram(program).copy(head, 0);
    head.writeDoubleLE(at, directoryAt);
    head.writeUInt32LE(entries.length, countAt);
    hashOf(head.subarray(directoryAt), directory).copy(head, hashLength);
    writeSync(file, head, 0, headLength, 0);
  } finally {
    closeSync(file);
  }
}

/**
 * Opens an index file, whatever it holds; there are no files in what is none. Throws when it cannot be
 * opened. It may be replaced by another one while it is open.
 */
export function openCache(
  path: string,
  { program, onProblem = () => undefined }: CacheReading,
): CachedFiles {
  const file = new OpenFile(path);
  const directory = readDirectory(file, program);
  if (typeof directory === 'string') {
    file.close();
    onProblem(directory);
    return noFiles;
  }
  return new CacheFile(file, { ...directory, onProblem });
}

const noFiles: CachedFiles = { get: () => undefined, uris: () => [], close: () => undefined };

interface Directory {
  readonly entries: Buffer;
  /** How many blocks there are. */
  readonly count: number;
}

/** The directory, or why there is none. */
function readDirectory(file: OpenFile, program: string): Directory | string {
  const head = file.read(0, headLength);
  if (head?.length !== headLength) {
    return 'it is cut off';
  }
  if (!hashOfProgram(program).equals(head.subarray(0, hashLength))) {
    return 'another version of Proto Atlas wrote it';
  }
  const entries = file.read(head.readDoubleLE(directoryAt), file.length);
  const isRight =
    entries !== undefined &&
    hashOf(head.subarray(directoryAt), entries).equals(head.subarray(hashLength, directoryAt));
  return isRight ? { entries, count: head.readUInt32LE(countAt) } : 'it is damaged';
}

/** A file that is read in pieces. */
class OpenFile {
  readonly length: number;
  #file: number | undefined;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.length = fstatSync(this.#file).size;
  }

  /** As many bytes as there are; undefined when they cannot be read, as those of a closed file. */
  read(at: number, atMost: number): Buffer | undefined {
    const length = Math.min(atMost, this.length - at);
    if (this.#file === undefined || !(at >= 0) || !(length > 0)) {
      return undefined;
    }
    try {
      // A buffer of its own: the numbers in it have to lie where their type wants them.
      const bytes = Buffer.allocUnsafeSlow(length);
      return bytes.subarray(0, readSync(this.#file, bytes, 0, length, at));
    } catch {
      // The disk cannot read it.
      return undefined;
    }
  }

  close(): void {
    if (this.#file !== undefined) {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }
}

class CacheFile implements CachedFiles {
  readonly #file: OpenFile;
  readonly #directory: Buffer;
  readonly #onProblem: (problem: string) => void;
  /** The block of each file. */
  readonly #blockOf = new Map<string, number>();
  /** Those that were looked into. */
  readonly #blocks = new Map<number, ReadonlyMap<string, IndexedFile>>();
  #isOpen = true;

  constructor(
    file: OpenFile,
    { entries, count, onProblem }: Directory & { onProblem: (problem: string) => void },
  ) {
    this.#file = file;
    this.#directory = entries;
    this.#onProblem = onProblem;
    const uris = textOf(entries.subarray(count * entryLength)).split('\n');
    let index = 0;
    for (let block = 0; block < count; block++) {
      for (const end = index + this.#entry(block).files; index < end; index++) {
        this.#blockOf.set(uris[index] ?? '', block);
      }
    }
  }

  uris(): Iterable<string> {
    return this.#blockOf.keys();
  }

  get(uri: string): IndexedFile | undefined {
    const block = this.#blockOf.get(uri);
    return block === undefined ? undefined : this.#filesOf(block)?.get(uri);
  }

  close(): void {
    this.#isOpen = false;
    this.#file.close();
  }

  #filesOf(block: number): ReadonlyMap<string, IndexedFile> | undefined {
    let files = this.#blocks.get(block);
    if (files === undefined && this.#isOpen) {
      files = this.#read(block);
      this.#blocks.set(block, files);
    }
    return files;
  }

  #read(block: number): ReadonlyMap<string, IndexedFile> {
    const { hash, start, length } = this.#entry(block);
    const bytes = this.#file.read(start, length);
    if (bytes === undefined || !hashOf(bytes).equals(hash)) {
      this.#onProblem('a part of it is damaged');
      return new Map();
    }
    try {
      return unpackRecords(blockOf(bytes));
    } catch (error) {
      this.#onProblem(String(error));
      return new Map();
    }
  }

  #entry(block: number): { hash: Buffer; start: number; length: number; files: number } {
    const at = block * entryLength;
    return {
      hash: this.#directory.subarray(at, at + hashLength),
      start: this.#directory.readDoubleLE(at + hashLength),
      length: this.#directory.readUInt32LE(at + hashLength + 8),
      files: this.#directory.readUInt32LE(at + hashLength + 12),
    };
  }
}

function entryOf(block: Buffer, { at, files }: { at: number; files: number }): Buffer {
  const entry = Buffer.alloc(entryLength);
  hashOf(block).copy(entry, 0);
  entry.writeDoubleLE(at, hashLength);
  entry.writeUInt32LE(block.length, hashLength + 8);
  entry.writeUInt32LE(files, hashLength + 12);
  return entry;
}

/** A whole number of eights, so that the next one lies well, too. */
function bytesOfBlock({ text, numbers, stamps }: RecordBlock): Buffer {
  const texts = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(blockHeadLength);
  head.writeUInt32LE(stamps.length, 0);
  head.writeUInt32LE(numbers.length, 4);
  head.writeUInt32LE(texts.length, 8);
  const padding = Buffer.alloc(-(numbers.length * 4 + texts.length) & 7);
  return Buffer.concat([head, bytesOf(stamps), bytesOf(numbers), texts, padding]);
}

function blockOf(bytes: Buffer): RecordBlock {
  const [stamps, numbers] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
  const textStart = blockHeadLength + stamps * 8 + numbers * 4;
  const { buffer, byteOffset } = bytes;
  const start = byteOffset + blockHeadLength;
  return {
    text: textOf(bytes.subarray(textStart, textStart + bytes.readUInt32LE(8))),
    stamps: new Float64Array(buffer, start, stamps),
    numbers: new Uint32Array(buffer, start + stamps * 8, numbers),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function hashOfProgram(program: string): Buffer {
  return hashOf(Buffer.from(`${formatVersion} ${endianness()} ${program}`));
}

function hashOf(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha1');
  parts.forEach((part) => hash.update(part));
  return hash.digest();
}
