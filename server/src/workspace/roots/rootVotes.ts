/** What the imports and packages of the files say about roots. */
import type { RootsInput } from '../importRoots.ts';
import { fileIn, holds, type ImportRoot, isCertain, isOfBuild } from './importRoot.ts';
import { nearBuilds } from './rootOrder.ts';
import { foldersOf, isBelow, joinUri, parentUri, sharedLength } from '../uri.ts';

/** What one file says about roots. */
export interface RootEvidence {
  readonly uri: string;
  readonly packageName: string;
  /** The same array as long as the file is the same: what it says is remembered by it. */
  readonly imports: readonly { readonly path: string }[];
}

/** Counts by `keyOf` of the roots. */
export interface Votes {
  readonly totals: ReadonlyMap<string, number>;
  /** Root, then a file that imports by it. */
  readonly voters: ReadonlyMap<string, string>;
  /** Folder of the importing files, then root, then votes. */
  readonly byFolder: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What a root is counted by: its URI, and the prefix of one that has any. */
export function keyOf({ uri, prefix }: Pick<ImportRoot, 'uri' | 'prefix'>): string {
  return prefix === undefined ? uri : `${uri}\n${prefix}`;
}

/** Lets every import vote for the root that it is found by. */
export function countVotes(evidence: Iterable<RootEvidence>, candidates: CandidateFinder): Votes {
  const totals = new Map<string, number>();
  const voters = new Map<string, string>();
  const byFolder = new Map<string, Map<string, number>>();
  const byPackage: string[] = [];
  for (const { uri, packageName, imports } of evidence) {
    const folder = parentUri(uri);
    const counts = byFolder.get(folder) ?? new Map<string, number>();
    byFolder.set(folder, counts);
    for (const root of candidates.rootsFor(folder, imports)) {
      counts.set(root, (counts.get(root) ?? 0) + 1);
      totals.set(root, (totals.get(root) ?? 0) + 1);
      voters.set(root, voters.get(root) ?? uri);
    }
    const packageRoot = rootByPackage(folder, packageName);
    if (packageRoot !== undefined) {
      byPackage.push(packageRoot);
    }
  }
  addPackageRoots(
    byPackage.filter((root) => !candidates.isNamed(root)),
    totals,
  );
  return { totals, voters, byFolder };
}

/**
 * The roots whose files rather speak for roots around them: one wrong import such as
 * `import "sibling.proto"` must not rename a folder's files.
 */
export function outvoted(
  roots: readonly ImportRoot[],
  { byFolder }: Votes,
): ReadonlySet<ImportRoot> {
  const byUri = new Map<string, ImportRoot[]>();
  for (const root of roots) {
    byUri.set(root.uri, [...(byUri.get(root.uri) ?? []), root]);
  }
  const leads = new Map<ImportRoot, number>();
  for (const [folder, counts] of byFolder) {
    for (const root of upwards(folder).flatMap((above) => byUri.get(above) ?? [])) {
      leads.set(root, (leads.get(root) ?? 0) + leadOf(root, counts));
    }
  }
  return new Set([...leads].filter(([, lead]) => lead < 0).map(([root]) => root));
}

/** Votes for a root less those for roots around it. */
function leadOf(root: ImportRoot, counts: ReadonlyMap<string, number>): number {
  const key = keyOf(root);
  let lead = 0;
  for (const [voted, count] of counts) {
    lead += voted === key ? count : isBelow(voted, root.uri) ? -count : 0;
  }
  return lead;
}

/** A folder and all above it. */
function upwards(folder: string): readonly string[] {
  const all: string[] = [];
  for (let at = folder; at.includes('/'); at = parentUri(at)) {
    all.push(at);
  }
  return all;
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
  const last = packageName.slice(packageName.lastIndexOf('.') + 1);
  if (packageName === '' || !folder.endsWith(last)) {
    return undefined;
  }
  const suffix = `/${packageName.replaceAll('.', '/')}`;
  return folder.endsWith(suffix) ? folder.slice(0, -suffix.length) : undefined;
}

/** Finds the root that one import speaks for: the nearest to the importing file. */
export class CandidateFinder {
  readonly #input: RootsInput;
  /** By folder, then by path. */
  readonly #ofPath = new Map<string, Map<string, string | undefined>>();
  readonly #builtAround = new Map<string, readonly ImportRoot[]>();
  readonly #ofFile = new WeakMap<RootEvidence['imports'], readonly string[]>();
  /** By folder, then by the first part of a path: see `#aboveWith`. */
  readonly #above = new Map<string, Map<string, readonly string[]>>();
  #folders: ReadonlySet<string> | undefined;
  #byName: Map<string, string[]> | undefined;

