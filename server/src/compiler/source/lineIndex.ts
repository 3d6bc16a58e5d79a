import { partitionPoint } from './partitionPoint.ts';

/** A place in a text, both 0-based; `column` counts UTF-16 code units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Converts between offsets and lines. A line ends at `\n`; a `\r` before it is part of the line. */
export interface LineIndex {
  readonly lineCount: number;
  /** Clamped to the text. */
  positionAt(offset: number): LineColumn;
  /** Clamped to the text and to the line. */
  offsetAt(position: LineColumn): number;
}

/**
 * Finds the line starts of a text once, when they are first asked for: a file without findings needs
 * none. Look-ups are binary searches.
 */
export function createLineIndex(text: string): LineIndex {
  return new TextLines(text, () => lineStartsOf(text, 0, text.length));
}

/** As `createLineIndex`, by what is known of a text that a change has made this one of. */
export function lineIndexAfter(before: LineIndex, text: string, change: ChangedSpan): LineIndex {
  const known = before instanceof TextLines ? before.known : undefined;
  return known === undefined
    ? createLineIndex(text)
    : new TextLines(text, () => changedStarts(known, text, change));
}

/** What stood between `start` and `oldEnd` stands between `start` and `newEnd` now. */
export interface ChangedSpan {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

class TextLines implements LineIndex {
  readonly #text: string;
  #find: (() => readonly number[]) | undefined;
  #starts: readonly number[] = [0];

  constructor(text: string, find: () => readonly number[]) {
    this.#text = text;
    this.#find = find;
  }

  /** The line starts, if somebody has asked for one. */
  get known(): readonly number[] | undefined {
    return this.#find === undefined ? this.#starts : undefined;
  }

  get lineCount(): number {
    return this.#lineStarts().length;
  }

  positionAt(offset: number): LineColumn {
    const starts = this.#lineStarts();
    const clamped = Math.min(Math.max(offset, 0), this.#text.length);
    const line = lastAtMost(starts, clamped);
    return { line, column: clamped - (starts[line] ?? 0) };
  }

  offsetAt({ line, column }: LineColumn): number {
    if (line < 0) {
      return 0;
    }
    const starts = this.#lineStarts();
    const start = starts[line];
    if (start === undefined) {
      return this.#text.length;
    }
    const next = starts[line + 1];
    const end = next === undefined ? this.#text.length : next - 1;
    return Math.min(start + Math.max(column, 0), end);
  }

  #lineStarts(): readonly number[] {
    if (this.#find !== undefined) {
      this.#starts = this.#find();
      this.#find = undefined;
    }
    return this.#starts;
  }
}

/** The starts of the lines between two offsets, with that of the first line of the text for 0. */
function lineStartsOf(text: string, from: number, to: number): number[] {
  const starts = from === 0 ? [0] : [];
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** A line begins behind its line break, which is before, within or behind the change. */
function changedStarts(
  known: readonly number[],
  text: string,
  { start, oldEnd, newEnd }: ChangedSpan,
): number[] {
  const inside = lineStartsOf(text, start, newEnd);
  const head = known.slice(0, lastAtMost(known, start) + (start === 0 ? 0 : 1));
  const starts = head.concat(inside);
  const moved = newEnd - oldEnd;
  for (let index = lastAtMost(known, oldEnd) + 1; index < known.length; index++) {
    starts.push((known[index] ?? 0) + moved);
  }
  return starts;
}

/** Index of the last entry of a sorted, non-empty list that is not greater than `value`. */
function lastAtMost(sorted: readonly number[], value: number): number {
  const count = partitionPoint(sorted.length, (index) => (sorted[index] ?? 0) <= value);
  return Math.max(count - 1, 0);
}
