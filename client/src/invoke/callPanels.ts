import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { viewTypes } from '../manifest.ts';
import { panelIcon } from '../webviews/panelIcon.ts';
import { openPage, webviewOptions } from '../webviews/webviewPage.ts';
import { CallSession, type CallSessionOptions } from './callSession.ts';

export interface CallPanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
}

/** What to call; the panel supplies the rest. */
export type CallPanelRequest = Omit<CallSessionOptions, 'post' | 'copy'>;

/** The panels of the call view, one for each method and source of its schema. */
export interface CallPanels extends vscode.Disposable {
  /** Opens a panel beside the editor, or brings the open one for the same method to the front. */
  readonly open: (request: CallPanelRequest, signal?: AbortSignal) => Promise<void>;
}

/** Makes panels on demand. They hold no state of their own: closing one ends its call. */
export function createCallPanels(options: CallPanelsOptions): CallPanels {
  const open = new Map<string, vscode.WebviewPanel>();
  return {
    open: async (request, signal) => {
      const key = [request.service, request.method, request.schemaLabel, request.address].join(
        '\n',
      );
      const existing = open.get(key);
      if (existing !== undefined) {
        existing.reveal(undefined, false);
        return;
      }
      const panel = await createPanel(request, options, signal);
      open.set(key, panel);
      panel.onDidDispose(() => open.delete(key));
    },
    dispose: () => {
      vscode.Disposable.from(...open.values()).dispose();
    },
  };
}

/** The session comes first: without a schema there is nothing to show, and no panel. */
async function createPanel(
  request: CallPanelRequest,
  { extensionUri, log }: CallPanelsOptions,
  signal: AbortSignal | undefined,
): Promise<vscode.WebviewPanel> {
  let post: CallSessionOptions['post'] = () => undefined;
  const session = await CallSession.open(
    {
      ...request,
      post: (message) => {
        post(message);
      },
      copy: (text) => void vscode.env.clipboard.writeText(text),
    },
    signal,
  );
  const panel = vscode.window.createWebviewPanel(
    viewTypes.call,
    request.method,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
    webviewOptions(extensionUri),
  );
  panel.iconPath = panelIcon(extensionUri, 'call');
  panel.onDidDispose(() => {
    session.dispose();
  });
  const page = openPage({ panel, extensionUri, view: 'call', log });
  post = page.post;
  page.onMessage((message) => void session.handle(message));
  return panel;
}
