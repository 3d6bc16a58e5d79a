import { Emitter, type Event, type Logger } from '../base/index.ts';
import { type Cancellation, throwIfCancelled } from './cancellation.ts';
import { type Baseline, comparedRoots } from './comparedModules.ts';
import { DefinitionIndex } from './definitionIndex.ts';
import { isBufFile, isProtoFile } from './discovery.ts';
import { isUnread, ParseCache } from './fileState.ts';
import { EarlyImports } from './earlyImports.ts';
import { FileTable } from './fileTable.ts';
import { type ImportRoots, RootFinder } from './importRoots.ts';
import { scanLayout, type WorkspaceLayout } from './layoutScan.ts';
import { LinkCache } from './linkCache.ts';
import { type LintedModule, rootModules } from './lintModules.ts';
import { indexHere } from './fileIndex/indexHere.ts';
import type { FileSystem, Indexer, Scheduler } from './ports.ts';
import { rereadClaimingFiles } from './roots/claimingFiles.ts';
import type { ImportRoot } from './roots/importRoot.ts';
import { LibrarySearch } from './roots/libraryFiles.ts';
import type { ClaimingFile } from './roots/placeRoots.ts';
import type { RootEvidence } from './roots/rootVotes.ts';
import { type IndexProgress, ReadAhead } from './readAhead.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';
import { isBelow } from './uri.ts';
import { wellKnownScheme } from './wellKnown.ts';

export interface WorkspaceOptions {
  readonly fileSystem: FileSystem;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Whether files are read before anybody asks for them; they are when nothing is said. */
  readonly readsAhead?: boolean;
  /** Fills the index; on this thread when absent. */
  readonly indexer?: Indexer;
}

/** What a watcher saw of one file or folder. */
export interface FileChange {
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** Reads that are under way at once. */
const readConcurrency = 16;
/** Milliseconds that a disk may take for a file, on average, to be waited for without doing else. */
const nearDiskMs = 0.5;

/**
 * What changes over time: the open documents over the files of the folders, and the import roots
 * that both imply. Every change makes a new snapshot. Nothing rejects but by cancellation.
 */
export class Workspace {
  readonly #fileSystem: FileSystem;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #readsAhead: boolean;
  readonly #files: FileTable;
  readonly #changed = new Emitter<void>();
  readonly #indexer: Indexer;
  readonly #readAhead: ReadAhead;
  readonly #parses: ParseCache;
  readonly #links = new LinkCache();
  readonly #definitions = new DefinitionIndex();
  #layout: WorkspaceLayout = { folders: [], importRoots: [] };
  #declaredRoots: readonly ImportRoot[] = [];
  #claims: readonly ClaimingFile[] = [];
  readonly #libraries: LibrarySearch;
  #lintedModules: readonly LintedModule[] = [];
  #moduleOfRoot = rootModules([]);
  #comparedRoot = comparedRoots([]);
  #baseline: Baseline | undefined;
  /** Counts scans: one that a newer has overtaken ends without effect. */
  #scan = 0;
  #isListing = false;
  /** Of the present scan, while it walks. */
  #early: EarlyImports | undefined;
  #recalled: Promise<void> = Promise.resolve();
  #listed: Promise<void> = Promise.resolve();
  #indexed: Promise<void> = Promise.resolve();
  /** What somebody waits for, and the index lets pass. */
  readonly #loading = new Set<Promise<Snapshot>>();
  /** The part of that which the walk lets pass, too. */
  readonly #loadingEarly = new Set<Promise<Snapshot | undefined>>();
  #isComplete = true;
  #snapshot: Snapshot | undefined;
  #snapshots = 0;
  #loaded = new WeakMap<Snapshot, Set<string>>();
  /** Of the present set of files. */
  #rootFinder: RootFinder | undefined;
  /** Of the present imports. */
  #roots: ImportRoots | undefined;
  /** What the files changed since then said of the roots when those were found. */
  readonly #oldEvidence = new Map<string, string>();

