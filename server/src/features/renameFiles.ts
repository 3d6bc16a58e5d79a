import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { headerOf, type StringNode, type TextEdit } from '../compiler/index.ts';
import {
  isBelow,
  nameOf,
  parentUri,
  pathBelow,
  pathFrom,
  type Snapshot,
} from '../workspace/index.ts';
import { type DataDocument, withDataDocuments } from './data/documents.ts';
import { fileOf } from './data/schema.ts';
import { importsOf } from './importAt.ts';
import { toWorkspaceEdit } from './renameEffects.ts';
import type { Steps } from './steps.ts';

/** A file or a folder that is about to move. */
export interface FileRename {
  readonly oldUri: string;
  readonly newUri: string;
}

export interface FileRenames {
  readonly files: readonly FileRename[];
  /** Documents of the text format whose headers may name one of the files. */
  readonly documents?: readonly DataDocument[];
}

/** The words one of which a document has if its header names a file that moves. */
export function movedWords(files: readonly FileRename[]): string[] {
  return files.map(({ oldUri }) => {
    const words = nameOf(oldUri)
      .replace(/\.proto$/, '')
      .match(/[A-Za-z_]\w*/g) ?? ['proto'];
    return words.reduce((longest, word) => (word.length > longest.length ? word : longest));
  });
}

/**
 * The edits that keep the imports of files that are about to move right, in the files of the
 * workspace and in headers of documents, as they are named before the move. Wants every file read.
 */
export function* renameFiles(
  files: Snapshot,
  { files: renames, documents = [] }: FileRenames,
): Steps<WorkspaceEdit | undefined> {
  const snapshot = withDataDocuments(files, documents);
  const edits = new Map<string, readonly TextEdit[]>();
  for (const uri of snapshot.uris()) {
    yield;
    if (!snapshot.isOwn(uri) || !isConcerned(snapshot, uri, renames)) {
      continue;
    }
    const found = importEdits(snapshot, uri, renames);
    if (found.length > 0) {
      edits.set(uri, found);
    }
  }
  for (const { uri, source } of documents) {
    yield;
    const found = headerEdits(snapshot, { uri, source }, renames);
    if (found.length > 0) {
      edits.set(uri, found);
    }
  }
  return edits.size === 0 ? undefined : toWorkspaceEdit(snapshot, edits);
}

/** Whether the file moves or one that it imports does. */
function isConcerned(snapshot: Snapshot, uri: string, files: readonly FileRename[]): boolean {
  return (
    movedTo(uri, files) !== undefined ||
    snapshot.summary(uri).imports.some(({ path }) => {
      const target = snapshot.resolveImport(uri, path);
      return target !== undefined && movedTo(target, files) !== undefined;
    })
  );
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
    const newPath = pathAfter(snapshot, { uri, path: path.value, files });
    return source === undefined || newPath === undefined || newPath === path.value
      ? []
      : [{ start: path.start, end: path.end, newText: quoted(source.text, path, newPath) }];
  });
}

/** The edits of the paths of a document's header. */
function headerEdits(
  snapshot: Snapshot,
  { uri, source }: Pick<DataDocument, 'uri' | 'source'>,
  files: readonly FileRename[],
): readonly TextEdit[] {
  const { file, imports } = headerOf(source);
  return [...(file ? [file] : []), ...imports].flatMap((entry) => {
    const { value: path, start, end } = entry;
    const isImport = snapshot.resolveImport(uri, path) !== undefined;
    const target = isImport ? undefined : fileOf(snapshot, { uri }, entry);
    const newText = isImport
      ? pathAfter(snapshot, { uri, path, files })
      : target && endAfter(target, path, files);
    return newText === undefined || newText === path ? [] : [{ start, end, newText }];
  });
}

/** The end of where a file goes, as long as the path that it was known by. */
function endAfter(target: string, path: string, files: readonly FileRename[]): string | undefined {
  const future = movedTo(target, files);
  const above = future && path.split('/').reduce(parentUri, future);
  return future && above && pathBelow(above, future);
}

interface MovedImport {
  readonly uri: string;
  readonly path: string;
  readonly files: readonly FileRename[];
}

/**
 * How a file is imported after the move: as before where that still finds it, or where the root moves
 * along; then from the root that it was found by; then as others import it or could. Undefined when nothing can.
 */
function pathAfter(snapshot: Snapshot, { uri, path, files }: MovedImport): string | undefined {
  const target = snapshot.resolveImport(uri, path);
  const future = target && (movedTo(target, files) ?? target);
  if (target === undefined || future?.endsWith('.proto') !== true) {
    return undefined;
  }
  const root = snapshot.searchImport(uri, path).find((tried) => tried.uri === target)?.root;
  if (root !== undefined && future !== target && movedTo(root.uri, files) !== undefined) {
    return path;
  }
  const paths = [
    future === target ? path : undefined,
    root && pathFrom(root, future),
    snapshot.rootOf(future) && snapshot.importPathOf(future),
    ...snapshot.roots.map((each) => pathFrom(each, future)),
  ];
  const from = movedTo(uri, files) ?? uri;
  return paths
    .filter((each) => each !== undefined)
    .find((each) => {
      const found = snapshot.resolveImport(from, each);
      const after = found && (movedTo(found, files) ?? found);
      // What nobody has there is free for what moves.
      return after === future || (future !== target && (found === undefined || after !== found));
    });
}

function quoted(text: string, { start }: StringNode, path: string): string {
  const plain = JSON.stringify(path);
  return text[start] === "'" && !path.includes("'") ? `'${plain.slice(1, -1)}'` : plain;
}
