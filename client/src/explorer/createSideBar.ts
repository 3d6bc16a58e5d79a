import * as vscode from 'vscode';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import { UserError } from '../commands/userError.ts';
import { showClusterEvent } from '../cluster/clusterNotice.ts';
import { ClusterView, type GroupName } from '../cluster/clusterView.ts';
import type { Reflections } from '../invoke/reflections.ts';
import type { Keys } from '../keys/createKeys.ts';
import { explorerView } from '../manifest.ts';
import type { TopologyService } from '../topology/topologyService.ts';
import { ExplorerTree } from './explorerTree.ts';
import { KeyLists } from './keyLists.ts';
import { MethodLists } from './methodLists.ts';
import { type ExplorerNode, nodeId, type NodeOf } from './nodes.ts';

export interface SideBarOptions {
  readonly topology: Pick<TopologyService, 'send' | 'onUpdate' | 'onClusterUpdate'>;
  readonly reflections: Reflections;
  readonly keys: Keys;
  readonly hasConnections: () => boolean;
  /** Connections that are kept and not connected to. */
  readonly disabled: () => readonly RegistryConnection[];
}

/** The tree of registries in the side bar. */
export interface SideBar extends vscode.Disposable {
  /** The list of connections or their state may have changed. */
  readonly refresh: () => void;
  /** Forgets what was asked before, and asks anew for what is open. */
  readonly reload: () => void;
  /** Keys have come or gone. */
  readonly keysChanged: () => void;
  /** Shows the line of an instance and selects it. */
  readonly reveal: (instanceId: string) => Promise<void>;
  /** Shows another page of a folder. */
  readonly loadMore: (line: NodeOf<'more'>) => void;
  readonly cluster: ClusterView;
}

/** Milliseconds in which many changes are one redraw. */
const settleTime = 200;

/** Makes the tree, and keeps it on what the topology server tells. */
export function createSideBar(options: SideBarOptions): SideBar {
  const keys = new KeyLists(options.keys.client);
  const methods = new MethodLists(options.topology, options.reflections);
  const cluster = new ClusterView({
    send: (method, params, signal) => options.topology.send(method, params, signal),
    onChanged: (connectionId, group) => {
      tree.redrawGroup(connectionId, group);
    },
  });
  const disabled = () =>
    options.disabled().map(({ id, name, kind }) => ({ id, name, registry: kind }));
  const tree = new ExplorerTree({ keys, methods, cluster, disabled });
  const view = vscode.window.createTreeView<ExplorerNode>(explorerView.id, {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  const updater = new GraphUpdater(options, (graph) => {
    tree.show(graph);
    cluster.keep(graph.connections.map(({ id }) => id));
  });
  const updates = options.topology.onUpdate(({ kind }) => {
    updater.request();
    if (kind === 'snapshot') {
      cluster.restarted();
    }
  });
  const looks = followLooks(view, tree, cluster);
  const clusters = options.topology.onClusterUpdate((update) => {
    cluster.update(update);
    update.events.forEach((event) => {
      showClusterEvent(event, tree.nameOf(event.connectionId));
    });
  });
  const registered = vscode.Disposable.from(view, tree, updater, updates, looks, clusters, cluster);
  return {
    cluster,
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
    reveal: async (instanceId) => {
      const line = tree.instance(instanceId);
      if (line === undefined) {
        throw new UserError(
          'The side bar does not show this instance: it is no longer registered.',
        );
      }
      await revealLine(view, line);
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

/** How often a line is revealed before it is left, and the pause between, in milliseconds. */
const revealTries = 5;
const revealPause = 300;

/** A tree that is drawn anew meanwhile lets a reveal come to nothing; then it is tried again. */
async function revealLine(view: vscode.TreeView<ExplorerNode>, line: ExplorerNode): Promise<void> {
  const isSelected = (): boolean => view.selection.some((one) => nodeId(one) === nodeId(line));
  for (let attempt = 1; attempt <= revealTries; attempt++) {
    try {
      await view.reveal(line, { select: true, focus: true });
    } catch (error) {
      if (attempt === revealTries) {
        throw error;
      }
    }
    await new Promise((done) => setTimeout(done, revealPause));
    if (isSelected()) {
      return;
    }
  }
}

/** Tells what can be seen. */
function followLooks(
  view: vscode.TreeView<ExplorerNode>,
  tree: ExplorerTree,
  cluster: ClusterView,
): vscode.Disposable {
  const look = (visible: boolean): void => {
    tree.setVisible(visible);
    cluster.setVisible(visible);
  };
  look(view.visible);
  return vscode.Disposable.from(
    view.onDidChangeVisibility(({ visible }) => {
      look(visible);
    }),
    view.onDidExpandElement(({ element }) => {
      if (element.kind === 'part') {
        groupsIn(element).forEach((group) => {
          cluster.opened(element.connectionId, group);
        });
      }
    }),
    view.onDidCollapseElement(({ element }) => {
      groupsIn(element).forEach((group) => {
        cluster.closed(element.connectionId, group);
      });
    }),
  );
}

/** What can no longer be seen when the line is closed. */
function groupsIn(node: ExplorerNode): readonly GroupName[] {
  if (node.kind === 'connection') {
    return ['cluster', 'holdings'];
  }
  const isGroup =
    node.kind === 'part' && (node.line.kind === 'cluster' || node.line.kind === 'holdings');
  return isGroup ? [node.line.kind] : [];
}

/** Fetches the graph some time after a change, once for a burst of them. */
class GraphUpdater {
  readonly #options: SideBarOptions;
  readonly #show: (graph: TopologyGraph) => void;
  #timer: NodeJS.Timeout | undefined;
  /** As the editor was told last: each telling has it look at all that depends on it. */
  #isFilled: boolean | undefined;

  constructor(options: SideBarOptions, show: (graph: TopologyGraph) => void) {
    this.#options = options;
    this.#show = show;
  }

  request(): void {
    const { hasConnections, disabled } = this.#options;
    const isFilled = hasConnections() || disabled().length > 0;
    if (this.#isFilled !== isFilled) {
      this.#isFilled = isFilled;
      void vscode.commands.executeCommand('setContext', explorerView.hasConnections, isFilled);
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#update();
    }, settleTime);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** While the server can't answer the tree stays as it is: a snapshot comes when it can. */
  async #update(): Promise<void> {
    const graph = this.#options.hasConnections()
      ? await this.#options.topology.send('topology/get', {}).catch(() => undefined)
      : { revision: 0, connections: [], services: [], edges: [], unplaced: [] };
    if (graph !== undefined) {
      this.#show(graph);
    }
  }
}
