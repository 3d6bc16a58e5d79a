import type { LinkedFile, SourceFile } from '../compiler/index.ts';
import type { LintModule, ModuleFile } from '../lint/index.ts';
import {
  type FileSummary,
  type LintedModule,
  pathBelow,
  type Snapshot,
} from '../workspace/index.ts';
import { type KnownFile, knownModule, type KnownModule } from './knownModule.ts';
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
  readonly #ofMany: KnownModule;
  readonly #byUri = new Map<string, SnapshotFile>();

  constructor(snapshot: Snapshot, module: LintedModule) {
    this.#snapshot = snapshot;
    this.#module = module;
    this.#ofMany = knownModule(snapshot, module);
  }

  /** As this snapshot has it, whichever was asked about last. */
  get #known(): KnownModule {
    this.#ofMany.follow(this.#snapshot);
    return this.#ofMany;
  }

  packagesImportedBy(name: string): ReadonlySet<string> {
    return this.#known.packagesImportedBy(name);
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
    return this.#filesOf(this.#known.withPath(path))[0];
  }

  ofPackage(name: string): readonly ModuleFile[] {
    return this.#filesOf(this.#known.ofPackage(name));
  }

  ofFolder(folder: string): readonly ModuleFile[] {
    return this.#filesOf(this.#known.ofFolder(folder));
  }

  withMethodType(name: string): readonly ModuleFile[] {
    return this.#filesOf(this.#known.methodTypes.users(name));
  }

  basis(uri: string): readonly unknown[] {
    const { packageName, methodTypes } = this.#snapshot.summary(uri);
    const options = this.ofPackage(packageName).map((file) => [...file.options].join('\n'));
    return [options.join('\n\n'), this.#known.methodTypes.version(methodTypes)];
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
