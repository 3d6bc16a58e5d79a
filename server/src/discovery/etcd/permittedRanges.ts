import { roleGet, userGet } from './authWire.ts';
import { after, isUnbounded, type KeyRange } from './keyRange.ts';
import type { EtcdSession } from './session.ts';
import { faultOf } from './sessionError.ts';

/**
 * The ranges that a user may read by its roles, so that nobody has to write them down. None when
 * the user may not even ask that.
 */
export async function permittedRanges(
  session: EtcdSession,
  username: string,
  signal: AbortSignal,
): Promise<readonly KeyRange[]> {
  try {
    const { roles } = await session.call(userGet, { name: username }, signal);
    const found: KeyRange[] = [];
    for (const role of roles) {
      const { readable } = await session.call(roleGet, { role }, signal);
      found.push(...readable.map(asRange));
    }
    return outermost(found);
  } catch (error) {
    if (faultOf(error) === 'permission') {
      return [];
    }
    throw error;
  }
}

/** A permission without an end is for one key. */
function asRange({ key, rangeEnd }: KeyRange): KeyRange {
  return { key, rangeEnd: rangeEnd.length > 0 ? rangeEnd : after(key) };
}

/** Joins ranges that overlap, so that no key is seen twice. */
function outermost(ranges: readonly KeyRange[]): readonly KeyRange[] {
  const joined: KeyRange[] = [];
  for (const range of [...ranges].sort((a, b) => Buffer.compare(a.key, b.key))) {
    const last = joined.at(-1);
    if (last === undefined || isBefore(last.rangeEnd, range.key)) {
      joined.push(range);
    } else if (isBefore(last.rangeEnd, range.rangeEnd) || isUnbounded(range.rangeEnd)) {
      joined[joined.length - 1] = { key: last.key, rangeEnd: range.rangeEnd };
    }
  }
  return joined;
}

function isBefore(end: Uint8Array, other: Uint8Array): boolean {
  return !isUnbounded(end) && Buffer.compare(end, other) < 0;
}
