/**
 * Import roots: the folders that import strings are relative to, what `protoc -I` names. Settings, buf
 * files and the files of builds declare some; the others are inferred from the imports of the
 * workspace: a folder R gets a vote for each import I for which R/I is a file.
 */
import {
  fileIn,
  type ImportRoot,
  isCertain,
  isOfBuild,
  longestFirst,
  pathFrom,
  type TriedRoot,
} from './roots/importRoot.ts';
import { type LibraryFiles, noLibraryFiles } from './roots/libraryFiles.ts';
import {
  CandidateFinder,
  countVotes,
  outvoted,
  keyOf,
  type RootEvidence,
} from './roots/rootVotes.ts';
import { type ClaimingFile, type PackageCaches, placeRoots } from './roots/placeRoots.ts';
import { rootOrder } from './roots/rootOrder.ts';
import { isBelow, nameOf, parentUri } from './uri.ts';

export interface RootsInput {
  /** From the settings, the most important first. */
  readonly declared: readonly ImportRoot[];
  /** What the files of builds say. */
  readonly claims?: readonly ClaimingFile[];
  readonly caches?: PackageCaches;
  /** Workspace folders. */
  readonly folders: readonly string[];
  /** Every known file. */
  readonly files: ReadonlySet<string>;
  /** Files of libraries that are known because somebody imported them. */
  readonly libraries?: LibraryFiles;
}

/** Immutable: made anew when files come and go or their imports change. */
export interface ImportRoots {
  /** Declared ones in their order, then inferred ones by votes, then the workspace folders. */
  readonly all: readonly ImportRoot[];
  /**
   * The same object for roots by which every import means the same file and every file has the same
   * root: they differ in votes at most.
   */
  readonly resolution: object;
  /**
   * The file that `path` means in an import of `fromUri`: the first that exists of those that
   * `search` gives.
   */
  resolve(fromUri: string, path: string): string | undefined;
  /**
   * All places that `path` may mean in an import of `fromUri`, in the order in which they are tried:
   * settings and buf modules; roots of builds that hold the file, then those of builds around it;
   * inferred ones that hold it; the others in the same order; libraries that were looked into.
   */
  search(fromUri: string, path: string): readonly TriedRoot[];
  /** The root that names a file; undefined when none holds it. */
  rootOf(uri: string): ImportRoot | undefined;
  /** Whether a file is one of others: vendored, extracted or installed. */
  isLibrary(uri: string): boolean;
  /** How others import a file: its path from the root that names it, else its bare name. */
  importPathOf(uri: string): string;
}

/** Finds the roots of one set of files; what an import speaks for is worked out once. */
export class RootFinder {
  /** Where to look for imports that are nowhere in the workspace. */
  readonly libraries: readonly ImportRoot[];
  readonly #input: RootsInput;
  readonly #candidates: CandidateFinder;
  /** Those that were found last. */
  #found: Roots | undefined;

  constructor(input: RootsInput) {
    const { claims = [], caches = {} } = input;
    const placed = placeRoots({ ...input, files: claims, protoFiles: walkedFiles(input), caches });
    this.libraries = placed.libraries;
    this.#input = { ...input, declared: withoutRepeats([...input.declared, ...placed.roots]) };
    this.#candidates = new CandidateFinder(this.#input);
  }

  /** Works out what a file speaks for before the roots are asked for. */
  consider({ uri, imports }: RootEvidence): void {
    this.#candidates.rootsFor(parentUri(uri), imports);
  }

