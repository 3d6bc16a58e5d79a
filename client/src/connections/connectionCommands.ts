import type { CommandTable } from '../commands/registerCommands.ts';
import { isExplorerNode } from '../explorer/nodes.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import type { ConnectionStore } from './connectionStore.ts';
import { editConnection } from './editConnection.ts';
import {
  manageConnections,
  type OnConnection,
  removeConnection,
  renameConnection,
  setEnabled,
  setSecret,
  testConfigured,
} from './manageConnections.ts';

type ConnectionCommand = OnConnection | 'protoAtlas.manageConnections';

/** The commands about connections that exist; a line of the side bar or an id says which one. */
export function connectionCommands({
  store,
  topology,
}: {
  readonly store: ConnectionStore;
  readonly topology: TopologySender;
}): Pick<CommandTable, ConnectionCommand> {
  return {
    'protoAtlas.manageConnections': () => {
      manageConnections(store);
    },
    'protoAtlas.editConnection': (given) => editConnection(store, topology, idOf(given)),
    'protoAtlas.renameConnection': (given) => renameConnection(store, idOf(given)),
    'protoAtlas.enableConnection': (given) => setEnabled(store, true, idOf(given)),
    'protoAtlas.disableConnection': (given) => setEnabled(store, false, idOf(given)),
    'protoAtlas.testConnection': (given) => testConfigured(store, topology, idOf(given)),
    'protoAtlas.setSecret': (given) => setSecret(store, idOf(given)),
    'protoAtlas.removeConnection': (given) => removeConnection(store, idOf(given)),
  };
}

function idOf(given: unknown): string | undefined {
  if (typeof given === 'string') {
    return given;
  }
  return isExplorerNode(given) ? given.connectionId : undefined;
}
