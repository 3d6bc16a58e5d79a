import { after, type KeyRange } from './keyRange.ts';
import type { KeyListing } from './keyStore.ts';
import type { Pace } from './pace.ts';
import type { EtcdSession } from './session.ts';
import { faultOf } from './sessionError.ts';
import { range as rangeMethod, type RangeResponse } from './wire.ts';

/** What to list, over which session, and where to put it. */
export interface ListOptions {
  readonly session: EtcdSession;
  readonly ranges: readonly KeyRange[];
  readonly pace: Pace;
  readonly listing: KeyListing;
}

/** A range that the user may not read; the reason is for people. */
export interface RefusedRange {
  readonly range: KeyRange;
  readonly reason: string;
}

/** What a list came to. */
export interface Listed {
  readonly clusterId: string;
  /** All ranges are as of this revision. */
  readonly revision: number;
  /** The ranges that were read. */
  readonly ranges: readonly KeyRange[];
  readonly refused: readonly RefusedRange[];
}

/**
 * Lists all keys of the ranges as of one revision, page by page, each as long as the line bears.
 * Ranges that the user may not read are told beside; rejects when that is all of them.
 */
export async function listKeys(options: ListOptions, signal: AbortSignal): Promise<Listed> {
  const { header } = await askOnce(options, signal);
  const ranges: KeyRange[] = [];
  const refused: RefusedRange[] = [];
  for (const range of options.ranges) {
    try {
      await listRange(range, header.revision, options, signal);
      ranges.push(range);
    } catch (error) {
      if (faultOf(error) !== 'permission' || !(error instanceof Error)) {
        throw error;
      }
      refused.push({ range, reason: error.message });
    }
  }
  return { ...header, ranges, refused };
}

/** A small question first: it pins the revision, and says soon whether anything can be read. */
async function askOnce(
  { session, ranges }: ListOptions,
  signal: AbortSignal,
): Promise<RangeResponse> {
  let refusal: unknown;
  for (const range of ranges) {
    try {
      const request = { ...range, limit: 1, revision: 0, keysOnly: true };
      return await session.call(rangeMethod, request, signal);
    } catch (error) {
      if (faultOf(error) !== 'permission') {
        throw error;
      }
      refusal ??= error;
    }
  }
  throw refusal;
}

async function listRange(
  { key, rangeEnd }: KeyRange,
  revision: number,
  { session, pace, listing }: ListOptions,
  signal: AbortSignal,
): Promise<void> {
  let from = key;
  for (;;) {
    const startedAt = performance.now();
    const limit = pace.pageSize;
    const page = await session.call(rangeMethod, { key: from, rangeEnd, limit, revision }, signal);
    listing.add(page.kvs);
    const last = page.kvs.at(-1);
    if (!page.more || last === undefined) {
      return;
    }
    pace.learn({ limit, bytes: sizeOf(page), time: performance.now() - startedAt });
    from = after(last.key);
  }
}

function sizeOf({ kvs }: RangeResponse): number {
  return kvs.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
}
