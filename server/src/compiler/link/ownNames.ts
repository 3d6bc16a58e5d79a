import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DefinedSymbol } from './definedSymbol.ts';
import { indexByName } from './duplicates.ts';
import type { Part } from './part.ts';
import { nameBelow } from './scopeNames.ts';

/** Which part adds a name to the file's scope, and the names that several add. */
export interface Owners {
  readonly partOf: ReadonlyMap<string, Part>;
  readonly repeated: ReadonlySet<string>;
}

/** Finds who has which name at file level; parts that are remembered need not be looked into. */
export function ownersOf(parts: readonly Part[]): Owners {
  const partOf = new Map<string, Part>();
  const repeated = new Set<string>();
  for (const part of parts) {
    for (const name of part.own) {
      const other = partOf.get(name);
      if (other === undefined) {
        partOf.set(name, part);
      } else if (other !== part) {
        repeated.add(name);
      }
    }
  }
  return { partOf, repeated };
}

/** What a file defines, by full name, the first of each; a part that nobody asks about is not looked into. */
export class OwnNames {
  readonly #parts: readonly Part[];
  readonly #packageName: string;
  readonly #owners: Owners;
  /** Parts with a name that others have too are looked into together. */
  readonly #together: ReadonlySet<Part>;
  readonly #togetherByName: ReadonlyMap<string, DefinedSymbol>;
  #all: ReadonlyMap<string, DefinedSymbol> | undefined;

  /** Reports names that are defined twice, those in parts that are kept left out. */
  constructor(
    parts: readonly Part[],
    { packageName, owners }: { readonly packageName: string; readonly owners: Owners },
    report: (diagnostic: Diagnostic) => void,
  ) {
    const isTogether = ({ own }: Part): boolean => own.some((name) => owners.repeated.has(name));
    this.#parts = parts;
    this.#packageName = packageName;
    this.#owners = owners;
    this.#together = new Set(owners.repeated.size === 0 ? [] : parts.filter(isTogether));
    this.#togetherByName = indexByName(
      [...this.#together].flatMap(({ symbols }) => symbols),
      report,
    );
    for (const part of parts) {
      if (!this.#together.has(part)) {
        part.clashes.forEach(report);
      }
    }
  }

  get(fullName: string): DefinedSymbol | undefined {
    const [only] = this.#parts;
    if (this.#parts.length === 1) {
      return only?.byName.get(fullName);
    }
    const part = this.#partOf(fullName);
    return part === undefined || this.#together.has(part)
      ? this.#togetherByName.get(fullName)
      : part.byName.get(fullName);
  }

  /** Everything, in order of the text. */
  all(): ReadonlyMap<string, DefinedSymbol> {
    const [only] = this.#parts;
    return (this.#all ??=
      this.#parts.length === 1 && only !== undefined
        ? only.byName
        : indexByName(
            this.#parts.flatMap(({ symbols }) => symbols),
            () => undefined,
          ));
  }

  #partOf(fullName: string): Part | undefined {
    const name = nameBelow(this.#packageName, fullName);
    return name === undefined ? undefined : this.#owners.partOf.get(name);
  }
}
