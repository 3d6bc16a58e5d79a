/** `14:03:07`, in the time zone of the person. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** `12 s`, `4 min`, `2 h 5 min`, `3 d`; never negative. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }
  return `${Math.floor(hours / 24)} d`;
}

/** `0.8 ms`, `12 ms`, `1.24 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) {
    return `${(milliseconds / 1000).toFixed(2)} s`;
  }
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

/** `14 B`, `2.1 KiB`, `3.4 MiB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  return bytes < 1024 * 1024
    ? `${(bytes / 1024).toFixed(1)} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** What a person typed for a deadline: `500ms`, `5s`, `1m`, a bare number of milliseconds, or nothing. */
export type Deadline =
  | { readonly kind: 'none' }
  | { readonly kind: 'limit'; readonly milliseconds: number }
  | { readonly kind: 'malformed' };

/** Reads a deadline as typed. Zero and less are malformed: such a call cannot succeed. */
export function readDeadline(typed: string): Deadline {
  const text = typed.trim();
  if (text === '') {
    return { kind: 'none' };
  }
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)?$/.exec(text);
  const scale = { ms: 1, s: 1000, m: 60_000, min: 60_000 }[match?.[2] ?? 'ms'] ?? 1;
  const milliseconds = Math.round(Number(match?.[1] ?? Number.NaN) * scale);
  return milliseconds > 0 && milliseconds <= 2 ** 31 - 1
    ? { kind: 'limit', milliseconds }
    : { kind: 'malformed' };
}

/** The shortest way to write a deadline that `readDeadline` reads back. */
export function writeDeadline(milliseconds: number | undefined): string {
  if (milliseconds === undefined) {
    return '';
  }
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
