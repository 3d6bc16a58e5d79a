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

/** The files that are linted together, by what rules ask for. */
export interface LintModule {
  /** What an import of a file means, whether or not it is of the module. */
  imported(from: ModuleFile, path: string): ModuleFile | undefined;
  isOwn(file: ModuleFile): boolean;
  /** The file that a linked one was read from. */
  of(source: SourceFile): ModuleFile | undefined;
  /**
   * The packages that the files of a package import, those of the module and those that it imports,
   * however indirectly; without itself and files of no package.
   */
  packagesImportedBy(name: string): ReadonlySet<string>;
  file(path: string): ModuleFile | undefined;
  ofPackage(name: string): readonly ModuleFile[];
  /** `.` is the root of the module. */
  ofFolder(folder: string): readonly ModuleFile[];
  /** The files with an rpc that sends or receives a name with that last part. */
  withMethodType(name: string): readonly ModuleFile[];
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
