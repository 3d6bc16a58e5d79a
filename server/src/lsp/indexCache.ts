/**
 * The index on the disk: one file, never changed in place. What is not exactly what this program wrote
 * is no index. The files are there by name at once; a block is looked into when one of its files is
 * asked for.
 */
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import {
  type IndexedFile,
  type RecalledFiles,
  type RecordBlock,
  unpackRecords,
} from '../workspace/index.ts';

/** To be raised when records come to hold something else, or their layout changes. */
const formatVersion = 3;

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

/** An index that was read. */
export interface CachedFiles extends RecalledFiles {
  /** Of the files that a block has; there may be nothing of them when it is damaged. */
  uris(): Iterable<string>;
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

/** Reads the bytes of an index file, whatever they are; there are no files in what is none. */
export function readCache(
  given: Buffer,
  { program, onProblem = () => undefined }: CacheReading,
): CachedFiles {
  if (given.length < headLength) {
    onProblem('it is cut off');
    return noFiles;
  }
  if (!hashOfProgram(program).equals(given.subarray(0, hashLength))) {
    onProblem('another version of Proto Atlas wrote it');
    return noFiles;
  }
  const directory = given.subarray(given.readDoubleLE(directoryAt));
  const hash = hashOf(given.subarray(directoryAt, headLength), directory);
  if (!hash.equals(given.subarray(hashLength, directoryAt))) {
    onProblem('it is damaged');
    return noFiles;
  }
  return new CacheFile(given, { directory, onProblem });
}

const noFiles: CachedFiles = { get: () => undefined, uris: () => [] };

class CacheFile implements CachedFiles {
  readonly #bytes: Buffer;
  readonly #directory: Buffer;
  readonly #onProblem: (problem: string) => void;
  /** The block of each file. */
  readonly #blockOf = new Map<string, number>();
  /** Those that were looked into. */
  readonly #blocks = new Map<number, ReadonlyMap<string, IndexedFile>>();

  constructor(
    given: Buffer,
    { directory, onProblem }: { directory: Buffer; onProblem: (problem: string) => void },
  ) {
    // The numbers have to lie where their type wants them.
    this.#bytes = given.byteOffset % 8 === 0 ? given : Buffer.from(new Uint8Array(given).buffer);
    this.#directory = directory;
    this.#onProblem = onProblem;
    const count = given.readUInt32LE(countAt);
    const uris = textOf(directory.subarray(count * entryLength)).split('\n');
    let file = 0;
    for (let block = 0; block < count; block++) {
      for (const end = file + this.#entry(block).files; file < end; file++) {
        this.#blockOf.set(uris[file] ?? '', block);
      }
    }
  }

  uris(): Iterable<string> {
    return this.#blockOf.keys();
  }

  get(uri: string): IndexedFile | undefined {
    const block = this.#blockOf.get(uri);
    return block === undefined ? undefined : this.#filesOf(block).get(uri);
  }

  #filesOf(block: number): ReadonlyMap<string, IndexedFile> {
    const files = this.#blocks.get(block) ?? this.#read(block);
    this.#blocks.set(block, files);
    return files;
  }

  #read(block: number): ReadonlyMap<string, IndexedFile> {
    const { hash, start, length } = this.#entry(block);
    const bytes = this.#bytes.subarray(start, start + length);
    if (!hashOf(bytes).equals(hash)) {
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
