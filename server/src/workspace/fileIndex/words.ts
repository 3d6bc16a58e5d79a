/**
 * The words of a text, as 32-bit numbers: enough to tell which files may name a symbol without
 * keeping their texts. A word is a run of ASCII letters, digits and `_` that begins with no digit.
 * Two words share a number once in four billion; then a file is looked into in vain.
 */

const offset = 0x811c9dc5;
const prime = 0x01000193;

/** 1 for what may begin a word, 2 for a digit, 0 for anything else. */
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  classes[code] = /[A-Za-z_]/.test(char) ? 1 : /\d/.test(char) ? 2 : 0;
}

/** Who looks for a word asks about many files. */
let latest = { word: '', hash: offset };

/** The number of a word. */
export function hashWord(word: string): number {
  if (latest.word !== word) {
    latest = { word, hash: numberOf(word) };
  }
  return latest.hash;
}

function numberOf(word: string): number {
  let hash = offset;
  for (let at = 0; at < word.length; at++) {
    hash = Math.imul(hash ^ word.charCodeAt(at), prime);
  }
  return hash >>> 0;
}

/** The numbers of all words of a text, each once, in rising order. */
export function wordsOf(text: string): Uint32Array {
  const found = new WordTable();
  const { length } = text;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code] : 0;
    if (kind === 0) {
      at++;
      continue;
    }
    let hash = offset;
    for (let next = code; isInWord(next); next = text.charCodeAt(at)) {
      hash = Math.imul(hash ^ next, prime);
      at++;
    }
    if (kind === 1) {
      found.add(hash >>> 0);
    }
  }
  return found.sorted();
}

/** Whether a text has a word, neither part of a longer one nor begun by a digit. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isInWord(text.charCodeAt(at - 1)) && !isInWord(text.charCodeAt(at + word.length))) {
      return true;
    }
  }
  return false;
}

/** How far from where a number is expected it is looked for at first, in places. */
const nearBy = 16;

/**
 * Whether a part of a rising list, from `start` to before `end`, has a number. Numbers of words are
 * spread evenly, so it is looked for where it would then be.
 */
export function includesSorted(
  list: Uint32Array,
  { start, end }: { readonly start: number; readonly end: number },
  wanted: number,
): boolean {
  const guess = start + Math.floor((wanted / 2 ** 32) * (end - start));
  let [low, high] = [start, end];
  for (let step = nearBy; guess - step >= start; step *= 2) {
    if ((list[guess - step] ?? 0) <= wanted) {
      low = guess - step;
      break;
    }
  }
  for (let step = nearBy; guess + step < end; step *= 2) {
    if ((list[guess + step] ?? 0) > wanted) {
      high = guess + step;
      break;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = list[middle] ?? 0;
    if (found === wanted) {
      return true;
    }
    if (found < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

function isInWord(code: number): boolean {
  return code < 128 && classes[code] !== 0;
}

/** A set of numbers in one array, where 0 stands for nothing. */
class WordTable {
  #slots = new Uint32Array(1024);
  #count = 0;
  #hasZero = false;

  add(hash: number): void {
    if (hash === 0) {
      this.#hasZero = true;
      return;
    }
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let there = this.#slots[slot]; there !== 0; there = this.#slots[slot]) {
      if (there === hash) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = hash;
    if (++this.#count * 2 > mask) {
      this.#grow();
    }
  }

  sorted(): Uint32Array {
    const words = this.#slots.filter((hash) => hash !== 0).sort();
    return this.#hasZero ? Uint32Array.of(0, ...words) : words;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    this.#count = 0;
    for (const hash of before) {
      if (hash !== 0) {
        this.add(hash);
      }
    }
  }
}
