/**
 * URIs as strings in canonical form: everything but unreserved characters and `/` is
 * percent-encoded, a drive letter is lower case, no trailing slash. The border (`lsp/`) makes them
 * canonical; here they are only joined, split and compared.
 */

/** Appends a `/`-separated path; undefined for a path that cannot be part of a URI. */
export function joinUri(folder: string, path: string): string | undefined {
  const encoded = encodePath(path);
  return encoded === undefined ? undefined : `${folder}/${encoded}`;
}

/** The decoded path from a folder to a URI below it; undefined when it is not below. */
export function pathBelow(folder: string, uri: string): string | undefined {
  return uri.length > folder.length + 1 && isBelow(folder, uri)
    ? decoded(uri.slice(folder.length + 1))
    : undefined;
}

/** Whether a URI is below a folder; a folder is not below itself. */
export function isBelow(folder: string, uri: string): boolean {
  return uri.startsWith(folder) && uri.charCodeAt(folder.length) === 0x2f;
}

/** The folder of a URI; the URI itself when it has none. */
export function parentUri(uri: string): string {
  const slash = uri.lastIndexOf('/');
  return slash === -1 ? uri : uri.slice(0, slash);
}

/** The folders of files and those above them. */
export function foldersOf(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = parentUri(file); at.includes('/') && !folders.has(at); at = parentUri(at)) {
      folders.add(at);
    }
  }
  return folders;
}

/** The decoded last segment. */
export function nameOf(uri: string): string {
  return decoded(uri.slice(Math.max(uri.lastIndexOf('/'), uri.indexOf(':')) + 1));
}

/** Most texts hide nothing, and there are many. */
function decoded(text: string): string {
  return text.includes('%') ? decodeURIComponent(text) : text;
}

/** Length of the part that two URIs share, in whole segments. */
export function sharedLength(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  let slash = 0;
  for (let at = 0; at < end && left.charCodeAt(at) === right.charCodeAt(at); at++) {
    if (left.charCodeAt(at) === 0x2f) {
      slash = at;
    }
  }
  return slash;
}

/** Encodes each segment as canonical URIs do; undefined for text with lone surrogates. */
export function encodePath(path: string): string | undefined {
  if (/^[\w./-]*$/.test(path)) {
    return path;
  }
  if (/\p{Surrogate}/u.test(path)) {
    return undefined;
  }
  return path.split('/').map(encodeSegment).join('/');
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
