import type * as vscode from 'vscode';
import { generateCode, selectedUris } from '../codegen/generateCode.ts';
import { addConnection } from '../connections/addConnection.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import { removeConnection, setSecret, testConfigured } from '../connections/manageConnections.ts';
import type { SideBar } from '../explorer/createSideBar.ts';
import { connectionOf, sideBarCommands } from '../explorer/sideBarCommands.ts';
import { callMethod, type OpenCallContext, readCallMethodArguments } from '../invoke/openCall.ts';
import type { Keys } from '../keys/createKeys.ts';
import type { LanguageService } from '../language/languageService.ts';
import type { TopologyPanel } from '../topology/topologyPanel.ts';
import type { TopologyService } from '../topology/topologyService.ts';
import type { CommandTable } from './registerCommands.ts';

/** What the commands work with. */
export interface CommandContext {
  readonly log: vscode.LogOutputChannel;
  readonly language: LanguageService;
  readonly topology: TopologyService;
  readonly store: ConnectionStore;
  readonly topologyPanel: TopologyPanel;
  readonly sideBar: SideBar;
  readonly keys: Keys;
  readonly calls: OpenCallContext;
}

/** The one table of commands: a line says which part does it. */
export function composeCommands(context: CommandContext): CommandTable {
  const { log, language, topology, store, topologyPanel, calls } = context;
  return {
    ...sideBarCommands(context),
    'protoAtlas.openTopology': () => {
      topologyPanel.reveal();
    },
    'protoAtlas.addConnection': () => addAndShow(context),
    'protoAtlas.testConnection': (line) => testConfigured(store, topology, connectionOf(line)),
    'protoAtlas.setSecret': (line) => setSecret(store, connectionOf(line)),
    'protoAtlas.removeConnection': (line) => removeConnection(store, connectionOf(line)),
    'protoAtlas.callMethod': (first) => callMethod(calls, readCallMethodArguments(first)),
    'protoAtlas.generateCode': (...args) => generateCode(language.send, selectedUris(args)),
    'protoAtlas.restartServers': async () => {
      topology.restart();
      await language.restart();
    },
    'protoAtlas.showLog': () => {
      log.show();
    },
  };
}

/** A new connection is worth a look at what it brings. */
async function addAndShow({ store, topology, topologyPanel }: CommandContext): Promise<void> {
  const added = await addConnection({ store, topology });
  if (added !== undefined) {
    topologyPanel.reveal();
  }
}
