import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import type {
  LanguageClientRequests,
  LanguageRequests,
  LanguageSettings,
} from '../../../protocol/language.ts';
import { languageId, settingsSection, textFormatId, wellKnownScheme } from '../manifest.ts';
import { UserError } from '../commands/userError.ts';
import { restartActions, RestartPolicy } from '../restartPolicy.ts';
import { CrashRecovery } from './crashRecovery.ts';
import { answerFileRequests } from './clientFiles.ts';
import { readBreakingSettings } from './breakingSettings.ts';
import { readDisplaySettings } from './displaySettings.ts';
import { addImportRoot } from './importRootSetting.ts';
import { languageSettingsOf } from './languageSettings.ts';

/** Where the server runs, and what that place has. */
export interface LanguageServerPlace {
  /** Makes a client that has not started; it starts its server anew each time that it starts. */
  readonly createClient: (options: LanguageClientOptions) => BaseLanguageClient;
  /** The folder that an import root of the settings means, for the server; undefined for none. */
  readonly resolveRoot: (text: string, folder: vscode.Uri | undefined) => string | undefined;
  /** Folder, absolute, where the server keeps its index between runs; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  /** Whether rpcs can be called. */
  readonly calls: boolean;
}

export interface LanguageServiceOptions extends LanguageServerPlace {
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

/** `restarting` from a crash until the server runs again. */
export type LanguageState = 'starting' | 'running' | 'restarting' | 'stopped';

/** The settings that the server is told again when they change. */
const sentSettings = [
  'importRoots',
  'lint.use',
  'breaking',
  'inlayHints',
  'codeLens',
  'format',
  'json',
] as const;

const addImportRootRequest: keyof LanguageClientRequests = 'protoAtlas/addImportRoot';

/** Starts the server without waiting for it. */
export function startLanguageService(options: LanguageServiceOptions): LanguageService {
  const states = new vscode.EventEmitter<LanguageState>();
  const recovery = new CrashRecovery({
    policy: new RestartPolicy(),
    onGaveUp: options.onGaveUp,
    onWaiting: (delayMs) => {
      options.log.warn(`language server: ended; it is started again in ${delayMs} ms`);
      states.fire('restarting');
    },
  });
  const connect = (): ConnectedClient => connectClient(options, { recovery, states });
  let current = connect();
  const start = async (): Promise<void> => {
    const { crashes } = recovery;
    try {
      await current.client.start();
    } catch (error) {
      // Of a server that died on the way the recovery takes care.
      if (recovery.crashes === crashes) {
        options.onGaveUp(startError(error));
      }
    }
    await recovery.settled;
  };
  const startAgain = async (): Promise<void> => {
    if (current.client.state === State.StartFailed) {
      // Such a client never starts again.
      current.dispose();
      current = connect();
    } else if (current.client.state === State.Running) {
      await current.client.stop().catch((error: unknown) => {
        options.log.warn(`language server: ${String(error)}`);
      });
    }
    await start();
  };
  let started = start();
  const restart = async (): Promise<void> => {
    recovery.hurry();
    started = recovery.isOn ? recovery.settled : startAgain();
    await started;
  };
  const subscriptions = [
    states,
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (sentSettings.some((key) => change.affectsConfiguration(`${settingsSection}.${key}`))) {
        void sendSettings(current.client, options);
      }
      // The server reads it when it starts.
      if (change.affectsConfiguration(`${settingsSection}.diagnostics.scope`)) {
        void restart();
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void sendSettings(current.client, options)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void sendSettings(current.client, options)),
  ];
  return {
    send: async (method, params, signal) => {
      await started;
      await recovery.settled;
      return sendRequest(current.client, method, params, signal);
    },
    restart,
    onDidChangeState: states.event,
    dispose: () => {
      vscode.Disposable.from(...subscriptions).dispose();
      current.dispose();
    },
  };
}

/** A client with all that listens to it. */
interface ConnectedClient extends vscode.Disposable {
  readonly client: BaseLanguageClient;
}

interface ClientParts {
  readonly recovery: CrashRecovery;
  readonly states: vscode.EventEmitter<LanguageState>;
}

function connectClient(
  options: LanguageServiceOptions,
  { recovery, states }: ClientParts,
): ConnectedClient {
  const client = options.createClient(clientOptions(options, recovery));
  const subscriptions = [
    answerFileRequests(client),
    client.onRequest(addImportRootRequest, async ({ folder }: { readonly folder: string }) => {
      await addImportRoot(vscode.Uri.parse(folder));
      return null;
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        recovery.end();
      }
      states.fire(recovery.isOn ? 'restarting' : stateOf(newState));
    }),
  ];
  return {
    client,
    dispose: () => {
      vscode.Disposable.from(...subscriptions).dispose();
      client.dispose().catch((error: unknown) => {
        options.log.debug(`language server: ${String(error)}`);
      });
    },
  };
}

