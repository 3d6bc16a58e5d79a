import * as vscode from 'vscode';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import { UserError } from '../commands/userError.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import { askName, askSecret } from './connectionForms.ts';
import type { ConnectionStore } from './connectionStore.ts';
import { connectionItem, openSettings, pickConnection } from './pickConnection.ts';
import { testConnection } from './testConnection.ts';

/** The commands that take the id of a connection. */
export type OnConnection =
  | 'protoAtlas.editConnection'
  | 'protoAtlas.testConnection'
  | 'protoAtlas.setSecret'
  | 'protoAtlas.renameConnection'
  | 'protoAtlas.enableConnection'
  | 'protoAtlas.disableConnection'
  | 'protoAtlas.removeConnection';

interface ManageButton extends vscode.QuickInputButton {
  readonly command: OnConnection;
}

interface ManageItem extends vscode.QuickPickItem {
  readonly run?: () => Thenable<unknown>;
  readonly id?: string;
  readonly buttons?: readonly ManageButton[];
}

/**
 * All connections in one list: the usual things are buttons of each line, the rest comes when a line
 * is chosen.
 */
export function manageConnections(store: ConnectionStore): void {
  const picker = vscode.window.createQuickPick<ManageItem>();
  picker.title = 'Registry Connections';
  picker.placeholder = 'Choose a connection to see what can be done with it';
  picker.matchOnDetail = true;
  picker.items = manageItems(store);
  const run = (action: (() => Thenable<unknown>) | undefined): void => {
    picker.hide();
    void action?.();
  };
  picker.onDidTriggerItemButton(({ item, button }) => {
    const command = commandOf(button);
    run(command && (() => vscode.commands.executeCommand(command, item.id)));
  });
  picker.onDidAccept(() => {
    const [chosen] = picker.selectedItems;
    run(chosen?.run);
  });
  picker.onDidHide(() => {
    picker.dispose();
  });
  picker.show();
}

function commandOf(button: vscode.QuickInputButton): OnConnection | undefined {
  return Object.values(buttons).find((known) => known === button)?.command;
}

const buttons = {
  edit: buttonOf('edit', 'Edit', 'protoAtlas.editConnection'),
  test: buttonOf('debug-disconnect', 'Test', 'protoAtlas.testConnection'),
  enable: buttonOf('debug-start', 'Enable', 'protoAtlas.enableConnection'),
  disable: buttonOf('circle-slash', 'Disable', 'protoAtlas.disableConnection'),
  remove: buttonOf('trash', 'Remove', 'protoAtlas.removeConnection'),
} as const;

function buttonOf(icon: string, tooltip: string, command: OnConnection): ManageButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip, command };
}

function manageItems(store: ConnectionStore): readonly ManageItem[] {
  const { connections, disabled } = store.configured();
  const lines = (list: readonly RegistryConnection[], isEnabled: boolean): readonly ManageItem[] =>
    list.map((connection) => lineOf(connection, isEnabled));
  return [
    ...lines(connections, true),
    ...separated('Disabled', lines(disabled, false)),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: '$(add) Add a connection…',
      alwaysShow: true,
      run: () => vscode.commands.executeCommand('protoAtlas.addConnection'),
    },
    {
      label: '$(settings-gear) Edit the settings',
      alwaysShow: true,
      run: () => vscode.commands.executeCommand(openSettings.command, openSettings.argument),
    },
  ];
}

function separated(label: string, items: readonly ManageItem[]): readonly ManageItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function lineOf(connection: RegistryConnection, isEnabled: boolean): ManageItem {
  const { id } = connection;
  const able = isEnabled ? buttons.disable : buttons.enable;
  return {
    ...connectionItem(connection),
    id,
    buttons: [buttons.edit, buttons.test, able, buttons.remove],
    run: () => chooseAction(connection, isEnabled),
  };
}

