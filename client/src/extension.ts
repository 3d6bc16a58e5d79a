/**
 * The extension host's part: the only one that imports `vscode`, and thin. It starts the two
 * servers, owns the panels and the commands, and carries messages between them. It knows the
 * contracts in `protocol/` and nothing of what the servers and the webview are made of.
 *
 * Invariants: nothing connects, calls or generates before the workspace is trusted; secrets live in
 * the secret storage alone; services return values and errors, and one place shows errors; files
 * that decide something do not import `vscode`, so that they run in a unit test.
 */
import * as vscode from 'vscode';
import { composeCommands } from './commands/composeCommands.ts';
import { registerCommands, showError } from './commands/registerCommands.ts';
import { untrustedError } from './commands/userError.ts';
import { ConnectionStore } from './connections/connectionStore.ts';
import { showProblems } from './connections/showProblems.ts';
import { syncConnections } from './connections/syncConnections.ts';
import { createSideBar } from './explorer/createSideBar.ts';
import { createCallPanels } from './invoke/callPanels.ts';
import { FormMemory } from './invoke/formMemory.ts';
import { callInstance } from './invoke/openCall.ts';
import { Reflections } from './invoke/reflections.ts';
import { createKeys } from './keys/createKeys.ts';
import { startLanguageService } from './language/languageService.ts';
import { createLanguageStatus } from './language/languageStatus.ts';
import { languageServerProcess } from './language/serverProcess.ts';
import { registerMessageSchemas } from './language/jsonSchemas.ts';
import { registerWellKnownDocuments } from './language/wellKnownDocuments.ts';
import { RestartPolicy } from './restartPolicy.ts';
import { createStatusBar } from './topology/statusBar.ts';
import { createTopologyPanel } from './topology/topologyPanel.ts';
import { syncLiveConnections } from './topology/liveConnections.ts';
import { topologyServerFlags } from './topology/serverFlags.ts';
import type { ServerCommand } from './topology/serverProcess.ts';
import { topologyActions } from './topology/topologyActions.ts';
import { TopologyService } from './topology/topologyService.ts';
import { ViewMemory } from './topology/viewMemory.ts';

/** Called by the editor once. Waits for nothing: servers come up on their own time. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions, secrets, workspaceState } = context;
  const log = vscode.window.createOutputChannel('Proto Atlas', { log: true });
  const tell = (error: unknown): void => void showError(error, log);
  const program = (name: string): string => context.asAbsolutePath(`dist/${name}`);

  const language = startLanguageService({
    ...languageServerProcess(context),
    log,
    onGaveUp: tell,
  });
  const topology = new TopologyService({
    start: editorNode(...topologyServerFlags, program('topologyServer.cjs'), '--stdio'),
    log,
    policy: new RestartPolicy(),
    refusal: () => (isTrusted() ? undefined : untrustedError('Connecting to a registry')),
    onGaveUp: tell,
  });
  const store = new ConnectionStore(secrets);
  const hasConnections = (): boolean => store.configured().connections.length > 0;
  const reflections = new Reflections();
  const panels = createCallPanels({ extensionUri, log });
  const memory = new FormMemory(workspaceState);
  const calls = { panels, send: language.send, topology, memory, reflections };
  const topologyPanel = createTopologyPanel({
    extensionUri,
    log,
    topology,
    reflections,
    isTrusted,
    hasConnections,
    views: new ViewMemory(workspaceState),
    actions: topologyActions({ openCall: (call) => callInstance(calls, call), onError: tell }),
  });
  const keys = createKeys({ topology, isTrusted, onError: tell, nameOf: namesOf(store) });
  const disabled = () => (isTrusted() ? store.configured().disabled : []);
  const sideBar = createSideBar({ topology, reflections, keys, hasConnections, disabled });
  const sync = syncConnections({
    store,
    topology,
    secrets,
    onProblems: (problems) => void showProblems(problems, log),
    onError: tell,
    onSent: () => {
      [keys.connected, topologyPanel.refresh, sideBar.refresh].forEach((run) => {
        run();
      });
    },
  });
  subscriptions.push(log, language, topology, sync, panels, topologyPanel, keys, sideBar);
  subscriptions.push(createLanguageStatus(language), createStatusBar(topology));
  subscriptions.push(syncLiveConnections(topology, tell));
  subscriptions.push(registerWellKnownDocuments(language.send), registerMessageSchemas());
  const parts = { log, language, topology, store, topologyPanel, sideBar, keys, calls };
  subscriptions.push(registerCommands(composeCommands(parts), log));
}

/** What people call a connection, as the settings say now. */
function namesOf(store: ConnectionStore): (connectionId: string) => string {
  return (connectionId) =>
    store.configured().connections.find(({ id }) => id === connectionId)?.name ?? 'registry';
}

function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** The editor's own executable as plain Node, so that none has to be installed. */
function editorNode(...args: readonly string[]): ServerCommand {
  return { command: process.execPath, args, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } };
}
