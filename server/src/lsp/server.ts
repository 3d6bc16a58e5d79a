import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import { type Logger, setUnexpectedHandler } from '../base/index.ts';
import { Workspace } from '../workspace/index.ts';
import { BaselineSync } from './baseline.ts';
import { capabilities } from './capabilities.ts';
import { ClientFileSystem } from './clientFileSystem.ts';
import type { ServerContext } from './context.ts';
import { registerCustomRequests } from './customRequests.ts';
import { DataDiagnostics } from './dataDiagnostics.ts';
import { DataDocuments } from './dataDocuments.ts';
import { DiagnosticReports } from './diagnosticReports.ts';
import { diagnosticOptions, registerDiagnosticRequests } from './diagnosticRequests.ts';
import { diagnosticsClient, DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { syncDocuments } from './documents.ts';
import type { ServerHost } from './host.ts';
import { registerImportRootCommand } from './importRootCommand.ts';
import { registerJson } from './jsonRegistration.ts';
import { showIndexProgress } from './indexProgress.ts';
import { LayoutSync } from './layout.ts';
import { LongWork } from './longWork.ts';
import { registerRenames } from './renameRequests.ts';
import { registerRequests } from './requests.ts';
import { Settings } from './settings.ts';
import { messagesTakenIn, pause } from './turns.ts';

export interface LanguageServerOptions {
  readonly connection: Connection;
  readonly host: ServerHost;
}

/** Milliseconds in which an editor that has documents open tells of them after the start. */
const openingMs = 100;

/** Serves LSP on a connection until it is closed. */
export function startLanguageServer({ connection, host }: LanguageServerOptions): void {
  const logger = loggerOf(connection);
  setUnexpectedHandler((what, error) => logger.error(`unexpected: ${what}: ${error.stack}`));
  const scheduler = { pause: messagesTakenIn, now: () => performance.now() };
  const settings = new Settings();
  const opening = (): Promise<void> => pause(openingMs);
  const cacheFolder = (): string | undefined => settings.current.cacheFolder;
  const clientFiles = new ClientFileSystem(connection);
  const fileSystem = host.fileSystem(clientFiles);
  const parts = { fileSystem, scheduler, logger };
  const indexer = host.createIndexer?.({ ...parts, cacheFolder });
  const workspace = new Workspace({ ...parts, opening, ...(indexer && { indexer }) });
  const data = new DataDocuments(workspace, settings);
  const context: ServerContext = {
    connection,
    workspace,
    data,
    logger,
    longWork: new LongWork(),
    settings,
    host,
  };

  showIndexProgress(context);
  const layout = new LayoutSync(context);
  registerImportRootCommand(context, layout);
  const tellRenames = registerRenames(context);
  let clientCapabilities: ClientCapabilities = {};
  connection.onInitialize((params) => {
    layout.initialize(params);
    clientCapabilities = params.capabilities;
    tellRenames(params.capabilities);
    const client = diagnosticsClient(params.capabilities);
    publisher.initialize(client);
    const diagnosticProvider = diagnosticOptions(settings.current);
    return {
      capabilities: { ...capabilities, ...(client !== 'waits' && { diagnosticProvider }) },
      serverInfo: { name: 'Proto Atlas' },
    };
  });
  connection.onInitialized(() => {
    clientFiles.start();
    void layout.watch();
    void registerJson(context, clientCapabilities, layout.folders);
  });

  const dataDiagnostics = new DataDiagnostics(context);
  const documents = syncDocuments(context, {
    onDidClose: (closed) => {
      publisher.clear(closed);
      dataDiagnostics.clear(closed);
    },
  });
  const baseline = new BaselineSync({ context, documents });
  layout.onDidApply((applied) => baseline.setLayout(applied));
  layout.onDidChangeFiles(() => baseline.filesChanged());
  const reports = new DiagnosticReports();
  const publisher = new DiagnosticsPublisher({ context, documents, reports });
  registerDiagnosticRequests(context, {
    reports,
    onAnswer: (uri, { id }) => publisher.answered(uri, id),
  });
  registerRequests(context);
  registerCustomRequests(context);
  connection.onShutdown(() => {
    publisher.dispose();
    baseline.dispose();
    dataDiagnostics.dispose();
    workspace.dispose();
  });
  connection.listen();
}

function loggerOf({ console: remote }: Connection): Logger {
  return {
    debug: (message) => remote.debug(message),
    info: (message) => remote.info(message),
    warn: (message) => remote.warn(message),
    error: (message) => remote.error(message),
  };
}
