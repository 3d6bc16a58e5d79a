/** Reads the files of builds that say something about roots: those that can matter, each once. */
import type { FileSystem } from '../ports.ts';
import { foldersOf, isBelow, joinUri, nameOf, parentUri } from '../uri.ts';
import { claimsOf, editorSettingsPath, mayDeclareRoots } from './finders.ts';
import type { ClaimingFile } from './placeRoots.ts';

export interface ClaimingFilesInput {
  /** Files that a walk has found and whose names `mayDeclareRoots`. */
  readonly candidates: Iterable<string>;
  readonly protoFiles: Iterable<string>;
  /** Workspace folders. */
  readonly folders: readonly string[];
}

/** Of more files than this the outermost are read. */
const maximumFiles = 2_000;
/** What is further down than this and above no `.proto` file is not about them. */
const maximumDepth = 3;
const concurrency = 16;

/**
 * Reads the files that are above a `.proto` file, and others near the top, which may be beside them.
 * Nothing where there is no `.proto` file.
 */
export async function readClaimingFiles(
  fileSystem: FileSystem,
  { candidates, protoFiles, folders }: ClaimingFilesInput,
): Promise<readonly ClaimingFile[]> {
  const above = foldersOf(protoFiles);
  const isAbove = (uri: string): boolean => above.has(parentUri(uri));
  const isNearTop = (uri: string): boolean =>
    folders.some(
      (folder) =>
        isBelow(folder, uri) &&
        above.has(folder) &&
        uri.slice(folder.length + 1).split('/').length <= maximumDepth,
    );
  const settings = folders
    .filter((folder) => above.has(folder))
    .flatMap((folder) => joinUri(folder, editorSettingsPath) ?? []);
  const wanted = [...candidates]
    .filter((uri) => isAbove(uri) || isNearTop(uri))
    .toSorted((a, b) => depthOf(a) - depthOf(b))
    .slice(0, maximumFiles);
  const files = await readAll(fileSystem, [...wanted, ...settings]);
  return files.map((file) => (isAbove(file.uri) ? file : withoutLibraries(file)));
}

/**
 * The files with those read again that have changed, are new or are gone. Changes below folders that
 * hold copies and products are none.
 */
export async function rereadClaimingFiles(
  fileSystem: FileSystem,
  files: readonly ClaimingFile[],
  input: ClaimingFilesInput,
): Promise<readonly ClaimingFile[]> {
  const changed = new Set(
    [...input.candidates].filter(
      (uri) =>
        isEditorSettings(uri) ||
        (mayDeclareRoots(nameOf(uri)) && !isBelowSkipped(uri, input.folders)),
    ),
  );
  if (changed.size === 0) {
    return files;
  }
  const candidates = [...changed].filter((uri) => !isEditorSettings(uri));
  const read = await readClaimingFiles(fileSystem, { ...input, candidates });
  const replaced = new Set([...changed, ...read.map(({ uri }) => uri)]);
  return [...files.filter(({ uri }) => !replaced.has(uri)), ...read];
}

function isEditorSettings(uri: string): boolean {
  return uri.endsWith(`/${editorSettingsPath}`);
}

function isBelowSkipped(uri: string, folders: readonly string[]): boolean {
  const folder = folders.find((each) => isBelow(each, uri));
  const parts =
    folder === undefined
      ? []
      : uri
          .slice(folder.length + 1)
          .split('/')
          .slice(0, -1);
  return parts.some((part) => part === 'node_modules' || /^(?:\.|bazel-)/.test(part));
}

/** What a file says now; undefined when it is gone or says nothing. */
async function readClaimingFile(
  fileSystem: FileSystem,
  uri: string,
): Promise<ClaimingFile | undefined> {
  const result = await fileSystem.read(uri);
  const found = result.kind === 'text' ? claimsOf(nameOf(uri), result.text) : undefined;
  return found === undefined || found.claims.length === 0 ? undefined : { uri, ...found };
}

async function readAll(
  fileSystem: FileSystem,
  uris: readonly string[],
): Promise<readonly ClaimingFile[]> {
  const files: ClaimingFile[] = [];
  for (let at = 0; at < uris.length; at += concurrency) {
    const batch = uris.slice(at, at + concurrency);
    const results = await Promise.all(batch.map((uri) => readClaimingFile(fileSystem, uri)));
    files.push(...results.filter((file) => file !== undefined));
  }
  return files;
}

/** What is beside `.proto` files brings them no libraries. */
function withoutLibraries(file: ClaimingFile): ClaimingFile {
  return { ...file, claims: file.claims.filter(({ isLibrary }) => isLibrary !== true) };
}

function depthOf(uri: string): number {
  return uri.split('/').length;
}