  /** Collects the declared roots and infers the others. */
  find(evidence: Iterable<RootEvidence>): ImportRoots {
    const { declared, folders } = this.#input;
    const votes = countVotes(evidence, this.#candidates);
    const withVotes = declared.map((root) => ({
      ...root,
      votes: votes.totals.get(keyOf(root)) ?? 0,
    }));
    const known = new Set(declared.map(keyOf));
    const inferred = [...votes.totals]
      .filter(([key]) => !known.has(key))
      .map(([uri, count]): ImportRoot => {
        const voter = votes.voters.get(uri);
        const place = voter === undefined ? undefined : { uri: voter, line: 0 };
        return { uri, origin: 'inferred', votes: count, ...(place && { place }) };
      })
      .sort((a, b) => b.votes - a.votes || (a.uri < b.uri ? -1 : 1));
    const taken = new Set([...known, ...inferred.map(keyOf)]);
    const fallback = folders
      .filter((uri) => !taken.has(uri))
      .map((uri): ImportRoot => ({ uri, origin: 'folder', votes: 0 }));
    const all = [...withVotes, ...inferred, ...fallback];
    const naming = namingOrder(all, outvoted(all, votes));
    this.#found = new Roots(this.#input, { all, naming, before: this.#found });
    return this.#found;
  }
}

/**
 * The roots in the order in which they name files, each kind the longest first. A root that was not
 * declared for itself names only what does not rather speak for roots around it.
 */
function namingOrder(
  all: readonly ImportRoot[],
  losers: ReadonlySet<ImportRoot>,
): readonly ImportRoot[] {
  const certain = all.filter(isCertain);
  const built = all.filter((root) => isOfBuild(root) && root.isLibrary !== true);
  const plain = built.filter((root) => root.origin !== 'go' && !isShadowed(root, built));
  const inferred = all.filter(({ origin }) => origin === 'inferred');
  return [
    ...longestFirst(certain),
    ...longestFirst([...plain, ...inferred].filter((root) => !losers.has(root))),
    // A Go module's path is how some import its files, and most do not.
    ...longestFirst(built.filter(({ origin, votes }) => origin === 'go' && votes > 0)),
    ...longestFirst(all.filter(({ isLibrary }) => isLibrary === true)),
    ...longestFirst(all.filter(({ origin }) => origin === 'folder')),
  ];
}

/** `protoc -I. -Iapi` calls a file `api/a.proto`: the first root that holds it names it. */
function isShadowed(root: ImportRoot, built: readonly ImportRoot[]): boolean {
  return (
    root.origin === 'protoc' &&
    root.votes === 0 &&
    built
      .slice(0, built.indexOf(root))
      .some(({ uri, place }) => place?.uri === root.place?.uri && isBelow(uri, root.uri))
  );
}

interface FoundRoots {
  readonly all: readonly ImportRoot[];
  readonly naming: readonly ImportRoot[];
  /** Those that were found before of the same files. */
  readonly before: Roots | undefined;
}

class Roots implements ImportRoots {
  readonly all: readonly ImportRoot[];
  readonly resolution: object;
  readonly #naming: readonly ImportRoot[];
  readonly #vendored: readonly ImportRoot[];
  readonly #files: RootsInput['files'];
  readonly #libraries: LibraryFiles;
  readonly #ordered = new Map<string, readonly ImportRoot[]>();
  /** By folder, then by path. */
  readonly #resolved: Map<string, Map<string, string | undefined>>;

  constructor(input: RootsInput, { all, naming, before }: FoundRoots) {
    const isSame =
      before !== undefined && areInOrder(all, before.all) && areInOrder(naming, before.#naming);
    this.resolution = isSame ? before.resolution : {};
    this.#resolved = isSame ? before.#resolved : new Map<string, Map<string, string | undefined>>();
    this.all = all;
    this.#naming = naming;
    this.#vendored = all.filter(({ isLibrary }) => isLibrary === true);
    this.#files = input.files;
    this.#libraries = input.libraries ?? noLibraryFiles;
  }

  resolve(fromUri: string, path: string): string | undefined {
    const folder = parentUri(fromUri);
    const known = this.#resolved.get(folder) ?? new Map<string, string | undefined>();
    this.#resolved.set(folder, known);
    if (!known.has(path)) {
      known.set(path, this.#find(folder, path));
    }
    return known.get(path);
  }

  search(fromUri: string, path: string): readonly TriedRoot[] {
    const folder = parentUri(fromUri);
    const tried = this.#orderedFor(folder).flatMap((root): readonly TriedRoot[] => {
      const uri = fileIn(root, path);
      return uri === undefined ? [] : [{ root, uri, exists: this.#files.has(uri) }];
    });
    const inLibraries = this.#libraries.search(folder, path);
    return [
      ...tried,
      ...inLibraries.map((each) => ({ ...each, exists: this.#files.has(each.uri) })),
    ];
  }

  rootOf(uri: string): ImportRoot | undefined {
    return this.#libraries.rootOf(uri) ?? this.#naming.find((root) => isBelow(root.uri, uri));
  }

  isLibrary(uri: string): boolean {
    return (
      this.#libraries.rootOf(uri) !== undefined ||
      this.#vendored.some((root) => isBelow(root.uri, uri))
    );
  }

  importPathOf(uri: string): string {
    const root = this.rootOf(uri);
    return (root && pathFrom(root, uri)) ?? nameOf(uri);
  }

  #find(folder: string, path: string): string | undefined {
    for (const root of this.#orderedFor(folder)) {
      const uri = fileIn(root, path);
      if (uri !== undefined && this.#files.has(uri)) {
        return uri;
      }
    }
    return this.#libraries.search(folder, path).find(({ uri }) => this.#files.has(uri))?.uri;
  }

  #orderedFor(folder: string): readonly ImportRoot[] {
    const ordered = this.#ordered.get(folder) ?? rootOrder(this.all, folder);
    this.#ordered.set(folder, ordered);
    return ordered;
  }
}

/** Whether two lists have the same roots in the same order, votes aside. */
function areInOrder(some: readonly ImportRoot[], others: readonly ImportRoot[]): boolean {
  return (
    some.length === others.length &&
    some.every((root, index) => {
      const other = others[index];
      return root.origin === other?.origin && keyOf(root) === keyOf(other);
    })
  );
}

/** Those that are not known for an import alone, which says nothing of their folder. */
function* walkedFiles({ files, libraries = noLibraryFiles }: RootsInput): Iterable<string> {
  for (const uri of files) {
    if (libraries.rootOf(uri) === undefined) {
      yield uri;
    }
  }
}

/** The first of each. */
function withoutRepeats(roots: readonly ImportRoot[]): readonly ImportRoot[] {
  const byKey = new Map(roots.toReversed().map((root) => [keyOf(root), root]));
  return [...byKey.values()].toReversed();
}
