import type { LinkedFile, ProtoSymbol } from './model.ts';
import { nameBelow, parentScope } from './scopeNames.ts';

/** A file that can be seen; of several that define a name, the one with the least `index` counts. */
interface VisibleFile {
  readonly file: LinkedFile;
  readonly index: number;
}

/** The files that can be seen: a name is looked for in those of its package, or of one around that. */
export class VisibleFiles {
  readonly #byPackage = new Map<string, PackageFiles>();

  constructor(visible: readonly LinkedFile[]) {
    for (const [index, file] of visible.entries()) {
      const others = this.#byPackage.get(file.packageName);
      if (others === undefined) {
        this.#byPackage.set(file.packageName, new PackageFiles({ file, index }));
      } else {
        others.add({ file, index });
      }
    }
  }

  /** What the first of the files says that defines the name. */
  find(fullName: string): ProtoSymbol | undefined {
    let first = Number.POSITIVE_INFINITY;
    let symbol: ProtoSymbol | undefined;
    let scope = fullName;
    do {
      scope = parentScope(scope);
      for (const { file, index } of this.#candidates(scope, fullName)) {
        const found = index < first ? file.find(fullName) : undefined;
        if (found !== undefined) {
          first = index;
          symbol = found;
        }
      }
    } while (scope !== '');
    return symbol;
  }

  #candidates(packageName: string, fullName: string): readonly VisibleFile[] {
    return this.#byPackage.get(packageName)?.candidates(packageName, fullName) ?? [];
  }
}

/** For so many names it is quicker to ask each file of a package than to note who has which. */
const firstQuestions = 8;

/** The files of one package. */
class PackageFiles {
  readonly #files: VisibleFile[];
  #questions = 0;
  #byName: Map<string, VisibleFile[]> | undefined;

  constructor(first: VisibleFile) {
    this.#files = [first];
  }

  add(file: VisibleFile): void {
    this.#files.push(file);
  }

  /** Those that may define a name below the package, in the order of their indices. */
  candidates(packageName: string, fullName: string): readonly VisibleFile[] {
    if (this.#files.length === 1 || this.#questions++ < firstQuestions) {
      return this.#files;
    }
    const name = nameBelow(packageName, fullName);
    this.#byName ??= this.#noted();
    return (name === undefined ? undefined : this.#byName.get(name)) ?? [];
  }

  #noted(): Map<string, VisibleFile[]> {
    const byName = new Map<string, VisibleFile[]>();
    for (const each of this.#files) {
      for (const name of each.file.ownNames()) {
        const others = byName.get(name);
        if (others === undefined) {
          byName.set(name, [each]);
        } else {
          others.push(each);
        }
      }
    }
    return byName;
  }
}
