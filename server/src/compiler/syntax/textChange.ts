/** How one text becomes another: what stands between `start` and `oldEnd` there, and `newEnd` here. */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Characters that are compared at once. */
const chunk = 4096;

/** The smallest single change; it may cut through a surrogate pair. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  const start = sharedStart(before, after, shorter);
  const rest = sharedEnd(before, after, shorter - start);
  return { start, oldEnd: before.length - rest, newEnd: after.length - rest };
}

function sharedStart(before: string, after: string, limit: number): number {
  let at = 0;
  while (at + chunk <= limit && before.slice(at, at + chunk) === after.slice(at, at + chunk)) {
    at += chunk;
  }
  while (at < limit && before.charCodeAt(at) === after.charCodeAt(at)) {
    at++;
  }
  return at;
}

function sharedEnd(before: string, after: string, limit: number): number {
  const [ofBefore, ofAfter] = [before.length, after.length];
  let length = 0;
  while (
    length + chunk <= limit &&
    before.slice(ofBefore - length - chunk, ofBefore - length) ===
      after.slice(ofAfter - length - chunk, ofAfter - length)
  ) {
    length += chunk;
  }
  while (
    length < limit &&
    before.charCodeAt(ofBefore - length - 1) === after.charCodeAt(ofAfter - length - 1)
  ) {
    length++;
  }
  return length;
}
