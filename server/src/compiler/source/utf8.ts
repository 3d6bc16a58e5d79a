/**
 * UTF-8 without the platform: the compiler runs where no `TextEncoder` is promised. Conversions
 * never fail; what cannot be represented becomes U+FFFD.
 */

const replacement = 0xfffd;

/** The UTF-8 bytes of a text. A lone surrogate is encoded as U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    const point = codePointAt(text, index);
    if (point > 0xffff) {
      index++;
    }
    at = writeCodePoint(bytes, at, point);
  }
  return bytes;
}

/** How many bytes `encodeUtf8` gives. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) {
      continue;
    }
    length += code < 0x800 ? 1 : 2;
    if (code >= 0xd800 && code < 0xdc00 && codePointAt(text, index) > 0xffff) {
      index++;
    }
  }
  return length;
}

/**
 * The text of some bytes. Every maximal prefix of an ill-formed sequence becomes one U+FFFD, as the
 * Encoding Standard's decoder does; a byte order mark is kept.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const chunks: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const { point, next } = readCodePoint(bytes, at);
    if (point > 0xffff) {
      units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
    } else {
      units.push(point);
    }
    at = next;
    if (units.length > 4096) {
      chunks.push(String.fromCharCode(...units));
      units = [];
    }
  }
  chunks.push(String.fromCharCode(...units));
  return chunks.join('');
}

/** Appends the UTF-8 bytes of a code point, which may be a surrogate: then as if it were none. */
export function pushCodePoint(bytes: number[], point: number): void {
  if (point < 0x80) {
    bytes.push(point);
  } else if (point < 0x800) {
    bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
  } else {
    bytes.push(
      0xf0 | (point >> 18),
      0x80 | ((point >> 12) & 0x3f),
      0x80 | ((point >> 6) & 0x3f),
      0x80 | (point & 0x3f),
    );
  }
}

/** Code point at an index; a lone surrogate counts as U+FFFD. */
export function codePointAt(text: string, index: number): number {
  const point = text.codePointAt(index) ?? replacement;
  return point >= 0xd800 && point < 0xe000 ? replacement : point;
}

function writeCodePoint(bytes: Uint8Array, at: number, point: number): number {
  const encoded: number[] = [];
  pushCodePoint(encoded, point);
  bytes.set(encoded, at);
  return at + encoded.length;
}

interface Decoded {
  readonly point: number;
  readonly next: number;
}

function readCodePoint(bytes: Uint8Array, at: number): Decoded {
  const first = bytes[at] ?? 0;
  if (first < 0x80) {
    return { point: first, next: at + 1 };
  }
  const length = sequenceLength(first);
  let point = first & (0xff >> (length + 1));
  for (let offset = 1; offset < length; offset++) {
    const byte = bytes[at + offset] ?? 0;
    if (!isContinuation(first, byte, offset)) {
      return { point: replacement, next: at + offset };
    }
    point = (point << 6) | (byte & 0x3f);
  }
  return length === 0 ? { point: replacement, next: at + 1 } : { point, next: at + length };
}

/** Zero for a byte that starts no sequence. */
function sequenceLength(first: number): number {
  if (first >= 0xc2 && first < 0xe0) {
    return 2;
  }
  if (first >= 0xe0 && first < 0xf0) {
    return 3;
  }
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/** The second byte's range is narrower for overlong forms, surrogates and beyond U+10FFFF. */
function isContinuation(first: number, byte: number, offset: number): boolean {
  if (byte < 0x80 || byte > 0xbf) {
    return false;
  }
  if (offset > 1) {
    return true;
  }
  switch (first) {
    case 0xe0:
      return byte >= 0xa0;
    case 0xed:
      return byte < 0xa0;
    case 0xf0:
      return byte >= 0x90;
    case 0xf4:
      return byte < 0x90;
    default:
      return true;
  }
}
