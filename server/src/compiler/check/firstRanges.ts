/** Bounds of numbers, both inclusive. */
export interface Bounds {
  readonly start: number;
  readonly end: number;
}

/**
 * Ranges in the order of the text, to be asked which of them is the first to have a number. Thousands
 * may stand in one message, so nothing here looks at one after the other: the numbers are cut where
 * ranges begin and end, and each piece knows its first range.
 */
export class FirstRanges<Range extends Bounds> {
  readonly #ranges: readonly Range[];
  /** Where pieces begin. */
  readonly #cuts: Float64Array;
  /** Index of the first range that has the piece, -1 for none. */
  readonly #owners: Int32Array;
  /** For each piece a later one, or itself, before which all have an owner. */
  readonly #free: Int32Array;
  #painted = 0;

  constructor(ranges: Iterable<Range>) {
    this.#ranges = [...ranges].filter(({ start, end }) => start <= end);
    const cuts = new Set(this.#ranges.flatMap(({ start, end }) => [start, end + 1]));
    this.#cuts = Float64Array.from(cuts).sort();
    this.#owners = new Int32Array(this.#cuts.length).fill(-1);
    this.#free = Int32Array.from(this.#cuts, (_, index) => index);
  }

  /** The first range that has a number. */
  at(number: number): Range | undefined {
    this.#paintAll();
    return this.#ranges[this.#owners[this.#pieceAt(number)] ?? -1];
  }

  /** The first range that has a number in common with some bounds. */
  meeting({ start, end }: Bounds): Range | undefined {
    this.#paintAll();
    return this.#ranges[this.#firstOwner(Math.max(this.#pieceAt(start), 0), this.#pieceAt(end))];
  }

  /**
   * Each range that meets one before it, with the first such. It leaves out what has been asked before,
   * so it is to be the only question.
   */
  *overlaps(): Generator<readonly [range: Range, earlier: Range]> {
    for (; this.#painted < this.#ranges.length;) {
      const index = this.#painted++;
      const range = this.#ranges[index];
      const earlier = range && this.#ranges[this.#paint(range, index)];
      if (range !== undefined && earlier !== undefined) {
        yield [range, earlier];
      }
    }
  }

  #paintAll(): void {
    for (const pair of this.overlaps()) {
      void pair;
    }
  }

  /** Gives the pieces of a range that have no owner to it; the first owner that others have, or -1. */
  #paint({ start, end }: Range, index: number): number {
    const from = this.#pieceAt(start);
    const to = this.#pieceAt(end);
    let count = 0;
    for (let piece = this.#nextFree(from); piece <= to; piece = this.#nextFree(piece)) {
      this.#owners[piece] = index;
      this.#free[piece] = piece + 1;
      count += 1;
    }
    return count === to - from + 1 ? -1 : this.#firstOwner(from, to);
  }

  #firstOwner(from: number, to: number): number {
    let first = this.#ranges.length;
    for (let piece = from; piece <= to; piece++) {
      const owner = this.#owners[piece] ?? -1;
      first = owner === -1 ? first : Math.min(first, owner);
    }
    return first;
  }

  /** Halves the way for the next that goes it. */
  #nextFree(piece: number): number {
    let at = piece;
    for (let next = this.#free[at] ?? at; next !== at; next = this.#free[at] ?? at) {
      this.#free[at] = this.#free[next] ?? next;
      at = this.#free[at] ?? next;
    }
    return at;
  }

  /** Index of the piece that has a number, -1 for what is before all. */
  #pieceAt(number: number): number {
    let low = 0;
    let high = this.#cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cuts[middle] ?? 0) <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
