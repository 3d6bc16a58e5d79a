import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type {
  FileContent,
  FolderEntry,
  LanguageClientRequests,
} from '../../../protocol/language.ts';
import { decodeText } from './decodeText.ts';

type FileRequests = Pick<
  LanguageClientRequests,
  'protoAtlas/fs/readFile' | 'protoAtlas/fs/readDirectory'
>;

/** Answers the requests of the server for files that only the editor can read. */
export function answerFileRequests(
  client: Pick<BaseLanguageClient, 'onRequest'>,
): vscode.Disposable {
  const on = <M extends keyof FileRequests>(
    method: M,
    answer: (uri: vscode.Uri) => Promise<FileRequests[M]['result']>,
  ): vscode.Disposable =>
    client.onRequest(method, ({ uri }: FileRequests[M]['params']) => answer(uriOf(uri)));
  return vscode.Disposable.from(
    on('protoAtlas/fs/readFile', readFile),
    on('protoAtlas/fs/readDirectory', readDirectory),
  );
}

/** Some file systems know their top by its slash alone. */
function uriOf(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text, true);
  return uri.path === '' ? uri.with({ path: '/' }) : uri;
}

async function readFile(uri: vscode.Uri): Promise<FileContent> {
  try {
    return decodeText(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    return isMissing(error)
      ? { kind: 'missing' }
      : { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

const missingCodes = ['FileNotFound', 'FileIsADirectory', 'FileNotADirectory'];

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && missingCodes.includes(error.code);
}

async function readDirectory(uri: vscode.Uri): Promise<{ readonly entries: FolderEntry[] }> {
  try {
    const found = await vscode.workspace.fs.readDirectory(uri);
    return { entries: found.map(([name, type]) => ({ name, kind: kindOf(type) })) };
  } catch {
    // A folder that is gone or closed to us has nothing to show.
    return { entries: [] };
  }
}

/** The type of a link has that of its target beside its own. */
function kindOf(type: vscode.FileType): FolderEntry['kind'] {
  if ((type & vscode.FileType.SymbolicLink) !== 0 && (type & vscode.FileType.File) === 0) {
    return 'link';
  }
  return (type & vscode.FileType.Directory) === 0 ? 'file' : 'folder';
}
