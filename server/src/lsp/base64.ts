/** Bytes that one call turns into characters, since each is an argument of it. */
const chunkLength = 0x8000;

/** Bytes as the contract has them, in a process and in a browser alike. */
export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkLength) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + chunkLength)));
  }
  return btoa(parts.join(''));
}
