import { Emitter, type Event, type Logger } from '../base/index.ts';
import { type Cancellation, throwIfCancelled } from './cancellation.ts';
import { type Baseline, comparedRoots } from './comparedModules.ts';
import { DataFiles } from './dataFiles.ts';
import { DefinitionIndex } from './definitionIndex.ts';
import { isBufFile, isProtoFile } from './discovery.ts';
import { type FileState, ParseCache } from './fileState.ts';
import { EarlyImports } from './earlyImports.ts';
import { FileTable } from './fileTable.ts';
import { scanLayout, type WorkspaceLayout } from './layoutScan.ts';
import { LinkCache } from './linkCache.ts';
import { type LintedModule, rootModules } from './lintModules.ts';
import { indexHere } from './fileIndex/indexHere.ts';
import type { FileSystem, Indexer, Scheduler } from './ports.ts';
import { NeededFiles } from './neededFiles.ts';
import { PresentRoots } from './presentRoots.ts';
import { type IndexProgress, ReadAhead } from './readAhead.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';
import { isBelow } from './uri.ts';

export interface WorkspaceOptions {
  readonly fileSystem: FileSystem;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Whether files are read before anybody asks for them; they are when nothing is said. */
  readonly readsAhead?: boolean;
  /** Fills the index; on this thread when absent. */
  readonly indexer?: Indexer;
  /**
   * Resolves when an editor has had the time to tell what it has open. The first walk over the folders
   * waits for that, or for the first answer that comes without it.
   */
  readonly opening?: () => Promise<void>;
}

/** What a watcher saw of one file or folder. */
export interface FileChange {
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** Milliseconds of a walk over folders between two times that others have their turn. */
const walkSliceMs = 5;

/**
 * What changes over time: the open documents over the files of the folders, and the import roots
 * that both imply. Every change makes a new snapshot. Nothing rejects but by cancellation.
 */
export class Workspace {
  readonly #fileSystem: FileSystem;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #readsAhead: boolean;
  readonly #opening: () => Promise<void>;
  readonly #files: FileTable;
  readonly #changed = new Emitter<void>();
  readonly #indexer: Indexer;
  readonly #readAhead: ReadAhead;
  readonly #parses: ParseCache;
  readonly #links = new LinkCache();
  readonly #definitions = new DefinitionIndex();
  #layout: WorkspaceLayout = { folders: [], importRoots: [] };
  readonly #roots: PresentRoots;
  readonly #needed: NeededFiles;
  #lintedModules: readonly LintedModule[] = [];
  #moduleOfRoot = rootModules([]);
  #comparedRoot = comparedRoots([]);
  #baseline: Baseline | undefined;
  /** Counts scans: one that a newer has overtaken ends without effect. */
  #scan = 0;
  #isListing = false;
  /** Ends the wait of the first walk. */
  #walkNow: () => void = () => undefined;
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
  /** Files that may hold messages; they are no part of snapshots. */
  readonly dataFiles: DataFiles;
  /** Fires after a change of what snapshots say, once for all that changed together. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** Fires while files are read ahead, and once that is over. */
  readonly onDidIndex: Event<IndexProgress>;

