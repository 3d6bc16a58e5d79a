import * as vscode from 'vscode';
import { UserError } from '../commands/userError.ts';
import type { KeyClient, KeyPlace, ReadValue } from './keyClient.ts';
import { isText } from './keyContent.ts';
import { conflictText, isDirty, type KeyFileSystem } from './keyFileSystem.ts';
import { keyText, nameOf, utf8 } from './keyPath.ts';
import { keyUri, revisionUri } from './keyUri.ts';
import type { PendingKeys } from './pendingKeys.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

/** What the commands about keys work with. */
export interface KeyCommandParts {
  readonly client: KeyClient;
  readonly files: KeyFileSystem;
  readonly revisions: RevisionDocuments;
  /** A key has come, gone or moved: the tree shows another list. */
  readonly onListChanged: () => void;
}

/** Opens the key as a document; a value that is no text as a dump of its bytes. */
export async function openKey(place: KeyPlace, parts: KeyCommandParts): Promise<void> {
  const found = await readOrFail(place, parts.client);
  const uri = isText(found.value) ? keyUri(place) : parts.revisions.show(place, found);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** Asks for a name and creates the key, empty, only if nobody else has. */
export async function newKey(folder: KeyPlace, parts: KeyCommandParts): Promise<void> {
  const name = await askKey('New Key', utf8(folder.key) ?? '');
  if (name === undefined) {
    return;
  }
  const place = { ...folder, key: Buffer.from(name, 'utf8') };
  const result = await parts.client.write(place, new Uint8Array(), 0);
  if (result.kind === 'conflict') {
    throw new UserError(`${keyText(place.key)} is there already: it was left as it is.`);
  }
  parts.onListChanged();
  await openKey(place, parts);
}

/** Asks for another name and moves the key there, in one transaction. */
export async function renameKey(place: KeyPlace, parts: KeyCommandParts): Promise<void> {
  refuseUnsaved(place);
  const before = await readOrFail(place, parts.client);
  const name = await askKey('Rename Key', utf8(place.key) ?? '');
  if (name === undefined || name === utf8(place.key)) {
    return;
  }
  const to = Buffer.from(name, 'utf8');
  const result = await parts.client.rename(place, to, before.revision);
  if (result.kind === 'conflict') {
    throw new UserError(await renameProblem(place, to, parts.client));
  }
  parts.files.gone(keyUri(place));
  parts.onListChanged();
}

async function renameProblem(place: KeyPlace, to: Uint8Array, client: KeyClient): Promise<string> {
  const target = await client.read({ ...place, key: to });
  return target === undefined
    ? conflictText(place, await client.read(place))
    : `${keyText(to)} is there already. Nothing was renamed: choose another name.`;
}

/** Asks first; a key that changes while the question is open is not deleted. */
export async function deleteKey(place: KeyPlace, parts: KeyCommandParts): Promise<void> {
  const { revision, lease } = await readOrFail(place, parts.client);
  const leased =
    lease === undefined ? '' : ' A process keeps it by a lease, and may write it again.';
  const confirmed = await vscode.window.showWarningMessage(
    `Delete ${keyText(place.key)}?`,
    { modal: true, detail: `It can't be brought back from here.${leased}` },
    'Delete',
  );
  if (confirmed !== 'Delete') {
    return;
  }
  const result = await parts.client.remove(place, revision);
  if (result.kind === 'conflict') {
    throw new UserError(conflictText(place, result.current));
  }
  parts.files.gone(keyUri(place));
  parts.onListChanged();
}

/** Deletes nothing yet: it happens with the next changes that are saved together. */
export async function markForDeletion(
  place: KeyPlace,
  { client, pending }: Pick<KeyCommandParts, 'client'> & { readonly pending: PendingKeys },
): Promise<void> {
  const name = nameOf(place.key);
  if (isDirty(keyUri(place))) {
    throw new UserError(
      `${name} has unsaved changes: save or discard them before it is marked for deletion.`,
    );
  }
  pending.mark(place, await readOrFail(place, client));
  const text = `$(trash) ${name} will be deleted with the next changes that are saved together`;
  vscode.window.setStatusBarMessage(text, 10_000);
}

const historyLimit = 200;

/** Lists the earlier states that the registry still has, and compares the chosen one with now. */
export async function showKeyHistory(place: KeyPlace, { client }: KeyCommandParts): Promise<void> {
  const { revisions, end } = await client.history(place, historyLimit);
  const [now, ...earlier] = revisions;
  const name = nameOf(place.key);
  if (now === undefined) {
    throw new UserError(`${keyText(place.key)} is not there any more.`);
  }
  if (earlier.length === 0) {
    void vscode.window.showInformationMessage(`${name} has no earlier state. ${endText[end]}`);
    return;
  }
  const picked = await vscode.window.showQuickPick(
    earlier.map(({ revision, bytes }) => ({
      label: `$(history) Revision ${revision}`,
      description: `${bytes} bytes`,
      revision,
    })),
    { title: `History of ${name}`, placeHolder: `Compare with now. ${endText[end]}` },
  );
  if (picked !== undefined) {
    const title = `${name}: revision ${picked.revision} ↔ now (${now.revision})`;
    const [left, right] = [picked.revision, now.revision].map((at) => revisionUri(place, at));
    await vscode.commands.executeCommand('vscode.diff', left, right, title);
  }
}

const endText = {
  created: 'The list goes back to the creation of the key.',
  compacted: 'Earlier states have been compacted: the registry has forgotten them.',
  limit: `The list stops after ${historyLimit} states.`,
} as const;

async function readOrFail(place: KeyPlace, client: KeyClient): Promise<ReadValue> {
  const found = await client.read(place);
  if (found === undefined) {
    throw new UserError(`${keyText(place.key)} is not there any more: refresh the list.`);
  }
  return found;
}

function askKey(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: 'The whole key; slashes make folders',
    valueSelection: [value.lastIndexOf('/') + 1, value.length],
    validateInput: (text) => (text === '' ? 'A key has at least one character.' : undefined),
  });
}

function refuseUnsaved(place: KeyPlace): void {
  if (isDirty(keyUri(place))) {
    throw new UserError(`${nameOf(place.key)} has unsaved changes: save it before it is renamed.`);
  }
}
