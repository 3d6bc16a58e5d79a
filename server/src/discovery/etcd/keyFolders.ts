import type { StoredKey } from './storedKey.ts';

/** Keys by the folder that they are in: what stands before their last slash, and the slash. */
export class KeyFolders {
  readonly #folders = new Map<string, Map<string, StoredKey>>();
  readonly #changed = new Set<string>();

  get(key: string): StoredKey | undefined {
    return this.#folders.get(folderOf(key))?.get(key);
  }

  set(key: string, stored: StoredKey): void {
    const name = folderOf(key);
    const folder = this.#folders.get(name) ?? new Map<string, StoredKey>();
    folder.set(key, stored);
    this.#folders.set(name, folder);
    this.#changed.add(name);
  }

  delete(key: string): void {
    const name = folderOf(key);
    const folder = this.#folders.get(name);
    if (folder?.delete(key) === true) {
      this.#changed.add(name);
    }
    if (folder?.size === 0) {
      this.#folders.delete(name);
    }
  }

  *entries(): Iterable<readonly [key: string, stored: StoredKey]> {
    for (const folder of this.#folders.values()) {
      yield* folder;
    }
  }

  /** Counts all folders as changed. */
  touchAll(): void {
    for (const name of this.#folders.keys()) {
      this.#changed.add(name);
    }
  }

  /** The folders that changed since this was asked last. */
  takeChanged(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** The keys of a folder in the order of etcd, whatever the order in which they came. */
  keysOf(name: string): readonly StoredKey[] {
    const keys = [...(this.#folders.get(name) ?? [])];
    return keys.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stored]) => stored);
  }
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
