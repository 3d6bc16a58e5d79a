import { type FileState, isUnread } from './fileState.ts';
import type { FileTable } from './fileTable.ts';
import { type ImportRoots, RootFinder } from './importRoots.ts';
import type { ScannedLayout, WorkspaceLayout } from './layoutScan.ts';
import type { FileSystem } from './ports.ts';
import { rereadClaimingFiles } from './roots/claimingFiles.ts';
import { LibrarySearch } from './roots/libraryFiles.ts';
import type { RootEvidence } from './roots/rootVotes.ts';
import type { FileSummary } from './summary.ts';
import { wellKnownPathOf } from './wellKnown.ts';

export interface PresentRootsOptions {
  readonly fileSystem: FileSystem;
  readonly files: FileTable;
  readonly layout: () => WorkspaceLayout;
  readonly summaryOf: (state: FileState) => FileSummary;
}

/** What a walk found out about roots. */
type Declared = Pick<ScannedLayout, 'declaredRoots' | 'claims'>;

/**
 * The import roots that the present files imply. They are found when they are asked for, and again only
 * after files have come or gone, or one says something else of roots than before.
 */
export class PresentRoots {
  readonly #options: PresentRootsOptions;
  readonly #libraries: LibrarySearch;
  #declared: Declared = { declaredRoots: [], claims: [] };
  /** Of the files that there were then. */
  #finder: { readonly finder: RootFinder; readonly membership: object } | undefined;
  /** Of the present imports. */
  #roots: ImportRoots | undefined;
  /** What the files changed since then said of the roots when those were found. */
  readonly #oldEvidence = new Map<string, string>();

  constructor(options: PresentRootsOptions) {
    this.#options = options;
    this.#libraries = new LibrarySearch(options.fileSystem);
  }

  setDeclared({ declaredRoots, claims }: Declared): void {
    this.#declared = { declaredRoots, claims };
    this.#forget();
  }

  /** Takes up what files of builds say now, as far as they are among those that have changed. */
  async rereadClaims(changed: readonly string[]): Promise<void> {
    const { fileSystem, files, layout } = this.#options;
    const claims = await rereadClaimingFiles(fileSystem, this.#declared.claims, {
      candidates: changed,
      protoFiles: files.keys(),
      folders: layout().folders,
    });
    if (claims !== this.#declared.claims) {
      this.setDeclared({ ...this.#declared, claims });
    }
  }

  /** To be called before a file gets another state. */
  beforeChange(uri: string): void {
    if (this.#roots !== undefined && !this.#oldEvidence.has(uri)) {
      this.#oldEvidence.set(uri, this.#evidence(uri));
    }
  }

  /** To be called when many files may have got other states. */
  lookAtAllAgain(): void {
    this.#roots = undefined;
  }

  /** Works out what a file says of roots, and what it imports, before somebody asks for that. */
  consider(state: FileState): void {
    const evidence = this.#evidenceOf(state);
    if (evidence !== undefined) {
      this.#presentFinder().consider(evidence);
      evidence.imports.forEach(({ path }) => this.#roots?.resolve(state.uri, path));
    }
  }

  /** The present ones. */
  current(): ImportRoots {
    const isStale =
      this.#finder?.membership !== this.#options.files.membership ||
      [...this.#oldEvidence].some(([uri, old]) => this.#evidence(uri) !== old);
    this.#oldEvidence.clear();
    if (this.#roots === undefined || isStale) {
      const finder = this.#presentFinder();
      this.#libraries.setRoots(finder.libraries);
      this.#roots = finder.find(this.#allEvidence());
    }
    return this.#roots;
  }

  /** Whether there is nothing to be gained from looking for an import in libraries. */
  hasLookedFor(path: string): boolean {
    return this.#libraries.hasLookedFor(path);
  }

  /** Lets imports be looked for again that no library had. */
  lookAgain(): void {
    this.#libraries.lookAgain();
  }

  /** Makes files of libraries known that have such paths. Whether there is one. */
  async findInLibraries(paths: readonly string[]): Promise<boolean> {
    const { files } = this.#options;
    const found = paths.length === 0 ? [] : await this.#libraries.find(paths);
    for (const uri of found.filter((each) => !files.has(each))) {
      files.put({ uri, text: undefined, version: undefined, problem: undefined });
    }
    if (found.length > 0) {
      this.#forget();
    }
    return found.length > 0;
  }

  /** To be called when other roots are declared, or more is known of libraries. */
  #forget(): void {
    this.#finder = undefined;
    this.#roots = undefined;
  }

  #presentFinder(): RootFinder {
    const { membership } = this.#options.files;
    if (this.#finder?.membership !== membership) {
      this.#finder = { finder: this.#newFinder(), membership };
    }
    return this.#finder.finder;
  }

  #newFinder(): RootFinder {
    const { files, layout } = this.#options;
    const { folders, caches = {} } = layout();
    return new RootFinder({
      declared: this.#declared.declaredRoots,
      claims: this.#declared.claims,
      caches,
      libraries: this.#libraries,
      folders,
      files: new Set([...files.keys()].filter((uri) => wellKnownPathOf(uri) === undefined)),
    });
  }

  *#allEvidence(): Iterable<RootEvidence> {
    for (const state of this.#options.files.values()) {
      const evidence = this.#evidenceOf(state);
      if (evidence !== undefined) {
        yield evidence;
      }
    }
  }

  /** Absent where a file says nothing of roots. */
  #evidenceOf(state: FileState): RootEvidence | undefined {
    if (isUnread(state) || wellKnownPathOf(state.uri) !== undefined) {
      return undefined;
    }
    const { packageName, imports } = this.#options.summaryOf(state);
    const isSilent = imports.length === 0 && packageName === '';
    return isSilent ? undefined : { uri: state.uri, packageName, imports };
  }

  #evidence(uri: string): string {
    const { files, summaryOf } = this.#options;
    const state = files.get(uri);
    const { packageName, imports } = state ? summaryOf(state) : { packageName: '', imports: [] };
    return [packageName, ...imports.map(({ path }) => path)].join('\n');
  }
}
