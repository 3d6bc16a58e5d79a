import { homedir } from 'node:os';
import type * as vscode from 'vscode';
import { resolvePath } from '../paths.ts';
import { isUri, rootUriOf } from './rootUris.ts';

/**
 * The folder that an import root of the settings means on this computer: an absolute path; a URI where
 * the setting is one, or the folder of the workspace is none of the disk.
 */
export function rootPathOf(text: string, folder: vscode.Uri | undefined): string | undefined {
  if (isUri(text) || (folder !== undefined && folder.scheme !== 'file')) {
    return rootUriOf(text, folder);
  }
  return resolvePath(text, { home: homedir(), ...(folder && { folder: folder.fsPath }) });
}
