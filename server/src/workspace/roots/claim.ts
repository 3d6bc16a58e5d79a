/** What a file of a build says about import roots, before anybody has looked whether they are there. */

/** A folder that imports are relative to, as one place in one file names it. */
export interface RootClaim {
  /** What `path` starts from. */
  readonly base: ClaimBase;
  /**
   * `/`-separated and clean, `.` for the base itself; `..` in front may lead out of it. A part `*`
   * stands for every folder there.
   */
  readonly path: string;
  /** What imports have in front of a path below the folder: `-I prefix=folder` for protoc. */
  readonly prefix?: string;
  /** Of the place that names it, 0-based. */
  readonly line: number;
  /** Its files are not the workspace's own: vendored, extracted or installed. */
  readonly isLibrary?: true;
  /** The command that brings its files when they are not there. */
  readonly fetch?: string;
}

/**
 * The folder of the file; that folder or else the nearest one above in which the path is there; the
 * Bazel repository around it; the cache of Go's or of buf's modules; the disk.
 */
export type ClaimBase =
  'folder' | 'folderOrAbove' | 'repository' | 'goModules' | 'bufModules' | 'absolute';

/**
 * A path without `.`, empty parts and inner `..`; with `/` for `\`. Undefined for one that holds
 * what only the build could fill in, or characters that no path should have.
 */
export function cleanPath(path: string): string | undefined {
  if (/[$`%<>|"'{}?*\n\0]/.test(path) || path.startsWith('~')) {
    return undefined;
  }
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** The claim of a path as a build writes it: absolute, or relative to `base`; none if unknowable. */
export function claimOf(
  path: string,
  claim: Omit<RootClaim, 'path'>,
): readonly [RootClaim] | readonly [] {
  const clean = cleanPath(path);
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
  if (clean === undefined || (isAbsolute && (clean === '.' || clean.startsWith('..')))) {
    return [];
  }
  const withDrive = clean.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
  return [isAbsolute ? { ...claim, path: withDrive, base: 'absolute' } : { ...claim, path: clean }];
}

/** The folder of a `/`-separated path; `.` where it has none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, Math.max(slash, 1));
}

/** The 0-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
  }
  return line;
}
