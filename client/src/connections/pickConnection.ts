import * as vscode from 'vscode';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import { UserError } from '../commands/userError.ts';
import type { ConnectionStore } from './connectionStore.ts';

/** The button that leads to the settings of the connections. */
export const openSettings = {
  title: 'Open Settings',
  command: 'workbench.action.openSettings',
  argument: 'protoAtlas.connections',
} as const;

export interface PickOptions {
  readonly title: string;
  /** The one that is meant; absent to ask. */
  readonly id: string | undefined;
  /** Those to choose from: all when absent. */
  readonly fits?: (connection: RegistryConnection) => boolean;
}

/** The connection that is meant; asks when no id says so. Undefined when the person left off. */
export async function pickConnection(
  store: ConnectionStore,
  { title, id, fits = () => true }: PickOptions,
): Promise<RegistryConnection | undefined> {
  const all = store.all();
  const meant = all.find((connection) => connection.id === id);
  if (meant !== undefined && fits(meant)) {
    return meant;
  }
  const connections = all.filter(fits);
  if (connections.length === 0) {
    throw new UserError('There is no registry connection that this could be done with.', {
      actions: [{ title: 'Add Connection', command: 'protoAtlas.addConnection' }, openSettings],
    });
  }
  const items = connections.map((connection) => ({ ...connectionItem(connection), connection }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  return picked?.connection;
}

/** How a connection looks in a list of choices. */
export function connectionItem(
  connection: RegistryConnection,
): vscode.QuickPickItem & { readonly detail: string } {
  return {
    label: connection.name,
    description: connection.kind,
    detail:
      connection.kind === 'static'
        ? (connection.file ?? 'services in the settings')
        : connection.endpoints.join(', '),
  };
}
