import type { FileState } from './fileState.ts';
import type { FileTable } from './fileTable.ts';
import type { WorkspaceLayout } from './layoutScan.ts';
import type { FileStamp, FileSystem } from './ports.ts';
import type { FileSummary } from './summary.ts';
import { encodePath, isBelow, parentUri } from './uri.ts';
import { wellKnownUri } from './wellKnown.ts';

export interface EarlyImportsOptions {
  readonly fileSystem: FileSystem;
  readonly files: FileTable;
  readonly layout: WorkspaceLayout;
  readonly summaryOf: (state: FileState) => FileSummary;
}

/**
 * Finds what a file imports before the folders have been walked: an import is looked for below the
 * roots of the settings and below each folder around the importing file, the nearest first. Where
 * that finds one file for each import, a walk hardly ever finds others; the walk has the last word.
 */
export class EarlyImports {
  readonly #options: EarlyImportsOptions;
  /** Whether there is such a file or folder. */
  readonly #seen = new Map<string, boolean>();
  /** What the present `read` has asked the disk for. */
  readonly #fresh = new Map<string, FileStamp>();
  /** By folder, then by the first part of a path: the roots around it that have something of that name. */
  readonly #roots = new Map<string, Map<string, readonly string[]>>();
  /** By folder, then by path: the file that it is there. */
  readonly #imported = new Map<string, Map<string, string | undefined>>();

  constructor(options: EarlyImportsOptions) {
    this.#options = options;
  }

  /** Makes known and reads all that a file imports, however indirectly. Whether it found all. */
  read(uri: string): boolean {
    const { files, summaryOf } = this.#options;
    this.#fresh.clear();
    const found = new Set([uri]);
    for (const each of found) {
      const state = files.readFirstNow(each, this.#fresh.get(each)) ? files.get(each) : undefined;
      if (state === undefined) {
        return false;
      }
      const folder = parentUri(each);
      for (const { path } of summaryOf(state).imports) {
        const imported = this.#importedFrom(folder, path);
        if (imported === undefined) {
          return false;
        }
        if (!found.has(imported)) {
          this.#makeKnown(imported);
          found.add(imported);
        }
      }
    }
    return true;
  }

  #makeKnown(uri: string): void {
    const { files } = this.#options;
    if (!files.has(uri)) {
      files.put({ uri, text: undefined, version: undefined, problem: undefined });
    }
  }

  #importedFrom(folder: string, path: string): string | undefined {
    const known = this.#imported.get(folder) ?? new Map<string, string | undefined>();
    this.#imported.set(folder, known);
    let imported = known.get(path);
    if (imported === undefined && !known.has(path)) {
      imported = this.#find(folder, path) ?? wellKnownUri(path);
      known.set(path, imported);
    }
    return imported;
  }

  #find(folder: string, path: string): string | undefined {
    const encoded = encodePath(path);
    return encoded === undefined
      ? undefined
      : this.#rootsWith(encoded.split('/', 1)[0] ?? '', folder)
          .map((root) => `${root}/${encoded}`)
          .find((uri) => this.#isThere(uri));
  }

  #rootsWith(first: string, folder: string): readonly string[] {
    const known = this.#roots.get(folder) ?? new Map<string, readonly string[]>();
    this.#roots.set(folder, known);
    const roots =
      known.get(first) ??
      [...this.#rootsAround(folder)].filter((root) => this.#isThere(`${root}/${first}`));
    known.set(first, roots);
    return roots;
  }

  *#rootsAround(innermost: string): Iterable<string> {
    const { folders, importRoots } = this.#options.layout;
    yield* importRoots;
    let folder = innermost;
    yield folder;
    while (folders.some((each) => isBelow(each, folder))) {
      folder = parentUri(folder);
      yield folder;
    }
  }

  #isThere(uri: string): boolean {
    const known = this.#seen.get(uri);
    if (known !== undefined) {
      return known;
    }
    const stamp = this.#options.fileSystem.stamp?.(uri);
    this.#seen.set(uri, stamp !== undefined);
    if (stamp !== undefined) {
      this.#fresh.set(uri, stamp);
    }
    return stamp !== undefined;
  }
}
