import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import { settingsSection } from '../manifest.ts';
import type { PathBase } from '../paths.ts';
import { changedFields, editedEntry, type EntryFields } from './connectionEdits.ts';
import {
  type ConfiguredConnections,
  readConnections,
  settingsEntryOf,
} from './connectionSettings.ts';
import { ConnectionSecrets, secretOf, withSecret } from './connectionSecrets.ts';

const key = 'connections';

/**
 * The registry connections of the settings, and their secrets. It neither connects nor shows
 * anything.
 */
export class ConnectionStore {
  readonly secrets: ConnectionSecrets;

  constructor(storage: vscode.SecretStorage) {
    this.secrets = new ConnectionSecrets(storage);
  }

  /** The connections as configured, without secrets. */
  configured(): ConfiguredConnections {
    const inspected = configuration().inspect<unknown>(key);
    return readConnections(
      [
        { origin: 'user settings', value: inspected?.globalValue },
        { origin: 'workspace settings', value: inspected?.workspaceValue },
      ],
      pathBase(),
    );
  }

  /** Those that are disabled too. */
  all(): readonly RegistryConnection[] {
    const { connections, disabled } = this.configured();
    return [...connections, ...disabled];
  }

  /** The names that others have. */
  namesBeside(id: string): ReadonlySet<string> {
    const others = this.all().filter((connection) => connection.id !== id);
    return new Set(others.map(({ name }) => name));
  }

  /** The connections with their secrets, ready for the topology server. */
  async read(): Promise<ConfiguredConnections> {
    const { connections, disabled, problems } = this.configured();
    const found = await Promise.all(connections.map((connection) => this.#complete(connection)));
    return {
      connections: found.map(({ connection }) => connection),
      disabled,
      problems: [...problems, ...found.flatMap(({ problem }) => problem ?? [])],
    };
  }

  /** One connection with its secret, whether it is enabled or not. */
  async find(id: string): Promise<RegistryConnection | undefined> {
    const connection = this.all().find((known) => known.id === id);
    return connection && (await this.#complete(connection)).connection;
  }

  /** Adds it to the workspace settings, or to the user's when no folder is open. */
  async add(connection: RegistryConnection): Promise<void> {
    const target = vscode.workspace.workspaceFolders?.length
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global;
    const entry = settingsEntryOf(connection, pathBase());
    await configuration().update(key, [...this.#entries(target), entry], target);
  }

  /**
   * Writes what differs between two states of a connection where its entry stands; the rest of the
   * entry stays as it is written. Its secret goes along to another address.
   */
  async edit(before: RegistryConnection, after: RegistryConnection): Promise<void> {
    const secret = secretOf(after);
    if (secret !== undefined) {
      await this.secrets.set(after, secret);
    } else if (secretOf(before) !== undefined) {
      await this.secrets.forget(before.id);
    }
    await this.#change(before.id, changedFields(before, after, pathBase()));
  }

  /** Whether to connect to it. */
  async setEnabled(id: string, isEnabled: boolean): Promise<void> {
    await this.#change(id, { enabled: isEnabled ? undefined : false });
  }

  /** Takes a connection out of every settings file, and forgets its secrets. */
  async remove(id: string): Promise<void> {
    for (const target of settingsFiles) {
      const entries = this.#entries(target);
      const kept = entries.filter((entry) => idOf(entry) !== id);
      if (kept.length < entries.length) {
        await configuration().update(key, kept.length === 0 ? undefined : kept, target);
      }
    }
    await this.secrets.forget(id);
  }

  /** In the settings file whose entry counts: that of the workspace before the user's. */
  async #change(id: string, fields: EntryFields): Promise<void> {
    for (const target of settingsFiles) {
      const entries = this.#entries(target);
      const index = entries.findIndex((entry) => idOf(entry) === id);
      if (index >= 0) {
        const edited = editedEntry(entries[index], id, fields);
        await configuration().update(key, entries.with(index, edited), target);
        return;
      }
    }
  }

  /** Entries of one settings file as they stand there, also malformed ones. */
  #entries(target: vscode.ConfigurationTarget): readonly unknown[] {
    const inspected = configuration().inspect<unknown>(key);
    const isWorkspace = target === vscode.ConfigurationTarget.Workspace;
    const value = isWorkspace ? inspected?.workspaceValue : inspected?.globalValue;
    return Array.isArray(value) ? value : [];
  }

  async #complete(
    connection: RegistryConnection,
  ): Promise<{ connection: RegistryConnection; problem?: string }> {
    const lookup = await this.secrets.find(connection);
    switch (lookup.kind) {
      case 'found':
        return { connection: withSecret(connection, lookup.secret) };
      case 'otherTarget':
        return { connection, problem: otherTarget(connection) };
      case 'none':
        return { connection };
    }
  }
}

/** What paths in the settings are relative to. */
export function pathBase(): PathBase {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isOnDisk = folder?.scheme === 'file';
  return { home: homedir(), ...(isOnDisk && { folder: folder.fsPath }) };
}

const settingsFiles = [
  vscode.ConfigurationTarget.Workspace,
  vscode.ConfigurationTarget.Global,
] as const;

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(settingsSection);
}

function idOf(entry: unknown): string | undefined {
  const { connections, disabled } = readConnections([{ origin: '', value: [entry] }], pathBase());
  return [...connections, ...disabled][0]?.id;
}

function otherTarget({ name }: RegistryConnection): string {
  return (
    `The endpoints of "${name}" have changed since its secret was stored, so the secret is not ` +
    `sent. Run "Proto Atlas: Set Registry Password or Token" if the new ones are right.`
  );
}
