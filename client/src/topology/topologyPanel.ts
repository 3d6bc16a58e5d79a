import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { ToWebview } from '../../../protocol/webview.ts';
import { viewTypes } from '../manifest.ts';
import { panelIcon } from '../webviews/panelIcon.ts';
import { openPage, type WebviewPage, webviewOptions } from '../webviews/webviewPage.ts';
import type { TopologyService } from './topologyService.ts';
import { TopologyView, type TopologyViewOptions } from './topologyView.ts';

export interface TopologyPanelOptions extends Omit<TopologyViewOptions, 'post' | 'deliver'> {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly topology: TopologyViewOptions['topology'] & Pick<TopologyService, 'onClusterUpdate'>;
}

/** The one panel of the topology. */
export interface TopologyPanel extends vscode.Disposable {
  /** Opens it, or brings the open one to the front. */
  readonly reveal: () => void;
  /** Opens it, and tells the page once it listens. */
  readonly tell: (message: ToWebview) => void;
  /** Trust or the list of connections has changed. */
  readonly refresh: () => void;
}

/** Makes the panel on demand, and takes over the one that was open before a reload. */
export function createTopologyPanel(options: TopologyPanelOptions): TopologyPanel {
  let open: { readonly panel: vscode.WebviewPanel; readonly view: TopologyView } | undefined;

  const fill = (panel: vscode.WebviewPanel): void => {
    const { extensionUri, log } = options;
    const page = openPage({ panel, extensionUri, view: 'topology', log });
    const view = new TopologyView({ ...options, ...page });
    page.onMessage((message) => void view.handle(message));
    panel.iconPath = panelIcon(extensionUri, 'topology');
    panel.onDidChangeViewState(() => {
      if (!panel.visible) {
        view.pageIsGone();
      }
    });
    const news = options.topology.onClusterUpdate(({ events }) => {
      if (events.length > 0) {
        page.post({ type: 'history/news' });
      }
    });
    panel.onDidDispose(() => {
      news.dispose();
      view.dispose();
      open = undefined;
    });
    open = { panel, view };
    prepare(page);
  };
  /** A page takes half a second until it is ready for the graph. */
  const prepare = ({ prepare: pack }: WebviewPage): void => {
    if (options.isTrusted() && options.hasConnections()) {
      // The page asks for itself, and is told what is wrong.
      options.topology.send('topology/get', {}).then(pack, () => undefined);
    }
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewTypes.topology, {
    deserializeWebviewPanel: (panel) => {
      fill(panel);
      return Promise.resolve();
    },
  });
  const reveal = (): void => {
    if (open === undefined) {
      fill(createPanel(options.extensionUri));
    } else {
      open.panel.reveal();
    }
  };
  return {
    reveal,
    tell: (message) => {
      reveal();
      open?.view.tell(message);
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
