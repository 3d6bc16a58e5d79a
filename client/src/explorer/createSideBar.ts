import * as vscode from 'vscode';
import type { Reflections } from '../invoke/reflections.ts';
import type { Keys } from '../keys/createKeys.ts';
import { explorerView } from '../manifest.ts';
import type { TopologyService } from '../topology/topologyService.ts';
import { ExplorerTree } from './explorerTree.ts';
import { KeyLists } from './keyLists.ts';
import { MethodLists } from './methodLists.ts';
import type { ExplorerNode, NodeOf } from './nodes.ts';

export interface SideBarOptions {
  readonly topology: Pick<TopologyService, 'send' | 'onUpdate'>;
  readonly reflections: Reflections;
  readonly keys: Keys;
  readonly hasConnections: () => boolean;
}

/** The tree of registries in the side bar. */
export interface SideBar extends vscode.Disposable {
  /** The list of connections or their state may have changed. */
  readonly refresh: () => void;
  /** Forgets what was asked before, and asks anew for what is open. */
  readonly reload: () => void;
  /** Keys have come or gone. */
  readonly keysChanged: () => void;
  /** Shows another page of a folder. */
  readonly loadMore: (line: NodeOf<'more'>) => void;
}

/** Milliseconds in which many changes are one redraw. */
const settleTime = 200;

export function createSideBar(options: SideBarOptions): SideBar {
  const keys = new KeyLists(options.keys.client);
  const methods = new MethodLists(options.topology, options.reflections);
  const tree = new ExplorerTree({ keys, methods });
  const view = vscode.window.createTreeView<ExplorerNode>(explorerView.id, {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  const updater = new GraphUpdater(options, tree);
  const updates = options.topology.onUpdate(() => {
    updater.request();
  });
  const registered = vscode.Disposable.from(view, tree, updater, updates);
  return {
    refresh: () => {
      updater.request();
    },
    reload: () => {
      keys.forget();
      methods.forget();
      updater.request();
    },
    keysChanged: () => {
      keys.forget();
      tree.redraw();
    },
    loadMore: (line) => {
      const isRoot = line.key.length === 0;
      keys.more({ ...line, kind: isRoot ? 'keys' : 'folder' });
      tree.redraw();
    },
    dispose: () => {
      registered.dispose();
    },
  };
}

/** Fetches the graph some time after a change, once for a burst of them. */
class GraphUpdater {
  readonly #options: SideBarOptions;
  readonly #tree: ExplorerTree;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SideBarOptions, tree: ExplorerTree) {
    this.#options = options;
    this.#tree = tree;
  }

  request(): void {
    const { hasConnections } = this.#options;
    const has = hasConnections();
    void vscode.commands.executeCommand('setContext', explorerView.hasConnections, has);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#update(has);
    }, settleTime);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** While the server can't answer the tree stays as it is: a snapshot comes when it can. */
  async #update(hasConnections: boolean): Promise<void> {
    const graph = hasConnections
      ? await this.#options.topology.send('topology/get', {}).catch(() => undefined)
      : { revision: 0, connections: [], services: [], edges: [], unplaced: [] };
    if (graph !== undefined) {
      this.#tree.show(graph);
    }
  }
}
