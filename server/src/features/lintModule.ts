import type { LinkedFile, SourceFile } from '../compiler/index.ts';
import {
  folderOf,
  type LintModule,
  type ModuleFile,
  packageGraph,
  type PackageGraph,
} from '../lint/index.ts';
import {
  type FileSummary,
  type ImportRoot,
  type LintedModule,
  pathBelow,
  type Snapshot,
} from '../workspace/index.ts';
import { remembered } from './remembered.ts';

const viewsOf = remembered((snapshot: Snapshot) =>
  remembered((module: LintedModule) => new ModuleView(snapshot, module)),
);

/** The files of a module as a snapshot knows them; nothing is looked at before it is asked for. */
export function lintModule(snapshot: Snapshot, module: LintedModule): LintModule {
  return viewsOf(snapshot)(module);
}

/**
 * What linting a document takes from files that it does not import: as long as each entry is the
 * same, so is what lint rules find in it. Beside it count the files there are, their packages and
 * their imports.
 */
export function lintBasis(snapshot: Snapshot, uri: string): readonly unknown[] {
  const module = snapshot.lintedModule(uri);
  return module === undefined ? [] : [module, ...viewsOf(snapshot)(module).basis(uri)];
}

class ModuleView implements LintModule {
  readonly #snapshot: Snapshot;
  readonly #module: LintedModule;
  readonly #known: KnownModule;
  readonly #byUri = new Map<string, SnapshotFile>();

  constructor(snapshot: Snapshot, module: LintedModule) {
    this.#snapshot = snapshot;
    this.#module = module;
    this.#known = knownModule(snapshot, module);
  }

