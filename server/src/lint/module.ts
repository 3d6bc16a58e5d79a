import type { LinkedFile } from '../compiler/index.ts';

/** A file beside the one that is linted, as far as rules about several files look into it. */
export interface ModuleFile {
  /** From the root of the module; an import path for a file of another one. */
  readonly path: string;
  readonly packageName: string;
  /** What its file options say, by name. */
  readonly options: ReadonlyMap<string, string>;
  /** The last part of each name that an rpc sends or receives. */
  readonly methodTypes: ReadonlySet<string>;
  /** Import paths. */
  readonly imports: readonly string[];
  /** Asked for only when its rpcs may share a type with those of the file that is linted. */
  linked(): LinkedFile | undefined;
}

/** By package those that its files import, without itself and files of no package. */
export type PackageGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Where the files of a module come from. */
export interface ModuleSource {
  /** Every file of the module, the one that is linted too. */
  readonly files: readonly ModuleFile[];
  /** What an import of a file means, whether or not it is of the module. */
  imported(from: ModuleFile, path: string): ModuleFile | undefined;
  isOwn(file: ModuleFile): boolean;
  /** What `packageGraph` makes of the files, which the source may know from before. */
  readonly packageImports: PackageGraph;
}

/** Which packages import which, in the files of a module and all that they import. */
export function packageGraph({
  files,
  imported,
}: Pick<ModuleSource, 'files' | 'imported'>): PackageGraph {
  const graph = new Map<string, Set<string>>();
  const seen = new Set(files);
  for (const file of seen) {
    const targets = file.imports.map((path) => imported(file, path));
    for (const target of targets.filter((one) => one !== undefined)) {
      seen.add(target);
      const { packageName: from } = file;
      const { packageName: to } = target;
      if (from !== '' && to !== '' && from !== to) {
        graph.set(from, (graph.get(from) ?? new Set()).add(to));
      }
    }
  }
  return graph;
}

/** The files that are linted together, by what rules ask for; each index is made when it is asked. */
export class LintModule {
  readonly #source: ModuleSource;
  #byPath: ReadonlyMap<string, readonly ModuleFile[]> | undefined;
  #byPackage: ReadonlyMap<string, readonly ModuleFile[]> | undefined;
  #byFolder: ReadonlyMap<string, readonly ModuleFile[]> | undefined;
  #byMethodType: ReadonlyMap<string, readonly ModuleFile[]> | undefined;

  constructor(source: ModuleSource) {
    this.#source = source;
  }

  imported(from: ModuleFile, path: string): ModuleFile | undefined {
    return this.#source.imported(from, path);
  }

  isOwn(file: ModuleFile): boolean {
    return this.#source.isOwn(file);
  }

  get packageImports(): PackageGraph {
    return this.#source.packageImports;
  }

  file(path: string): ModuleFile | undefined {
    this.#byPath ??= this.#index((file) => [file.path]);
    return this.#byPath.get(path)?.[0];
  }

  ofPackage(name: string): readonly ModuleFile[] {
    this.#byPackage ??= this.#index(({ packageName }) => [packageName]);
    return this.#byPackage.get(name) ?? [];
  }

  /** `.` is the root of the module. */
  ofFolder(folder: string): readonly ModuleFile[] {
    this.#byFolder ??= this.#index(({ path }) => [folderOf(path)]);
    return this.#byFolder.get(folder) ?? [];
  }

  /** The files with an rpc that sends or receives a name with that last part. */
  withMethodType(name: string): readonly ModuleFile[] {
    this.#byMethodType ??= this.#index(({ methodTypes }) => methodTypes);
    return this.#byMethodType.get(name) ?? [];
  }

  #index(keysOf: (file: ModuleFile) => Iterable<string>): Map<string, ModuleFile[]> {
    const index = new Map<string, ModuleFile[]>();
    for (const file of this.#source.files) {
      for (const key of keysOf(file)) {
        const files = index.get(key);
        if (files === undefined) {
          index.set(key, [file]);
        } else {
          files.push(file);
        }
      }
    }
    return index;
  }
}

/** The folder of a path, `.` for none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}
