import type { LinkedFile, SourceFile } from '../compiler/index.ts';
import type { Baseline, ComparedModule } from './comparedModules.ts';
import type {
  DefinedIn,
  DefinedName,
  DefinitionIndex,
  DefinitionSource,
  FilePlace,
} from './definitionIndex.ts';
import type { IndexedFile } from './fileIndex/indexedFile.ts';
import { hasWord } from './fileIndex/words.ts';
import type { FileProblem, FileState, ParseCache } from './fileState.ts';
import type { ImportRoots } from './importRoots.ts';
import type { MapState } from './layeredMap.ts';
import type { LinkCache, LinkState } from './linkCache.ts';
import { type LintedModule, moduleOf } from './lintModules.ts';
import type { ImportRoot, TriedRoot } from './roots/importRoot.ts';
import { type FileSummary, emptySummary } from './summary.ts';
import { isBelow } from './uri.ts';
import { wellKnownPathOf, wellKnownUri } from './wellKnown.ts';

/**
 * One state of the workspace, all that a feature sees of it. It never changes; a tree or a link is
 * made when it is first asked for, and the same question always has the same answer.
 */
export interface Snapshot {
  /** Grows with every change. */
  readonly id: number;
  readonly roots: readonly ImportRoot[];
  /**
   * The same for two snapshots of the same files as long as every import means the same file in both
   * and every file has the same root.
   */
  readonly resolution: object;
  /** Of the workspace. */
  readonly folders: readonly string[];
  /** False while files are still being read in the background. */
  readonly isComplete: boolean;
  /** Every known file, the built-in ones included. */
  uris(): Iterable<string>;
  /** The files that may be other than in another snapshot; undefined where any may be. */
  differing(from: Snapshot): ReadonlySet<string> | undefined;
  isOpen(uri: string): boolean;
  /**
   * Whether a file belongs to the workspace: below one of its folders and no library there, or open
   * where there is no folder.
   */
  isOwn(uri: string): boolean;
  problem(uri: string): FileProblem | undefined;
  /** Empty for a file that is unknown or has not been read. */
  summary(uri: string): FileSummary;
  /**
   * The same as long as a file says the same, comments and white space aside: to those who import it
   * it is then the same. Absent for a file that is unknown.
   */
  meaning(uri: string): object | undefined;
  /** Whether the text of a known file has a word, anywhere at all, but not as part of a longer one. */
  mentions(uri: string, word: string): boolean;
  /** What the index keeps of a file whose text is on the disk alone. */
  indexed(uri: string): IndexedFile | undefined;
  /** What has that short name anywhere in the workspace, file by file. */
  definitionsNamed(name: string): Iterable<DefinedIn>;
  /** The short names with some letters, in lower case, in their order, and what has them. */
  definitionsWith(letters: string): Iterable<DefinedName>;
  /** The files of a package, or those of a folder. */
  filesOf(place: FilePlace): Iterable<string>;
  /** The files that define something of that short name. */
  filesDefining(name: string): readonly string[];
  /** The same for two snapshots as long as their files define the same names. */
  definitionsVersion(): number;
  /** Absent for a file that is unknown or has not been read. */
  source(uri: string): SourceFile | undefined;
  linked(uri: string): LinkedFile | undefined;
  /** The file that an import means. */
  resolveImport(fromUri: string, path: string): string | undefined;
  /** The same for each import of the summary of a file, in their order. */
  imported(uri: string): readonly (string | undefined)[];
  /** All places that an import may mean, in the order in which they are tried. */
  searchImport(fromUri: string, path: string): readonly TriedRoot[];
  importPathOf(uri: string): string;
  rootOf(uri: string): ImportRoot | undefined;
  /** How a file is linted, and with which others; absent when it is not. */
  lintedModule(uri: string): LintedModule | undefined;
  /** How a file is compared with the baseline, and with which others; absent when it is not. */
  comparedModule(uri: string): ComparedModule | undefined;
  /** What files are compared with; absent when there is nothing to compare them with. */
  readonly baseline: Baseline | undefined;
  /** The document of a source file that this snapshot gave out. */
  uriOf(source: SourceFile): string | undefined;
  /** The same state once more, which holds on to nothing that was given out: for long work. */
  again(): Snapshot;
}

