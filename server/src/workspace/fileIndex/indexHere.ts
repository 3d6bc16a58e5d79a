import type { FileSystem, Indexer, Scheduler } from '../ports.ts';
import { type FileRecord, recordOf } from './record.ts';
import { packRecords } from './packRecords.ts';
import type { RecordBlock } from './recordBlock.ts';

/** Files whose reads are under way at once; they come in one block. */
const batch = 16;
/** Milliseconds of work between two turns of the event loop. */
const sliceMs = 8;

/**
 * Indexes on the thread that asks, in slices, and keeps nothing between runs. Nothing comes of files
 * that could not be read again later.
 */
export function indexHere(fileSystem: FileSystem, scheduler: Scheduler): Indexer {
  return {
    recall: () => Promise.resolve(new Map()),
    keep: () => undefined,
    async *index(uris, signal) {
      let sliceStart = scheduler.now();
      for (let at = 0; at < uris.length && !signal.aborted; at += batch) {
        yield await readBatch(fileSystem, uris.slice(at, at + batch));
        if (scheduler.now() - sliceStart > sliceMs) {
          await scheduler.pause();
          sliceStart = scheduler.now();
        }
      }
    },
  };
}

async function readBatch(fileSystem: FileSystem, uris: readonly string[]): Promise<RecordBlock> {
  const stamps = uris.map((uri) => fileSystem.readNow && fileSystem.stamp?.(uri));
  const results = await Promise.all(
    uris.map(async (uri, index) => stamps[index] && fileSystem.read(uri)),
  );
  const records = uris.flatMap((uri, index): [string, FileRecord][] => {
    const [stamp, result] = [stamps[index], results[index]];
    const record = stamp && result && recordOf(result, stamp);
    return record === undefined ? [] : [[uri, record]];
  });
  return packRecords(records);
}
