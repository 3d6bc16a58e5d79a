/** Turns what the files of builds claim into roots, by what is there. */
import { foldersOf, isBelow, joinUri, nameOf, parentUri } from '../uri.ts';
import type { ClaimBase, RootClaim } from './claim.ts';
import { type ImportRoot, isCertain, type RootOrigin } from './importRoot.ts';
import { keyOf } from './rootVotes.ts';

/** What one file claims. */
export interface ClaimingFile {
  readonly uri: string;
  readonly origin: RootOrigin;
  readonly claims: readonly RootClaim[];
}

/** Where package managers keep what they have fetched. */
export interface PackageCaches {
  /** Go's `pkg/mod`. */
  readonly goModules?: string;
  /** buf's `v3/modules`. */
  readonly bufModules?: string;
}

export interface PlacingInput {
  readonly files: readonly ClaimingFile[];
  /** Workspace folders. */
  readonly folders: readonly string[];
  /** Every file that a walk has found. */
  readonly protoFiles: Iterable<string>;
  readonly caches: PackageCaches;
}

export interface PlacedRoots {
  /** With files that are known, by who declares them: buf files before the others. */
  readonly roots: readonly ImportRoot[];
  /** Those that are looked into when an import is found nowhere else. */
  readonly libraries: readonly ImportRoot[];
}

/**
 * The roots that are there: a folder that holds known files, each once, and apart from them the
 * folders of libraries, of which nothing is known. What else is claimed is left out.
 */
export function placeRoots(input: PlacingInput): PlacedRoots {
  const known = foldersOf(input.protoFiles);
  const repositories = repositoriesOf(input.files);
  const roots = new Map<string, ImportRoot>();
  const libraries = new Map<string, ImportRoot>();
  for (const { uri, origin, claims } of input.files.toSorted((a, b) => (a.uri < b.uri ? -1 : 1))) {
    for (const claim of claims) {
      const places = new Places({ uri, claim, known, repositories, input });
      const there = places.known();
      for (const folder of there) {
        addFirst(roots, rootOf(folder, { uri, origin, claim }));
      }
      for (const folder of there.length > 0 ? [] : places.unknown()) {
        addFirst(libraries, { ...rootOf(folder, { uri, origin, claim }), isLibrary: true });
      }
    }
  }
  const placed = [...roots.values()];
  return {
    roots: [...placed.filter(isCertain), ...placed.filter((root) => !isCertain(root))],
    libraries: [...libraries.values()],
  };
}

interface PlacesInput {
  readonly uri: string;
  readonly claim: RootClaim;
  /** Folders with known files somewhere below them. */
  readonly known: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
  readonly input: PlacingInput;
}

/** The folders that one claim may mean. */
class Places {
  readonly #input: PlacesInput;
  readonly #folders: readonly string[];

  constructor(input: PlacesInput) {
    this.#input = input;
    const { base, path } = input.claim;
    this.#folders = this.#bases(base).flatMap((each) => resolvePath(each, path));
  }

  /** With known files: of those that are one above the other, the nearest. */
  known(): readonly string[] {
    const { claim, known } = this.#input;
    for (const folder of this.#folders) {
      const found = withStars(folder, known).filter((each) => known.has(each));
      if (found.length > 0 || claim.base !== 'folderOrAbove') {
        return found;
      }
    }
    return [];
  }

  /** Where files may be that no walk comes to: libraries, and what lies outside of the workspace. */
  unknown(): readonly string[] {
    const { claim, input } = this.#input;
    const isInside = (uri: string): boolean =>
      input.folders.some((folder) => uri === folder || isBelow(folder, uri));
    return this.#folders.filter(
      (uri) => !uri.includes('*') && (claim.isLibrary === true || !isInside(uri)),
    );
  }

  #bases(base: ClaimBase): readonly string[] {
    const { uri, repositories, input } = this.#input;
    const folder = parentUri(uri);
    switch (base) {
      case 'folder':
        return [folder];
      case 'folderOrAbove':
        return this.#upwards(folder);
      case 'repository':
        return [this.#upwards(folder).find((each) => repositories.has(each)) ?? folder];
      case 'goModules':
        return input.caches.goModules === undefined ? [] : [input.caches.goModules];
      case 'bufModules':
        return input.caches.bufModules === undefined ? [] : [input.caches.bufModules];
      case 'absolute':
        return ['file://'];
    }
  }

  /** A folder and those above it, up to the workspace folder. */
  #upwards(folder: string): readonly string[] {
    const { folders } = this.#input.input;
    const all = [folder];
    for (let at = folder; folders.some((each) => isBelow(each, at));) {
      at = parentUri(at);
      all.push(at);
    }
    return all;
  }
}

function rootOf(
  folder: string,
  { uri, origin, claim }: { uri: string; origin: RootOrigin; claim: RootClaim },
): ImportRoot {
  const { prefix, isLibrary, fetch, line } = claim;
  return {
    uri: folder,
    origin,
    votes: 0,
    place: { uri, line },
    ...(prefix !== undefined && { prefix }),
    ...(isLibrary && { isLibrary }),
    ...(fetch !== undefined && { fetch }),
  };
}

function addFirst(roots: Map<string, ImportRoot>, root: ImportRoot): void {
  const key = keyOf(root);
  const known = roots.get(key);
  if (known === undefined || (isCertain(root) && !isCertain(known))) {
    roots.set(key, root);
  }
}

/** A folder and a path from it, which may lead upwards but not out of the disk. */
function resolvePath(folder: string, path: string): readonly string[] {
  let at = folder;
  let rest = path === '.' ? '' : path;
  while (rest === '..' || rest.startsWith('../')) {
    rest = rest.slice(3);
    if (!/^[^:]+:\/\/[^/]*\/./.test(at)) {
      return [];
    }
    at = parentUri(at);
  }
  const uri = rest === '' ? at : joinStars(at, rest);
  return uri === undefined ? [] : [uri];
}

/** A star is no character that a URI would have to hide. */
function joinStars(folder: string, path: string): string | undefined {
  return path
    .split('/')
    .reduce<string | undefined>(
      (at, part) => (at === undefined ? at : part === '*' ? `${at}/*` : joinUri(at, part)),
      folder,
    );
}

/** The known folders that a URI with stars means. */
function withStars(uri: string, known: ReadonlySet<string>): readonly string[] {
  const star = uri.indexOf('/*');
  if (star === -1) {
    return [uri];
  }
  const folder = uri.slice(0, star);
  const rest = uri.slice(star + 2);
  return [...known]
    .filter((each) => parentUri(each) === folder && nameOf(each) !== '')
    .map((each) => each + rest)
    .toSorted();
}

function repositoriesOf(files: readonly ClaimingFile[]): ReadonlySet<string> {
  const isRepository = ({ claims }: ClaimingFile): boolean =>
    claims.some(({ base, path }) => base === 'folder' && path === '.');
  return new Set(
    files
      .filter((file) => file.origin === 'bazel' && isRepository(file))
      .map(({ uri }) => parentUri(uri)),
  );
}
