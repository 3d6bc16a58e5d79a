import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromWebview, PackedMessage, ToWebview, ViewKind } from '../../../protocol/webview.ts';
import type { Log } from '../log.ts';
import { pageHtml } from './page.ts';
import { readFromWebview } from './readFromWebview.ts';

export interface WebviewPageOptions {
  readonly panel: vscode.WebviewPanel;
  readonly extensionUri: vscode.Uri;
  readonly view: ViewKind;
  readonly log: Log;
}

/** The page in a panel: typed messages to it and checked messages from it. */
export interface WebviewPage {
  readonly post: (message: ToWebview) => void;
  /** The same; resolves when the window has taken the message, or never will. */
  readonly deliver: (message: ToWebview) => Promise<void>;
  /** Set it before anything else is awaited, or the page's first message is missed. */
  readonly onMessage: (handler: (message: FromWebview) => void) => void;
}

/** Fills a panel, a new one or one that came back after a reload. */
export function openPage(options: WebviewPageOptions): WebviewPage {
  const { webview } = options.panel;
  webview.options = webviewOptions(options.extensionUri);
  webview.html = htmlOf(options);
  const deliver = async (message: ToWebview): Promise<void> => {
    try {
      await webview.postMessage(packed(message));
    } catch (error) {
      options.log.debug(`the ${options.view} view is gone: ${String(error)}`);
    }
  };
  return {
    deliver,
    post: (message) => void deliver(message),
    onMessage: (handler) => {
      webview.onDidReceiveMessage((value: unknown) => {
        const message = readFromWebview(value);
        if (message === undefined) {
          options.log.warn(`the ${options.view} view sent a message that is not understood`);
        } else {
          handler(message);
        }
      });
    },
  };
}

/** A whole graph goes as bytes; the rest is small. */
function packed(message: ToWebview): ToWebview | PackedMessage {
  return message.type === 'topology/update' && message.update.kind === 'snapshot'
    ? { type: 'packed', json: new TextEncoder().encode(JSON.stringify(message)) }
    : message;
}

/** Scripts may run, and only files of the compiled program may be loaded. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
}

function htmlOf({ panel, extensionUri, view }: WebviewPageOptions): string {
  const { webview } = panel;
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  return pageHtml({
    view,
    title: panel.title,
    nonce: randomBytes(16).toString('base64'),
    cspSource: webview.cspSource,
    scriptUri: file('webview.js'),
    styleUris: [file('codicon.css'), file('webview.css')],
    workerUri: file('layoutWorker.js'),
  });
}
