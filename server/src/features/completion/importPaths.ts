import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile, Span } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { importsOf } from '../importAt.ts';
import { toRange } from '../places.ts';

const maximumPaths = 200;

/**
 * What an import's string may say: files and folders of the next level below what is typed, and
 * whole paths of files whose name has what is typed.
 */
export function importPathItems(
  snapshot: Snapshot,
  linked: LinkedFile,
  { span, offset }: { readonly span: Span; readonly offset: number },
): { readonly items: readonly CompletionItem[]; readonly isIncomplete: boolean } {
  const { source } = linked;
  const typed = source.text.slice(span.start, offset);
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const taken = new Set(
    importsOf(source)
      .filter(({ path }) => path.start > offset || path.end < offset)
      .map(({ path }) => path.value),
  );
  taken.add(source.path);
  const folders = new Set<string>();
  const files: string[] = [];
  const wanted = typed.toLowerCase();
  for (const path of importablePaths(snapshot)) {
    if (path.startsWith(folder)) {
      const slash = path.indexOf('/', folder.length);
      if (slash !== -1) {
        folders.add(path.slice(0, slash + 1));
      }
    }
    if (!taken.has(path) && path.toLowerCase().includes(wanted)) {
      files.push(path);
    }
  }
  files.sort((a, b) => depthBelow(a, folder) - depthBelow(b, folder) || (a < b ? -1 : 1));
  const range = toRange(source, span);
  return {
    items: [
      ...[...folders].sort().map((path): CompletionItem => ({
        label: path,
        kind: CompletionItemKind.Folder,
        sortText: `1${path}`,
        filterText: path,
        textEdit: { range, newText: path },
        command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
      })),
      ...files.slice(0, maximumPaths).map((path): CompletionItem => ({
        label: path,
        kind: CompletionItemKind.File,
        sortText: `${depthBelow(path, folder) === 0 ? 0 : 2}${path}`,
        filterText: path,
        textEdit: { range, newText: path },
      })),
    ],
    isIncomplete: true,
  };
}

function importablePaths(snapshot: Snapshot): Set<string> {
  return new Set([...snapshot.uris()].map((uri) => snapshot.importPathOf(uri)));
}

/** Folders between; files that are not below come last. */
function depthBelow(path: string, folder: string): number {
  return path.startsWith(folder) ? path.slice(folder.length).split('/').length - 1 : 1000;
}
