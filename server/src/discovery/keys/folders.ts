const slashByte = 0x2f;

/** `/`, which divides keys by custom. */
export const slash: Uint8Array = new Uint8Array([slashByte]);

/** The folder directly below the prefix that holds the key, or undefined when the key is there. */
export function folderBelow(prefix: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  const end = key.indexOf(slashByte, prefix.length);
  return end < 0 ? undefined : key.subarray(0, end + 1);
}

/**
 * The first key after all that start with the prefix: its last byte raised by one, where 0xff
 * carries over. A single zero byte, which is no end at all, for the empty prefix.
 */
export function endOfPrefix(prefix: Uint8Array): Uint8Array {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) {
    return new Uint8Array([0]);
  }
  const end = Uint8Array.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
