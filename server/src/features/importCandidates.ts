import { closestName } from '../base/index.ts';
import { encodePath, type Snapshot, type TriedRoot, wellKnownPathOf } from '../workspace/index.ts';

/** More would not help to choose. */
const maximumCandidates = 5;

/**
 * The import paths that one which was not found may mean, the likeliest first: files of that name
 * elsewhere, those that share most of the path before the others, and then a file of that folder
 * with nearly that name. Each of them resolves.
 */
export function importCandidates(snapshot: Snapshot, uri: string, path: string): readonly string[] {
  const resolves = (other: string): boolean =>
    other !== path && snapshot.resolveImport(uri, other) !== undefined;
  const candidates = filesNamed(snapshot, uri, nameIn(path))
    .map((other) => snapshot.importPathOf(other))
    .filter(resolves)
    .toSorted((a, b) => likeness(b, path) - likeness(a, path));
  const beside = candidates.length >= maximumCandidates ? undefined : similar(snapshot, uri, path);
  const all = beside !== undefined && resolves(beside) ? [...candidates, beside] : candidates;
  return [...new Set(all)].slice(0, maximumCandidates);
}

/** Why an import may be missing that a build is sure, or likely, to have: what has to be fetched. */
export function fetchHint(snapshot: Snapshot, uri: string, path: string): string | undefined {
  const absent = snapshot
    .searchImport(uri, path)
    .filter(({ root, exists }) => !exists && root.isLibrary === true && root.fetch !== undefined);
  const sure = absent.find(({ root }) => root.prefix !== undefined);
  const likely = sure ?? absent.find(({ root }) => root.origin === 'buf');
  return likely && hintOf(likely);
}

function hintOf({ root: { prefix, fetch = '' } }: TriedRoot): string {
  return prefix === undefined
    ? `a module that buf.lock pins is not in buf's cache: run "${fetch}"`
    : `the module ${prefix} has no such file, or is not fetched: run "${fetch}"`;
}

function filesNamed(snapshot: Snapshot, uri: string, name: string): readonly string[] {
  const suffix = `/${encodePath(name) ?? name}`;
  return [...snapshot.uris()].filter((other) => other !== uri && other.endsWith(suffix));
}

/** Segments that two paths share from behind, and then from the front. */
function likeness(left: string, right: string): number {
  const [a, b] = [left.split('/'), right.split('/')];
  return shared(a.toReversed(), b.toReversed()) * 100 + shared(a, b);
}

function shared(left: readonly string[], right: readonly string[]): number {
  const end = left.findIndex((part, index) => part !== right[index]);
  return end === -1 ? left.length : end;
}

/** The file of the same folder whose name differs by a slip of the keyboard. */
function similar(snapshot: Snapshot, uri: string, path: string): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const encoded = encodePath(folder);
  const names = [...snapshot.uris()]
    .filter((other) => {
      const slash = other.lastIndexOf('/') + 1;
      return (
        other !== uri &&
        wellKnownPathOf(other) === undefined &&
        encoded !== undefined &&
        (encoded === '' || other.slice(0, slash).endsWith(`/${encoded}`))
      );
    })
    .map((other) => decodeURIComponent(nameIn(other)));
  const name = closestName(nameIn(path), new Set(names));
  return name === undefined ? undefined : `${folder}${name}`;
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
