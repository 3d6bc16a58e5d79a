import * as vscode from 'vscode';
import { UserError } from '../commands/userError.ts';
import { keyScheme } from '../manifest.ts';
import { absentKey, type KeyBases } from './keyBases.ts';
import type { KeyClient } from './keyClient.ts';
import type { KeyFileSystem } from './keyFileSystem.ts';
import { keyId, keyText, nameOf } from './keyPath.ts';
import { keyPlaceOf, keyUri } from './keyUri.ts';
import { takeTheirs } from './offerConflict.ts';
import type { PendingKey, PendingKeys } from './pendingKeys.ts';
import { type Conflicts, over, transactPending } from './pendingTransaction.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

export interface SaveTogetherParts {
  readonly client: KeyClient;
  readonly bases: KeyBases;
  readonly files: KeyFileSystem;
  readonly revisions: RevisionDocuments;
  readonly pending: PendingKeys;
  readonly nameOf: (connectionId: string) => string;
  /** Keys have come or gone. */
  readonly onListChanged: () => void;
}

/**
 * Saves the changed keys of one registry in one transaction: all of them, or none. `given` is the
 * source control that the command was run on, if any.
 */
export async function saveKeysTogether(given: unknown, parts: SaveTogetherParts): Promise<void> {
  const group = await chooseGroup(given, parts, 'Save Changed Keys Together');
  if (group === undefined) {
    return;
  }
  const [connectionId, keys] = group;
  const limit = await parts.client.changeLimit(connectionId);
  const chosen = await chooseKeys(keys, limit, parts.nameOf(connectionId));
  if (chosen !== undefined && chosen.length > 0) {
    await save(connectionId, chosen, parts);
  }
}

/** Opens every change of one registry, side by side with what it was made from. */
export async function showPendingKeys(given: unknown, parts: SaveTogetherParts): Promise<void> {
  const group = await chooseGroup(given, parts, 'Show Changed Keys');
  if (group === undefined) {
    return;
  }
  const [connectionId, keys] = group;
  await vscode.commands.executeCommand(
    'vscode.changes',
    `Changed keys of ${parts.nameOf(connectionId)}`,
    keys.map((key) => {
      const uri = keyUri(key.place);
      return [uri, parts.pending.original(key), key.kind === 'delete' ? undefined : uri];
    }),
  );
}

/**
 * Drops the changes of one key: `given` is its line in the Source Control view. It asks first, but
 * for a deletion, of which nothing is lost.
 */
export async function discardKeyChanges(given: unknown, parts: SaveTogetherParts): Promise<void> {
  const uri = isResource(given) ? given.resourceUri : undefined;
  if (uri?.scheme !== keyScheme) {
    throw new UserError('Choose a changed key in the Source Control view first.');
  }
  if (parts.pending.unmark(uri)) {
    return;
  }
  const discard = 'Discard Changes';
  const question = `Discard your changes of ${keyText(keyPlaceOf(uri).key)}?`;
  const detail = "They are only in the editor, and can't be brought back.";
  const options = { modal: true, detail };
  if ((await vscode.window.showWarningMessage(question, options, discard)) === discard) {
    await takeTheirs({ uri }, parts);
  }
}

function isResource(value: unknown): value is vscode.SourceControlResourceState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'resourceUri' in value &&
    value.resourceUri instanceof vscode.Uri
  );
}

type Group = readonly [connectionId: string, keys: readonly PendingKey[]];

async function chooseGroup(
  given: unknown,
  { pending, nameOf: name }: SaveTogetherParts,
  title: string,
): Promise<Group | undefined> {
  const groups = [...pending.list()];
  const wanted = pending.connectionOf(given);
  if (groups.length === 0) {
    throw new UserError(
      'No key has unsaved changes: open keys in the side bar and edit them, or mark them for deletion.',
    );
  }
  const [only, ...others] = groups.filter(([id]) => wanted === undefined || id === wanted);
  if (others.length === 0) {
    return only;
  }
  const items = groups.map((group) => ({
    label: name(group[0]),
    description: `${group[1].length} changed`,
    group,
  }));
  const placeHolder = 'A transaction is about one registry: choose which';
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.group;
}

