/** How keys of Consul are written as paths of its HTTP API, and what its JSON would lose. */

/** Whether the HTTP API can be asked for the key by a path. */
export function isPath(key: string): boolean {
  return key === '' || key.replace(/\/$/, '').split('/').every(isPathSegment);
}

/** The folders in front of the first segment that a path can't have. */
export function cleanPart(prefix: string): string {
  const segments = prefix.split('/');
  const odd = segments.findIndex((part) => !isPathSegment(part));
  return segments
    .slice(0, odd)
    .map((part) => `${part}/`)
    .join('');
}

/** Consul's router removes empty and dotted segments, and refuses what Go does not print. */
function isPathSegment(part: string): boolean {
  return part !== '.' && part !== '..' && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(part);
}

/** Below `/v1/`, percent-encoded. */
export function keyPath(key: string): string {
  return `kv/${key.split('/').map(encodeURIComponent).join('/')}`;
}

/** As written: a number of 64 bits would not survive JSON. */
export function flagsIn(body: string): string {
  return /"Flags":\s*(\d+)/.exec(body)?.[1] ?? '0';
}