export interface SnapshotInput {
  readonly id: number;
  readonly files: MapState<string, FileState>;
  readonly roots: ImportRoots;
  /** Of the workspace. */
  readonly folders: readonly string[];
  readonly isComplete: boolean;
  readonly parses: ParseCache;
  readonly links: LinkCache;
  readonly definitions: DefinitionIndex;
  /** Those of `buf.yaml` files. */
  readonly lintedModules: readonly LintedModule[];
  /** Gives the module that a root stands for where no `buf.yaml` speaks, if it is to be linted. */
  readonly moduleOfRoot: (root: string) => LintedModule | undefined;
  /** The same for comparing, where no `buf.yaml` says what counts as breaking. */
  readonly comparedRoot: (root: string) => ComparedModule | undefined;
  readonly baseline: Baseline | undefined;
}

/** Makes the snapshot of a state; costs nothing until it is asked. */
export function createSnapshot(input: SnapshotInput): Snapshot {
  return new LazySnapshot(input);
}

/**
 * By how imports resolve, then by the imports of a summary, which are one file's: many snapshots have
 * the same, and all that is below a file is walked for each of its keystrokes.
 */
const resolved = new WeakMap<object, WeakMap<object, readonly (string | undefined)[]>>();

class LazySnapshot implements Snapshot {
  readonly id: number;
  readonly roots: readonly ImportRoot[];
  readonly resolution: object;
  readonly folders: readonly string[];
  readonly isComplete: boolean;
  readonly baseline: Baseline | undefined;
  readonly #input: SnapshotInput;
  readonly #linked: LinkState = { done: new Map(), cyclic: new Map() };
  /** What the snapshot has given out, so that it gives out the same even when a cache forgets. */
  readonly #sources = new Map<string, SourceFile>();
  readonly #uris = new WeakMap<SourceFile, string>();

  constructor(input: SnapshotInput) {
    this.id = input.id;
    this.roots = input.roots.all;
    this.resolution = input.roots.resolution;
    this.folders = input.folders;
    this.isComplete = input.isComplete;
    this.baseline = input.baseline;
    this.#input = input;
  }

  uris(): Iterable<string> {
    return this.#input.files.keys();
  }

  differing(from: Snapshot): ReadonlySet<string> | undefined {
    return from instanceof LazySnapshot
      ? this.#input.files.differing(from.#input.files)
      : undefined;
  }

  isOpen(uri: string): boolean {
    return this.#input.files.get(uri)?.version !== undefined;
  }

  isOwn(uri: string): boolean {
    const { folders, roots } = this.#input;
    return folders.length === 0
      ? this.isOpen(uri) && wellKnownPathOf(uri) === undefined
      : folders.some((folder) => isBelow(folder, uri)) && !roots.isLibrary(uri);
  }

  problem(uri: string): FileProblem | undefined {
    return this.#input.files.get(uri)?.problem;
  }

  summary(uri: string): FileSummary {
    const state = this.#input.files.get(uri);
    return state === undefined ? emptySummary : this.#input.parses.summary(state);
  }

  meaning(uri: string): object | undefined {
    const state = this.#input.files.get(uri);
    return state && this.#input.parses.meaning(state);
  }

  mentions(uri: string, word: string): boolean {
    const { text } = this.#input.files.get(uri) ?? {};
    return text === undefined ? this.indexed(uri)?.hasWord(word) === true : hasWord(text, word);
  }

  indexed(uri: string): IndexedFile | undefined {
    const { text, indexed } = this.#input.files.get(uri) ?? {};
    return text === undefined ? indexed : undefined;
  }

  definitionsNamed(name: string): Iterable<DefinedIn> {
    return this.#input.definitions.named(name, this.#definitionSource());
  }

