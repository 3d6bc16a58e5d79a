import * as vscode from 'vscode';
import { keyRevisionScheme, keyScheme } from '../manifest.ts';
import type { KeyBases } from './keyBases.ts';
import { isJson } from './keyContent.ts';
import type { KeyFileSystem } from './keyFileSystem.ts';

/** Tells the bases what open documents show, and gives JSON values their language. */
export function trackDocuments(bases: KeyBases, files: KeyFileSystem): vscode.Disposable {
  const settle = (document: vscode.TextDocument): void => {
    const { uri, isDirty } = document;
    if (uri.scheme === keyScheme && !isDirty && bases.settled(uri.toString(), document.getText())) {
      // The editor learns the new revision too, and takes no later look for a change.
      files.changed(uri);
    }
  };
  const open = (document: vscode.TextDocument): void => {
    settle(document);
    void giveLanguage(document);
  };
  vscode.workspace.textDocuments.forEach(open);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      settle(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === keyScheme && !isOpen(uri)) {
        bases.closed(uri.toString());
        files.forget(uri);
      }
    }),
  );
}

/** A document whose language changes is closed and opened, and stays open all the same. */
function isOpen(uri: vscode.Uri): boolean {
  const id = uri.toString();
  return vscode.workspace.textDocuments.some((one) => !one.isClosed && one.uri.toString() === id);
}

async function giveLanguage(document: vscode.TextDocument): Promise<void> {
  const { uri, languageId } = document;
  const isOurs = uri.scheme === keyScheme || uri.scheme === keyRevisionScheme;
  if (isOurs && languageId === 'plaintext' && isJson(document.getText())) {
    await vscode.languages.setTextDocumentLanguage(document, 'json');
  }
}
