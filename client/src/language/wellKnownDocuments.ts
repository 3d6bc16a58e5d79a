import * as vscode from 'vscode';
import { wellKnownScheme } from '../manifest.ts';
import type { LanguageSend } from './languageService.ts';

/** Shows the well-known types that the language server carries, as read-only documents. */
export function registerWellKnownDocuments(send: LanguageSend): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(wellKnownScheme, {
    provideTextDocumentContent: async (uri, token) => {
      const path = uri.path.replace(/^\/+/, '');
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      return (await send('protoAtlas/wellKnownText', { path }, controller.signal)).text;
    },
  });
}