  definitionsWith(letters: string): Iterable<DefinedName> {
    return this.#input.definitions.withLetters(letters, this.#definitionSource());
  }

  filesOf(place: FilePlace): Iterable<string> {
    return this.#input.definitions.filesOf(place, this.#definitionSource());
  }

  filesDefining(name: string): readonly string[] {
    return Array.from(this.definitionsNamed(name), ([uri]) => uri);
  }

  definitionsVersion(): number {
    return this.#input.definitions.version(this.#definitionSource());
  }

  source(uri: string): SourceFile | undefined {
    const known = this.#sources.get(uri);
    const state = this.#input.files.get(uri);
    if (known !== undefined || state === undefined) {
      return known;
    }
    const source = this.#input.parses.source(state, this.importPathOf(uri));
    if (source !== undefined) {
      this.#sources.set(uri, source);
      this.#uris.set(source, uri);
    }
    return source;
  }

  linked(uri: string): LinkedFile | undefined {
    const input = {
      source: (each: string) => this.source(each),
      importsOf: (each: string) => this.summary(each).imports,
      imported: (each: string) => this.imported(each),
      importPathOf: (each: string) => this.importPathOf(each),
      outlineOf: (each: string) => this.#input.files.get(each)?.indexed?.outline,
      sizeOf: (each: string) => this.#sizeOf(each),
    };
    return this.#input.links.link(uri, input, this.#linked);
  }

  resolveImport(fromUri: string, path: string): string | undefined {
    return this.#input.roots.resolve(fromUri, path) ?? this.#wellKnown(path);
  }

  imported(uri: string): readonly (string | undefined)[] {
    const { imports } = this.summary(uri);
    const known =
      resolved.get(this.resolution) ?? new WeakMap<object, readonly (string | undefined)[]>();
    resolved.set(this.resolution, known);
    const uris = known.get(imports) ?? imports.map(({ path }) => this.resolveImport(uri, path));
    known.set(imports, uris);
    return uris;
  }

  searchImport(fromUri: string, path: string): readonly TriedRoot[] {
    return this.#input.roots.search(fromUri, path);
  }

  importPathOf(uri: string): string {
    return wellKnownPathOf(uri) ?? this.#input.roots.importPathOf(uri);
  }

  rootOf(uri: string): ImportRoot | undefined {
    return this.#input.roots.rootOf(uri);
  }

  lintedModule(uri: string): LintedModule | undefined {
    const declared = moduleOf(this.#input.lintedModules, uri);
    if (declared !== undefined || wellKnownPathOf(uri) !== undefined) {
      return declared;
    }
    const root = this.rootOf(uri)?.uri;
    return root === undefined ? undefined : this.#input.moduleOfRoot(root);
  }

  comparedModule(uri: string): ComparedModule | undefined {
    const declared = moduleOf(this.#input.lintedModules, uri);
    if (declared?.breaking !== undefined) {
      return { root: declared.root, breaking: declared.breaking, isAsked: true };
    }
    const root = declared?.root ?? this.rootOf(uri)?.uri;
    return root === undefined ? undefined : this.#input.comparedRoot(root);
  }

  again(): Snapshot {
    return new LazySnapshot(this.#input);
  }

  uriOf(source: SourceFile): string | undefined {
    return this.#uris.get(source) ?? this.#wellKnown(source.path);
  }

  #definitionSource(): DefinitionSource {
    const { files } = this.#input;
    return {
      id: this.id,
      files,
      summary: (uri) => this.summary(uri),
      mentions: (uri, word) => this.mentions(uri, word),
    };
  }

  #sizeOf(uri: string): number {
    const { text, indexed } = this.#input.files.get(uri) ?? {};
    return text?.length ?? indexed?.stamp.size ?? 0;
  }

  #wellKnown(path: string): string | undefined {
    const uri = wellKnownUri(path);
    return uri !== undefined && this.#input.files.has(uri) ? uri : undefined;
  }
}
