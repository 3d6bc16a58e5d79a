import * as vscode from 'vscode';
import { settingsSection } from '../manifest.ts';
import type { TopologyService } from '../topology/topologyService.ts';
import type { ConnectionStore } from './connectionStore.ts';

export interface SyncConnectionsOptions {
  readonly store: ConnectionStore;
  readonly topology: Pick<TopologyService, 'setConnections'>;
  readonly secrets: vscode.SecretStorage;
  /** Told about malformed entries, once per set of problems. */
  readonly onProblems: (problems: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
  /** The topology server knows the connections as they are now. */
  readonly onSent: () => void;
}

/**
 * Keeps the topology server on the connections of the settings: sends them now and at
 * each change of settings, secrets, folders or trust. Nothing is sent before the workspace is
 * trusted. Changes that come at once are sent in their order.
 */
export function syncConnections(options: SyncConnectionsOptions): vscode.Disposable {
  let lastProblems = '';
  let queue = Promise.resolve();

  const send = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) {
      return;
    }
    const { connections, problems } = await options.store.read();
    if (problems.length > 0 && problems.join('\n') !== lastProblems) {
      options.onProblems(problems);
    }
    lastProblems = problems.join('\n');
    await options.topology.setConnections(connections);
    options.onSent();
  };
  const schedule = (): void => {
    queue = queue.then(send).catch(options.onError);
  };

  const subscriptions = [
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${settingsSection}.connections`)) {
        schedule();
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(schedule),
    vscode.workspace.onDidGrantWorkspaceTrust(schedule),
    options.secrets.onDidChange(schedule),
  ];
  schedule();
  return vscode.Disposable.from(...subscriptions);
}
