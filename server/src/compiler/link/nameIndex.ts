import type { LinkedFile, ProtoSymbol } from './model.ts';
import { parentScope } from './scopeNames.ts';

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
  /** Files whose names are taken as well, though the file being linked does not import them. */
  readonly rivals: () => Iterable<LinkedFile>;
  /** Names of the files that the last `keepOnly` kept. */
  #kept: Names = noNames();
  #keptFiles: ReadonlySet<LinkedFile> = new Set();
  /** Names that were added since. */
  #added: Names = noNames();

  constructor(rivals: () => Iterable<LinkedFile> = () => []) {
    this.rivals = rivals;
  }

  /**
   * Whether a name of the file may clash with one that is known. A nested name can only do so where
   * the name around it does.
   */
  mayClash({ packageName, topLevel }: FileNames): boolean {
    for (const scope of packagesOf(packageName)) {
      if (this.#kept.symbols.has(scope) || this.#added.symbols.has(scope)) {
        return true;
      }
    }
    for (const { fullName } of topLevel) {
      if (has(this.#kept, fullName) || has(this.#added, fullName)) {
        return true;
      }
    }
    return false;
  }

  add(names: FileNames): void {
    addTo(this.#added, names);
  }

  /** Forgets all names but those of some files, which are often the same as the last time. */
  keepOnly(files: Iterable<LinkedFile>): void {
    const keptFiles = new Set(files);
    if ([...this.#keptFiles].some((file) => !keptFiles.has(file))) {
      this.#kept = noNames();
      this.#keptFiles = new Set();
    }
    for (const file of keptFiles) {
      if (!this.#keptFiles.has(file)) {
        addTo(this.#kept, fileNames(file.packageName, file.symbols.values()));
      }
    }
    this.#keptFiles = keptFiles;
    this.#added = noNames();
  }
}

interface Names {
  readonly symbols: Set<string>;
  readonly packages: Set<string>;
}

function noNames(): Names {
  return { symbols: new Set(), packages: new Set() };
}

function has({ symbols, packages }: Names, name: string): boolean {
  return symbols.has(name) || packages.has(name);
}

function addTo({ symbols, packages }: Names, { packageName, topLevel }: FileNames): void {
  for (const scope of packagesOf(packageName)) {
    packages.add(scope);
  }
  for (const { fullName } of topLevel) {
    symbols.add(fullName);
  }
}

/** All names at file level of a linked file, with the packages that it is in. */
export function takenNames({ packageName, topLevel }: LinkedFile): {
  readonly symbols: readonly string[];
  readonly packages: readonly string[];
} {
  const symbols = topLevel.flatMap((symbol) =>
    symbol.kind === 'enum' ? [symbol, ...symbol.children] : [symbol],
  );
  return { symbols: symbols.map((symbol) => symbol.fullName), packages: packagesOf(packageName) };
}

/** A package and those around it, the innermost first; none for the empty name. */
function packagesOf(packageName: string): readonly string[] {
  const packages: string[] = [];
  for (let scope = packageName; scope !== ''; scope = parentScope(scope)) {
    packages.push(scope);
  }
  return packages;
}

/** Picks the names at file level, those of the values of an enum there too. */
function fileNames(packageName: string, symbols: Iterable<ProtoSymbol>): FileNames {
  const topLevel = [...symbols].filter(({ fullName }) => parentScope(fullName) === packageName);
  return { packageName, topLevel };
}
