import * as vscode from 'vscode';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import { UserError } from '../commands/userError.ts';
import type { CommandId } from '../manifest.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import { askSecret, testConnection } from './addConnection.ts';
import type { ConnectionStore } from './connectionStore.ts';

interface ManageItem extends vscode.QuickPickItem {
  readonly command: CommandId | 'workbench.action.openSettings';
}

const manageItems: readonly ManageItem[] = [
  { label: '$(add) Add a connection…', command: 'protoAtlas.addConnection' },
  { label: '$(debug-disconnect) Test a connection…', command: 'protoAtlas.testConnection' },
  { label: '$(key) Set a password or token…', command: 'protoAtlas.setSecret' },
  { label: '$(trash) Remove a connection…', command: 'protoAtlas.removeConnection' },
  { label: '$(settings-gear) Edit the settings', command: 'workbench.action.openSettings' },
];

/** Offers all that can be done with connections. */
export async function manageConnections(): Promise<void> {
  const picked = await vscode.window.showQuickPick(manageItems, { title: 'Registry Connections' });
  if (picked !== undefined) {
    const isSettings = picked.command === openSettings.command;
    await vscode.commands.executeCommand(
      picked.command,
      ...(isSettings ? [openSettings.argument] : []),
    );
  }
}

/** Removes a connection with its secrets, and asks which one unless its id is given. */
export async function removeConnection(store: ConnectionStore, id?: string): Promise<void> {
  const title = 'Remove Registry Connection';
  const connection = await pickConnection(store, { title, id, fits: () => true });
  if (connection === undefined) {
    return;
  }
  const confirmed = await vscode.window.showWarningMessage(
    `Remove ${connection.name}? Its stored password or token is forgotten too.`,
    { modal: true },
    'Remove',
  );
  if (confirmed === 'Remove') {
    await store.remove(connection.id);
  }
}

/** Tests a connection and says what answered; asks which one unless its id is given. */
export async function testConfigured(
  store: ConnectionStore,
  topology: TopologySender,
  id?: string,
): Promise<void> {
  const title = 'Test Registry Connection';
  const picked = await pickConnection(store, { title, id, fits: () => true });
  const { connections } = await store.read();
  const connection = connections.find((known) => known.id === picked?.id);
  if (connection === undefined) {
    return;
  }
  const result = await testConnection(connection, topology);
  if (result.kind === 'failed') {
    throw new UserError(`${connection.name}: ${result.reason}`, {
      actions: [{ title: 'Set Password or Token', command: 'protoAtlas.setSecret' }, openSettings],
    });
  }
  if (result.kind === 'answered') {
    void vscode.window.showInformationMessage(`${connection.name} answers: ${result.detail}`);
  }
}

/** Asks for the password or token of a connection. Empty text forgets the one that is stored. */
export async function setSecret(store: ConnectionStore, id?: string): Promise<void> {
  const title = 'Set Registry Password or Token';
  const connection = await pickConnection(store, { title, id, fits: takesSecret });
  if (connection === undefined) {
    return;
  }
  const what = connection.kind === 'etcd' ? 'Password' : 'ACL token';
  const secret = await askSecret(`${what} of ${connection.name}; empty to forget the stored one`);
  if (secret === '') {
    await store.secrets.forget(connection.id);
  } else if (secret !== undefined) {
    await store.secrets.set(connection, secret);
  }
}

/** The button that leads to the settings of the connections. */
export const openSettings = {
  title: 'Open Settings',
  command: 'workbench.action.openSettings',
  argument: 'protoAtlas.connections',
} as const;

/** etcd wants a password only beside a user; Consul has tokens always. */
function takesSecret(connection: RegistryConnection): boolean {
  return connection.kind === 'etcd'
    ? connection.username !== undefined
    : connection.kind === 'consul';
}

interface PickOptions {
  readonly title: string;
  /** The one that is meant; absent to ask. */
  readonly id: string | undefined;
  readonly fits: (connection: RegistryConnection) => boolean;
}

async function pickConnection(
  store: ConnectionStore,
  { title, id, fits }: PickOptions,
): Promise<RegistryConnection | undefined> {
  const all = store.configured().connections;
  const connections = all.filter(fits);
  const meant = all.find((connection) => connection.id === id);
  if (meant !== undefined && fits(meant)) {
    return meant;
  }
  if (meant?.kind === 'etcd') {
    throw new UserError(`${meant.name} has no user name, so it takes no password: add one first.`, {
      actions: [openSettings],
    });
  }
  if (connections.length === 0) {
    throw new UserError('There is no registry connection that this could be done with.', {
      actions: [{ title: 'Add Connection', command: 'protoAtlas.addConnection' }, openSettings],
    });
  }
  const items = connections.map((connection) => ({
    label: connection.name,
    description: connection.kind,
    detail: connection.kind === 'static' ? connection.file : connection.endpoints.join(', '),
    connection,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  return picked?.connection;
}
