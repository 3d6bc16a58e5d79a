import * as vscode from 'vscode';
import type {
  ConsulConnection,
  EtcdConnection,
  RegistryConnection,
} from '../../../protocol/connections.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import {
  askEndpoints,
  askFile,
  askName,
  askSecret,
  askText,
  askTls,
  serviceFiles,
} from './connectionForms.ts';
import { secretOf, withoutSecret, withSecret } from './connectionSecrets.ts';
import type { ConnectionStore } from './connectionStore.ts';
import { defaultPorts } from './endpoint.ts';
import { openSettings, pickConnection } from './pickConnection.ts';
import { confirmByTest } from './testConnection.ts';

/** One line of the form: what it holds now, and how it is asked for. */
interface Field {
  readonly label: string;
  readonly value: string;
  /** The connection with another value; undefined when the person left off. */
  readonly ask: () => Promise<RegistryConnection | undefined>;
}

/**
 * Shows the parts of a connection, changes those that are chosen, tests the whole and saves it. What
 * is not touched stays as it is, its secret too.
 */
export async function editConnection(
  store: ConnectionStore,
  topology: TopologySender,
  id?: string,
): Promise<void> {
  const picked = await pickConnection(store, { title: 'Edit Registry Connection', id });
  const before = picked && (await store.find(picked.id));
  if (before === undefined) {
    return;
  }
  const taken = store.namesBeside(before.id);
  let current: RegistryConnection = before;
  for (;;) {
    const next = await askChange(current, fieldsOf(current, taken));
    if (next === undefined) {
      return;
    }
    if (next === 'save') {
      if (await confirmByTest(current, topology)) {
        await store.edit(before, current);
        return;
      }
    } else {
      current = next;
    }
  }
}

interface FieldItem extends vscode.QuickPickItem {
  readonly field?: Field;
}

/** Another state of the connection, `save`, or undefined to leave all as it was. */
async function askChange(
  connection: RegistryConnection,
  fields: readonly Field[],
): Promise<RegistryConnection | 'save' | undefined> {
  const items: readonly FieldItem[] = [
    { label: '$(save) Test and save' },
    ...fields.map((field) => ({ label: field.label, description: field.value, field })),
  ];
  const picked = await vscode.window.showQuickPick<FieldItem>(items, {
    title: `Edit ${connection.name}`,
    placeHolder: 'Choose what to change',
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  return picked.field === undefined ? 'save' : ((await picked.field.ask()) ?? connection);
}

function fieldsOf(connection: RegistryConnection, taken: ReadonlySet<string>): readonly Field[] {
  const nameField: Field = {
    label: 'Name',
    value: connection.name,
    ask: async () => {
      const name = await askName(connection.name, connection.name, taken);
      return name === undefined ? undefined : { ...connection, name };
    },
  };
  return [nameField, ...ownFields(connection)];
}

function ownFields(connection: RegistryConnection): readonly Field[] {
  switch (connection.kind) {
    case 'etcd':
      return [...reachFields(connection), ...etcdFields(connection)];
    case 'consul':
      return [...reachFields(connection), ...consulFields(connection)];
    case 'static':
      return [staticField(connection)];
  }
}

function reachFields(connection: EtcdConnection | ConsulConnection): readonly Field[] {
  return [
    {
      label: 'Addresses',
      value: connection.endpoints.join(', '),
      ask: () => askReach(connection),
    },
    {
      label: 'TLS',
      value: connection.tls === undefined ? 'no' : tlsText(connection.tls),
      ask: async () => {
        const { tls: before, ...rest } = connection;
        const tls = await askTls(before);
        return tls === undefined ? undefined : { ...rest, ...(tls !== null && { tls }) };
      },
    },
  ];
}

function tlsText(tls: object): string {
  const parts = Object.keys(tls);
  return parts.length === 0 ? 'yes' : `yes, with ${parts.join(', ')}`;
}

async function askReach(
  connection: EtcdConnection | ConsulConnection,
): Promise<RegistryConnection | undefined> {
  const { tls, ...rest } = connection;
  const { kind } = rest;
  const scheme = tls === undefined ? '' : 'https://';
  const value = connection.endpoints.map((endpoint) => `${scheme}${endpoint}`).join(', ');
  const title = `Addresses of ${connection.name}`;
  const reach = await askEndpoints({ title, kind, port: defaultPorts[kind], value });
  if (reach === undefined) {
    return undefined;
  }
  const { endpoints, username, secret, isSecure } = reach;
  const moved = { ...rest, endpoints, ...(isSecure && { tls: tls ?? {} }) };
  const named = moved.kind === 'etcd' && username !== undefined ? { ...moved, username } : moved;
  return secret === undefined ? named : withSecret(named, secret);
}

function etcdFields(connection: EtcdConnection): readonly Field[] {
  const { username = '', ...rest } = connection;
  const { prefixes } = rest;
  const user: Field = {
    label: 'User',
    value: username === '' ? 'none' : username,
    ask: async () => {
      const prompt = 'User; empty for none';
      const name = await askText({ title: connection.name, prompt, value: username });
      if (name === undefined) {
        return undefined;
      }
      return name === '' ? withoutSecret(rest) : { ...rest, username: name };
    },
  };
  const prefixField: Field = {
    label: 'Prefixes',
    value: prefixes.length === 0 ? 'all keys' : prefixes.join(', '),
    ask: async () => {
      const prompt = 'Prefixes of the keys to watch, with commas between; empty for all keys';
      const line = await askText({ title: connection.name, prompt, value: prefixes.join(', ') });
      const parts = line?.split(',').map((part) => part.trim());
      return parts && { ...connection, prefixes: parts.filter((part) => part !== '') };
    },
  };
  return [user, ...(username === '' ? [] : [secretField(connection, 'Password')]), prefixField];
}

function consulFields(connection: ConsulConnection): readonly Field[] {
  const scope = (['datacenter', 'namespace', 'partition'] as const).map((key): Field => {
    const { [key]: value = '', ...rest } = connection;
    const label = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    return {
      label,
      value: value === '' ? 'that of the agent' : value,
      ask: async () => {
        const prompt = `${label}; empty for that of the agent`;
        const text = await askText({ title: connection.name, prompt, value });
        return text === undefined ? undefined : { ...rest, ...(text !== '' && { [key]: text }) };
      },
    };
  });
  return [secretField(connection, 'ACL token'), ...scope];
}

function secretField(connection: RegistryConnection, label: string): Field {
  return {
    label,
    value: secretOf(connection) === undefined ? 'none' : 'set',
    ask: async () => {
      const secret = await askSecret(`${label} of ${connection.name}; empty for none`);
      if (secret === undefined) {
        return undefined;
      }
      return secret === '' ? withoutSecret(connection) : withSecret(connection, secret);
    },
  };
}

function staticField(connection: Extract<RegistryConnection, { kind: 'static' }>): Field {
  const { id, name, kind, file } = connection;
  if (file === undefined) {
    return {
      label: 'Services',
      value: 'written in the settings',
      ask: async () => {
        await vscode.commands.executeCommand(openSettings.command, openSettings.argument);
        return undefined;
      },
    };
  }
  return {
    label: 'File',
    value: file,
    ask: async () => {
      const chosen = await askFile('File that lists the services', serviceFiles);
      return chosen === undefined ? undefined : { id, name, kind, file: chosen };
    },
  };
}
