import { utf8 } from './keyPath.ts';

/** What a document was made from. */
export interface KeyBase {
  readonly revision: number;
  readonly value: Uint8Array;
}

/** Stands for a key that is not there: a save over it creates the key. */
export const absentKey: KeyBase = { revision: 0, value: new Uint8Array() };

/** Earlier reads that are kept for each document. */
const keptReads = 4;

/** Files that were read without being opened, such as by another extension. */
const keptFiles = 64;

/**
 * Which revision of a key the text in an editor was made from: what a save is compared with.
 *
 * Anybody may read a file at any time, such as a search or another extension. So a read alone moves
 * nothing while a document is open: its base is the read whose text the document showed when it was
 * last without changes of its own.
 */
export class KeyBases {
  readonly #bases = new Map<string, KeyBase>();
  readonly #reads = new Map<string, readonly KeyBase[]>();
  readonly #open = new Set<string>();

  /** The file was read. */
  read(uri: string, found: KeyBase): void {
    const base = this.#bases.get(uri);
    if (!this.#open.has(uri) || base === undefined || isSame(base.value, found.value)) {
      this.#bases.set(uri, found);
    }
    const earlier = this.#reads.get(uri) ?? [];
    this.#reads.delete(uri);
    this.#reads.set(uri, [found, ...earlier].slice(0, keptReads));
    this.#forgetOldest();
  }

  /** An open document has this text, and no change of its own. Answers whether its base moved. */
  settled(uri: string, text: string): boolean {
    this.#open.add(uri);
    const shown = plain(text);
    const origin = this.#reads.get(uri)?.find(({ value }) => plain(utf8(value) ?? '') === shown);
    const before = this.#bases.get(uri)?.revision;
    if (origin !== undefined) {
      this.#bases.set(uri, origin);
    }
    return origin !== undefined && origin.revision !== before;
  }

  /** The document is gone: the next read is a new beginning. */
  closed(uri: string): void {
    this.#open.delete(uri);
    this.#reads.delete(uri);
    this.#bases.delete(uri);
  }

  /** It was written, or a person has decided to write over what is there. */
  moved(uri: string, base: KeyBase): void {
    this.#bases.set(uri, base);
    this.#reads.set(uri, [base]);
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  /** Undefined when it was never read, or is not known to exist. */
  of(uri: string): KeyBase | undefined {
    return this.#bases.get(uri);
  }

  /** What is open is never forgotten. */
  #forgetOldest(): void {
    const unopened = [...this.#reads.keys()].filter((uri) => !this.#open.has(uri));
    unopened.slice(0, -keptFiles).forEach((uri) => {
      this.closed(uri);
    });
  }
}

/** Whether two values are the same bytes. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** An editor shows neither the mark at the beginning nor which line ends there are. */
function plain(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}
