import * as vscode from 'vscode';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import { messageOf } from '../commands/userError.ts';
import type { KeyLists } from './keyLists.ts';
import type { MethodLists } from './methodLists.ts';
import {
  connectionNodes,
  type ExplorerNode,
  type FolderNode,
  instanceNodes,
  keyNodes,
  nodeId,
  type NodeOf,
  registryNodes,
} from './nodes.ts';
import { present } from './present.ts';

export interface ExplorerTreeOptions {
  readonly keys: KeyLists;
  readonly methods: MethodLists;
}

/** The tree of the side bar. Methods and keys are asked for when their line is opened. */
export class ExplorerTree implements vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  readonly #options: ExplorerTreeOptions;
  readonly #changes = new vscode.EventEmitter<undefined>();
  #graph: TopologyGraph | undefined;

  readonly onDidChangeTreeData = this.#changes.event;

  constructor(options: ExplorerTreeOptions) {
    this.#options = options;
  }

  /** Shows another state of the registries; lines that are open stay so. */
  show(graph: TopologyGraph): void {
    this.#graph = graph;
    this.redraw();
  }

  /** Asks again for the children of the lines that are open. */
  redraw(): void {
    this.#changes.fire(undefined);
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    const { label, description, tooltip, icon, color, context, isFolder, spoken } = present(node);
    const item = new vscode.TreeItem(label);
    item.id = nodeId(node);
    item.description = description ?? '';
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(
      icon,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
    item.contextValue = context;
    item.collapsibleState = collapsible(node, isFolder);
    item.accessibilityInformation = { label: spoken };
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

  dispose(): void {
    this.#changes.dispose();
  }

  async #childrenOf(node: ExplorerNode | undefined): Promise<readonly ExplorerNode[]> {
    const graph = this.#graph;
    if (node === undefined || graph === undefined) {
      return graph === undefined ? [] : connectionNodes(graph);
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
    case 'connection':
    case 'service':
    case 'instance':
    case 'method':
    case 'keys':
    case 'folder':
    case 'message':
      return undefined;
  }
}
