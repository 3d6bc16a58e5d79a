/**
 * How a key of a registry is written as the path of a document, and back.
 *
 * Keys are bytes of any kind; paths are text with rules of their own. Slashes divide both. A `~`
 * begins what a path can't say: `~2e` is the byte 0x2e, `~-` an empty segment, and a `~` at the end
 * of a segment says that it is a folder, so that the key `a` and the folder of `a/b` are apart. Each
 * key has exactly one path, and each path that is accepted exactly one key.
 */

const slash = 0x2f;

/** Invisible marks, what turns text around, what has no character, and the sign of an escape. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}~\\]/u;

/** The path of the document that shows the key. Begins with a slash. */
export function documentPath(key: Uint8Array): string {
  const segments = split(key);
  const name = segments.pop() ?? new Uint8Array();
  return `${segments.map((one) => `/${folderName(one)}`).join('')}/${segmentText(name)}`;
}

/** The path of a folder; `prefix` is empty or ends with a slash. */
export function folderPath(prefix: Uint8Array): string {
  const folders = split(prefix).slice(0, -1);
  return folders.length === 0 ? '/' : folders.map((one) => `/${folderName(one)}`).join('');
}

/** What a path stands for. A folder's key is empty or ends with a slash. */
export interface KeyLocation {
  readonly kind: 'key' | 'folder';
  readonly key: Uint8Array;
}

/** Undefined for a path that no key has. */
export function locationOf(path: string): KeyLocation | undefined {
  if (path === '/' || path === '') {
    return { kind: 'folder', key: new Uint8Array() };
  }
  const segments = path.slice(1).split('/');
  const kind = isFolderName(segments.at(-1) ?? '') ? 'folder' : 'key';
  const parts = segments.map((segment) => segmentBytes(segment.replace(/~$/, '')));
  const key = Buffer.from(joined(parts, kind));
  const canonical = kind === 'folder' ? folderPath(key) : documentPath(key);
  return canonical === path ? { kind, key } : undefined;
}

/** The last segment of a key or folder, as it is shown. */
export function nameOf(key: Uint8Array): string {
  const isFolder = key.at(-1) === slash;
  const last = split(isFolder ? key.subarray(0, -1) : key).at(-1) ?? new Uint8Array();
  const empty = isFolder ? '/' : '(empty)';
  return last.length === 0 ? empty : segmentText(last);
}

/** A key as one line of text, for messages and the clipboard: odd bytes as `\xNN`. */
export function keyText(key: Uint8Array): string {
  const text = utf8(key);
  return text === undefined || /[\p{C}\p{Zl}\p{Zp}]/u.test(text)
    ? [...key]
        .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `\\x${hex(byte)}`))
        .join('')
    : text;
}

/** A key as a text to look it up by, one for each key. It is not for people. */
export function keyId(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}

/**
 * A connection's id as the authority of a URI, which an editor writes in lower case: letters,
 * digits and `-` stay, other bytes are `_hh`.
 */
export function authorityOf(connectionId: string): string {
  return [...Buffer.from(connectionId, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[a-z0-9-]/.test(character) ? character : `_${hex(byte)}`;
    })
    .join('');
}

/** The id again; whatever is no escape stands for itself. */
export function connectionIdOf(authority: string): string {
  const bytes = authority.replace(/_([0-9a-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Undefined for bytes that are not UTF-8. A byte order mark is kept. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function split(key: Uint8Array): Uint8Array[] {
  const segments: Uint8Array[] = [];
  let start = 0;
  for (let end = key.indexOf(slash); end >= 0; end = key.indexOf(slash, start)) {
    segments.push(key.subarray(start, end));
    start = end + 1;
  }
  return [...segments, key.subarray(start)];
}

function joined(parts: readonly Uint8Array[], kind: KeyLocation['kind']): Uint8Array {
  const divider = new Uint8Array([slash]);
  const pieces = parts.flatMap((part, index) => (index === 0 ? [part] : [divider, part]));
  return Buffer.concat(kind === 'folder' ? [...pieces, divider] : pieces);
}

function folderName(segment: Uint8Array): string {
  return `${segmentText(segment)}~`;
}

function isFolderName(segment: string): boolean {
  return segment.endsWith('~');
}

function segmentText(segment: Uint8Array): string {
  if (segment.length === 0) {
    return '~-';
  }
  const text = utf8(segment);
  if (text === undefined) {
    return [...segment]
      .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte)))
      .join('');
  }
  const characters = [...text];
  const isDots = text === '.' || text === '..';
  return characters
    .map((character, index) => {
      const isEnd = index === 0 || index === characters.length - 1;
      const isOdd = isDots || unsafe.test(character) || (isEnd && /\s/u.test(character));
      return isOdd ? [...Buffer.from(character, 'utf8')].map(escaped).join('') : character;
    })
    .join('');
}

function segmentBytes(segment: string): Uint8Array {
  if (segment === '~-') {
    return new Uint8Array();
  }
  const parts = segment.split(/(~[0-9a-f]{2})/);
  return Buffer.concat(
    parts.map((part) =>
      /^~[0-9a-f]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'),
    ),
  );
}

/** A printed character of ASCII that needs no escape. */
function isPlain(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x7e && byte !== 0x5c;
}

function escaped(byte: number): string {
  return `~${hex(byte)}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