function clientOptions(
  options: LanguageServiceOptions,
  recovery: CrashRecovery,
): LanguageClientOptions {
  const { log } = options;
  const schemes = documentSchemes();
  return {
    documentSelector: [
      ...[...schemes, wellKnownScheme].map((scheme) => ({ scheme, language: languageId })),
      ...schemes.map((scheme) => ({ scheme, language: textFormatId })),
    ],
    diagnosticCollectionName: 'Proto Atlas',
    diagnosticPullOptions: { onChange: true },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => readSettings(options),
    // The settings as they are written would take the place of what `readSettings` makes of them.
    middleware: { workspace: { didChangeConfiguration: () => Promise.resolve() } },
    markdown: { isTrusted: false, supportHtml: false },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => afterCrash(recovery),
    },
  };
}

/** Those of files; what else the editor shows, such as an older version, is not ours to judge. */
function documentSchemes(): readonly string[] {
  const ofFolders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set(['file', 'untitled', 'vscode-vfs', 'vscode-remote', ...ofFolders])];
}

/** The client starts the server again afterwards. */
async function afterCrash(recovery: CrashRecovery): Promise<CloseHandlerResult> {
  const isWanted = await recovery.afterCrash();
  return { action: isWanted ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
}

async function sendRequest<M extends keyof LanguageRequests>(
  client: BaseLanguageClient,
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

async function sendSettings(
  client: BaseLanguageClient,
  options: LanguageServiceOptions,
): Promise<void> {
  if (client.isRunning()) {
    const params = { settings: readSettings(options) };
    await client.sendNotification('workspace/didChangeConfiguration', params);
  }
}

function readSettings(options: LanguageServiceOptions): LanguageSettings {
  const display = readDisplaySettings();
  const codeLens = { ...display.codeLens, calls: options.calls };
  const breaking = readBreakingSettings();
  const { cacheFolder } = options;
  const cache = cacheFolder === undefined ? {} : { cacheFolder };
  return { ...readFolderSettings(options), ...cache, breaking, ...display, codeLens };
}

/** Without a folder, the user's settings count, as far as they are absolute. */
function readFolderSettings({ resolveRoot }: LanguageServiceOptions): LanguageSettings {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const read = (scope?: vscode.Uri): unknown =>
    vscode.workspace.getConfiguration(settingsSection, scope).get<unknown>('importRoots');
  const lintUse: unknown = vscode.workspace.getConfiguration(settingsSection).get('lint.use');
  const scopes = folders.length === 0 ? [undefined] : folders.map(({ uri }) => uri);
  const sources = scopes.map((uri) => ({
    value: read(uri),
    resolve: (text: string) => resolveRoot(text, uri),
  }));
  return languageSettingsOf(sources, lintUse);
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
  return new UserError(
    `The Protobuf language server did not start: ${reason}. The log says more.`,
    { cause: error, actions: restartActions },
  );
}
