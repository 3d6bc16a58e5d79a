import * as vscode from 'vscode';
import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { TopologyUpdate } from '../../../protocol/topology.ts';
import type { TopologyService } from './topologyService.ts';
import { summarize } from './connectionSummary.ts';

/** An entry in the status bar that sums up the registries and opens the topology. */
export function createStatusBar(topology: Pick<TopologyService, 'onUpdate'>): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'protoAtlas.registries',
    vscode.StatusBarAlignment.Left,
  );
  item.name = 'Proto Atlas Registries';
  item.command = 'protoAtlas.openTopology';
  show(item, []);
  const subscription = topology.onUpdate((update) => {
    const connections = connectionsOf(update);
    if (connections !== undefined) {
      show(item, connections);
    }
  });
  item.show();
  return vscode.Disposable.from(item, subscription);
}

function connectionsOf(update: TopologyUpdate): readonly ConnectionStatus[] | undefined {
  return update.kind === 'snapshot' ? update.graph.connections : update.delta.connections;
}

function show(item: vscode.StatusBarItem, connections: readonly ConnectionStatus[]): void {
  const { text, tooltip, isWarning } = summarize(connections);
  item.text = text;
  item.tooltip = tooltip;
  item.backgroundColor = isWarning
    ? new vscode.ThemeColor('statusBarItem.warningBackground')
    : undefined;
}
