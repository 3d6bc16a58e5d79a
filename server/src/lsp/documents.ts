import { TextDocument } from 'vscode-languageserver-textdocument';
import { TextDocuments } from 'vscode-languageserver/node';
import type { ServerContext } from './context.ts';
import { canonicalUri } from './uris.ts';

/** A document of the editor. */
export interface OpenDocument {
  readonly uri: string;
  /** As the client spells it, for what is sent to it. */
  readonly clientUri: string;
}

export interface DocumentsOptions {
  /** Called once the workspace has forgotten the document's text. */
  readonly onDidClose: (document: OpenDocument) => void;
}

/** Keeps the workspace's documents those of the editor. Gives the open ones, oldest first. */
export function syncDocuments(
  { connection, workspace }: ServerContext,
  { onDidClose }: DocumentsOptions,
): () => Iterable<OpenDocument> {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    const { uri, version } = document;
    workspace.setDocument({ uri: canonicalUri(uri), version, text: document.getText() });
  });
  documents.onDidClose(({ document }) => {
    const closed = { uri: canonicalUri(document.uri), clientUri: document.uri };
    onDidClose(closed);
    void workspace.closeDocument(closed.uri);
  });
  documents.listen(connection);
  return () => documents.keys().map((clientUri) => ({ uri: canonicalUri(clientUri), clientUri }));
}
