import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { LanguageRequests, LanguageSettings } from '../../../protocol/language.ts';
import { languageId, settingsSection, wellKnownScheme } from '../manifest.ts';
import { RestartPolicy } from '../restartPolicy.ts';
import { readDisplaySettings } from './displaySettings.ts';
import { languageSettingsOf } from './languageSettings.ts';

export interface LanguageServiceOptions {
  /** The bundled server, absolute. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** Called once when the server cannot be kept alive. */
  readonly onGaveUp: (error: Error) => void;
}

/** The language server as the rest of the extension sees it. */
export interface LanguageService extends vscode.Disposable {
  /** Waits for the server; rejects with its error, whose message is for people. */
  readonly send: LanguageSend;
  readonly restart: () => Promise<void>;
  readonly onDidChangeState: vscode.Event<LanguageState>;
}

/** A request of the contract, by its name. */
export type LanguageSend = <M extends keyof LanguageRequests>(
  method: M,
  params: LanguageRequests[M]['params'],
  signal?: AbortSignal,
) => Promise<LanguageRequests[M]['result']>;

export type LanguageState = 'starting' | 'running' | 'stopped';

/** The settings that the server is told again when they change. */
const sentSettings = ['importRoots', 'lint.use', 'inlayHints', 'codeLens'] as const;

/** Starts the server without waiting for it. */
export function startLanguageService(options: LanguageServiceOptions): LanguageService {
  const policy = new RestartPolicy();
  const states = new vscode.EventEmitter<LanguageState>();
  const client = new LanguageClient(
    'protoAtlas',
    'Proto Atlas',
    { module: options.module, transport: TransportKind.ipc },
    clientOptions(options, policy),
  );
  const subscriptions = [
    states,
    client.onDidChangeState(({ newState }) => {
      states.fire(stateOf(newState));
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (sentSettings.some((key) => change.affectsConfiguration(`${settingsSection}.${key}`))) {
        void sendSettings(client);
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void sendSettings(client)),
  ];
  const start = (): Promise<void> =>
    client.start().catch((error: unknown) => {
      options.onGaveUp(startError(error));
    });
  let started = start();
  return {
    send: async (method, params, signal) => {
      await started;
      return sendRequest(client, method, params, signal);
    },
    restart: async () => {
      policy.reset();
      started = client.state === State.Running ? client.restart() : start();
      await started;
    },
    onDidChangeState: states.event,
    dispose: () => {
      vscode.Disposable.from(...subscriptions).dispose();
      client.dispose().catch((error: unknown) => {
        options.log.debug(`language server: ${String(error)}`);
      });
    },
  };
}

function clientOptions(
  { log, onGaveUp }: LanguageServiceOptions,
  policy: RestartPolicy,
): LanguageClientOptions {
  return {
    documentSelector: ['file', 'untitled', wellKnownScheme].map((scheme) => ({
      scheme,
      language: languageId,
    })),
    diagnosticCollectionName: 'Proto Atlas',
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: readSettings,
    markdown: { isTrusted: false, supportHtml: false },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => afterCrash(policy, onGaveUp),
    },
  };
}

/** Waits as long as the policy says; the client starts the server again afterwards. */
async function afterCrash(
  policy: RestartPolicy,
  onGaveUp: (error: Error) => void,
): Promise<CloseHandlerResult> {
  const decision = policy.afterCrash(performance.now());
  if (decision.kind === 'giveUp') {
    onGaveUp(
      new Error(
        `The Protobuf language server ended ${decision.crashes} times in a row. ` +
          `The log says why; run "Proto Atlas: Restart Servers" to start it again.`,
      ),
    );
    return { action: CloseAction.DoNotRestart, handled: true };
  }
  await new Promise((resolve) => setTimeout(resolve, decision.delayMs));
  return { action: CloseAction.Restart, handled: true };
}

async function sendRequest<M extends keyof LanguageRequests>(
  client: LanguageClient,
  method: M,
  params: LanguageRequests[M]['params'],
  signal?: AbortSignal,
): Promise<LanguageRequests[M]['result']> {
  signal?.throwIfAborted();
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => {
    source.cancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await client.sendRequest<LanguageRequests[M]['result']>(method, params, source.token);
  } finally {
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}

async function sendSettings(client: LanguageClient): Promise<void> {
  if (client.isRunning()) {
    const params = { settings: readSettings() };
    await client.sendNotification('workspace/didChangeConfiguration', params);
  }
}

function readSettings(): LanguageSettings {
  return { ...readFolderSettings(), ...readDisplaySettings() };
}

/** Without a folder, the user's settings count, as far as they are absolute. */
function readFolderSettings(): LanguageSettings {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const home = homedir();
  const read = (scope?: vscode.Uri): unknown =>
    vscode.workspace.getConfiguration(settingsSection, scope).get<unknown>('importRoots');
  const lintUse: unknown = vscode.workspace.getConfiguration(settingsSection).get('lint.use');
  if (folders.length === 0) {
    return languageSettingsOf([{ value: read(), base: { home } }], lintUse);
  }
  return languageSettingsOf(
    folders.map(({ uri }) => ({ value: read(uri), base: { home, folder: uri.fsPath } })),
    lintUse,
  );
}

function stateOf(state: State): LanguageState {
  switch (state) {
    case State.Running:
      return 'running';
    case State.Starting:
      return 'starting';
    case State.Stopped:
    case State.StartFailed:
      return 'stopped';
  }
}

function startError(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(
    `The Protobuf language server did not start: ${reason}. ` +
      `The log says more; run "Proto Atlas: Restart Servers" to try again.`,
    { cause: error },
  );
}
