const slashByte = 0x2f;

/** `/`, which divides keys by custom. */
export const slash: Uint8Array = new Uint8Array([slashByte]);

/** The folder directly below the prefix that holds the key, or undefined when the key is there. */
export function folderBelow(prefix: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  const end = key.indexOf(slashByte, prefix.length);
  return end < 0 ? undefined : key.subarray(0, end + 1);
}
