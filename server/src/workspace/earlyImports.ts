import type { FileState } from './fileState.ts';
import type { FileTable } from './fileTable.ts';
import type { WorkspaceLayout } from './layoutScan.ts';
import type { FileSystem } from './ports.ts';
import type { FileSummary } from './summary.ts';
import { isBelow, joinUri, parentUri } from './uri.ts';
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

  constructor(options: EarlyImportsOptions) {
    this.#options = options;
  }

  /** Makes known and reads all that a file imports, however indirectly. Whether it found all. */
  read(uri: string): boolean {
    const { files, summaryOf } = this.#options;
    const found = new Set([uri]);
    for (const each of found) {
      const state = files.readFirstNow(each) ? files.get(each) : undefined;
      if (state === undefined) {
        return false;
      }
      for (const { path } of summaryOf(state).imports) {
        const imported = this.#find(each, path) ?? wellKnownUri(path);
        if (imported === undefined) {
          return false;
        }
        this.#makeKnown(imported);
        found.add(imported);
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

  #find(fromUri: string, path: string): string | undefined {
    const [first = ''] = path.split('/');
    for (const root of this.#rootsAround(fromUri)) {
      const top = joinUri(root, first);
      const uri = top !== undefined && this.#isThere(top) ? joinUri(root, path) : undefined;
      if (uri !== undefined && this.#isThere(uri)) {
        return uri;
      }
    }
    return undefined;
  }

  *#rootsAround(uri: string): Iterable<string> {
    const { folders, importRoots } = this.#options.layout;
    yield* importRoots;
    let folder = parentUri(uri);
    yield folder;
    while (folders.some((each) => isBelow(each, folder))) {
      folder = parentUri(folder);
      yield folder;
    }
  }

  #isThere(uri: string): boolean {
    let isThere = this.#seen.get(uri);
    if (isThere === undefined) {
      isThere = this.#options.fileSystem.stamp?.(uri) !== undefined;
      this.#seen.set(uri, isThere);
    }
    return isThere;
  }
}
