/** Bytes as the contract has them. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** What is no Base64 in the text is left out. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
