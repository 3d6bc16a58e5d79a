/** The thread of the index: reads files, answers their records, and writes what is to be kept. */
import { mkdirSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs';
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
import { readCache, writeCache } from './indexCache.ts';
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
const niceness = 5;

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
  const blocks = [...oldBlocks(file, { program, recalled: new Set(recalled) }), ...kept];
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
  { program, recalled }: { readonly program: string; readonly recalled: ReadonlySet<string> },
): Iterable<RecordBlock> {
  const old = recalled.size === 0 ? undefined : readCache(readFileSync(file), { program });
  const uris = old === undefined ? [] : [...old.uris()].filter((uri) => recalled.has(uri));
  for (let at = 0; at < uris.length; at += batch) {
    const same = uris.slice(at, at + batch).flatMap((uri): [string, FileRecord][] => {
      const indexed = old?.get(uri);
      return indexed === undefined ? [] : [[uri, recordOfIndexed(indexed)]];
    });
    yield packRecords(same);
  }
}

function answer(reply: IndexReply): void {
  parentPort?.postMessage(reply);
}
