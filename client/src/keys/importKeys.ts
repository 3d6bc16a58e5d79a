import * as vscode from 'vscode';
import { withProgress } from '../commands/progress.ts';
import { UserError } from '../commands/userError.ts';
import { countText, type SubtreePlace } from './exportKeys.ts';
import { changesOf, type ImportPlan, planImport, planText, transactionsOf } from './importPlan.ts';
import { ArchiveError, type KeyArchive, readArchive } from './keyArchive.ts';
import { absentKey } from './keyBases.ts';
import type { KeyClient, PlannedChange } from './keyClient.ts';
import { keyText } from './keyPath.ts';
import { keyUri } from './keyUri.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

export interface ImportParts {
  readonly client: KeyClient;
  readonly revisions: RevisionDocuments;
  /** Keys have come or gone. */
  readonly onListChanged: () => void;
}

/**
 * Asks for a file, shows what it would change, and makes the changes over exactly what was shown.
 * `place` names the registry alone: the keys are those of the file.
 */
export async function importKeys(place: SubtreePlace, parts: ImportParts): Promise<void> {
  const archive = await chooseArchive(place.name);
  if (archive === undefined) {
    return;
  }
  const { connectionId } = place;
  const subtree = { connectionId, key: archive.prefix };
  const current = await withProgress(`Reading the keys of ${place.name}`, (signal) =>
    parts.client.subtree(subtree, signal),
  );
  const plan = planImport(archive.keys, current.keys);
  if (changesOf(plan, { isDeleting: true }).length === 0) {
    void vscode.window.showInformationMessage(
      `Nothing to import: ${place.name} has the ${plan.unchanged} keys of the file already.`,
    );
    return;
  }
  const limit = await parts.client.changeLimit(connectionId);
  const changes = await preview(place, { plan, archive, limit, parts });
  if (changes !== undefined) {
    await write(place, transactionsOf(changes, limit), parts);
  }
}

async function chooseArchive(name: string): Promise<KeyArchive | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const [file] =
    (await vscode.window.showOpenDialog({
      title: `Import keys into ${name}`,
      ...(folder === undefined ? {} : { defaultUri: folder.uri }),
      openLabel: 'Look at What It Changes',
      filters: { JSON: ['json'] },
    })) ?? [];
  if (file === undefined) {
    return undefined;
  }
  const bytes = await vscode.workspace.fs.readFile(file);
  try {
    return readArchive(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof ArchiveError) {
      throw new UserError(
        `${file.path.split('/').at(-1) ?? ''} can't be imported: ${error.message}. Nothing was changed.`,
      );
    }
    throw error;
  }
}

interface Preview {
  readonly plan: ImportPlan;
  readonly archive: KeyArchive;
  /** Changes of one transaction. */
  readonly limit: number;
  readonly parts: ImportParts;
}

interface Choice extends vscode.QuickPickItem {
  /** Absent when nothing is to be written. */
  readonly changes?: readonly PlannedChange[];
}

/** Shows every change side by side, and asks. The question stays while the changes are read. */
async function preview(
  place: SubtreePlace,
  { plan, archive, limit, parts }: Preview,
): Promise<readonly PlannedChange[] | undefined> {
  await showChanges(place, { plan, parts });
  const choice = (isDeleting: boolean, label: string): Choice => {
    const changes = changesOf(plan, { isDeleting });
    return { label, detail: atomText(changes.length, limit), changes };
  };
  const writes = plan.created.length + plan.changed.length;
  const choices: readonly Choice[] = [
    ...(writes === 0 ? [] : [choice(false, `$(check) Import ${countText(writes)}`)]),
    ...(plan.onlyThere.length === 0
      ? []
      : [
          choice(
            true,
            `$(trash) ${writes === 0 ? 'Delete' : 'Import, and delete'} ${countText(plan.onlyThere.length)} that the file does not have`,
          ),
        ]),
    { label: '$(close) Change nothing', detail: 'This was a look at what would happen.' },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: `Import into ${place.name}: ${planText(plan)}`,
    placeHolder: noteText(archive, place),
    ignoreFocusOut: true,
  });
  return chosen?.changes;
}

/** What is lost on the way is said before it happens. */
function noteText({ registry, keys }: KeyArchive, place: SubtreePlace): string {
  const leased = keys.filter(({ lease }) => lease !== undefined).length;
  const notes = [
    ...(registry === place.registry ? [] : [`The file is from ${registry}.`]),
    ...(leased === 0 ? [] : [`${countText(leased)} had a lease: new ones will stay for good.`]),
  ];
  return notes.length === 0 ? 'Choose what to do' : notes.join(' ');
}

function atomText(changes: number, limit: number): string {
  const parts = Math.ceil(changes / limit);
  return parts <= 1
    ? 'In one transaction: everything, or nothing'
    : `In ${parts} transactions of ${limit}: each happens as a whole, all of them together do not`;
}

/** Changes beyond this many are counted, not opened. */
const mostDiffs = 200;

async function showChanges(
  { connectionId, name }: SubtreePlace,
  { plan, parts }: Pick<Preview, 'plan' | 'parts'>,
): Promise<void> {
  const pairs = [
    ...plan.changed,
    ...plan.created.map((wanted) => ({ wanted, current: undefined })),
  ];
  const changes = pairs.slice(0, mostDiffs).map(({ wanted, current }) => {
    const place = { connectionId, key: wanted.key };
    const before = parts.revisions.show(place, current ?? absentKey);
    // No registry has a revision below 0: this one stands for the file.
    const after = parts.revisions.show(place, { revision: -1, value: wanted.value });
    return [keyUri(place), before, after];
  });
  if (changes.length > 0) {
    await vscode.commands.executeCommand('vscode.changes', `${name} now ↔ the file`, changes);
  }
}

async function write(
  { connectionId, name }: SubtreePlace,
  transactions: readonly (readonly PlannedChange[])[],
  { client, onListChanged }: ImportParts,
): Promise<void> {
  let written = 0;
  for (const transaction of transactions) {
    const result = await client.transact(connectionId, transaction);
    if (result.kind === 'conflict') {
      onListChanged();
      throw new UserError(
        conflictText(
          result.keys.map(({ key }) => keyText(key)),
          written,
        ),
      );
    }
    written += transaction.length;
  }
  onListChanged();
  void vscode.window.showInformationMessage(`${countText(written)} changed in ${name}.`);
}

function conflictText(keys: readonly string[], written: number): string {
  const names = `${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ' …' : ''}`;
  const what =
    keys.length === 0 ? 'The registry refused the changes' : `${names} changed meanwhile`;
  const before =
    written === 0 ? 'Nothing was written' : `${countText(written)} had been written before`;
  return `${what}. ${before}: import the file again to see what is left.`;
}
