import type { TokenKind, TokenList } from './tokens.ts';

/** Token kinds as small numbers, in the order of `kindNames`; `kindCode.end` ends every list. */
export const kindCode = {
  whitespace: 0,
  lineComment: 1,
  blockComment: 2,
  identifier: 3,
  integer: 4,
  float: 5,
  string: 6,
  punctuation: 7,
  invalid: 8,
  end: 9,
} as const;

const kindNames: readonly TokenKind[] = [
  'whitespace',
  'lineComment',
  'blockComment',
  'identifier',
  'integer',
  'float',
  'string',
  'punctuation',
  'invalid',
];

/**
 * A `TokenList` with its arrays laid open for the parser. Each array holds one sentinel beyond the
 * last token, of kind `end` and at the end of the text (`starts` two, so that it has an end too).
 */
export interface FlatTokens extends TokenList {
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  /** Indices of the tokens that matter to the grammar; the last one is the sentinel's. */
  readonly significant: Uint32Array;
  /** How many `{` there are more than `}`. */
  readonly openBraces: number;
  /** Whether that is more than none: the cue to trust indentation when recovering. */
  readonly lacksClosingBrace: boolean;
}

/** Collects tokens in order. A token ends where the next begins. */
export class TokenBuffer {
  #kinds: Uint8Array = new Uint8Array(4096);
  #starts: Uint32Array = new Uint32Array(4096);
  #significant: Uint32Array = new Uint32Array(2048);
  #length = 0;
  #significantLength = 0;

  /** A token that the parser passes over: white space, a comment, control characters. */
  addTrivia(kind: number, start: number): void {
    if (this.#length + 2 >= this.#kinds.length) {
      this.#grow();
    }
    this.#kinds[this.#length] = kind;
    this.#starts[this.#length++] = start;
  }

  /** A token that the parser reads. */
  add(kind: number, start: number): void {
    if (this.#significantLength + 2 >= this.#significant.length) {
      this.#significant = doubled(this.#significant);
    }
    this.#significant[this.#significantLength++] = this.#length;
    this.addTrivia(kind, start);
  }

  /** Makes the buffer empty. It keeps its arrays, unless they are large. */
  clear(): void {
    this.#length = 0;
    this.#significantLength = 0;
    if (this.#kinds.length > keptTokens) {
      this.#kinds = new Uint8Array(4096);
      this.#starts = new Uint32Array(4096);
      this.#significant = new Uint32Array(2048);
    }
  }

  /** The list, for a text of `textLength`. The buffer must be cleared after. */
  finish(textLength: number, openBraces: number): FlatTokens {
    const length = this.#length;
    this.add(kindCode.end, textLength);
    this.#starts[length + 1] = textLength;
    return createFlatTokens({
      length,
      textLength,
      kinds: this.#kinds.slice(0, length + 1),
      starts: this.#starts.slice(0, length + 2),
      significant: this.#significant.slice(0, this.#significantLength),
      openBraces,
    });
  }

  #grow(): void {
    const kinds = new Uint8Array(this.#kinds.length * 2);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    this.#starts = doubled(this.#starts);
  }
}

/** Larger arrays than for so many tokens are not kept for what comes next. */
const keptTokens = 1_000_000;

function doubled(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** What a list of tokens is made of. */
export interface FlatTokenParts {
  readonly length: number;
  readonly textLength: number;
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  readonly significant: Uint32Array;
  readonly openBraces: number;
}

/** Makes the list. `length` leaves the sentinels out. */
export function createFlatTokens(parts: FlatTokenParts): FlatTokens {
  const { length, textLength, kinds, starts } = parts;
  return {
    ...parts,
    lacksClosingBrace: parts.openBraces > 0,
    kind: (index) => kindNames[kinds[index] ?? kindCode.end] ?? 'invalid',
    start: (index) => starts[index] ?? textLength,
    end: (index) => starts[index + 1] ?? textLength,
    indexAt(offset) {
      let low = 0;
      let high = length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return length === 0 ? -1 : low;
    },
  };
}
