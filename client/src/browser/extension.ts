/**
 * The extension in a browser, where it has neither Node nor processes nor sockets: the language server
 * in a worker, and all of the language. Registries, calls and generators are absent, and the manifest
 * hides their commands.
 */
import * as vscode from 'vscode';
import { registerCommands, showError } from '../commands/registerCommands.ts';
import { registerMessageSchemas } from '../language/jsonSchemas.ts';
import { startLanguageService } from '../language/languageService.ts';
import { createLanguageStatus } from '../language/languageStatus.ts';
import { registerWellKnownDocuments } from '../language/wellKnownDocuments.ts';
import { browserCommands } from './browserCommands.ts';
import { languageServerWorker } from './serverWorker.ts';

/** Called by the editor once. Waits for nothing: the server comes up on its own time. */
export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions } = context;
  const log = vscode.window.createOutputChannel('Proto Atlas', { log: true });
  const language = startLanguageService({
    ...languageServerWorker(context),
    log,
    onGaveUp: (error) => void showError(error, log),
  });
  subscriptions.push(log, language, createLanguageStatus(language));
  subscriptions.push(registerWellKnownDocuments(language.send), registerMessageSchemas());
  subscriptions.push(registerCommands(browserCommands({ log, language }), log));
}
