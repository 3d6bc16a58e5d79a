/**
 * Import roots: the folders that import strings are relative to, what `protoc -I` names. Declared
 * ones come from settings and buf files; the others are inferred from the imports of the workspace:
 * a folder R gets a vote for each import I for which R/I is a file.
 */
import { isBelow, joinUri, nameOf, parentUri, pathBelow, sharedLength } from './uri.ts';

export type RootOrigin = 'settings' | 'buf' | 'inferred' | 'folder';

export interface ImportRoot {
  readonly uri: string;
  readonly origin: RootOrigin;
  /** Imports that speak for it; 0 for a declared root. */
  readonly votes: number;
}

/** What one file says about roots. */
export interface RootEvidence {
  readonly uri: string;
  readonly packageName: string;
  /** The same array as long as the file is the same: what it says is remembered by it. */
  readonly imports: readonly { readonly path: string }[];
}

export interface RootsInput {
  /** From the settings and buf files, the most important first. */
  readonly declared: readonly ImportRoot[];
  /** Workspace folders. */
  readonly folders: readonly string[];
  /** Every known file. */
  readonly files: ReadonlySet<string>;
}

/** Immutable: made anew when files come and go or their imports change. */
export interface ImportRoots {
  /** Declared ones in their order, then inferred ones by votes, then the workspace folders. */
  readonly all: readonly ImportRoot[];
  /**
   * The file that `path` means in an import of `fromUri`: roots that hold the importing file come
   * before the others, the longest first.
   */
  resolve(fromUri: string, path: string): string | undefined;
  /** The root that names a file; undefined when none holds it. */
  rootOf(uri: string): ImportRoot | undefined;
  /** How others import a file: its path from the root that names it, else its bare name. */
  importPathOf(uri: string): string;
}

/** Finds the roots of one set of files; what an import speaks for is worked out once. */
export class RootFinder {
  readonly #input: RootsInput;
  readonly #candidates: CandidateFinder;

  constructor(input: RootsInput) {
    this.#input = input;
    this.#candidates = new CandidateFinder(input);
  }

  /** Collects the declared roots and infers the others. */
  find(evidence: Iterable<RootEvidence>): ImportRoots {
    const { declared, folders, files } = this.#input;
    const votes = countVotes(evidence, this.#candidates);
    const inferred = [...votes.totals]
      .map(([uri, count]): ImportRoot => ({ uri, origin: 'inferred', votes: count }))
      .filter(({ uri }) => !declared.some((root) => root.uri === uri))
      .sort((a, b) => b.votes - a.votes || (a.uri < b.uri ? -1 : 1));
    const known = new Set([...declared, ...inferred].map(({ uri }) => uri));
    const fallback = folders
      .filter((uri) => !known.has(uri))
      .map((uri): ImportRoot => ({ uri, origin: 'folder', votes: 0 }));
    const naming = [
      ...longestFirst(declared),
      ...longestFirst(inferred.filter(({ uri }) => !isOutvoted(uri, votes))),
      ...longestFirst(fallback),
    ];
    return new Roots([...declared, ...inferred, ...fallback], naming, files);
  }
}

class Roots implements ImportRoots {
  readonly all: readonly ImportRoot[];
  readonly #naming: readonly ImportRoot[];
  readonly #files: RootsInput['files'];
  readonly #ordered = new Map<string, readonly ImportRoot[]>();

  constructor(
    all: readonly ImportRoot[],
    naming: readonly ImportRoot[],
    files: RootsInput['files'],
  ) {
    this.all = all;
    this.#naming = naming;
    this.#files = files;
  }

  resolve(fromUri: string, path: string): string | undefined {
    for (const root of this.#orderedFor(parentUri(fromUri))) {
      const uri = joinUri(root.uri, path);
      if (uri !== undefined && this.#files.has(uri)) {
        return uri;
      }
    }
    return undefined;
  }

  rootOf(uri: string): ImportRoot | undefined {
    return this.#naming.find((root) => isBelow(root.uri, uri));
  }

  importPathOf(uri: string): string {
    const root = this.rootOf(uri);
    return (root && pathBelow(root.uri, uri)) ?? nameOf(uri);
  }

  #orderedFor(folder: string): readonly ImportRoot[] {
    let ordered = this.#ordered.get(folder);
    if (ordered === undefined) {
      const holds = (root: ImportRoot): boolean => isBelow(root.uri, `${folder}/`);
      const near = longestFirst(this.all.filter(holds));
      ordered = [
        ...near.filter(isDeclared),
        ...this.all.filter((root) => isDeclared(root) && !holds(root)),
        ...near.filter((root) => !isDeclared(root)),
        ...this.all.filter((root) => !isDeclared(root) && !holds(root)),
      ];
      this.#ordered.set(folder, ordered);
    }
    return ordered;
  }
}

