import {
  type ClientCapabilities,
  type ProtocolRequestType,
  RenameRequest,
  WillRenameFilesRequest,
} from 'vscode-languageserver';
import { movedWords, rename, renameFiles, type Steps } from '../features/index.ts';
import type { ServerContext } from './context.ts';
import { guard } from './guard.ts';
import { canonicalUri } from './uris.ts';

/**
 * Answers requests that change names all over the workspace. Gives what is to be told of the client,
 * which decides how much it is told of a change.
 */
export function registerRenames(context: ServerContext): (client: ClientCapabilities) => void {
  let annotates = false;
  on(context, RenameRequest.type, async ({ textDocument, position, newName }, signal) => {
    const asked = { uri: canonicalUri(textDocument.uri), position };
    const { snapshot, documents } = await context.data.naming(asked, signal);
    const { json } = context.settings.current;
    const namedInSettings = json?.schemas.map(({ message }) => message) ?? [];
    return rename(snapshot, { ...asked, newName, annotates, documents, namedInSettings });
  });
  on(context, WillRenameFilesRequest.type, async ({ files }, signal) => {
    const moved = files.map(({ oldUri, newUri }) => ({
      oldUri: canonicalUri(oldUri),
      newUri: canonicalUri(newUri),
    }));
    const { snapshot, documents } = await context.data.withWords(movedWords(moved), signal);
    return renameFiles(snapshot, { files: moved, documents });
  });
  return ({ workspace }) => {
    const { documentChanges, changeAnnotationSupport } = workspace?.workspaceEdit ?? {};
    annotates = documentChanges === true && changeAnnotationSupport !== undefined;
  };
}

function on<P, R, PR, E, RO>(
  { connection, logger, longWork }: ServerContext,
  type: ProtocolRequestType<P, R | null, PR, E, RO>,
  start: (params: P, signal: AbortSignal) => Promise<Steps<R | undefined>>,
): void {
  const answer = guard<P, R | null>({ method: type.method, logger }, async (params, signal) => {
    const steps = await start(params, signal);
    return (await longWork.run(steps, signal)) ?? null;
  });
  connection.onRequest(type.method, answer);
}
