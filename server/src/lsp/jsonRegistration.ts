import {
  type ClientCapabilities,
  CodeActionKind,
  CodeActionRequest,
  CompletionRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentHighlightRequest,
  HoverRequest,
  ReferencesRequest,
  RenameRequest,
  TextDocumentSyncKind,
  TypeDefinitionRequest,
} from 'vscode-languageserver';
import type { ServerContext } from './context.ts';

/** Documents of the disk, new ones, and those of the file systems that the folders are in. */
function selectorFor(folders: readonly string[]): readonly object[] {
  const ofFolders = folders.map((uri) => uri.slice(0, uri.indexOf(':')));
  const schemes = [...new Set(['file', 'untitled', ...ofFolders])];
  return ['json', 'jsonc'].flatMap((language) => schemes.map((scheme) => ({ scheme, language })));
}

/** Each with what it adds to the selector. */
const registrations: readonly (readonly [string, object])[] = [
  [DidOpenTextDocumentNotification.method, {}],
  [DidChangeTextDocumentNotification.method, { syncKind: TextDocumentSyncKind.Incremental }],
  [DidCloseTextDocumentNotification.method, {}],
  [CompletionRequest.method, { triggerCharacters: ['"', ':'] }],
  [HoverRequest.method, {}],
  [DefinitionRequest.method, {}],
  [TypeDefinitionRequest.method, {}],
  [ReferencesRequest.method, {}],
  [RenameRequest.method, { prepareProvider: true }],
  [DocumentHighlightRequest.method, {}],
  [CodeActionRequest.method, { codeActionKinds: [CodeActionKind.QuickFix] }],
];

interface RegistrationContext extends Pick<ServerContext, 'logger'> {
  readonly connection: { sendRequest(method: string, params: object): Promise<unknown> };
}

/**
 * Asks the client for JSON documents too, in folders of any kind, but only for what their own language
 * server does not do: of formatters and outlines one is enough. Clients that cannot be asked have to be
 * told otherwise.
 */
export async function registerJson(
  { connection, logger }: RegistrationContext,
  { textDocument }: ClientCapabilities,
  folders: readonly string[] = [],
): Promise<void> {
  const documentSelector = selectorFor(folders);
  const isPossible =
    textDocument?.synchronization?.dynamicRegistration === true &&
    textDocument.completion?.dynamicRegistration === true;
  if (!isPossible) {
    return;
  }
  try {
    await connection.sendRequest('client/registerCapability', {
      registrations: registrations.map(([method, options]) => ({
        id: `json ${method}`,
        method,
        registerOptions: { documentSelector, ...options },
      })),
    });
  } catch (error) {
    // The client may be shutting down.
    logger.debug(`registration of JSON documents: ${String(error)}`);
  }
}