  /** Fires after a change of what snapshots say, once for all that changed together. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** Fires while files are read ahead, and once that is over. */
  readonly onDidIndex: Event<IndexProgress>;

  constructor({ fileSystem, scheduler, logger, readsAhead = true, indexer }: WorkspaceOptions) {
    this.#fileSystem = fileSystem;
    this.#scheduler = scheduler;
    this.#logger = logger;
    this.#readsAhead = readsAhead;
    this.#indexer = indexer ?? indexHere(fileSystem, scheduler);
    this.#files = new FileTable(fileSystem, (uri) => this.#onStale(uri));
    this.#libraries = new LibrarySearch(fileSystem);
    this.#parses = new ParseCache((state) => this.#files.readAgain(state));
    this.#readAhead = new ReadAhead({
      files: this.#files,
      indexer: this.#indexer,
      scheduler,
      letLoadsPass: () => this.#letPass(this.#loading),
      summarize: (state) => this.#parses.summary(state),
    });
    this.onDidIndex = this.#readAhead.onDidIndex;
  }

  /** Looks at other folders and roots; files that are below none of them are forgotten. */
  setLayout(layout: WorkspaceLayout): void {
    const isSame = this.#scan > 0 && looksAtSame(layout, this.#layout);
    this.#layout = layout;
    this.#moduleOfRoot = rootModules(layout.lintUse ?? []);
    this.#comparedRoot = comparedRoots(layout.breakingUse ?? []);
    if (isSame) {
      this.#snapshot = undefined;
      this.#changed.fire();
    } else {
      this.#rescan();
    }
  }

  /** Compares the files with another earlier state, or with none. */
  setBaseline(baseline: Baseline | undefined): void {
    if (baseline !== this.#baseline) {
      this.#baseline = baseline;
      this.#snapshot = undefined;
      this.#changed.fire();
    }
  }

  /** Opens a document or replaces its text; it hides the file of the same name. */
  setDocument(document: { uri: string; version: number; text: string }): void {
    const { uri } = document;
    const wasOpen = this.#files.isOpen(uri);
    this.#beforeChange(uri);
    this.#links.forget(uri);
    this.#files.put({ ...document, problem: wasOpen ? this.#files.get(uri)?.problem : undefined });
    this.#changed.fire();
    if (!wasOpen) {
      this.#libraries.lookAgain();
      void this.#inspect(uri);
    }
  }

  /** Goes back to what the disk says of a document. */
  async closeDocument(uri: string): Promise<void> {
    const state = this.#files.get(uri);
    if (state?.version === undefined) {
      return;
    }
    this.#beforeChange(uri);
    this.#files.put({ ...state, version: undefined });
    await this.#files.read(uri);
    this.#afterFilesChanged();
  }

  /** Takes up what a watcher saw. The texts of open documents stay. */
  async applyFileChanges(changes: readonly FileChange[]): Promise<void> {
    if (changes.some(({ uri }) => isBufFile(uri))) {
      this.#rescan();
      return;
    }
    this.#claims = await rereadClaimingFiles(this.#fileSystem, this.#claims, {
      candidates: changes.map(({ uri }) => uri),
      protoFiles: this.#files.keys(),
      folders: this.#layout.folders,
    });
    await Promise.all(changes.map((change) => this.#applyFileChange(change)));
    this.#afterFilesChanged();
  }

  /** The version of an open document. */
  versionOf(uri: string): number | undefined {
    return this.#files.get(uri)?.version;
  }

  /** The present state; files that nobody has asked for may not have been read yet. */
  snapshot(): Snapshot {
    this.#snapshot ??= createSnapshot({
      id: ++this.#snapshots,
      files: this.#files.copy(),
      roots: this.#importRoots(),
      folders: this.#layout.folders,
      isComplete: this.#isComplete,
      parses: this.#parses,
      links: this.#links,
      definitions: this.#definitions,
      lintedModules: this.#lintedModules,
      moduleOfRoot: this.#moduleOfRoot,
      comparedRoot: this.#comparedRoot,
      baseline: this.#baseline,
    });
    return this.#snapshot;
  }

  /** The present state once a file and all that it imports have been read. */
  load(uri: string, signal?: Cancellation): Promise<Snapshot> {
    const loading = this.#load(uri, signal);
    this.#loading.add(loading);
    const done = (): void => void this.#loading.delete(loading);
    loading.then(done, done);
    return loading;
  }

  async #load(uri: string, signal?: Cancellation): Promise<Snapshot> {
    const loading = this.#loadEarly(uri);
    this.#loadingEarly.add(loading);
    const early = await loading.finally(() => this.#loadingEarly.delete(loading));
    throwIfCancelled(signal);
    if (early !== undefined) {
      return early;
    }
    await this.#listed;
    throwIfCancelled(signal);
    for (;;) {
      const snapshot = this.snapshot();
      const loaded = this.#loaded.get(snapshot) ?? new Set<string>();
      this.#loaded.set(snapshot, loaded);
      const { unread, missing } = loaded.has(uri)
        ? { unread: [], missing: [] }
        : this.#neededBy(uri, snapshot);
      if (unread.length > 0) {
        await this.#readAll(unread, snapshot);
      } else if (!(await this.#foundInLibraries(missing))) {
        loaded.add(uri);
        return snapshot;
      }
      throwIfCancelled(signal);
    }
  }

  /** While the folders are still being walked: what is known then, if that is all a file needs. */
  async #loadEarly(uri: string): Promise<Snapshot | undefined> {
    const isNear = this.#fileSystem.stamp !== undefined && this.#files.isOpen(uri);
    if (!this.#isListing || !isNear) {
      return undefined;
    }
    await this.#recalled;
    if (!this.#isListing || !this.#files.isOpen(uri)) {
      return undefined;
    }
    const isWhole = this.#earlyImports().read(uri);
    this.#snapshot = undefined;
    this.#forgetRoots();
    const snapshot = this.snapshot();
    const { unread, missing } = this.#neededBy(uri, snapshot);
    return isWhole && unread.length === 0 && missing.length === 0 ? snapshot : undefined;
  }

  #earlyImports(): EarlyImports {
    return (this.#early ??= new EarlyImports({
      fileSystem: this.#fileSystem,
      files: this.#files,
      layout: this.#layout,
      summaryOf: (state) => this.#parses.summary(state),
    }));
  }

  /** The state in which every file has been read. */
  async loadAll(signal?: Cancellation): Promise<Snapshot> {
    if (this.#readAhead.isStopped) {
      this.#indexed = this.#index(this.#scan);
    }
    await this.#indexed;
    throwIfCancelled(signal);
    return this.snapshot();
  }

  /** Reads no further ahead until somebody wants the whole workspace again. */
  stopIndexing(): void {
    if (!this.#isComplete) {
      this.#readAhead.stop();
    }
  }

  /** Stops the background work. */
  dispose(): void {
    this.#scan++;
    this.#changed.dispose();
    this.#readAhead.dispose();
  }

  #rescan(): void {
    const scan = ++this.#scan;
    this.#isComplete = false;
    this.#snapshot = undefined;
    this.#listed = this.#list(scan);
    this.#indexed = this.#readsAhead ? this.#listed.then(() => this.#index(scan)) : this.#listed;
  }

  async #list(scan: number): Promise<void> {
    const started = this.#scheduler.now();
    this.#isListing = true;
    this.#early = undefined;
    this.#recalled = this.#indexer.recall(this.#layout).then((files) => {
      this.#files.setRecalled(files);
    });
    const { protoFiles, declaredRoots, claims, lintedModules, truncated } = await scanLayout(
      this.#patientFileSystem(),
      this.#layout,
    );
    if (scan !== this.#scan) {
      await this.#listed;
      return;
    }
    for (const folder of truncated) {
      this.#logger.warn(
        `${folder} holds more .proto files than are looked at: open a smaller folder`,
      );
    }
    this.#declaredRoots = declaredRoots;
    this.#claims = claims;
    this.#lintedModules = lintedModules;
    await this.#recalled;
    this.#isListing = false;
    this.#early = undefined;
    this.#files.setFound(protoFiles);
    this.#afterFilesChanged();
    this.#logger.info(`listed ${protoFiles.size} .proto files in ${this.#since(started)} ms`);
  }

  async #index(scan: number): Promise<void> {
    const started = this.#scheduler.now();
    const isOvertaken = (): boolean => scan !== this.#scan;
    const read = await this.#readAhead.run(this.#layout, isOvertaken);
    if (isOvertaken()) {
      await this.#indexed;
    } else if (read !== undefined) {
      this.#isComplete = true;
      this.#afterFilesChanged();
      this.#logger.info(
        `indexed ${read.count} files in ${this.#since(started)} ms, ` +
          `${read.recalled} of them as they were`,
      );
    }
  }

  /** What is open is answered first. */
  async #letPass(loading: ReadonlySet<Promise<unknown>>): Promise<void> {
    while (loading.size > 0) {
      await Promise.allSettled(loading);
      await this.#scheduler.pause();
    }
  }

  /** The file system for walks, which wait while something open is being looked into. */
  #patientFileSystem(): FileSystem {
    const fileSystem = this.#fileSystem;
    return {
      read: (uri) => fileSystem.read(uri),
      readDirectory: async (uri) => {
        await this.#letPass(this.#loadingEarly);
        return fileSystem.readDirectory(uri);
      },
    };
  }

  async #applyFileChange({ uri, kind }: FileChange): Promise<void> {
    if (this.#files.isOpen(uri)) {
      await this.#inspect(uri);
    } else if (kind === 'deleted') {
      const below = [...this.#files.keys()].filter((other) => isBelow(uri, other));
      [uri, ...below.filter((other) => !this.#files.isOpen(other))].forEach((gone) =>
        this.#files.remove(gone),
      );
    } else if (isProtoFile(uri)) {
      await this.#files.read(uri);
    }
  }

  async #inspect(uri: string): Promise<void> {
    if (await this.#files.inspect(uri)) {
      this.#snapshot = undefined;
      this.#changed.fire();
    }
  }

  /**
   * Files that an answer about `uri` needs and that have not been read, nearest first, and the paths
   * of imports that are still to be looked for in libraries.
   */
  #neededBy(uri: string, snapshot: Snapshot): { unread: string[]; missing: string[] } {
    const seen = new Set([uri]);
    const missing: string[] = [];
    for (const each of seen) {
      for (const { path } of snapshot.summary(each).imports) {
        const imported = snapshot.resolveImport(each, path);
        if (imported !== undefined) {
          seen.add(imported);
        } else if (!this.#libraries.hasLookedFor(path)) {
          missing.push(path);
        }
      }
    }
    const unread = [...seen].filter((each) => {
      const state = this.#files.get(each);
      return state !== undefined && isUnread(state);
    });
    return { unread, missing };
  }

  /** Makes files of libraries known that have such paths. Whether there is one. */
  async #foundInLibraries(missing: readonly string[]): Promise<boolean> {
    const found = missing.length === 0 ? [] : await this.#libraries.find(missing);
    for (const uri of found.filter((each) => !this.#files.has(each))) {
      this.#files.put({ uri, text: undefined, version: undefined, problem: undefined });
    }
    if (found.length > 0) {
      this.#snapshot = undefined;
      this.#forgetRoots();
    }
    return found.length > 0;
  }

  /**
   * Reads files, and what they import as far as the snapshot knows the roots. A near disk is faster
   * when it is waited for.
   */
  async #readAll(uris: readonly string[], snapshot: Snapshot): Promise<void> {
    const pending = new Set(uris);
    let isNear = true;
    for (let batch = take(pending); batch.length > 0; batch = take(pending)) {
      batch.forEach((uri) => this.#beforeChange(uri));
      const started = this.#scheduler.now();
      if (isNear && batch.every((uri) => this.#files.readFirstNow(uri))) {
        isNear = this.#scheduler.now() - started < nearDiskMs * batch.length;
      } else {
        await Promise.all(batch.map((uri) => this.#files.readFirst(uri)));
      }
      batch.forEach((uri) =>
        this.#unreadImports(uri, snapshot).forEach((each) => pending.add(each)),
      );
    }
    this.#snapshot = undefined;
  }

  #unreadImports(uri: string, snapshot: Snapshot): string[] {
    const state = this.#files.get(uri);
    const imports = state === undefined ? [] : this.#parses.summary(state).imports;
    return imports.flatMap(({ path }) => {
      const imported = snapshot.resolveImport(uri, path);
      const known = imported === undefined ? undefined : this.#files.get(imported);
      return known !== undefined && isUnread(known) ? [known.uri] : [];
    });
  }

  /** Takes up a change that no watcher has told of yet, once what is being asked is answered. */
  #onStale(uri: string): void {
    void this.#scheduler.pause().then(() => this.applyFileChanges([{ uri, kind: 'changed' }]));
  }

  /** Forgets the snapshot, and remembers what the file said of the roots. */
  #beforeChange(uri: string): void {
    this.#snapshot = undefined;
    if (this.#rootFinder === undefined) {
      return;
    }
    if (!this.#files.has(uri)) {
      this.#forgetRoots();
    } else if (!this.#oldEvidence.has(uri)) {
      this.#oldEvidence.set(uri, this.#evidence(uri));
    }
  }

  #afterFilesChanged(): void {
    this.#snapshot = undefined;
    this.#forgetRoots();
    this.#changed.fire();
  }

  #forgetRoots(): void {
    this.#rootFinder = undefined;
    this.#roots = undefined;
  }

  #importRoots(): ImportRoots {
    const isStale = [...this.#oldEvidence].some(([uri, old]) => this.#evidence(uri) !== old);
    this.#oldEvidence.clear();
    if (this.#roots === undefined || isStale) {
      this.#rootFinder ??= new RootFinder({
        declared: this.#declaredRoots,
        claims: this.#claims,
        caches: this.#layout.caches ?? {},
        libraries: this.#libraries,
        folders: this.#layout.folders,
        files: new Set([...this.#files.keys()].filter((uri) => !isBuiltIn(uri))),
      });
      this.#libraries.setRoots(this.#rootFinder.libraries);
      this.#roots = this.#rootFinder.find(this.#allEvidence());
    }
    return this.#roots;
  }

  *#allEvidence(): Iterable<RootEvidence> {
    for (const state of this.#files.values()) {
      if (isUnread(state)) {
        continue;
      }
      const { packageName, imports } = this.#parses.summary(state);
      if (!isBuiltIn(state.uri) && (imports.length > 0 || packageName !== '')) {
        yield { uri: state.uri, packageName, imports };
      }
    }
  }

  #evidence(uri: string): string {
    const state = this.#files.get(uri);
    const { packageName, imports } = state
      ? this.#parses.summary(state)
      : { packageName: '', imports: [] };
    return [packageName, ...imports.map(({ path }) => path)].join('\n');
  }

  #since(started: number): number {
    return Math.round(this.#scheduler.now() - started);
  }
}

/** The built-in files are no part of any root. */
function isBuiltIn(uri: string): boolean {
  return uri.startsWith(`${wellKnownScheme}:`);
}

/** Whether two layouts are of the same files with the same roots. */
function looksAtSame(one: WorkspaceLayout, other: WorkspaceLayout): boolean {
  const looked = ({ folders, importRoots, caches }: WorkspaceLayout): string =>
    JSON.stringify([folders, importRoots, caches]);
  return looked(one) === looked(other);
}

/** Removes the first few. */
function take(uris: Set<string>): readonly string[] {
  const taken = [...uris].slice(0, readConcurrency);
  taken.forEach((uri) => uris.delete(uri));
  return taken;
}
