import type { FileSystem } from '../ports.ts';
import { isBelow, joinUri, parentUri } from '../uri.ts';
import { fileIn, type ImportRoot, isDeclaredAround, type TriedRoot } from './importRoot.ts';
import { keyOf } from './rootVotes.ts';

/** What is known of libraries at one moment. */
export interface LibraryFiles {
  /**
   * Where an import of a file in a folder was looked for: libraries of the innermost build first,
   * those that do not exist left out, unless one is sure to have it once it is fetched.
   */
  search(folder: string, path: string): readonly TriedRoot[];
  /** The root by which a file was found. */
  rootOf(uri: string): ImportRoot | undefined;
}

export const noLibraryFiles: LibraryFiles = { search: () => [], rootOf: () => undefined };

/** Folders that are listed at once. */
const concurrency = 16;

/**
 * Looks for imports in folders that are never walked: caches of modules, installed packages, what
 * builds name outside of the workspace. Nothing but `.proto` files that somebody imports is read.
 */
export class LibrarySearch implements LibraryFiles {
  readonly #fileSystem: FileSystem;
  readonly #listings = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #found = new Map<string, readonly TriedRoot[]>();
  readonly #rootOf = new Map<string, ImportRoot>();
  /** Roots whose folder was not there. */
  readonly #absent = new Set<ImportRoot>();
  #roots: readonly ImportRoot[] = [];

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
  }

  /** Looks into these roots from now on; forgets what was looked for when they are others. */
  setRoots(roots: readonly ImportRoot[]): void {
    const isSame =
      roots.length === this.#roots.length &&
      roots.every((root, index) => isEqual(root, this.#roots[index]));
    if (!isSame) {
      this.#roots = roots;
      this.#found.clear();
      this.lookAgain();
    }
  }

  /** Lets what was missing be looked for again. */
  lookAgain(): void {
    this.#listings.clear();
    this.#absent.clear();
    for (const [path, tried] of this.#found) {
      if (!tried.some(({ exists }) => exists)) {
        this.#found.delete(path);
      }
    }
  }

  search(folder: string, path: string): readonly TriedRoot[] {
    const tried = this.#found.get(path) ?? [];
    const isNear = ({ root }: TriedRoot): boolean => isDeclaredAround(root, folder);
    const scope = ({ root }: TriedRoot): number => parentUri(root.place?.uri ?? '').length;
    return [
      ...tried.filter(isNear).toSorted((a, b) => scope(b) - scope(a)),
      ...tried.filter((each) => !isNear(each)),
    ];
  }

  rootOf(uri: string): ImportRoot | undefined {
    return this.#rootOf.get(uri);
  }

  /** Whether there is nothing to be gained from looking for a path. */
  hasLookedFor(path: string): boolean {
    return this.#roots.length === 0 || this.#found.has(path) || !path.endsWith('.proto');
  }

  /** Looks for paths that were not looked for before. Gives the files found. */
  async find(paths: Iterable<string>): Promise<readonly string[]> {
    const wanted = new Set(paths);
    const found: string[] = [];
    for (const path of wanted) {
      if (this.hasLookedFor(path)) {
        continue;
      }
      const tried = await this.#lookFor(path);
      this.#found.set(path, tried);
      for (const { root, uri, exists } of tried) {
        if (exists) {
          this.#rootOf.set(uri, this.#rootOf.get(uri) ?? root);
          found.push(uri);
        }
      }
    }
    return found;
  }

  async #lookFor(path: string): Promise<readonly TriedRoot[]> {
    const tried: TriedRoot[] = [];
    const roots = this.#roots.filter((root) => isWorthTelling(root) || !this.#absent.has(root));
    for (let at = 0; at < roots.length; at += concurrency) {
      const batch = roots.slice(at, at + concurrency);
      const results = await Promise.all(batch.map((root) => this.#lookIn(root, path)));
      tried.push(...results.filter((result) => result !== undefined));
    }
    return tried;
  }

  async #lookIn(root: ImportRoot, path: string): Promise<TriedRoot | undefined> {
    const uri = fileIn(root, path);
    if (uri === undefined || !isBelow(root.uri, uri) || /(?:^|\/)\.\.?(?:\/|$)/.test(path)) {
      return undefined;
    }
    if (!(await this.#isThere(root.uri))) {
      this.#absent.add(root);
      return isWorthTelling(root) ? { root, uri, exists: false } : undefined;
    }
    return { root, uri, exists: await this.#exists(root.uri, uri) };
  }

  /** One listing of `node_modules` answers for every package that is not there. */
  async #isThere(folder: string): Promise<boolean> {
    if (!folder.includes('/node_modules/')) {
      return (await this.#namesIn(folder)).size > 0;
    }
    const parent = parentUri(folder);
    return (
      (await this.#isThere(parent)) &&
      (await this.#namesIn(parent)).has(folder.slice(parent.length + 1))
    );
  }

  /** Listings are shared by all imports, so most that are missing cost no question to the disk. */
  async #exists(folder: string, uri: string): Promise<boolean> {
    for (let at = folder; at !== uri;) {
      const slash = uri.indexOf('/', at.length + 1);
      const next = slash === -1 ? uri : uri.slice(0, slash);
      if (!(await this.#namesIn(at)).has(next.slice(at.length + 1))) {
        return false;
      }
      at = next;
    }
    return true;
  }

  /** The names in a folder as URIs have them. */
  #namesIn(folder: string): Promise<ReadonlySet<string>> {
    let names = this.#listings.get(folder);
    if (names === undefined) {
      names = this.#fileSystem
        .readDirectory(folder)
        .then((entries) => new Set(entries.map(({ name }) => joinUri('', name)?.slice(1) ?? '')));
      this.#listings.set(folder, names);
    }
    return names;
  }
}

/** Of a module that a build is sure to need it is worth saying that it is not there. */
function isWorthTelling({ prefix, origin }: ImportRoot): boolean {
  return prefix !== undefined || origin === 'buf';
}

function isEqual(root: ImportRoot, other: ImportRoot | undefined): boolean {
  return (
    other !== undefined &&
    keyOf(root) === keyOf(other) &&
    root.place?.uri === other.place?.uri &&
    root.place?.line === other.place?.line
  );
}
