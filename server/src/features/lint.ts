import type { LinkedFile } from '../compiler/index.ts';
import {
  lintFile,
  type LintFinding,
  LintModule,
  type ModuleFile,
  type ModuleSource,
  packageGraph,
  type PackageGraph,
  rulesFor,
} from '../lint/index.ts';
import {
  type FileSummary,
  type ImportRoot,
  type LintedModule,
  pathBelow,
  type Snapshot,
} from '../workspace/index.ts';

/** The broken lint rules of a document, none when nothing asks for any. */
export function lint(snapshot: Snapshot, uri: string): readonly LintFinding[] {
  const module = snapshot.lintedModule(uri);
  const path = module && pathBelow(module.root, uri);
  const file = path === undefined ? undefined : snapshot.linked(uri);
  if (module === undefined || path === undefined || file === undefined) {
    return [];
  }
  const rules = rulesFor(module.lint, path);
  return lintFile({ file, path, rules, config: module.lint, module: viewOf(snapshot, module) });
}

const views = new WeakMap<Snapshot, Map<LintedModule, LintModule>>();

/** One for each state of a module: its indexes serve every file. */
function viewOf(snapshot: Snapshot, module: LintedModule): LintModule {
  const ofSnapshot = views.get(snapshot) ?? new Map<LintedModule, LintModule>();
  views.set(snapshot, ofSnapshot);
  const view = ofSnapshot.get(module) ?? new LintModule(new ModuleView(snapshot, module));
  ofSnapshot.set(module, view);
  return view;
}

/** The files of a module as the snapshot knows them; nothing is looked at before it is asked for. */
class ModuleView implements ModuleSource {
  readonly #snapshot: Snapshot;
  readonly #module: LintedModule;
  readonly #known: KnownModule;
  readonly #byUri = new Map<string, SnapshotFile>();
  #files: readonly ModuleFile[] | undefined;

  constructor(snapshot: Snapshot, module: LintedModule) {
    this.#snapshot = snapshot;
    this.#module = module;
    this.#known = knownModule(snapshot, module);
  }

  get files(): readonly ModuleFile[] {
    this.#files ??= this.#known.files.map((file) => this.#file(file));
    return this.#files;
  }

  get packageImports(): PackageGraph {
    this.#known.packageImports ??= packageGraph({
      files: this.files,
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

/** What is the same for all snapshots with the same files, packages and imports. */
interface KnownModule {
  readonly files: readonly KnownFile[];
  packageImports: PackageGraph | undefined;
}

/** By the roots of a snapshot: others are found as soon as a file, a package or an import changes. */
const knownModules = new WeakMap<readonly ImportRoot[], WeakMap<LintedModule, KnownModule>>();

function knownModule(snapshot: Snapshot, module: LintedModule): KnownModule {
  const ofRoots = knownModules.get(snapshot.roots) ?? new WeakMap<LintedModule, KnownModule>();
  knownModules.set(snapshot.roots, ofRoots);
  const found = ofRoots.get(module);
  const known = found ?? { files: listFiles(snapshot, module), packageImports: undefined };
  ofRoots.set(module, known);
  return known;
}

function listFiles(snapshot: Snapshot, module: LintedModule): readonly KnownFile[] {
  return [...snapshot.uris()].flatMap((uri) => {
    const path = snapshot.lintedModule(uri) === module ? pathBelow(module.root, uri) : undefined;
    return path === undefined ? [] : [{ uri, path }];
  });
}
