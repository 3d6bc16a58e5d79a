import * as vscode from 'vscode';
import { settingsSection } from '../manifest.ts';
import { withImportRoot } from './languageSettings.ts';

/**
 * Writes a folder in front of the setting `protoAtlas.importRoots`: of the workspace folder that holds
 * it, relative to that; else of the workspace, or of the user where no folder is open.
 */
export async function addImportRoot(folder: vscode.Uri): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const owner = vscode.workspace.getWorkspaceFolder(folder);
  const path = owner === undefined ? pathOrUri(folder) : pathWithin(owner.uri, folder);
  const settings = vscode.workspace.getConfiguration(settingsSection, owner?.uri);
  const known: unknown = settings.get('importRoots');
  await settings.update('importRoots', withImportRoot(known, path), targetFor(folders, owner));
}

function pathOrUri(folder: vscode.Uri): string {
  return folder.scheme === 'file' ? folder.fsPath : folder.toString();
}

function pathWithin(owner: vscode.Uri, folder: vscode.Uri): string {
  const path = folder.path.slice(owner.path.length).replace(/^\/|\/$/g, '');
  return path === '' ? '.' : path;
}

function targetFor(
  folders: readonly vscode.WorkspaceFolder[],
  owner: vscode.WorkspaceFolder | undefined,
): vscode.ConfigurationTarget {
  if (folders.length === 0) {
    return vscode.ConfigurationTarget.Global;
  }
  return folders.length > 1 && owner !== undefined
    ? vscode.ConfigurationTarget.WorkspaceFolder
    : vscode.ConfigurationTarget.Workspace;
}
