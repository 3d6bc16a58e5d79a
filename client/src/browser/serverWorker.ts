import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import type { LanguageServerPlace } from '../language/languageService.ts';
import { rootUriOf } from '../language/rootUris.ts';

/** The server as a worker of the browser. */
export function languageServerWorker({
  extensionUri,
}: Pick<vscode.ExtensionContext, 'extensionUri'>): LanguageServerPlace {
  const script = vscode.Uri.joinPath(extensionUri, 'dist', 'browserServer.js');
  let running: Worker | undefined;
  const start = async (): Promise<MessageTransports> => {
    running?.terminate();
    running = new Worker(await addressOf(script), { name: 'Proto Atlas language server' });
    return {
      reader: new BrowserMessageReader(running),
      writer: new BrowserMessageWriter(running),
    };
  };
  return {
    createClient: (options) => new QuietClient('protoAtlas', 'Proto Atlas', start, options),
    resolveRoot: rootUriOf,
    calls: false,
  };
}

/** Writes to the log what it would show: errors are shown at one place. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** A page may start no worker from a remote computer, where the extension may lie; from itself it may. */
async function addressOf(script: vscode.Uri): Promise<string> {
  if (script.scheme !== 'vscode-remote') {
    return script.toString(true);
  }
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(script));
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
