import * as vscode from 'vscode';
import { UserError } from '../commands/userError.ts';
import { keyScheme } from '../manifest.ts';
import { absentKey, isSame, type KeyBases } from './keyBases.ts';
import type { KeyClient, PlannedChange, TransactionResult } from './keyClient.ts';
import type { KeyFileSystem } from './keyFileSystem.ts';
import { keyId, keyText, nameOf } from './keyPath.ts';
import { keyPlaceOf } from './keyUri.ts';
import { takeTheirs } from './offerConflict.ts';
import type { PendingKey, PendingKeys } from './pendingKeys.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

export interface SaveTogetherParts {
  readonly client: KeyClient;
  readonly bases: KeyBases;
  readonly files: KeyFileSystem;
  readonly revisions: RevisionDocuments;
  readonly pending: PendingKeys;
  readonly nameOf: (connectionId: string) => string;
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
    keys.map((key) => [key.document.uri, parts.pending.original(key), key.document.uri]),
  );
}

/** Asks, and drops the changes of one key: `given` is its line in the Source Control view. */
export async function discardKeyChanges(given: unknown, parts: SaveTogetherParts): Promise<void> {
  const uri = isResource(given) ? given.resourceUri : undefined;
  if (uri?.scheme !== keyScheme) {
    throw new UserError('Choose a changed key in the Source Control view first.');
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
    throw new UserError('No key has unsaved changes: open keys in the side bar and edit them.');
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
    label: nameOf(key.place.key),
    description: keyText(key.place.key),
    detail: key.base.revision === 0 ? 'new' : `over revision ${key.base.revision}`,
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

async function save(
  connectionId: string,
  keys: readonly PendingKey[],
  parts: SaveTogetherParts,
): Promise<void> {
  const values = keys.map(valueOf);
  const changes = keys.map(({ place, base }, index): PlannedChange => ({
    kind: 'put',
    key: place.key,
    expected: base.revision,
    value: values[index] ?? new Uint8Array(),
  }));
  const result = await transact(connectionId, { keys, changes }, parts);
  if (result.kind === 'conflict') {
    await offerConflicts(connectionId, keys, { conflicts: result.keys, parts });
    return;
  }
  for (const [index, { document }] of keys.entries()) {
    const revision = result.revisions[index] ?? 0;
    parts.files.written(document.uri, { revision, value: values[index] ?? new Uint8Array() });
    await document.save();
  }
  const count = `${keys.length} ${keys.length === 1 ? 'key was' : 'keys were'}`;
  vscode.window.setStatusBarMessage(`$(check) ${count} saved in one transaction`, 10_000);
}

/** A key that was only written anew with the same bytes is nobody's loss: once more over that. */
async function transact(
  connectionId: string,
  {
    keys,
    changes,
  }: { readonly keys: readonly PendingKey[]; readonly changes: readonly PlannedChange[] },
  { client }: SaveTogetherParts,
): Promise<TransactionResult> {
  const first = await client.transact(connectionId, changes);
  if (first.kind === 'done') {
    return first;
  }
  const current = new Map(first.keys.map((one) => [keyId(one.key), one.current]));
  const isHarmless = first.keys.every(({ key, current: now }) => {
    const base = keys.find(({ place }) => keyId(place.key) === keyId(key))?.base;
    return now !== undefined && base !== undefined && isSame(now.value, base.value);
  });
  const renewed = changes.map((change) => {
    const revision = current.get(keyId(change.key))?.revision;
    return revision === undefined ? change : { ...change, expected: revision };
  });
  return isHarmless ? client.transact(connectionId, renewed) : first;
}

type Conflicts = Extract<TransactionResult, { kind: 'conflict' }>['keys'];

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
    return 'The registry refused the transaction, though no key has changed. Nothing was written, and all changes are still in the editors.';
  }
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  const verb = names.length === 1 ? 'was' : 'were';
  return `${shown}${more} ${verb} changed by somebody else. Nothing was written: all changes are still in the editors.`;
}

async function compareAll(
  connectionId: string,
  conflicts: Conflicts,
  { revisions, pending, nameOf: name }: SaveTogetherParts,
): Promise<void> {
  const open = pending.list().get(connectionId) ?? [];
  const changes = conflicts.flatMap(({ key, current }) => {
    const mine = open.find(({ place }) => keyId(place.key) === keyId(key));
    return mine === undefined
      ? []
      : [[mine.document.uri, revisions.show(mine.place, current ?? absentKey), mine.document.uri]];
  });
  const title = `Changed by somebody else in ${name(connectionId)} ↔ yours`;
  await vscode.commands.executeCommand('vscode.changes', title, changes);
}

/** Over what the person was told of, and nothing newer. */
function over(keys: readonly PendingKey[], conflicts: Conflicts): readonly PendingKey[] {
  return keys.map((key) => {
    const found = conflicts.find((one) => keyId(one.key) === keyId(key.place.key));
    return found === undefined ? key : { ...key, base: found.current ?? absentKey };
  });
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes that the editor would write: it takes a byte order mark off, and puts it on again. */
function valueOf({ document, base }: PendingKey): Uint8Array {
  const text = Buffer.from(document.getText(), 'utf8');
  return isSame(base.value.subarray(0, 3), byteOrderMark)
    ? Buffer.concat([byteOrderMark, text])
    : text;
}
