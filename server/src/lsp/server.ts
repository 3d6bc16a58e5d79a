import { setImmediate } from 'node:timers/promises';
import type { Connection } from 'vscode-languageserver/node';
import { type Logger, setUnexpectedHandler } from '../base/index.ts';
import { Workspace } from '../workspace/index.ts';
import { capabilities } from './capabilities.ts';
import type { ServerContext } from './context.ts';
import { registerCustomRequests } from './customRequests.ts';
import { DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { syncDocuments } from './documents.ts';
import { LayoutSync } from './layout.ts';
import { nodeFileSystem } from './nodeFileSystem.ts';
import { registerRenames } from './renameRequests.ts';
import { registerRequests } from './requests.ts';
import { Settings } from './settings.ts';

export interface LanguageServerOptions {
  readonly connection: Connection;
  /** Folder of the running program, where what ships with it lies. */
  readonly programFolder: string;
}

/** Serves LSP on a connection until it is closed. */
export function startLanguageServer({ connection, programFolder }: LanguageServerOptions): void {
  const logger = loggerOf(connection);
  setUnexpectedHandler((what, error) => logger.error(`unexpected: ${what}: ${error.stack}`));
  const scheduler = { pause: () => setImmediate(), now: () => performance.now() };
  const workspace = new Workspace({ fileSystem: nodeFileSystem, scheduler, logger });
  const settings = new Settings();
  const context: ServerContext = { connection, workspace, logger, settings, programFolder };

  const layout = new LayoutSync(context);
  const tellRenames = registerRenames(context);
  connection.onInitialize((params) => {
    layout.initialize(params);
    tellRenames(params.capabilities);
    return { capabilities, serverInfo: { name: 'Proto Atlas' } };
  });
  connection.onInitialized(() => void layout.watch());

  const documents = syncDocuments(context, { onDidClose: (closed) => publisher.clear(closed) });
  const publisher = new DiagnosticsPublisher(context, documents);
  registerRequests(context);
  registerCustomRequests(context);
  connection.onShutdown(() => {
    publisher.dispose();
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
