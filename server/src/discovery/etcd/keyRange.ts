/** The keys from `key` on, up to and without `rangeEnd`. */
export interface KeyRange {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

const zero = new Uint8Array([0]);

/** In the API of etcd a single zero byte at both ends stands for every key. */
export const allKeys: KeyRange = { key: zero, rangeEnd: zero };

/**
 * One range a prefix, without those that another one covers, so that no key is seen twice. All keys
 * when there are no prefixes.
 */
export function rangesOf(prefixes: readonly string[]): readonly KeyRange[] {
  const sorted = [...new Set(prefixes.filter((prefix) => prefix !== ''))].sort();
  const outermost = sorted.filter(
    (prefix) => !sorted.some((other) => other !== prefix && prefix.startsWith(other)),
  );
  return outermost.length === 0 ? [allKeys] : outermost.map(prefixRange);
}

/** Whether the key lies in the range, by the order of bytes. */
export function contains(range: KeyRange, key: Uint8Array): boolean {
  return (
    Buffer.compare(range.key, key) <= 0 &&
    (isUnbounded(range.rangeEnd) || Buffer.compare(key, range.rangeEnd) < 0)
  );
}

/** The first key after `key`, where the next page of a list begins. */
export function after(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, zero]);
}

/**
 * The first key after all that start with the prefix: its last byte raised by one, where 0xff
 * carries over. A single zero byte, which is no end at all, for the empty prefix.
 */
export function endOfPrefix(prefix: Uint8Array): Uint8Array {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) {
    return zero;
  }
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}

/** Whether the end of a range is that of all keys. */
export function isUnbounded(rangeEnd: Uint8Array): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0;
}

function prefixRange(prefix: string): KeyRange {
  const key = Buffer.from(prefix, 'utf8');
  return { key, rangeEnd: endOfPrefix(key) };
}