  constructor({
    fileSystem,
    scheduler,
    logger,
    readsAhead = true,
    indexer,
    opening = () => Promise.resolve(),
  }: WorkspaceOptions) {
    this.#fileSystem = fileSystem;
    this.#scheduler = scheduler;
    this.#logger = logger;
    this.#readsAhead = readsAhead;
    this.#opening = opening;
    this.#indexer = indexer ?? indexHere(fileSystem, scheduler);
    this.dataFiles = new DataFiles(fileSystem);
    this.#files = new FileTable(fileSystem, (uri) => this.#onStale(uri));
    this.#parses = new ParseCache((state) => this.#files.readAgain(state));
    const known = {
      files: this.#files,
      summaryOf: (state: FileState) => this.#parses.summary(state),
    };
    this.#roots = new PresentRoots({ ...known, fileSystem, layout: () => this.#layout });
    this.#needed = new NeededFiles({
      ...known,
      scheduler,
      hasLookedFor: (path) => this.#roots.hasLookedFor(path),
      beforeChange: (uri) => this.#beforeChange(uri),
    });
    this.#readAhead = new ReadAhead({
      files: this.#files,
      indexer: this.#indexer,
      scheduler,
      letLoadsPass: () => this.#letPass(this.#loading),
      summarize: (state) => this.#parses.summary(state),
      prepare: (uri) => this.#prepare(uri),
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
      this.#roots.lookAgain();
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
    await this.#roots.rereadClaims(changes.map(({ uri }) => uri));
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
      roots: this.#roots.current(),
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
    void this.#walkOnceAnswered(early);
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
        : this.#needed.of(uri, snapshot);
      if (unread.length > 0) {
        await this.#needed.read(unread, snapshot);
        this.#snapshot = undefined;
      } else if (await this.#roots.findInLibraries(missing)) {
        this.#snapshot = undefined;
      } else {
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
    this.#roots.lookAtAllAgain();
    const snapshot = this.snapshot();
    const { unread, missing } = this.#needed.of(uri, snapshot);
    return isWhole && unread.length === 0 && missing.length === 0 ? snapshot : undefined;
  }

  async #walkOnceAnswered(answer: Snapshot | undefined): Promise<void> {
    if (answer !== undefined) {
      await this.#scheduler.pause();
    }
    this.#walkNow();
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
    if (scan === 1) {
      const isWanted = new Promise<void>((resolve) => {
        this.#walkNow = resolve;
      });
      await Promise.race([this.#opening(), isWanted]);
    }
    const { protoFiles, dataFiles, declaredRoots, claims, lintedModules, truncated } =
      await scanLayout(this.#patientFileSystem(), this.#layout);
    if (scan !== this.#scan) {
      await this.#listed;
      return;
    }
    for (const folder of truncated) {
      this.#logger.warn(
        `${folder} holds more .proto files than are looked at: open a smaller folder`,
      );
    }
    this.#roots.setDeclared({ declaredRoots, claims });
    this.#lintedModules = lintedModules;
    await this.#recalled;
    this.#isListing = false;
    this.#early = undefined;
    this.dataFiles.setFound(dataFiles);
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
      this.#roots.lookAtAllAgain();
      this.#snapshot = undefined;
      // The roots are found here, and what follows from the change comes when others had their turn.
      this.snapshot();
      await this.#scheduler.pause();
      this.#changed.fire();
      this.#logger.info(
        `indexed ${read.count} files in ${this.#since(started)} ms, ` +
          `${read.recalled} of them as they were`,
      );
    }
  }

  /** Works out what the first answer that looks at all files would have to wait for. */
  #prepare(uri: string): void {
    const state = this.#files.get(uri);
    if (state !== undefined) {
      this.#roots.consider(state);
      this.#definitions.take(uri, this.#parses.summary(state));
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
    const scheduler = this.#scheduler;
    let sliceStart = scheduler.now();
    return {
      read: (uri) => fileSystem.read(uri),
      readDirectory: async (uri) => {
        if (scheduler.now() - sliceStart > walkSliceMs) {
          sliceStart = Infinity;
          await scheduler.pause();
          sliceStart = scheduler.now();
        }
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

  /** Takes up a change that no watcher has told of yet, once what is being asked is answered. */
  #onStale(uri: string): void {
    void this.#scheduler.pause().then(() => this.applyFileChanges([{ uri, kind: 'changed' }]));
  }

  /** Forgets the snapshot, and lets the roots remember what the file said of them. */
  #beforeChange(uri: string): void {
    this.#snapshot = undefined;
    this.#roots.beforeChange(uri);
  }

  #afterFilesChanged(): void {
    this.#snapshot = undefined;
    this.#roots.lookAtAllAgain();
    this.#changed.fire();
  }

  #since(started: number): number {
    return Math.round(this.#scheduler.now() - started);
  }
}

/** Whether two layouts are of the same files with the same roots. */
function looksAtSame(one: WorkspaceLayout, other: WorkspaceLayout): boolean {
  const looked = ({ folders, importRoots, caches }: WorkspaceLayout): string =>
    JSON.stringify([folders, importRoots, caches]);
  return looked(one) === looked(other);
}
