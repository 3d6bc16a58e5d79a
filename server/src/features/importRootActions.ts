import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { Span } from '../compiler/index.ts';
import type { LanguageServerCommands } from '../../../protocol/language.ts';
import {
  encodePath,
  isBelow,
  pathBelow,
  type Snapshot,
  wellKnownPathOf,
} from '../workspace/index.ts';
import { importsOf } from './importAt.ts';
import { meet } from './places.ts';

/** Further ones are too far to be meant. */
const maximumFolders = 3;

/**
 * For an import that no declared root answers: to declare a folder in which it would be found, the one
 * that was inferred first. So what is inferred is made certain, or another one is chosen.
 */
export function importRootActions(
  snapshot: Snapshot,
  { uri, span }: { readonly uri: string; readonly span: Span },
): CodeAction[] {
  const source = snapshot.source(uri);
  const imported = source && importsOf(source).find(({ path }) => meet(path, span));
  if (imported === undefined || isDeclared(snapshot, uri, imported.path.value)) {
    return [];
  }
  return foldersWith(snapshot, uri, imported.path.value).map((folder) => {
    const command: keyof LanguageServerCommands = 'protoAtlas.addImportRoot';
    const title = `Add "${shown(snapshot, folder)}" as import root`;
    return {
      title,
      kind: CodeActionKind.QuickFix,
      command: { title, command, arguments: [folder] },
    };
  });
}

/** Whether the settings, a build or Protobuf itself answers the import. */
function isDeclared(snapshot: Snapshot, uri: string, path: string): boolean {
  const target = snapshot.resolveImport(uri, path);
  if (target === undefined) {
    return false;
  }
  const found = snapshot.searchImport(uri, path).find((tried) => tried.uri === target);
  return found?.root.origin !== 'inferred';
}

/** Folders in which the path is a known file, the one that is in use before the others. */
function foldersWith(snapshot: Snapshot, uri: string, path: string): readonly string[] {
  const encoded = encodePath(path);
  const target = snapshot.resolveImport(uri, path);
  const files = [...snapshot.uris()].filter(
    (other) =>
      other !== uri &&
      other.endsWith(`/${encoded ?? path}`) &&
      wellKnownPathOf(other) === undefined,
  );
  return files
    .toSorted((a, b) => Number(b === target) - Number(a === target) || a.length - b.length)
    .map((file) => file.slice(0, -(encoded ?? path).length - 1))
    .slice(0, maximumFolders);
}

function shown({ folders }: Snapshot, folder: string): string {
  const around = folders.find((each) => each === folder || isBelow(each, folder));
  return around === undefined
    ? decodeURIComponent(folder.replace(/^file:\/\//, ''))
    : (pathBelow(around, folder) ?? '.');
}
