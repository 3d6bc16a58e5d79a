/**
 * The candidate that differs least from `name`, when it is near enough to be a slip of the keyboard:
 * at most a third of its letters away, case and `_` aside.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const written = bare(name);
  const letters = new LetterCounts(written);
  let best: string | undefined;
  let bestDistance = (name.length < 2 ? 0 : Math.max(1, Math.floor(name.length / 3))) + 1;
  for (const candidate of candidates) {
    if (candidate.length + bestDistance <= written.length) {
      continue;
    }
    const other = bare(candidate);
    if (letters.leastDistance(other) < bestDistance) {
      const distance = editDistance(written, other, bestDistance);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
  }
  return best;
}

function bare(text: string): string {
  return text.replaceAll(/[_\s-]/g, '').toLowerCase();
}

/** How often a text has each letter, counted in a few classes. */
class LetterCounts {
  readonly #counts = new Int16Array(32);
  readonly #left = new Int16Array(32);

  constructor(text: string) {
    for (let index = 0; index < text.length; index++) {
      this.#add(this.#counts, text.charCodeAt(index), 1);
    }
  }

  /** No fewer edits than this make one text of the other: one edit mends a missing and an extra letter. */
  leastDistance(other: string): number {
    this.#left.set(this.#counts);
    for (let index = 0; index < other.length; index++) {
      this.#add(this.#left, other.charCodeAt(index), -1);
    }
    let missing = 0;
    let extra = 0;
    for (const count of this.#left) {
      if (count > 0) {
        missing += count;
      } else {
        extra -= count;
      }
    }
    return Math.max(missing, extra);
  }

  #add(counts: Int16Array, code: number, by: number): void {
    counts[code & 31] = (counts[code & 31] ?? 0) + by;
  }
}

/** Insertions, deletions, replacements and swaps of neighbours, or `limit` when there are as many or more. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) {
    return limit;
  }
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = at(previous, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const isSwap =
        left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1] && row > 1;
      const swapped = isSwap ? at(beforePrevious, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(
        Math.min(replaced, swapped, at(previous, column) + 1, at(current, column - 1) + 1),
      );
    }
    if (Math.min(...current) >= limit && Math.min(...previous) + 1 >= limit) {
      return limit;
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
