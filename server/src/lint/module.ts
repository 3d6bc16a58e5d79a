import type { LinkedFile, SourceFile } from '../compiler/index.ts';

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
  /** Those of them that who imports the file sees too. */
  readonly publicImports: readonly string[];
  /** Asked for only when its rpcs may share a type with those of the file that is linted. */
  linked(): LinkedFile | undefined;
}

/** By package those that its files import, without itself and files of no package. */
export type PackageGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The files that are linted together, by what rules ask for. */
export interface LintModule {
  /** What an import of a file means, whether or not it is of the module. */
  imported(from: ModuleFile, path: string): ModuleFile | undefined;
  isOwn(file: ModuleFile): boolean;
  /** The file that a linked one was read from. */
  of(source: SourceFile): ModuleFile | undefined;
  /** What `packageGraph` makes of the files. */
  readonly packageImports: PackageGraph;
  file(path: string): ModuleFile | undefined;
  ofPackage(name: string): readonly ModuleFile[];
  /** `.` is the root of the module. */
  ofFolder(folder: string): readonly ModuleFile[];
  /** The files with an rpc that sends or receives a name with that last part. */
  withMethodType(name: string): readonly ModuleFile[];
}

/** What `packageGraph` looks into. */
export interface ModuleSource extends Pick<LintModule, 'imported'> {
  /** Every file of the module. */
  readonly files: readonly ModuleFile[];
}

/** Which packages import which, in the files of a module and all that they import. */
export function packageGraph({ files, imported }: ModuleSource): PackageGraph {
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

/** Whether a file can name what another one defines. */
export function sees(file: ModuleFile, other: ModuleFile, module: LintModule): boolean {
  const importedBy = (from: ModuleFile, paths: readonly string[]): readonly ModuleFile[] =>
    paths.map((path) => module.imported(from, path)).filter((found) => found !== undefined);
  const seen = new Set([file, ...importedBy(file, file.imports)]);
  for (const each of seen) {
    importedBy(each, each.publicImports).forEach((found) => seen.add(found));
  }
  return seen.has(other);
}

/** The folder of a path, `.` for none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}
