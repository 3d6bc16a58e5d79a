/** The thread of the index: reads files, answers their records, and writes what is to be kept. */
import { mkdirSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename, dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import {
  type FileRecord,
  type FileStamp,
  packRecords,
  type RecordBlock,
  recordOf,
  recordOfIndexed,
} from '../workspace/index.ts';
import { type CachedFiles, openCache, writeCache } from './indexCache.ts';
import { nodeFileSystem } from './nodeFileSystem.ts';

/** What the thread is told. */
export type IndexOrder =
  | { readonly kind: 'index'; readonly uris: readonly string[]; readonly isKept: boolean }
  /** Writes what was indexed, and those files of the old index that are `recalled`. */
  | {
      readonly kind: 'keep';
      readonly file: string;
      readonly program: string;
      readonly recalled: readonly string[];
    };

/** What the thread answers: blocks, and in the end of each order why it failed, if it did. */
export type IndexReply =
  | { readonly kind: 'block'; readonly block: RecordBlock }
  | { readonly kind: 'done'; readonly problem?: string };

/** Files of one block. */
const batch = 128;

/** Of the 19 steps down, enough for the thread that answers people to go first. */
const niceness = 10;

/** All that is to be kept. */
const kept: RecordBlock[] = [];

giveWay();
parentPort?.on('message', (order: IndexOrder) => {
  try {
    if (order.kind === 'index') {
      index(order.uris, order.isKept);
    } else {
      keep(order);
    }
    answer({ kind: 'done' });
  } catch (error) {
    answer({ kind: 'done', problem: String(error) });
  }
});

/** Only Linux can tell the threads of a process apart. */
function giveWay(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), niceness);
  } catch {
    // There is no such link elsewhere, and who started the process may have given it less already.
  }
}

function index(uris: readonly string[], isKept: boolean): void {
  for (let at = 0; at < uris.length; at += batch) {
    const now = Date.now();
    const found = uris.slice(at, at + batch).flatMap(read);
    const block = packRecords(found);
    answer({ kind: 'block', block });
    if (isKept) {
      const settled = found.filter(([, { stamp }]) => isSettled(stamp, now));
      kept.push(settled.length === found.length ? block : packRecords(settled));
    }
  }
}

function read(uri: string): readonly [string, FileRecord][] {
  const stamp = nodeFileSystem.stamp(uri);
  const record = stamp && recordOf(nodeFileSystem.readNow(uri), stamp);
  return record === undefined ? [] : [[uri, record]];
}

/** What the clock of a disk cannot tell apart, in milliseconds; some count in seconds. */
const fineClock = 100;
const coarseClock = 2_100;

/** Whether a later change of the file is sure to have another stamp. */
function isSettled({ modified, changed }: FileStamp, now: number): boolean {
  const isCoarse = modified % 1_000 === 0 && changed % 1_000 === 0;
  return Math.max(modified, changed) + (isCoarse ? coarseClock : fineClock) < now;
}

/** Another server may write the same file: the last one wins, and no reader sees a half. */
function keep({ file, program, recalled }: IndexOrder & { readonly kind: 'keep' }): void {
  const blocks = [...oldBlocks(file, { program, recalled }), ...kept];
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  try {
    writeCache(unfinished, { blocks, program });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Those files of the old index that are as they were. */
function* oldBlocks(
  file: string,
  { program, recalled }: { readonly program: string; readonly recalled: readonly string[] },
): Iterable<RecordBlock> {
  if (recalled.length === 0) {
    return;
  }
  const old = openCache(file, { program });
  try {
    const isSame = new Set(recalled);
    const uris = [...old.uris()].filter((uri) => isSame.has(uri));
    for (let at = 0; at < uris.length; at += batch) {
      yield packRecords(recordsOf(old, uris.slice(at, at + batch)));
    }
  } finally {
    old.close();
  }
}

function recordsOf(files: CachedFiles, uris: readonly string[]): readonly [string, FileRecord][] {
  return uris.flatMap((uri) => {
    const indexed = files.get(uri);
    return indexed === undefined ? [] : [[uri, recordOfIndexed(indexed)]];
  });
}

function answer(reply: IndexReply): void {
  parentPort?.postMessage(reply);
}
