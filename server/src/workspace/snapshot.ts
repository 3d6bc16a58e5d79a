import type { LinkedFile, SourceFile } from '../compiler/index.ts';
import type { FileProblem, FileState, ParseCache } from './fileState.ts';
import type { ImportRoot, ImportRoots } from './importRoots.ts';
import type { LinkCache, LinkState } from './linkCache.ts';
import { type LintedModule, moduleOf } from './lintModules.ts';
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
  /** False while files are still being read in the background. */
  readonly isComplete: boolean;
  /** Every known file, the built-in ones included. */
  uris(): Iterable<string>;
  isOpen(uri: string): boolean;
  /** Whether a file belongs to the workspace: below one of its folders, or open where there is none. */
  isOwn(uri: string): boolean;
  problem(uri: string): FileProblem | undefined;
  /** Empty for a file that is unknown or has not been read. */
  summary(uri: string): FileSummary;
  /** Whether the text of a file that has been read contains a word, anywhere at all. */
  mentions(uri: string, word: string): boolean;
  /** Absent for a file that is unknown or has not been read. */
  source(uri: string): SourceFile | undefined;
  linked(uri: string): LinkedFile | undefined;
  /** The file that an import means. */
  resolveImport(fromUri: string, path: string): string | undefined;
  importPathOf(uri: string): string;
  rootOf(uri: string): ImportRoot | undefined;
  /** How a file is linted, and with which others; absent when it is not. */
  lintedModule(uri: string): LintedModule | undefined;
  /** The document of a source file that this snapshot gave out. */
  uriOf(source: SourceFile): string | undefined;
}

export interface SnapshotInput {
  readonly id: number;
  readonly files: ReadonlyMap<string, FileState>;
  readonly roots: ImportRoots;
  /** Of the workspace. */
  readonly folders: readonly string[];
  readonly isComplete: boolean;
  readonly parses: ParseCache;
  readonly links: LinkCache;
  /** Those of `buf.yaml` files. */
  readonly lintedModules: readonly LintedModule[];
  /** Gives the module that a root stands for where no `buf.yaml` speaks, if it is to be linted. */
  readonly moduleOfRoot: (root: string) => LintedModule | undefined;
}

/** Makes the snapshot of a state; costs nothing until it is asked. */
export function createSnapshot(input: SnapshotInput): Snapshot {
  return new LazySnapshot(input);
}

class LazySnapshot implements Snapshot {
  readonly id: number;
  readonly roots: readonly ImportRoot[];
  readonly isComplete: boolean;
  readonly #input: SnapshotInput;
  readonly #linked: LinkState = { done: new Map(), cyclic: new Map() };
  /** What the snapshot has given out, so that it gives out the same even when a cache forgets. */
  readonly #sources = new Map<string, SourceFile>();
  readonly #uris = new WeakMap<SourceFile, string>();

  constructor(input: SnapshotInput) {
    this.id = input.id;
    this.roots = input.roots.all;
    this.isComplete = input.isComplete;
    this.#input = input;
  }

  uris(): Iterable<string> {
    return this.#input.files.keys();
  }

  isOpen(uri: string): boolean {
    return this.#input.files.get(uri)?.version !== undefined;
  }

  isOwn(uri: string): boolean {
    const { folders } = this.#input;
    return folders.length === 0
      ? this.isOpen(uri) && wellKnownPathOf(uri) === undefined
      : folders.some((folder) => isBelow(folder, uri));
  }

  problem(uri: string): FileProblem | undefined {
    return this.#input.files.get(uri)?.problem;
  }

  summary(uri: string): FileSummary {
    const state = this.#input.files.get(uri);
    return state === undefined ? emptySummary : this.#input.parses.summary(state);
  }

  mentions(uri: string, word: string): boolean {
    return this.#input.files.get(uri)?.text?.includes(word) === true;
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
      importsOf: (each: string) => this.summary(each).imports.map(({ path }) => path),
      resolve: (from: string, path: string) => this.resolveImport(from, path),
      importPathOf: (each: string) => this.importPathOf(each),
    };
    return this.#input.links.link(uri, input, this.#linked);
  }

  resolveImport(fromUri: string, path: string): string | undefined {
    return this.#input.roots.resolve(fromUri, path) ?? this.#wellKnown(path);
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

  uriOf(source: SourceFile): string | undefined {
    return this.#uris.get(source) ?? this.#wellKnown(source.path);
  }

  #wellKnown(path: string): string | undefined {
    const uri = wellKnownUri(path);
    return uri !== undefined && this.#input.files.has(uri) ? uri : undefined;
  }
}
