import type * as vscode from 'vscode';
import { actionCommands } from '../actions/instanceActions.ts';
import { clusterCommands } from '../cluster/clusterCommands.ts';
import { generateCode, selectedUris } from '../codegen/generateCode.ts';
import { addConnection } from '../connections/addConnection.ts';
import { connectionCommands } from '../connections/connectionCommands.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { SideBar } from '../explorer/createSideBar.ts';
import { sideBarCommands } from '../explorer/sideBarCommands.ts';
import { callMethod, type OpenCallContext, readCallMethodArguments } from '../invoke/openCall.ts';
import type { Keys } from '../keys/createKeys.ts';
import { keySetCommands } from '../keys/keySetCommands.ts';
import type { LanguageService } from '../language/languageService.ts';
import { showReferences } from '../language/showReferences.ts';
import { instanceCommands } from '../topology/instanceCommands.ts';
import { toggleLiveConnections } from '../topology/liveConnections.ts';
import { panelCommands } from '../topology/panelCommands.ts';
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
  const { log, language, topology, topologyPanel, sideBar, calls } = context;
  return {
    ...sideBarCommands(context),
    ...keySetCommands(context),
    ...clusterCommands({ send: topology.send.bind(topology), view: sideBar.cluster }),
    ...panelCommands(topologyPanel),
    ...instanceCommands(context),
    ...actionCommands(topology),
    ...connectionCommands(context),
    'protoAtlas.toggleLiveConnections': toggleLiveConnections,
    'protoAtlas.addConnection': () => addAndShow(context),
    'protoAtlas.callMethod': (first) => callMethod(calls, readCallMethodArguments(first)),
    'protoAtlas.showReferences': showReferences,
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
