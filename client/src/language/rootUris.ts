import * as vscode from 'vscode';

/**
 * The folder that an import root of the settings means where there are no paths of a disk, as a URI:
 * one that is written as such, or a path below the folder of the workspace or from the top of its file
 * system. Undefined for a home, and for a path without a folder.
 */
export function rootUriOf(text: string, folder: vscode.Uri | undefined): string | undefined {
  if (isUri(text)) {
    return text;
  }
  if (folder === undefined || /^~(?:$|\/)|\$\{userHome\}/.test(text)) {
    return undefined;
  }
  const path = text.replace(/^\$\{workspaceFolder\}(?=$|\/)/, '.').replaceAll('\\', '/');
  const uri = path.startsWith('/') ? folder.with({ path }) : vscode.Uri.joinPath(folder, path);
  return uri.toString();
}

/** Whether a root is written as a URI; `c:` is a drive. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][\w+.-]+:\/\//.test(text);
}