  constructor(input: RootsInput) {
    this.#input = input;
  }

  /** Whether the files of a folder have their names from a root of a build already. */
  isNamed(folder: string): boolean {
    return this.#builtFor(folder).some(
      (root) => root.uri !== folder && root.prefix === undefined && holds(root, folder),
    );
  }

  /** One root for each import of a file in a folder that speaks for one. */
  rootsFor(folder: string, imports: RootEvidence['imports']): readonly string[] {
    const known = this.#ofFile.get(imports);
    if (known !== undefined) {
      return known;
    }
    const inFolder = this.#ofPath.get(folder) ?? new Map<string, string | undefined>();
    this.#ofPath.set(folder, inFolder);
    const roots = imports
      .map(({ path }) => this.#rootFor(folder, path, inFolder))
      .filter((root) => root !== undefined);
    this.#ofFile.set(imports, roots);
    return roots;
  }

  #rootFor(
    folder: string,
    path: string,
    known: Map<string, string | undefined>,
  ): string | undefined {
    if (!known.has(path)) {
      known.set(path, this.#isDeclared(path) ? undefined : this.#find(folder, path));
    }
    return known.get(path);
  }

  #isDeclared(path: string): boolean {
    return this.#input.declared.some((root) => isCertain(root) && this.#has(fileIn(root, path)));
  }

  #find(folder: string, path: string): string | undefined {
    const built = this.#builtFor(folder).find((root) => this.#has(fileIn(root, path)));
    if (built !== undefined) {
      return keyOf(built);
    }
    const suffix = joinUri('', path);
    if (suffix === undefined) {
      return undefined;
    }
    const slash = suffix.indexOf('/', 1);
    const first = slash === -1 ? suffix : suffix.slice(0, slash);
    const above = this.#aboveWith(first, folder).find((each) => this.#has(each + suffix));
    return above ?? this.#nearestWith(suffix, folder);
  }

  /** The folder and those above it that have something of that name, the innermost first. */
  #aboveWith(first: string, folder: string): readonly string[] {
    const known = this.#above.get(folder) ?? new Map<string, readonly string[]>();
    this.#above.set(folder, known);
    const found =
      known.get(first) ?? upwards(folder).filter((above) => this.#isThere(above + first));
    known.set(first, found);
    return found;
  }

  #isThere(uri: string): boolean {
    this.#folders ??= foldersOf(this.#input.files);
    return this.#folders.has(uri) || this.#has(uri);
  }

  #nearestWith(suffix: string, folder: string): string | undefined {
    return this.#candidates(suffix)
      .map((root) => ({ root, shared: sharedLength(`${root}/`, `${folder}/`) }))
      .sort((a, b) => b.shared - a.shared || a.root.length - b.root.length)[0]?.root;
  }

  /** The roots of builds that are tried before any other, for files in a folder. */
  #builtFor(folder: string): readonly ImportRoot[] {
    let found = this.#builtAround.get(folder);
    if (found === undefined) {
      found = nearBuilds(this.#input.declared.filter(isOfBuild), folder);
      this.#builtAround.set(folder, found);
    }
    return found;
  }

  #candidates(suffix: string): string[] {
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
