import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { StringNode, TextEdit } from '../compiler/index.ts';
import { isBelow, joinUri, pathBelow, type Snapshot } from '../workspace/index.ts';
import { importsOf } from './importAt.ts';
import { toWorkspaceEdit } from './renameEffects.ts';
import type { Steps } from './steps.ts';

/** A file or a folder that is about to move. */
export interface FileRename {
  readonly oldUri: string;
  readonly newUri: string;
}

/**
 * The edits that keep the imports of files that are about to move right, in the files of the
 * workspace as they are named before the move. Wants every file read.
 */
export function* renameFiles(
  snapshot: Snapshot,
  { files }: { readonly files: readonly FileRename[] },
): Steps<WorkspaceEdit | undefined> {
  const edits = new Map<string, readonly TextEdit[]>();
  for (const uri of snapshot.uris()) {
    if (!snapshot.isOwn(uri) || !importsMoved(snapshot, uri, files)) {
      continue;
    }
    yield;
    const found = importEdits(snapshot, uri, files);
    if (found.length > 0) {
      edits.set(uri, found);
    }
  }
  return edits.size === 0 ? undefined : toWorkspaceEdit(snapshot, edits);
}

function importsMoved(snapshot: Snapshot, uri: string, files: readonly FileRename[]): boolean {
  return snapshot.summary(uri).imports.some(({ path }) => {
    const target = snapshot.resolveImport(uri, path);
    return target !== undefined && movedTo(target, files) !== undefined;
  });
}

/** Where a file goes, by itself or with a folder above it. */
function movedTo(uri: string, files: readonly FileRename[]): string | undefined {
  for (const { oldUri, newUri } of files) {
    if (uri === oldUri || isBelow(oldUri, uri)) {
      return newUri + uri.slice(oldUri.length);
    }
  }
  return undefined;
}

function importEdits(
  snapshot: Snapshot,
  uri: string,
  files: readonly FileRename[],
): readonly TextEdit[] {
  const source = snapshot.source(uri);
  return (source === undefined ? [] : importsOf(source)).flatMap(({ path }) => {
    const target = snapshot.resolveImport(uri, path.value);
    const future = target && movedTo(target, files);
    if (source === undefined || target === undefined || future === undefined) {
      return [];
    }
    const newPath = pathAfter(snapshot, { path: path.value, target, future });
    return newPath === path.value || !future.endsWith('.proto')
      ? []
      : [{ start: path.start, end: path.end, newText: quoted(source.text, path, newPath) }];
  });
}

interface MovedImport {
  readonly path: string;
  readonly target: string;
  readonly future: string;
}

/** From the root that the import was from, when the file stays below that. */
function pathAfter(snapshot: Snapshot, { path, target, future }: MovedImport): string {
  const root = snapshot.roots.find(({ uri }) => joinUri(uri, path) === target);
  return (root && pathBelow(root.uri, future)) ?? snapshot.importPathOf(future);
}

function quoted(text: string, { start }: StringNode, path: string): string {
  const plain = JSON.stringify(path);
  return text[start] === "'" && !path.includes("'") ? `'${plain.slice(1, -1)}'` : plain;
}
