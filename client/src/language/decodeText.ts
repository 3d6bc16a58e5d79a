import type { FileContent } from '../../../protocol/language.ts';

/** What the bytes of a file say. A byte order mark is no part of the text. */
export function decodeText(bytes: Uint8Array): FileContent {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // The bytes are not UTF-8: the text shows where.
    const text = new TextDecoder('utf-8').decode(bytes);
    return { kind: 'notUtf8', text, offset: Math.max(text.indexOf('\ufffd'), 0) };
  }
}
