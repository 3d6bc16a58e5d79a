import { TextDocument } from 'vscode-languageserver-textdocument';
import { TextDocuments } from 'vscode-languageserver';
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

/**
 * Keeps the workspace's documents and the data documents those of the editor. Gives the open ones of
 * the workspace, oldest first.
 */
export function syncDocuments(
  { connection, workspace, data }: ServerContext,
  { onDidClose }: DocumentsOptions,
): () => Iterable<OpenDocument> {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    const { uri: clientUri, languageId, version } = document;
    const opened = { uri: canonicalUri(clientUri), version, text: document.getText() };
    if (!data.put({ ...opened, clientUri, languageId })) {
      workspace.setDocument(opened);
    }
  });
  documents.onDidClose(({ document }) => {
    const closed = { uri: canonicalUri(document.uri), clientUri: document.uri };
    const isData = data.remove(closed.uri);
    onDidClose(closed);
    if (!isData) {
      void workspace.closeDocument(closed.uri);
    }
  });
  documents.listen(connection);
  return () =>
    documents
      .keys()
      .map((clientUri) => ({ uri: canonicalUri(clientUri), clientUri }))
      .filter(({ uri }) => !data.has(uri));
}
