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
  let known: readonly number[] | undefined;
  const lineStarts = (): readonly number[] => (known ??= lineStartsOf(text));
  return {
    get lineCount() {
      return lineStarts().length;
    },
    positionAt(offset) {
      const starts = lineStarts();
      const clamped = Math.min(Math.max(offset, 0), text.length);
      const line = lastAtMost(starts, clamped);
      return { line, column: clamped - (starts[line] ?? 0) };
    },
    offsetAt({ line, column }) {
      if (line < 0) {
        return 0;
      }
      const starts = lineStarts();
      const start = starts[line];
      if (start === undefined) {
        return text.length;
      }
      const next = starts[line + 1];
      const end = next === undefined ? text.length : next - 1;
      return Math.min(start + Math.max(column, 0), end);
    },
  };
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** Index of the last entry of a sorted, non-empty list that is not greater than `value`. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
