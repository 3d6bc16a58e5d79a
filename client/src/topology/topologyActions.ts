import * as vscode from 'vscode';
import { UserError } from '../commands/userError.ts';
import { saveExport } from './exportTopology.ts';
import { editorCommands } from './instanceCommands.ts';
import type { InstanceCall, TopologyViewActions } from './topologyView.ts';

export interface TopologyActionOptions {
  readonly openCall: (call: InstanceCall) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** What a person asks for in the page that the editor does. */
export function topologyActions({ openCall, onError }: TopologyActionOptions): TopologyViewActions {
  const run = (command: string, ...args: readonly string[]): void => {
    vscode.commands.executeCommand(command, ...args).then(undefined, onError);
  };
  return {
    addConnection: () => {
      run('protoAtlas.addConnection');
    },
    manageConnections: () => {
      run('protoAtlas.manageConnections');
    },
    copy: (text) => void vscode.env.clipboard.writeText(text),
    openCall: (call) => void openCall(call).catch(onError),
    act: (instanceId, action) => {
      run(editorCommands[action], instanceId);
    },
    chooseExport: () => {
      run('protoAtlas.exportTopology');
    },
    saveExport: (request, content) => void saveExport(request, content).catch(onError),
    exportFailed: (message) => {
      onError(new UserError(message));
    },
  };
}