async function chooseAction(connection: RegistryConnection, isEnabled: boolean): Promise<void> {
  const able = isEnabled ? buttons.disable : buttons.enable;
  const secret = takesSecret(connection)
    ? [{ label: '$(key) Set the password or token…', command: 'protoAtlas.setSecret' as const }]
    : [];
  const picked = await vscode.window.showQuickPick(
    [
      { label: '$(edit) Edit…', command: buttons.edit.command },
      { label: '$(symbol-text) Rename…', command: 'protoAtlas.renameConnection' as const },
      { label: '$(debug-disconnect) Test', command: buttons.test.command },
      ...secret,
      {
        label: isEnabled ? '$(circle-slash) Disable' : '$(debug-start) Enable',
        command: able.command,
      },
      { label: '$(trash) Remove…', command: buttons.remove.command },
    ],
    { title: connection.name },
  );
  if (picked !== undefined) {
    await vscode.commands.executeCommand(picked.command, connection.id);
  }
}

/** Removes a connection with its secrets, and asks which one unless its id is given. */
export async function removeConnection(store: ConnectionStore, id?: string): Promise<void> {
  const connection = await pickConnection(store, { title: 'Remove Registry Connection', id });
  if (connection === undefined) {
    return;
  }
  const confirmed = await vscode.window.showWarningMessage(
    `Remove ${connection.name}? Its stored password or token is forgotten too.`,
    { modal: true, detail: 'To keep it and not connect to it, disable it instead.' },
    'Remove',
  );
  if (confirmed === 'Remove') {
    await store.remove(connection.id);
  }
}

/** Gives a connection another name; its secret and its place in the topology stay. */
export async function renameConnection(store: ConnectionStore, id?: string): Promise<void> {
  const picked = await pickConnection(store, { title: 'Rename Registry Connection', id });
  const connection = picked && (await store.find(picked.id));
  if (connection === undefined) {
    return;
  }
  const taken = store.namesBeside(connection.id);
  const name = await askName('Rename Registry Connection', connection.name, taken);
  if (name !== undefined) {
    await store.edit(connection, { ...connection, name });
  }
}

/** Keeps a connection in the settings and connects to it, or not. */
export async function setEnabled(
  store: ConnectionStore,
  isEnabled: boolean,
  id?: string,
): Promise<void> {
  const { connections, disabled } = store.configured();
  const choice = new Set((isEnabled ? disabled : connections).map((connection) => connection.id));
  const connection = await pickConnection(store, {
    title: `${isEnabled ? 'Enable' : 'Disable'} Registry Connection`,
    id,
    fits: (known) => choice.has(known.id),
  });
  if (connection !== undefined) {
    await store.setEnabled(connection.id, isEnabled);
  }
}

/** Tests a connection and says what answered; asks which one unless its id is given. */
export async function testConfigured(
  store: ConnectionStore,
  topology: TopologySender,
  id?: string,
): Promise<void> {
  const picked = await pickConnection(store, { title: 'Test Registry Connection', id });
  const connection = picked && (await store.find(picked.id));
  if (connection === undefined) {
    return;
  }
  const result = await testConnection(connection, topology);
  if (result.kind === 'failed') {
    throw new UserError(`${connection.name}: ${result.reason}`, {
      actions: [
        { title: 'Edit', command: 'protoAtlas.editConnection', argument: connection.id },
        {
          title: 'Set Password or Token',
          command: 'protoAtlas.setSecret',
          argument: connection.id,
        },
      ],
    });
  }
  if (result.kind === 'answered') {
    void vscode.window.showInformationMessage(`${connection.name} answers: ${result.detail}`);
  }
}

/** Asks for the password or token of a connection. Empty text forgets the one that is stored. */
export async function setSecret(store: ConnectionStore, id?: string): Promise<void> {
  const title = 'Set Registry Password or Token';
  refuseWithoutUser(store.all().find((known) => known.id === id));
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

function refuseWithoutUser(meant: RegistryConnection | undefined): void {
  if (meant?.kind === 'etcd' && !takesSecret(meant)) {
    const edit = {
      title: 'Edit',
      command: 'protoAtlas.editConnection',
      argument: meant.id,
    } as const;
    throw new UserError(`${meant.name} has no user name, so it takes no password: add one first.`, {
      actions: [edit, openSettings],
    });
  }
}

/** etcd wants a password only beside a user; Consul has tokens always. */
function takesSecret(connection: RegistryConnection): boolean {
  return connection.kind === 'etcd'
    ? connection.username !== undefined
    : connection.kind === 'consul';
}
