import * as vscode from 'vscode';
import { withProgress } from '../commands/progress.ts';
import { writeArchive } from './keyArchive.ts';
import type { KeyClient, KeyPlace } from './keyClient.ts';
import { keyText, nameOf } from './keyPath.ts';

/** A subtree of a registry, and what people call the registry. */
export interface SubtreePlace extends KeyPlace {
  readonly registry: 'etcd' | 'consul';
  readonly name: string;
}

/** Asks where to, and writes everything below a folder to a JSON file. */
export async function exportKeys(
  place: SubtreePlace,
  { client }: { readonly client: KeyClient },
): Promise<void> {
  const { name, registry, key: prefix } = place;
  const title = `Export ${prefix.length === 0 ? 'all keys' : keyText(prefix)} of ${name}`;
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: defaultFile(place),
    filters: { JSON: ['json'] },
  });
  if (target === undefined) {
    return;
  }
  const { keys, revision } = await withProgress(title, (signal) => client.subtree(place, signal));
  const exportedAt = new Date().toISOString();
  const file = writeArchive({ registry, connection: name, prefix, revision, exportedAt, keys });
  await vscode.workspace.fs.writeFile(target, Buffer.from(file, 'utf8'));
  const leased = keys.filter(({ lease, session }) => lease !== undefined || session !== undefined);
  const note =
    leased.length === 0
      ? ''
      : ` ${leased.length} of them have a lease or a lock, which is only noted.`;
  const open = 'Open File';
  const text = `${countText(keys.length)} exported.${note}`;
  const chosen = await vscode.window.showInformationMessage(text, open);
  if (chosen === open) {
    await vscode.window.showTextDocument(target);
  }
}

/** How many keys, for people. */
export function countText(count: number): string {
  return `${count} ${count === 1 ? 'key' : 'keys'}`;
}

/** In the workspace, named after the registry and the folder. */
function defaultFile({ name, key }: SubtreePlace): vscode.Uri {
  const folder = key.length === 0 ? '' : `-${nameOf(key)}`;
  const file = `${name}${folder}.keys.json`.replace(/[^\w.-]+/g, '-');
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  return workspace === undefined ? vscode.Uri.file(file) : vscode.Uri.joinPath(workspace.uri, file);
}
