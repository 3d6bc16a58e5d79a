/** The bytes that a page is sent for a large message. */
export async function gzipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(bytes).arrayBuffer());
}
