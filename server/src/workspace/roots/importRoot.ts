/** A folder that import strings are relative to, and what follows from it for paths. */
import { isBelow, joinUri, parentUri, pathBelow } from '../uri.ts';

/** Who says that a folder is a root: the settings, a build's file of that kind, or nobody. */
export type RootOrigin =
  | 'settings'
  | 'buf'
  | 'bazel'
  | 'go'
  | 'maven'
  | 'gradle'
  | 'cmake'
  | 'cargo'
  | 'protoc'
  | 'node'
  | 'inferred'
  | 'folder';

export interface ImportRoot {
  readonly uri: string;
  readonly origin: RootOrigin;
  /** Imports that speak for it; 0 for one of the settings or a buf file. */
  readonly votes: number;
  /** What imports have in front of the path below it: `-I prefix=folder` for protoc. */
  readonly prefix?: string;
  /** Where a file declares it; of an inferred one a file that speaks for it. */
  readonly place?: RootPlace;
  /** Its files are not the workspace's own: vendored, extracted or installed. */
  readonly isLibrary?: true;
  /** The command that brings its files when they are not there. */
  readonly fetch?: string;
}

export interface RootPlace {
  readonly uri: string;
  /** 0-based. */
  readonly line: number;
}

/** One root that an import was looked for in. */
export interface TriedRoot {
  readonly root: ImportRoot;
  /** The file that the import means there, whether it exists or not. */
  readonly uri: string;
  readonly exists: boolean;
}

/** The file that an import means below a root; undefined for one that does not begin as it must. */
export function fileIn({ uri, prefix }: ImportRoot, path: string): string | undefined {
  if (prefix === undefined) {
    return joinUri(uri, path);
  }
  return path.startsWith(`${prefix}/`) ? joinUri(uri, path.slice(prefix.length + 1)) : undefined;
}

/** How a file is imported by a root; undefined when it is not below. */
export function pathFrom({ uri, prefix }: ImportRoot, file: string): string | undefined {
  const path = pathBelow(uri, file);
  return path === undefined || prefix === undefined ? path : `${prefix}/${path}`;
}

/** Of the settings or a buf file, which are there to say just this. */
export function isCertain({ origin, isLibrary }: ImportRoot): boolean {
  return (origin === 'settings' || origin === 'buf') && isLibrary !== true;
}

/** Declared by the file of a build, or by the lock file of a package manager. */
export function isOfBuild(root: ImportRoot): boolean {
  return !isCertain(root) && root.origin !== 'inferred' && root.origin !== 'folder';
}

/** By the length of their URIs, equal ones in their order. */
export function longestFirst(roots: readonly ImportRoot[]): ImportRoot[] {
  return roots.toSorted((a, b) => b.uri.length - a.uri.length);
}

/** Whether a root holds a folder, or is it. */
export function holds({ uri }: ImportRoot, folder: string): boolean {
  return uri === folder || isBelow(uri, folder);
}

/** Whether the file that declares a root is in a folder or above it. */
export function isDeclaredAround({ place }: ImportRoot, folder: string): boolean {
  const scope = place && parentUri(place.uri);
  return scope !== undefined && (scope === folder || isBelow(scope, folder));
}