  get packageImports(): PackageGraph {
    this.#known.packageImports ??= packageGraph({
      files: this.#known.files.map((file) => this.#file(file)),
      imported: (from, path) => this.imported(from, path),
    });
    return this.#known.packageImports;
  }

  imported(from: ModuleFile, path: string): ModuleFile | undefined {
    const uri = from instanceof SnapshotFile && this.#snapshot.resolveImport(from.uri, path);
    return typeof uri === 'string' ? this.#file({ uri }) : undefined;
  }

  isOwn(file: ModuleFile): boolean {
    return file instanceof SnapshotFile && this.#snapshot.lintedModule(file.uri) === this.#module;
  }

  of(source: SourceFile): ModuleFile | undefined {
    const uri = this.#snapshot.uriOf(source);
    return uri === undefined ? undefined : this.#file({ uri });
  }

  file(path: string): ModuleFile | undefined {
    const known = this.#known;
    known.byPath ??= indexed(known.files, (file) => file.path);
    return this.#filesOf(known.byPath.get(path))[0];
  }

  ofPackage(name: string): readonly ModuleFile[] {
    const known = this.#known;
    known.byPackage ??= indexed(known.files, ({ uri }) => this.#snapshot.summary(uri).packageName);
    return this.#filesOf(known.byPackage.get(name));
  }

  ofFolder(folder: string): readonly ModuleFile[] {
    const known = this.#known;
    known.byFolder ??= indexed(known.files, ({ path }) => folderOf(path));
    return this.#filesOf(known.byFolder.get(folder));
  }

  withMethodType(name: string): readonly ModuleFile[] {
    return this.#filesOf(this.#known.methodTypes.users(name, this.#snapshot));
  }

  basis(uri: string): readonly unknown[] {
    const { packageName, methodTypes } = this.#snapshot.summary(uri);
    const options = this.ofPackage(packageName).map((file) => [...file.options].join('\n'));
    return [options.join('\n\n'), this.#known.methodTypes.version(methodTypes, this.#snapshot)];
  }

  #filesOf(known: Iterable<KnownFile> = []): readonly SnapshotFile[] {
    return Array.from(known, (file) => this.#file(file));
  }

  #file({ uri, path }: { readonly uri: string; readonly path?: string }): SnapshotFile {
    const known = this.#byUri.get(uri);
    if (known !== undefined) {
      return known;
    }
    const own = path ?? pathBelow(this.#module.root, uri) ?? this.#snapshot.importPathOf(uri);
    const file = new SnapshotFile(this.#snapshot, uri, own);
    this.#byUri.set(uri, file);
    return file;
  }
}

/** One file by its summary. */
class SnapshotFile implements ModuleFile {
  readonly uri: string;
  readonly path: string;
  readonly #snapshot: Snapshot;
  #summary: FileSummary | undefined;

  constructor(snapshot: Snapshot, uri: string, path: string) {
    this.#snapshot = snapshot;
    this.uri = uri;
    this.path = path;
  }

  get packageName(): string {
    return this.#known.packageName;
  }

  get options(): ReadonlyMap<string, string> {
    return this.#known.options;
  }

  get methodTypes(): ReadonlySet<string> {
    return this.#known.methodTypes;
  }

  get imports(): readonly string[] {
    return this.#known.imports.map(({ path }) => path);
  }

  get publicImports(): readonly string[] {
    return this.#known.imports.filter(({ isPublic }) => isPublic).map(({ path }) => path);
  }

  linked(): LinkedFile | undefined {
    return this.#snapshot.linked(this.uri);
  }

  get #known(): FileSummary {
    this.#summary ??= this.#snapshot.summary(this.uri);
    return this.#summary;
  }
}

interface KnownFile {
  readonly uri: string;
  /** From the root of the module. */
  readonly path: string;
}

type FileIndex = ReadonlyMap<string, readonly KnownFile[]>;

/** What is the same for all snapshots with the same files, packages and imports; made when asked. */
interface KnownModule {
  readonly files: readonly KnownFile[];
  packageImports: PackageGraph | undefined;
  byPath: FileIndex | undefined;
  byPackage: FileIndex | undefined;
  byFolder: FileIndex | undefined;
  readonly methodTypes: MethodTypes;
}

/** By the roots of a snapshot: others are found as soon as a file, a package or an import changes. */
const knownModules = new WeakMap<readonly ImportRoot[], WeakMap<LintedModule, KnownModule>>();

function knownModule(snapshot: Snapshot, module: LintedModule): KnownModule {
  const ofRoots = knownModules.get(snapshot.roots) ?? new WeakMap<LintedModule, KnownModule>();
  knownModules.set(snapshot.roots, ofRoots);
  const known = ofRoots.get(module) ?? newModule(listFiles(snapshot, module));
  ofRoots.set(module, known);
  return known;
}

function newModule(files: readonly KnownFile[]): KnownModule {
  return {
    files,
    packageImports: undefined,
    byPath: undefined,
    byPackage: undefined,
    byFolder: undefined,
    methodTypes: new MethodTypes(files),
  };
}

function listFiles(snapshot: Snapshot, module: LintedModule): readonly KnownFile[] {
  return [...snapshot.uris()].flatMap((uri) => {
    const path = snapshot.lintedModule(uri) === module ? pathBelow(module.root, uri) : undefined;
    return path === undefined ? [] : [{ uri, path }];
  });
}

function indexed(files: readonly KnownFile[], keyOf: (file: KnownFile) => string): FileIndex {
  const index = new Map<string, KnownFile[]>();
  for (const file of files) {
    const key = keyOf(file);
    const known = index.get(key);
    if (known === undefined) {
      index.set(key, [file]);
    } else {
      known.push(file);
    }
  }
  return index;
}

/**
 * The files of a module by the names that their rpcs send or receive. It follows whatever snapshot it
 * is asked about: only files that have changed since the last time are looked at again.
 */
class MethodTypes {
  readonly #files: ReadonlyMap<string, KnownFile>;
  readonly #rpcs = new Map<string, Rpcs>();
  readonly #users = new Map<string, Set<KnownFile>>();
  readonly #versions = new Map<string, number>();
  #version = 0;
  #followed: Snapshot | undefined;

  constructor(files: readonly KnownFile[]) {
    this.#files = new Map(files.map((file) => [file.uri, file]));
  }

  /** The files with an rpc that sends or receives a name with that last part. */
  users(name: string, snapshot: Snapshot): Iterable<KnownFile> {
    this.#follow(snapshot);
    return this.#users.get(name) ?? [];
  }

  /** Grows when a file comes to write other types in its rpcs, one of these names among them. */
  version(names: Iterable<string>, snapshot: Snapshot): number {
    this.#follow(snapshot);
    return Math.max(0, ...Array.from(names, (name) => this.#versions.get(name) ?? 0));
  }

  #follow(snapshot: Snapshot): void {
    if (this.#followed?.id === snapshot.id) {
      return;
    }
    const changed = this.#followed && snapshot.differing(this.#followed);
    this.#followed = snapshot.again();
    for (const uri of changed ?? this.#files.keys()) {
      const file = this.#files.get(uri);
      if (file !== undefined) {
        this.#take(file, snapshot, changed !== undefined);
      }
    }
  }

  #take(file: KnownFile, snapshot: Snapshot, isLookedInto: boolean): void {
    const before = this.#rpcs.get(file.uri);
    const { methodTypes: types } = snapshot.summary(file.uri);
    if (before?.types === types) {
      return;
    }
    const text = isLookedInto ? writtenTypes(snapshot.source(file.uri)) : undefined;
    this.#rpcs.set(file.uri, { types, text });
    const names = new Set([...(before?.types ?? []), ...types]);
    const isOther = text === undefined || text !== before?.text;
    this.#version += isOther ? 1 : 0;
    for (const name of names) {
      this.#mark(name, file, types.has(name));
      this.#versions.set(name, isOther ? this.#version : (this.#versions.get(name) ?? 0));
    }
  }

  #mark(name: string, file: KnownFile, isUser: boolean): void {
    const users = this.#users.get(name) ?? new Set();
    if (isUser) {
      this.#users.set(name, users.add(file));
    } else {
      users.delete(file);
    }
  }
}

/** Of one file. */
interface Rpcs {
  readonly types: ReadonlySet<string>;
  /** The types as they are written; absent until the file has changed. */
  readonly text: string | undefined;
}

function writtenTypes(source: SourceFile | undefined): string | undefined {
  return source?.tree.members
    .flatMap((member) => (member.kind === 'service' ? member.members : []))
    .flatMap((member) => (member.kind === 'method' ? [member.input, member.output] : []))
    .map((node) => (node === undefined ? '' : source.text.slice(node.start, node.end)))
    .join('\n');
}
