import * as vscode from 'vscode';
import { earlierScheme, wellKnownScheme } from '../manifest.ts';
import type { LanguageSend } from './languageService.ts';

/**
 * Shows what the language server alone has, as read-only documents: the well-known types that it
 * carries, and files as they were in what they are compared with.
 */
export function registerWellKnownDocuments(send: LanguageSend): vscode.Disposable {
  return vscode.Disposable.from(
    documentsOf(wellKnownScheme, ({ path }, signal) =>
      send('protoAtlas/wellKnownText', { path: path.replace(/^\/+/, '') }, signal),
    ),
    documentsOf(earlierScheme, (uri, signal) =>
      send('protoAtlas/earlierText', { uri: uri.toString() }, signal),
    ),
  );
}

function documentsOf(
  scheme: string,
  ask: (uri: vscode.Uri, signal: AbortSignal) => Promise<{ readonly text: string }>,
): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async (uri, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      return (await ask(uri, controller.signal)).text;
    },
  });
}
