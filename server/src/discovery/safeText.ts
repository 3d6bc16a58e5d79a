/**
 * Registries hold what anybody wrote. Everything taken from one passes here: it becomes well-formed
 * plain text of bounded length, and what was different stays different.
 */

const longestName = 256;
const longestRaw = 64 * 1024;

/** Names, keys, versions: one line, at most about 256 characters. */
export function nameText(text: string): string {
  const plain = text.length > 4 * longestName ? text : withoutControls(text);
  return plain.length <= longestName ? plain : shortened(plain);
}

/** Values shown as they are: at most 64 KiB, line breaks kept. */
export function rawText(text: string): string {
  return cut(text, longestRaw);
}

/** Texts of medium length, such as a metadata value or the output of a check. */
export function valueText(text: string): string {
  return cut(text, 4096);
}

/**
 * A key as text. One that is not UTF-8 has its other bytes written as `\xNN`, so that two keys
 * never look alike.
 */
export function keyText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return [...bytes].map(escapedByte).join('');
  }
}

/** UTF-8 with ill-formed parts replaced. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** A record of bounded size, safe for names such as `__proto__`. */
export function textRecord(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const kept: [string, string][] = [];
  for (const [name, value] of entries) {
    if (kept.length >= 256) {
      break;
    }
    kept.push([nameText(name), valueText(value)]);
  }
  // Unlike an assignment, fromEntries makes `__proto__` an ordinary property.
  return Object.fromEntries(kept);
}

/** At most 256 tags. */
export function tagList(tags: readonly string[]): readonly string[] {
  return tags.slice(0, 256).map(nameText);
}

/** C0 and C1 controls, line separators, and marks that turn the direction of the text around them. */
const unsafe = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu;

function withoutControls(text: string): string {
  return text.replace(unsafe, '\ufffd');
}

function shortened(text: string): string {
  return `${withoutControls(cut(text, longestName))}…${fingerprint(text)}`;
}

function cut(text: string, length: number): string {
  const short = text.length <= length ? text : text.slice(0, length);
  // With the u flag only halves of a surrogate pair match.
  return short.replace(/\p{Cs}/gu, '\ufffd');
}

function escapedByte(byte: number): string {
  const printable = byte >= 0x20 && byte < 0x7f;
  return printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** FNV-1a of 32 bits: tells long names apart. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