interface Votes {
  readonly totals: ReadonlyMap<string, number>;
  /** Folder of the importing files, then root, then votes. */
  readonly byFolder: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function countVotes(evidence: Iterable<RootEvidence>, candidates: CandidateFinder): Votes {
  const totals = new Map<string, number>();
  const byFolder = new Map<string, Map<string, number>>();
  const byPackage: string[] = [];
  for (const { uri, packageName, imports } of evidence) {
    const folder = parentUri(uri);
    const counts = byFolder.get(folder) ?? new Map<string, number>();
    byFolder.set(folder, counts);
    for (const root of candidates.rootsFor(folder, imports)) {
      counts.set(root, (counts.get(root) ?? 0) + 1);
      totals.set(root, (totals.get(root) ?? 0) + 1);
    }
    const packageRoot = rootByPackage(folder, packageName);
    if (packageRoot !== undefined) {
      byPackage.push(packageRoot);
    }
  }
  addPackageRoots(byPackage, totals);
  return { totals, byFolder };
}

/** A folder layout that follows packages tells a root too, where no import has told one. */
function addPackageRoots(roots: readonly string[], totals: Map<string, number>): void {
  const voted = [...totals.keys()];
  for (const root of new Set(roots)) {
    if (!voted.some((other) => other === root || isBelow(other, root) || isBelow(root, other))) {
      totals.set(root, 0);
    }
  }
}

function rootByPackage(folder: string, packageName: string): string | undefined {
  const suffix = `/${packageName.replaceAll('.', '/')}`;
  return packageName !== '' && folder.endsWith(suffix)
    ? folder.slice(0, -suffix.length)
    : undefined;
}

/** Finds the root that one import speaks for: the nearest to the importing file. */
class CandidateFinder {
  readonly #input: RootsInput;
  readonly #ofPath = new Map<string, string | undefined>();
  readonly #ofFile = new WeakMap<RootEvidence['imports'], readonly string[]>();
  #byName: Map<string, string[]> | undefined;

  constructor(input: RootsInput) {
    this.#input = input;
  }

  /** One root for each import of a file in a folder that speaks for one. */
  rootsFor(folder: string, imports: RootEvidence['imports']): readonly string[] {
    const known = this.#ofFile.get(imports);
    if (known !== undefined) {
      return known;
    }
    const roots = imports
      .map(({ path }) => this.#rootFor(folder, path))
      .filter((root) => root !== undefined);
    this.#ofFile.set(imports, roots);
    return roots;
  }

  #rootFor(folder: string, path: string): string | undefined {
    const key = `${folder}\n${path}`;
    if (!this.#ofPath.has(key)) {
      this.#ofPath.set(key, this.#isDeclared(path) ? undefined : this.#find(folder, path));
    }
    return this.#ofPath.get(key);
  }

  #isDeclared(path: string): boolean {
    return this.#input.declared.some(({ uri }) => this.#has(joinUri(uri, path)));
  }

  #find(folder: string, path: string): string | undefined {
    for (let above = folder; above.includes('/'); above = parentUri(above)) {
      if (this.#has(joinUri(above, path))) {
        return above;
      }
    }
    return this.#candidates(path)
      .map((root) => ({ root, shared: sharedLength(`${root}/`, `${folder}/`) }))
      .sort((a, b) => b.shared - a.shared || a.root.length - b.root.length)[0]?.root;
  }

  #candidates(path: string): string[] {
    const suffix = joinUri('', path);
    if (suffix === undefined) {
      return [];
    }
    const sameName = this.#filesByName().get(suffix.slice(suffix.lastIndexOf('/') + 1)) ?? [];
    return sameName
      .filter((uri) => uri.endsWith(suffix))
      .map((uri) => uri.slice(0, -suffix.length));
  }

  #filesByName(): Map<string, string[]> {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const uri of this.#input.files.keys()) {
        const name = uri.slice(uri.lastIndexOf('/') + 1);
        const list = this.#byName.get(name);
        if (list === undefined) {
          this.#byName.set(name, [uri]);
        } else {
          list.push(uri);
        }
      }
    }
    return this.#byName;
  }

  #has(uri: string | undefined): boolean {
    return uri !== undefined && this.#input.files.has(uri);
  }
}

/**
 * Whether the files below an inferred root rather speak for roots around it: one wrong import such
 * as `import "sibling.proto"` must not rename a folder's files.
 */
function isOutvoted(root: string, { byFolder }: Votes): boolean {
  let own = 0;
  let outer = 0;
  for (const [folder, counts] of byFolder) {
    if (folder !== root && !isBelow(root, folder)) {
      continue;
    }
    for (const [voted, count] of counts) {
      own += voted === root ? count : 0;
      outer += isBelow(voted, root) ? count : 0;
    }
  }
  return outer > own;
}

function isDeclared({ origin }: ImportRoot): boolean {
  return origin === 'settings' || origin === 'buf';
}

function longestFirst(roots: readonly ImportRoot[]): ImportRoot[] {
  return roots.toSorted((a, b) => b.uri.length - a.uri.length);
}
