import * as vscode from 'vscode';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import { messageOf } from '../commands/userError.ts';
import type { ClusterView, GroupName } from '../cluster/clusterView.ts';
import { keyUri } from '../keys/keyUri.ts';
import type { KeyLists } from './keyLists.ts';
import type { MethodLists } from './methodLists.ts';
import {
  connectionNodes,
  disabledNodes,
  type ExplorerNode,
  type FolderNode,
  instanceNodes,
  keyNodes,
  nodeId,
  type NodeOf,
  pathToInstance,
  registryNodes,
} from './nodes.ts';
import { present } from './present.ts';

export interface ExplorerTreeOptions {
  readonly keys: KeyLists;
  readonly methods: MethodLists;
  readonly cluster: Pick<ClusterView, 'childrenOf'>;
  /** Connections that are kept and not connected to. */
  readonly disabled: () => Parameters<typeof disabledNodes>[0];
}

/** The tree of the side bar. Methods and keys are asked for when their line is opened. */
export class ExplorerTree implements vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  readonly #options: ExplorerTreeOptions;
  readonly #changes = new vscode.EventEmitter<ExplorerNode | undefined>();
  /** The groups as they were handed out last: the editor knows lines by their identity. */
  readonly #groups = new Map<string, ExplorerNode>();
  #graph: TopologyGraph | undefined;
  #isVisible = false;
  /** What it shows is to be asked for again once it is seen. */
  #isOutdated = false;

  readonly onDidChangeTreeData = this.#changes.event;

  constructor(options: ExplorerTreeOptions) {
    this.#options = options;
  }

  /** Shows another state of the registries; lines that are open stay so. */
  show(graph: TopologyGraph): void {
    this.#graph = graph;
    this.redraw();
  }

  /** What people call a connection. */
  nameOf(connectionId: string): string {
    const status = this.#graph?.connections.find(({ id }) => id === connectionId);
    return status?.name ?? 'registry';
  }

  /** Asks again for the lines of one group, if it has been shown. */
  redrawGroup(connectionId: string, group: GroupName): void {
    const node = this.#groups.get(`${group} ${connectionId}`);
    if (node !== undefined) {
      this.#changes.fire(node);
    }
  }

  /** Asks again for the children of the lines that are open, once they are seen. */
  redraw(): void {
    this.#isOutdated = !this.#isVisible;
    if (this.#isVisible) {
      this.#changes.fire(undefined);
    }
  }

  /** While the tree is hidden no change of the registries costs the editor anything. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (this.#isOutdated) {
      this.redraw();
    }
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    const { label, description, tooltip, hover, icon, color, context, isFolder, spoken } =
      present(node);
    const item = new vscode.TreeItem(label);
    item.id = nodeId(node);
    item.description = description ?? '';
    item.tooltip = hover === undefined ? tooltip : new vscode.MarkdownString(hover);
    item.iconPath = new vscode.ThemeIcon(
      icon,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
    item.contextValue = context;
    item.collapsibleState = collapsible(node, isFolder);
    item.accessibilityInformation = { label: spoken };
    if (node.kind === 'key') {
      // What is pending of a key is drawn on its line.
      item.resourceUri = keyUri(node);
    }
    const command = commandOf(node);
    return command === undefined ? item : Object.assign(item, { command });
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    try {
      return [...(await this.#childrenOf(node))];
    } catch (error) {
      return node === undefined ? [] : [messageNode(node, messageOf(error))];
    }
  }

  /** The line of an instance; undefined when the tree does not show it. */
  instance(id: string): ExplorerNode | undefined {
    return this.#graph && pathToInstance(this.#graph, id).at(-1);
  }

  /** Of the lines that can be revealed: an instance, its service, its registry. */
  getParent(node: ExplorerNode): ExplorerNode | undefined {
    const graph = this.#graph;
    if (graph === undefined || node.kind === 'connection') {
      return undefined;
    }
    if (node.kind === 'instance') {
      return pathToInstance(graph, node.instance.id).at(1);
    }
    return connectionNodes(graph).find(({ connectionId }) => connectionId === node.connectionId);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #childrenOf(node: ExplorerNode | undefined): Promise<readonly ExplorerNode[]> {
    const graph = this.#graph;
    if (node === undefined) {
      const live = graph === undefined ? [] : connectionNodes(graph);
      return [...live, ...disabledNodes(this.#options.disabled())];
    }
    if (graph === undefined) {
      return [];
    }
    switch (node.kind) {
      case 'connection':
        return registryNodes(graph, node);
      case 'service':
        return instanceNodes(node);
      case 'instance':
        return this.#methodsOf(node);
      case 'keys':
      case 'folder':
        return this.#keysIn(node);
      case 'part':
        return this.#partLines(node);
      case 'disabled':
      case 'method':
      case 'key':
      case 'more':
      case 'message':
        return [];
    }
  }

  async #methodsOf(node: NodeOf<'instance'>): Promise<readonly ExplorerNode[]> {
    const { connectionId, instance } = node;
    const methods = await this.#options.methods.of(instance);
    const parent = nodeId(node);
    return methods.length === 0
      ? [messageNode(node, 'This server tells of no methods.')]
      : methods.map((method) => ({ kind: 'method', connectionId, parent, instance, method }));
  }

  async #partLines(node: NodeOf<'part'>): Promise<readonly ExplorerNode[]> {
    const { connectionId, line } = node;
    if (line.kind === 'cluster' || line.kind === 'holdings') {
      this.#groups.set(`${line.kind} ${connectionId}`, node);
    }
    const lines = await this.#options.cluster.childrenOf(node);
    return lines.map((below) => ({ kind: 'part', connectionId, line: below }));
  }

  async #keysIn(folder: FolderNode): Promise<readonly ExplorerNode[]> {
    const nodes = keyNodes(folder, await this.#options.keys.of(folder));
    return nodes.length === 0 ? [messageNode(folder, 'There is no key here.')] : nodes;
  }
}

function messageNode(parent: ExplorerNode, text: string): ExplorerNode {
  return { kind: 'message', connectionId: parent.connectionId, parent: nodeId(parent), text };
}

/** Registries are open at first. */
function collapsible(node: ExplorerNode, isFolder: boolean): vscode.TreeItemCollapsibleState {
  if (!isFolder) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return node.kind === 'connection'
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function commandOf(node: ExplorerNode): vscode.Command | undefined {
  switch (node.kind) {
    case 'key':
      return { command: 'protoAtlas.openKey', title: 'Open Key', arguments: [node] };
    case 'more':
      return { command: 'protoAtlas.loadMoreKeys', title: 'Load More Keys', arguments: [node] };
    case 'part':
      return node.line.kind === 'heldKey'
        ? openHeldKey(node.connectionId, node.line.key)
        : undefined;
    case 'connection':
    case 'disabled':
    case 'service':
    case 'instance':
    case 'method':
    case 'keys':
    case 'folder':
    case 'message':
      return undefined;
  }
}

function openHeldKey(connectionId: string, key: string): vscode.Command {
  const uri = keyUri({ connectionId, key: Buffer.from(key, 'base64') });
  return { command: 'protoAtlas.openKey', title: 'Open Key', arguments: [uri] };
}
