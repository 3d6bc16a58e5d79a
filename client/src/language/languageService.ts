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
import { RestartPolicy } from '../restartPolicy.ts';
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

export type LanguageState = 'starting' | 'running' | 'stopped';

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
  const policy = new RestartPolicy();
  const states = new vscode.EventEmitter<LanguageState>();
  const client = options.createClient(clientOptions(options, policy));
  const subscriptions = [
    states,
    answerFileRequests(client),
    client.onRequest(addImportRootRequest, async ({ folder }: { readonly folder: string }) => {
      await addImportRoot(vscode.Uri.parse(folder));
      return null;
    }),
    client.onDidChangeState(({ newState }) => {
      states.fire(stateOf(newState));
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (sentSettings.some((key) => change.affectsConfiguration(`${settingsSection}.${key}`))) {
        void sendSettings(client, options);
      }
      // The server reads it when it starts.
      if (change.affectsConfiguration(`${settingsSection}.diagnostics.scope`)) {
        void restart();
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void sendSettings(client, options)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void sendSettings(client, options)),
  ];
  const start = (): Promise<void> =>
    client.start().catch((error: unknown) => {
      options.onGaveUp(startError(error));
    });
  let started = start();
  async function restart(): Promise<void> {
    policy.reset();
    started = client.state === State.Running ? client.stop().then(start) : start();
    await started;
  }
  return {
    send: async (method, params, signal) => {
      await started;
      return sendRequest(client, method, params, signal);
    },
    restart,
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
  options: LanguageServiceOptions,
  policy: RestartPolicy,
): LanguageClientOptions {
  const { log, onGaveUp } = options;
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
      closed: () => afterCrash(policy, onGaveUp),
    },
  };
}

/** Those of files; what else the editor shows, such as an older version, is not ours to judge. */
function documentSchemes(): readonly string[] {
  const ofFolders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set(['file', 'untitled', 'vscode-vfs', 'vscode-remote', ...ofFolders])];
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
  return new Error(
    `The Protobuf language server did not start: ${reason}. ` +
      `The log says more; run "Proto Atlas: Restart Servers" to try again.`,
    { cause: error },
  );
}
