import * as vscode from 'vscode';
import type { CommandTable } from '../commands/registerCommands.ts';
import { UserError } from '../commands/userError.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import { callInstance, type OpenCallContext } from '../invoke/openCall.ts';
import { callEndpointOf } from '../invoke/targets.ts';
import type { Keys } from '../keys/createKeys.ts';
import type { KeyPlace } from '../keys/keyClient.ts';
import {
  deleteKey,
  type KeyCommandParts,
  markForDeletion,
  newKey,
  openKey,
  renameKey,
  showKeyHistory,
} from '../keys/keyCommands.ts';
import { keyText } from '../keys/keyPath.ts';
import { keyRegistries } from '../keys/keyRegistries.ts';
import { keyPlaceOf } from '../keys/keyUri.ts';
import type { SideBar } from './createSideBar.ts';
import { isExplorerNode, type NodeOf } from './nodes.ts';

export interface SideBarCommandContext {
  readonly sideBar: SideBar;
  readonly keys: Keys;
  readonly store: ConnectionStore;
  readonly calls: OpenCallContext;
}

type SideBarCommand =
  | 'protoAtlas.refreshExplorer'
  | 'protoAtlas.copyAddress'
  | 'protoAtlas.callInstanceMethod'
  | 'protoAtlas.loadMoreKeys'
  | 'protoAtlas.openKey'
  | 'protoAtlas.newKey'
  | 'protoAtlas.renameKey'
  | 'protoAtlas.deleteKey'
  | 'protoAtlas.markKeyForDeletion'
  | 'protoAtlas.copyKey'
  | 'protoAtlas.showKeyHistory';

/** The commands on lines of the side bar; those on keys work on the open document too. */
export function sideBarCommands(
  context: SideBarCommandContext,
): Pick<CommandTable, SideBarCommand> {
  const { sideBar, keys, calls } = context;
  const parts: KeyCommandParts = { ...keys, onListChanged: sideBar.keysChanged };
  return {
    'protoAtlas.refreshExplorer': () => {
      sideBar.reload();
    },
    'protoAtlas.copyAddress': (line) => copy(addressOf(line)),
    'protoAtlas.callInstanceMethod': (line) => callLine(calls, line),
    'protoAtlas.loadMoreKeys': (line) => {
      if (isExplorerNode(line) && line.kind === 'more') {
        sideBar.loadMore(line);
      }
    },
    'protoAtlas.openKey': (line) => openKey(keyOf(line), parts),
    'protoAtlas.newKey': async (line) => {
      const folder = await folderOf(line, context.store);
      await (folder && newKey(folder, parts));
    },
    'protoAtlas.renameKey': (line) => renameKey(keyOf(line), parts),
    'protoAtlas.deleteKey': (line) => deleteKey(keyOf(line), parts),
    'protoAtlas.markKeyForDeletion': (line) => markForDeletion(keyOf(line), keys),
    'protoAtlas.copyKey': (line) => copy(keyText(keyOrFolderOf(line).key)),
    'protoAtlas.showKeyHistory': (line) => showKeyHistory(keyOf(line), parts),
  };
}

function copy(text: string): Thenable<void> {
  return vscode.env.clipboard.writeText(text);
}

function addressOf(line: unknown): string {
  if (isExplorerNode(line) && line.kind === 'instance') {
    return line.instance.address;
  }
  if (isExplorerNode(line) && line.kind === 'connection') {
    return line.status.endpoint;
  }
  throw noLine('an instance or a registry');
}

async function callLine(calls: OpenCallContext, line: unknown): Promise<void> {
  const target = isMethod(line) ? callEndpointOf(line.instance) : undefined;
  if (!isMethod(line) || target === undefined) {
    throw noLine('a method');
  }
  const { service, method } = line.method;
  await callInstance(calls, { service, method, target });
}

function isMethod(line: unknown): line is NodeOf<'method'> {
  return isExplorerNode(line) && line.kind === 'method';
}

/** A line of the tree, a document given by a menu, or else the one in the active editor. */
function keyOf(line: unknown): KeyPlace {
  if (isExplorerNode(line)) {
    if (line.kind === 'key') {
      return line;
    }
    throw noLine('a key');
  }
  const uri = line instanceof vscode.Uri ? line : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    throw noLine('a key');
  }
  return keyPlaceOf(uri);
}

function keyOrFolderOf(line: unknown): KeyPlace {
  return isExplorerNode(line) && line.kind === 'folder' ? line : keyOf(line);
}

/** Where a new key goes: the folder or the registry of the line, or a registry that is asked for. */
async function folderOf(line: unknown, store: ConnectionStore): Promise<KeyPlace | undefined> {
  if (isExplorerNode(line)) {
    const isFolder = line.kind === 'folder' || line.kind === 'keys';
    return isFolder ? line : { connectionId: line.connectionId, key: new Uint8Array() };
  }
  const picked = await vscode.window.showQuickPick(keyRegistries(store), { title: 'New Key' });
  return picked && { connectionId: picked.id, key: new Uint8Array() };
}

function noLine(what: string): UserError {
  return new UserError(`Choose ${what} in the Proto Atlas side bar first.`);
}
