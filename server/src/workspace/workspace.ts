import { Emitter, type Event, type Logger } from '../base/index.ts';
import { type Cancellation, throwIfCancelled } from './cancellation.ts';
import { isBufFile, isProtoFile } from './discovery.ts';
import { ParseCache } from './fileState.ts';
import { FileTable } from './fileTable.ts';
import { type ImportRoot, type ImportRoots, type RootEvidence, RootFinder } from './importRoots.ts';
import { scanLayout, type WorkspaceLayout } from './layoutScan.ts';
import { LinkCache } from './linkCache.ts';
import { type LintedModule, rootModules } from './lintModules.ts';
import type { FileSystem, Scheduler } from './ports.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';
import { isBelow } from './uri.ts';
import { wellKnownPathOf } from './wellKnown.ts';

export interface WorkspaceOptions {
  readonly fileSystem: FileSystem;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** What a watcher saw of one file or folder. */
export interface FileChange {
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** Reads that are under way at once. */
const readConcurrency = 16;
/** Milliseconds of background work between two turns of the event loop. */
const sliceMs = 8;

/**
 * What changes over time: the open documents over the files of the folders, and the import roots
 * that both imply. Every change makes a new snapshot. Nothing rejects but by cancellation.
 */
export class Workspace {
  readonly #fileSystem: FileSystem;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #files: FileTable;
  readonly #changed = new Emitter<void>();
  readonly #parses = new ParseCache();
  readonly #links = new LinkCache();
  #layout: WorkspaceLayout = { folders: [], importRoots: [] };
  #declaredRoots: readonly ImportRoot[] = [];
  #lintedModules: readonly LintedModule[] = [];
  #moduleOfRoot = rootModules([]);
  /** Counts scans: one that a newer has overtaken ends without effect. */
  #scan = 0;
  #listed: Promise<void> = Promise.resolve();
  #indexed: Promise<void> = Promise.resolve();
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

  constructor({ fileSystem, scheduler, logger }: WorkspaceOptions) {
    this.#fileSystem = fileSystem;
    this.#scheduler = scheduler;
    this.#logger = logger;
    this.#files = new FileTable(fileSystem);
  }

  /** Looks at other folders and roots; files that are below none of them are forgotten. */
  setLayout(layout: WorkspaceLayout): void {
    this.#layout = layout;
    this.#moduleOfRoot = rootModules(layout.lintUse ?? []);
    this.#rescan();
  }

  /** Opens a document or replaces its text; it hides the file of the same name. */
  setDocument(document: { uri: string; version: number; text: string }): void {
    const { uri } = document;
    const wasOpen = this.#files.isOpen(uri);
    this.#beforeChange(uri);
    this.#files.put({ ...document, problem: wasOpen ? this.#files.get(uri)?.problem : undefined });
    this.#changed.fire();
    if (!wasOpen) {
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
      lintedModules: this.#lintedModules,
      moduleOfRoot: this.#moduleOfRoot,
    });
    return this.#snapshot;
  }

  /** The present state once a file and all that it imports have been read. */
  async load(uri: string, signal?: Cancellation): Promise<Snapshot> {
    await this.#listed;
    throwIfCancelled(signal);
    for (;;) {
      const snapshot = this.snapshot();
      const loaded = this.#loaded.get(snapshot) ?? new Set<string>();
      this.#loaded.set(snapshot, loaded);
      const unread = loaded.has(uri) ? [] : this.#unreadImports(uri, snapshot);
      if (unread.length === 0) {
        loaded.add(uri);
        return snapshot;
      }
      await this.#readAll(unread);
      throwIfCancelled(signal);
    }
  }

  /** The state in which every file has been read. */
  async loadAll(signal?: Cancellation): Promise<Snapshot> {
    await this.#indexed;
    throwIfCancelled(signal);
    return this.snapshot();
  }

  /** Stops the background work. */
  dispose(): void {
    this.#scan++;
    this.#changed.dispose();
  }

  #rescan(): void {
    const scan = ++this.#scan;
    this.#isComplete = false;
    this.#snapshot = undefined;
    this.#listed = this.#list(scan);
    this.#indexed = this.#listed.then(() => this.#index(scan));
  }

  async #list(scan: number): Promise<void> {
    const started = this.#scheduler.now();
    const { protoFiles, declaredRoots, lintedModules, truncated } = await scanLayout(
      this.#fileSystem,
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
    this.#lintedModules = lintedModules;
    this.#files.setFound(protoFiles);
    this.#afterFilesChanged();
    this.#logger.info(`listed ${protoFiles.size} .proto files in ${this.#since(started)} ms`);
  }

  async #index(scan: number): Promise<void> {
    const started = this.#scheduler.now();
    let sliceStart = started;
    const unread = [...this.#files.values()].filter(({ text }) => text === undefined);
    for (let at = 0; at < unread.length; at += readConcurrency) {
      const batch = unread.slice(at, at + readConcurrency).map(({ uri }) => uri);
      await Promise.all(batch.map((uri) => this.#files.readFirst(uri)));
      for (const uri of batch) {
        const state = this.#files.get(uri);
        if (state !== undefined) {
          this.#parses.summarizeOnly(state);
        }
        if (this.#scheduler.now() - sliceStart > sliceMs) {
          await this.#scheduler.pause();
          sliceStart = this.#scheduler.now();
        }
      }
      if (scan !== this.#scan) {
        await this.#indexed;
        return;
      }
    }
    this.#isComplete = true;
    this.#afterFilesChanged();
    this.#logger.info(`indexed ${unread.length} files in ${this.#since(started)} ms`);
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

  /** Files that an answer about `uri` needs and that have not been read, nearest first. */
  #unreadImports(uri: string, snapshot: Snapshot): string[] {
    const seen = new Set([uri]);
    for (const each of seen) {
      for (const { path } of snapshot.summary(each).imports) {
        const imported = snapshot.resolveImport(each, path);
        if (imported !== undefined) {
          seen.add(imported);
        }
      }
    }
    return [...seen].filter((each) => {
      const state = this.#files.get(each);
      return state !== undefined && state.text === undefined;
    });
  }

  async #readAll(uris: readonly string[]): Promise<void> {
    for (let at = 0; at < uris.length; at += readConcurrency) {
      const batch = uris.slice(at, at + readConcurrency);
      batch.forEach((uri) => this.#beforeChange(uri));
      await Promise.all(batch.map((uri) => this.#files.readFirst(uri)));
    }
    this.#snapshot = undefined;
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
        folders: this.#layout.folders,
        files: new Set([...this.#files.keys()].filter((uri) => !isBuiltIn(uri))),
      });
      this.#roots = this.#rootFinder.find(this.#allEvidence());
    }
    return this.#roots;
  }

  *#allEvidence(): Iterable<RootEvidence> {
    for (const state of this.#files.values()) {
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
  return wellKnownPathOf(uri) !== undefined;
}
