import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import type { FromWebview, ToWebview, ViewKind } from '../../../protocol/webview.ts';
import type { Log } from '../log.ts';
import { packedGraph } from './packedGraph.ts';
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
  /** Makes a whole graph ready to be sent soon, while the page is still loading. */
  readonly prepare: (graph: TopologyGraph) => void;
  /** Set it before anything else is awaited, or the page's first message is missed. */
  readonly onMessage: (handler: (message: FromWebview) => void) => void;
}

/** Fills a panel, a new one or one that came back after a reload. */
export function openPage(options: WebviewPageOptions): WebviewPage {
  const { webview } = options.panel;
  webview.options = webviewOptions(options.extensionUri);
  webview.html = htmlOf(options);
  /** Until a graph that is being packed has been sent, nothing may overtake it. */
  let packing: Promise<void> | undefined;
  const deliverGraph = async (graph: TopologyGraph): Promise<void> => {
    let taken: Thenable<boolean> | undefined;
    const sent = Promise.all([packedGraph(graph), packing]).then(([message]) => {
      taken = webview.postMessage(message);
    });
    // What waits behind it is sent whatever becomes of it.
    const over = sent.catch(() => undefined);
    packing = over;
    await over;
    packing = packing === over ? undefined : packing;
    await sent;
    await taken;
  };
  const deliver = async (message: ToWebview): Promise<void> => {
    try {
      if (message.type === 'topology/update' && message.update.kind === 'snapshot') {
        await deliverGraph(message.update.graph);
      } else {
        if (packing !== undefined) {
          await packing;
        }
        await webview.postMessage(message);
      }
    } catch (error) {
      options.log.debug(`the ${options.view} view is gone: ${String(error)}`);
    }
  };
  return {
    deliver,
    prepare: (graph) => {
      packedGraph(graph).catch((error: unknown) => {
        options.log.warn(`the graph cannot be packed: ${String(error)}`);
      });
    },
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
