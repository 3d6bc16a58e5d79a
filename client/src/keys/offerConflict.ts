import * as vscode from 'vscode';
import { UserError } from '../commands/userError.ts';
import { absentKey, type KeyBases } from './keyBases.ts';
import { conflictText, type KeyConflict, type KeyFileSystem } from './keyFileSystem.ts';
import { nameOf } from './keyPath.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

export interface ConflictParts {
  readonly bases: KeyBases;
  readonly revisions: RevisionDocuments;
  readonly files: KeyFileSystem;
}

/** Asks what to do about a save that was refused. Until then both versions are kept. */
export async function offerConflict(conflict: KeyConflict, parts: ConflictParts): Promise<void> {
  const { place, current } = conflict;
  const text = `${conflictText(place, current)} Yours is still in the editor.`;
  const isGone = current === undefined;
  const actions = isGone ? [createAgain] : [compare, overwrite, reload];
  const chosen = await vscode.window.showWarningMessage(text, ...actions);
  switch (chosen) {
    case compare:
      return compareBoth(conflict, parts);
    case overwrite:
    case createAgain:
      return saveOver(conflict, parts);
    case reload:
      return takeTheirs(conflict, parts);
    case undefined:
      return undefined;
  }
}

const compare = 'Compare';
const overwrite = 'Overwrite';
const reload = 'Reload';
const createAgain = 'Create Again';

async function compareBoth(
  { uri, place, current }: KeyConflict,
  parts: ConflictParts,
): Promise<void> {
  if (current !== undefined) {
    const theirs = parts.revisions.show(place, current);
    const title = `${nameOf(place.key)}: revision ${current.revision} ↔ yours`;
    await vscode.commands.executeCommand('vscode.diff', theirs, uri, title);
  }
}

/** Over what the person was told of, and nothing newer: one more change is one more conflict. */
async function saveOver({ uri, current }: KeyConflict, { bases }: ConflictParts): Promise<void> {
  const document = documentOf(uri);
  bases.moved(uri.toString(), current ?? absentKey);
  await document.save();
}

/** Drops the changes in the editor and shows what the registry has. */
export async function takeTheirs(
  { uri }: Pick<KeyConflict, 'uri'>,
  { files }: Pick<ConflictParts, 'files'>,
): Promise<void> {
  await vscode.window.showTextDocument(documentOf(uri), { preview: false });
  files.forget(uri);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

function documentOf(uri: vscode.Uri): vscode.TextDocument {
  const id = uri.toString();
  const found = vscode.workspace.textDocuments.find((one) => one.uri.toString() === id);
  if (found === undefined) {
    throw new UserError('The editor was closed meanwhile: open the key again.');
  }
  return found;
}
