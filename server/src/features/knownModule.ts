import { folderOf } from '../lint/index.ts';
import {
  type FileSummary,
  type LintedModule,
  pathBelow,
  type Snapshot,
  wellKnownPathOf,
} from '../workspace/index.ts';
import { groupBy } from './groupBy.ts';
import { MethodTypes } from './methodTypes.ts';

/** A file of a module. */
export interface KnownFile {
  readonly uri: string;
  /** From the root of the module. */
  readonly path: string;
}

/** By how imports resolve in a snapshot: the files are the same wherever that is the same. */
const knownModules = new WeakMap<object, WeakMap<LintedModule, KnownModule>>();
/** What was known last of each. */
const latest = new WeakMap<LintedModule, KnownModule>();

/** What is known of a module, to be asked once it follows the snapshot. */
export function knownModule(snapshot: Snapshot, module: LintedModule): KnownModule {
  const ofFiles = knownModules.get(snapshot.resolution) ?? new WeakMap<LintedModule, KnownModule>();
  knownModules.set(snapshot.resolution, ofFiles);
  const known = ofFiles.get(module) ?? moduleOf(listFiles(snapshot, module), latest.get(module));
  ofFiles.set(module, known);
  latest.set(module, known);
  return known;
}

/** The one that was known before if it has the same files. */
function moduleOf(files: readonly KnownFile[], before: KnownModule | undefined): KnownModule {
  return before?.has(files) === true ? before : new KnownModule(files);
}

/**
 * The files of a module by what rules ask for. It says what the last snapshot says that it followed:
 * only files that have changed since then are looked at again.
 */
export class KnownModule {
  /** By URI. */
  readonly #files: ReadonlyMap<string, KnownFile>;
  readonly methodTypes: MethodTypes;
  readonly #byPackage = new Map<string, Set<KnownFile>>();
  #byPath: ReadonlyMap<string, readonly KnownFile[]> | undefined;
  #byFolder: ReadonlyMap<string, readonly KnownFile[]> | undefined;
  /** URIs of files of no module or another, by package. */
  #others: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #importedBy = new Map<string, ReadonlySet<string>>();
  #followed: Snapshot | undefined;

  constructor(files: readonly KnownFile[]) {
    this.#files = new Map(files.map((file) => [file.uri, file]));
    this.methodTypes = new MethodTypes(this.#files);
  }

  /** Whether its files are these. */
  has(files: readonly KnownFile[]): boolean {
    return files.length === this.#files.size && files.every(({ uri }) => this.#files.has(uri));
  }

  /** Takes a snapshot for the present one. */
  follow(snapshot: Snapshot): void {
    const before = this.#followed;
    if (before?.id === snapshot.id) {
      return;
    }
    const changed = before && snapshot.differing(before);
    this.#followed = snapshot.again();
    this.methodTypes.follow(snapshot, changed);
    for (const uri of changed ?? snapshot.uris()) {
      this.#take(uri, before?.summary(uri), snapshot.summary(uri));
    }
    const { isComplete, resolution } = snapshot;
    if (before?.isComplete !== isComplete || before.resolution !== resolution) {
      this.#forgetImports();
    }
  }

  withPath(path: string): readonly KnownFile[] {
    this.#byPath ??= groupBy(this.#files.values(), (file) => file.path);
    return this.#byPath.get(path) ?? [];
  }

  ofFolder(folder: string): readonly KnownFile[] {
    this.#byFolder ??= groupBy(this.#files.values(), ({ path }) => folderOf(path));
    return this.#byFolder.get(folder) ?? [];
  }

  ofPackage(name: string): Iterable<KnownFile> {
    return this.#byPackage.get(name) ?? [];
  }

  /** As `LintModule` has it. While files still come in, no others than the module's count. */
  packagesImportedBy(name: string): ReadonlySet<string> {
    const known = this.#importedBy.get(name) ?? this.#findImportedBy(name);
    this.#importedBy.set(name, known);
    return known;
  }

  #take(uri: string, before: FileSummary | undefined, after: FileSummary): void {
    if (before === after) {
      return;
    }
    const file = this.#files.get(uri);
    const { packageName } = after;
    if (file !== undefined && before?.packageName !== packageName) {
      this.#byPackage.get(before?.packageName ?? packageName)?.delete(file);
      this.#byPackage.set(packageName, (this.#byPackage.get(packageName) ?? new Set()).add(file));
    }
    if (before === undefined || !isSameToPackages(before, after)) {
      this.#forgetImports();
    }
  }

  #forgetImports(): void {
    this.#importedBy.clear();
    this.#others = undefined;
  }

  #findImportedBy(name: string): ReadonlySet<string> {
    const { isComplete = false } = this.#followed ?? {};
    this.#others ??= groupBy(isComplete ? this.#importedOthers() : [], (uri) =>
      this.#packageOf(uri),
    );
    const own = Array.from(this.ofPackage(name), ({ uri }) => uri);
    const found = new Set<string>();
    for (const uri of name === '' ? [] : [...own, ...(this.#others.get(name) ?? [])]) {
      for (const target of this.#followed?.imported(uri) ?? []) {
        found.add(target === undefined ? '' : this.#packageOf(target));
      }
    }
    found.delete('');
    found.delete(name);
    return found;
  }

  #packageOf(uri: string): string {
    return this.#followed?.summary(uri).packageName ?? '';
  }

  /**
   * The files that those of the module import, however indirectly, and that are not among them. It is
   * a walk over all files, and only where there are others than the built-in ones, which import none.
   */
  #importedOthers(): readonly string[] {
    const snapshot = this.#followed;
    const all = Array.from(snapshot?.uris() ?? []);
    const others = all.filter((uri) => !this.#files.has(uri));
    if (snapshot === undefined || others.every((uri) => wellKnownPathOf(uri) !== undefined)) {
      return others;
    }
    const seen = new Set(this.#files.keys());
    // A set gives what is added to it on the way, too.
    for (const uri of seen) {
      snapshot.imported(uri).forEach((target) => target !== undefined && seen.add(target));
    }
    return [...seen].filter((uri) => !this.#files.has(uri));
  }
}

/** Whether a file is of the same package as before, and imports the same. */
function isSameToPackages(before: FileSummary, after: FileSummary): boolean {
  return (
    before.packageName === after.packageName &&
    before.imports.length === after.imports.length &&
    before.imports.every(({ path }, index) => path === after.imports[index]?.path)
  );
}

function listFiles(snapshot: Snapshot, module: LintedModule): readonly KnownFile[] {
  return [...snapshot.uris()].flatMap((uri) => {
    const path = snapshot.lintedModule(uri) === module ? pathBelow(module.root, uri) : undefined;
    return path === undefined ? [] : [{ uri, path }];
  });
}
