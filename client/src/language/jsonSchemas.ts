import * as vscode from 'vscode';
import { messageSchemaScheme } from '../manifest.ts';

/**
 * Lets the editor's own JSON support find something by `"$schema": "proto:pkg.Message"`: a schema that
 * allows everything, since the language server checks such documents itself.
 */
export function registerMessageSchemas(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(messageSchemaScheme, {
    provideTextDocumentContent: () => '{}',
  });
}
