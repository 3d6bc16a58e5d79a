import * as vscode from 'vscode';
import { settingsSection } from '../manifest.ts';
import type { TopologyService } from './topologyService.ts';

const key = 'topology.liveConnections';

/** Keeps the topology server on what the setting says about asking for open connections. */
export function syncLiveConnections(
  topology: Pick<TopologyService, 'setLiveEdges'>,
  onError: (error: unknown) => void,
): vscode.Disposable {
  const send = (): void => {
    topology.setLiveEdges(isOn()).catch(onError);
  };
  send();
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${settingsSection}.${key}`)) {
      send();
    }
  });
}

/** Switches the setting: in the workspace when a folder is open, for the person otherwise. */
export async function toggleLiveConnections(): Promise<void> {
  const isInFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const { Workspace, Global } = vscode.ConfigurationTarget;
  const next = !isOn();
  const settings = vscode.workspace.getConfiguration(settingsSection);
  await settings.update(key, next, isInFolder ? Workspace : Global);
  void vscode.window.setStatusBarMessage(
    next
      ? 'Instances that offer channelz are asked for their connections.'
      : 'Instances are no longer asked for their connections.',
    5_000,
  );
}

function isOn(): boolean {
  const settings = vscode.workspace.getConfiguration(settingsSection);
  return settings.get<unknown>('topology.liveConnections') === true;
}
