/**
 * The index on the disk: one file, read as a whole and never changed in place. What is not exactly
 * what this program wrote is no index.
 */
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import { type IndexedFile, type RecordBlock, unpackRecords } from '../workspace/index.ts';

/** To be raised when records come to hold something else, or their layout changes. */
const formatVersion = 1;

/** Bytes: the hash of the program, that of all that follows it, how many blocks there are. */
const hashLength = 20;
const countAt = 2 * hashLength;
const headLength = 48;
/** Bytes: the lengths of the three parts of a block, which follow. */
const blockHeadLength = 16;

/** What was read, or why that is no index of this program. */
export type CacheContent =
  { readonly files: ReadonlyMap<string, IndexedFile> } | { readonly problem: string };

/** Writes an index file block by block. `program` tells one build of the program from another. */
export function writeCache(
  path: string,
  { blocks, program }: { readonly blocks: Iterable<RecordBlock>; readonly program: string },
): void {
  const head = Buffer.alloc(headLength);
  const file = openSync(path, 'w');
  try {
    const hash = createHash('sha1');
    let count = 0;
    writeSync(file, head);
    for (const part of partsOf(blocks, () => count++)) {
      hash.update(part);
      writeSync(file, part);
    }
    hashOfProgram(program).copy(head, 0);
    hash.digest().copy(head, hashLength);
    head.writeUInt32LE(count, countAt);
    writeSync(file, head, 0, headLength, 0);
  } finally {
    closeSync(file);
  }
}

/** Reads the bytes of an index file, whatever they are. */
export function readCache(given: Buffer, program: string): CacheContent {
  if (given.length < headLength) {
    return { problem: 'it is cut off' };
  }
  if (!hashOfProgram(program).equals(given.subarray(0, hashLength))) {
    return { problem: 'another version of Proto Atlas wrote it' };
  }
  const hash = createHash('sha1').update(given.subarray(headLength)).digest();
  if (!hash.equals(given.subarray(hashLength, countAt))) {
    return { problem: 'it is damaged' };
  }
  try {
    return { files: filesOf(given) };
  } catch (error) {
    return { problem: String(error) };
  }
}

function* partsOf(blocks: Iterable<RecordBlock>, onBlock: () => void): Iterable<Buffer> {
  for (const { text, numbers, stamps } of blocks) {
    onBlock();
    const texts = Buffer.from(text, 'utf8');
    const head = Buffer.alloc(blockHeadLength);
    head.writeUInt32LE(stamps.length, 0);
    head.writeUInt32LE(numbers.length, 4);
    head.writeUInt32LE(texts.length, 8);
    yield head;
    yield bytesOf(stamps);
    yield bytesOf(numbers);
    yield texts;
    yield Buffer.alloc(padding(numbers.length * 4 + texts.length));
  }
}

function filesOf(given: Buffer): ReadonlyMap<string, IndexedFile> {
  // The numbers have to lie where their type wants them.
  const bytes = given.byteOffset % 8 === 0 ? given : Buffer.from(new Uint8Array(given).buffer);
  const files = new Map<string, IndexedFile>();
  let at = headLength;
  for (let index = bytes.readUInt32LE(countAt); index > 0; index--) {
    const { block, end } = blockAt(bytes, at);
    unpackRecords(block).forEach((file, uri) => files.set(uri, file));
    at = end;
  }
  return files;
}

function blockAt(bytes: Buffer, at: number): { readonly block: RecordBlock; readonly end: number } {
  const [stamps, numbers] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
  const textLength = bytes.readUInt32LE(at + 8);
  const start = at + blockHeadLength;
  const textStart = start + stamps * 8 + numbers * 4;
  const end = textStart + textLength;
  const text = bytes.subarray(textStart, end);
  const { buffer, byteOffset } = bytes;
  const block = {
    text: text.toString(isAscii(text) ? 'latin1' : 'utf8'),
    stamps: new Float64Array(buffer, byteOffset + start, stamps),
    numbers: new Uint32Array(buffer, byteOffset + start + stamps * 8, numbers),
  };
  return { block, end: end + padding(numbers * 4 + textLength) };
}

/** Bytes that are missing to a whole number of eight. */
function padding(length: number): number {
  return -length & 7;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function hashOfProgram(program: string): Buffer {
  return createHash('sha1').update(`${formatVersion} ${endianness()} ${program}`).digest();
}
