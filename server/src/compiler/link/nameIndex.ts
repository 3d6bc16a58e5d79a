import type { LinkedFile, ProtoSymbol } from './model.ts';
import { parentScope } from './scope.ts';

/** The names of one file at its own level. */
export interface FileNames {
  readonly packageName: string;
  readonly topLevel: Iterable<Pick<ProtoSymbol, 'fullName'>>;
}

/**
 * All names at file level of the files that are compiled together, so that a file whose names are
 * new need not be compared with each file below it. It may know more files than one imports.
 */
export class NameIndex {
  readonly #symbols = new Set<string>();
  readonly #packages = new Set<string>();

  /**
   * Whether a name of the file may clash with one that is known. A nested name can only do so where
   * the name around it does.
   */
  mayClash({ packageName, topLevel }: FileNames): boolean {
    for (let scope = packageName; scope !== ''; scope = parentScope(scope)) {
      if (this.#symbols.has(scope)) {
        return true;
      }
    }
    for (const { fullName } of topLevel) {
      if (this.#symbols.has(fullName) || this.#packages.has(fullName)) {
        return true;
      }
    }
    return false;
  }

  add({ packageName, topLevel }: FileNames): void {
    for (let scope = packageName; scope !== ''; scope = parentScope(scope)) {
      this.#packages.add(scope);
    }
    for (const { fullName } of topLevel) {
      this.#symbols.add(fullName);
    }
  }

  /** Forgets all names but those of some files. */
  keepOnly(files: Iterable<LinkedFile>): void {
    this.#symbols.clear();
    this.#packages.clear();
    for (const file of files) {
      this.add(fileNames(file.packageName, file.symbols.values()));
    }
  }
}

/** Picks the names at file level, those of the values of an enum there too. */
export function fileNames(packageName: string, symbols: Iterable<ProtoSymbol>): FileNames {
  const topLevel = [...symbols].filter(({ fullName }) => parentScope(fullName) === packageName);
  return { packageName, topLevel };
}
