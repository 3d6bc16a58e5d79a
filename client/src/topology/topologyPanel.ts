import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { viewTypes } from '../manifest.ts';
import { panelIcon } from '../webviews/panelIcon.ts';
import { openPage, webviewOptions } from '../webviews/webviewPage.ts';
import { TopologyView, type TopologyViewOptions } from './topologyView.ts';

export interface TopologyPanelOptions extends Omit<TopologyViewOptions, 'post'> {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
}

/** The one panel of the topology. */
export interface TopologyPanel extends vscode.Disposable {
  /** Opens it, or brings the open one to the front. */
  readonly reveal: () => void;
  /** Trust or the list of connections has changed. */
  readonly refresh: () => void;
}

/** Makes the panel on demand, and takes over the one that was open before a reload. */
export function createTopologyPanel(options: TopologyPanelOptions): TopologyPanel {
  let open: { readonly panel: vscode.WebviewPanel; readonly view: TopologyView } | undefined;

  const fill = (panel: vscode.WebviewPanel): void => {
    const { extensionUri, log } = options;
    const page = openPage({ panel, extensionUri, view: 'topology', log });
    const view = new TopologyView({ ...options, post: page.post });
    page.onMessage((message) => void view.handle(message));
    panel.iconPath = panelIcon(extensionUri, 'topology');
    panel.onDidDispose(() => {
      view.dispose();
      open = undefined;
    });
    open = { panel, view };
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewTypes.topology, {
    deserializeWebviewPanel: (panel) => {
      fill(panel);
      return Promise.resolve();
    },
  });
  return {
    reveal: () => {
      if (open === undefined) {
        fill(createPanel(options.extensionUri));
      } else {
        open.panel.reveal();
      }
    },
    refresh: () => void open?.view.begin(),
    dispose: () => {
      serializer.dispose();
      open?.panel.dispose();
    },
  };
}

function createPanel(extensionUri: vscode.Uri): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    viewTypes.topology,
    'Topology',
    vscode.ViewColumn.Active,
    webviewOptions(extensionUri),
  );
}