/** Which keys go into the transaction: all at first, as far as the registry takes them. */
async function chooseKeys(
  keys: readonly PendingKey[],
  limit: number,
  name: string,
): Promise<readonly PendingKey[] | undefined> {
  const items = keys.map((key, index) => ({
    label: `${key.kind === 'delete' ? '$(trash) ' : ''}${nameOf(key.place.key)}`,
    description: keyText(key.place.key),
    detail: detailOf(key),
    picked: index < limit,
    key,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Save Together in ${name}`,
    placeHolder: `All of these are saved, or none; ${name} takes at most ${limit} at once`,
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (chosen !== undefined && chosen.length > limit) {
    throw new UserError(
      `${name} changes at most ${limit} keys at once, and ${chosen.length} were chosen. Nothing was written: save them in parts.`,
    );
  }
  return chosen?.map(({ key }) => key);
}

function detailOf({ kind, base: { revision } }: PendingKey): string {
  if (kind === 'delete') {
    return `to be deleted, as of revision ${revision}: it can't be brought back from here`;
  }
  return revision === 0 ? 'new' : `over revision ${revision}`;
}

async function save(
  connectionId: string,
  keys: readonly PendingKey[],
  parts: SaveTogetherParts,
): Promise<void> {
  const { result, tried } = await transactPending(connectionId, keys, parts.client);
  if (result.kind === 'conflict') {
    await offerConflicts(connectionId, keys, { conflicts: result.keys, parts });
    return;
  }
  for (const [index, { key, change }] of tried.entries()) {
    if (key.kind === 'edit' && change.kind === 'put') {
      const { document } = key;
      const revision = result.revisions[index] ?? 0;
      parts.files.written(document.uri, { revision, value: change.value });
      await document.save();
    }
  }
  const deletions = keys.filter(({ kind }) => kind === 'delete');
  for (const { place } of deletions) {
    parts.pending.unmark(keyUri(place));
    parts.files.gone(keyUri(place));
  }
  if (deletions.length > 0) {
    parts.onListChanged();
  }
  const text = doneText(keys.length - deletions.length, deletions.length);
  vscode.window.setStatusBarMessage(`$(check) ${text} in one transaction`, 10_000);
}

function doneText(saved: number, deleted: number): string {
  const text = (count: number, what: string): string =>
    `${count} ${count === 1 ? 'key was' : 'keys were'} ${what}`;
  const parts = [
    ...(saved === 0 ? [] : [text(saved, 'saved')]),
    ...(deleted === 0 ? [] : [text(deleted, 'deleted')]),
  ];
  return parts.join(' and ');
}

const compare = 'Compare';
const overwrite = 'Overwrite';

async function offerConflicts(
  connectionId: string,
  keys: readonly PendingKey[],
  { conflicts, parts }: { readonly conflicts: Conflicts; readonly parts: SaveTogetherParts },
): Promise<void> {
  const names = conflicts.map(({ key, current }) =>
    current === undefined ? `${nameOf(key)} (deleted)` : nameOf(key),
  );
  const chosen = await vscode.window.showWarningMessage(conflictText(names), compare, overwrite);
  if (chosen === compare) {
    await compareAll(connectionId, conflicts, parts);
  } else if (chosen === overwrite) {
    await save(connectionId, over(keys, conflicts), parts);
  }
}

function conflictText(names: readonly string[]): string {
  if (names.length === 0) {
    return 'The registry refused the transaction, though no key has changed. Nothing was written, and all changes are still pending.';
  }
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  const verb = names.length === 1 ? 'was' : 'were';
  return `${shown}${more} ${verb} changed by somebody else. Nothing was written: all changes are still pending.`;
}

async function compareAll(
  connectionId: string,
  conflicts: Conflicts,
  { revisions, pending, nameOf: name }: SaveTogetherParts,
): Promise<void> {
  const open = pending.list().get(connectionId) ?? [];
  const changes = conflicts.flatMap(({ key, current }) => {
    const mine = open.find(({ place }) => keyId(place.key) === keyId(key));
    if (mine === undefined) {
      return [];
    }
    const uri = keyUri(mine.place);
    const theirs = revisions.show(mine.place, current ?? absentKey);
    return [[uri, theirs, mine.kind === 'delete' ? undefined : uri]];
  });
  const title = `Changed by somebody else in ${name(connectionId)} ↔ yours`;
  await vscode.commands.executeCommand('vscode.changes', title, changes);
}
