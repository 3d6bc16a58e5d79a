/**
 * A program that speaks as the topology server does, and dies when it is told to: `connections/test`
 * with a connection named `die` ends the process instead of answering. A connection named `slow` is
 * live only after a test of one named `settle`.
 */
import {
  type CancellationToken,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { ConnectionStatus, RegistryConnection } from '../../protocol/connections.ts';
import type { TopologyDelta } from '../../protocol/topology.ts';

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
let connections: readonly RegistryConnection[] = [];
let isSettled = false;

if (process.argv.includes('--die-at-once')) {
  process.exit(3);
}
connection.onRequest('connections/set', (params: { connections: RegistryConnection[] }) => {
  connections = params.connections;
  return null;
});
connection.onRequest('topology/get', () => ({
  revision: revision(),
  connections: statuses(),
  services: [],
  edges: [],
  unplaced: [],
}));
connection.onRequest(
  'connections/test',
  async (params: { connection: RegistryConnection }, token: CancellationToken) => {
    if (params.connection.name === 'die') {
      process.exit(7);
    }
    if (params.connection.name === 'settle') {
      isSettled = true;
      await connection.sendNotification('topology/update', { kind: 'delta', delta: settled() });
    }
    if (params.connection.name === 'wait') {
      await new Promise<void>((resolve) => {
        token.onCancellationRequested(() => {
          resolve();
        });
      });
      throw new Error('cancelled as asked');
    }
    return { endpoints: [{ endpoint: 'a', milliseconds: 1, detail: 'fine' }] };
  },
);
connection.onClose(() => {
  process.exit(0);
});
connection.listen();

function revision(): number {
  return connections.length + (isSettled ? 1 : 0);
}

function statuses(): readonly ConnectionStatus[] {
  return connections.map(({ id, name, kind }) => ({
    id,
    name,
    kind,
    endpoint: String(process.pid),
    state: name === 'slow' && !isSettled ? { phase: 'connecting' } : { phase: 'live', since: 0 },
  }));
}

function settled(): TopologyDelta {
  return {
    revision: revision(),
    connections: statuses(),
    upsertedServices: [],
    changedServices: [],
    removedServices: [],
    upsertedEdges: [],
    removedEdges: [],
  };
}
