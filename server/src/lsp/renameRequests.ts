import {
  type ClientCapabilities,
  type ProtocolRequestType,
  RenameRequest,
  WillRenameFilesRequest,
} from 'vscode-languageserver';
import { rename, renameFiles, type Steps } from '../features/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { guard } from './guard.ts';
import { runSteps } from './runSteps.ts';
import { canonicalUri } from './uris.ts';

/**
 * Answers requests that change names all over the workspace. Gives what is to be told of the client,
 * which decides how much it is told of a change.
 */
export function registerRenames(context: ServerContext): (client: ClientCapabilities) => void {
  let annotates = false;
  on(context, RenameRequest.type, (snapshot, { textDocument, position, newName }) =>
    rename(snapshot, { uri: canonicalUri(textDocument.uri), position, newName, annotates }),
  );
  on(context, WillRenameFilesRequest.type, (snapshot, { files }) =>
    renameFiles(snapshot, {
      files: files.map(({ oldUri, newUri }) => ({
        oldUri: canonicalUri(oldUri),
        newUri: canonicalUri(newUri),
      })),
    }),
  );
  return ({ workspace }) => {
    const { documentChanges, changeAnnotationSupport } = workspace?.workspaceEdit ?? {};
    annotates = documentChanges === true && changeAnnotationSupport !== undefined;
  };
}

function on<P, R, PR, E, RO>(
  { connection, workspace, logger }: ServerContext,
  type: ProtocolRequestType<P, R | null, PR, E, RO>,
  steps: (snapshot: Snapshot, params: P) => Steps<R | undefined>,
): void {
  const answer = guard<P, R | null>({ method: type.method, logger }, async (params, signal) => {
    const snapshot = await workspace.loadAll(signal);
    return (await runSteps(steps(snapshot, params), signal)) ?? null;
  });
  connection.onRequest(type.method, answer);
}
