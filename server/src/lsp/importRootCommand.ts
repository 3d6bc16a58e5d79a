import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { LanguageClientRequests, LanguageServerCommands } from '../../../protocol/language.ts';
import type { ServerContext } from './context.ts';
import { canonicalUri } from './uris.ts';

type Command = keyof LanguageServerCommands;
type ClientRequest = keyof LanguageClientRequests;

const addImportRoot: Command = 'protoAtlas.addImportRoot';

/** What clients may ask to be run. */
export const serverCommands: readonly string[] = [addImportRoot];

export interface ImportRootTarget {
  /** Takes up a root that no settings have. */
  addSessionRoot(folder: string): void;
}

/**
 * Runs the command that declares an import root: by the settings of the client if that can write them,
 * else for as long as the server runs, and says so.
 */
export function registerImportRootCommand(
  { connection, logger }: ServerContext,
  target: ImportRootTarget,
): void {
  connection.onExecuteCommand(async ({ command, arguments: [folder] = [] }) => {
    if (command !== addImportRoot || typeof folder !== 'string') {
      return null;
    }
    const request: ClientRequest = 'protoAtlas/addImportRoot';
    try {
      await connection.sendRequest(request, { folder });
    } catch (error) {
      // A client that is not ours knows no such request.
      logger.debug(`${request}: ${String(error)}`);
      target.addSessionRoot(canonicalUri(folder));
      const path = URI.parse(folder).fsPath;
      await connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Info,
        message: `Imports are looked for in ${path} too, until the server ends. To keep it, add it to importRoots in the settings that your editor gives to Proto Atlas.`,
      });
    }
    return null;
  });
}
