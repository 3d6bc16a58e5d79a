import {
  createMessageConnection,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import type { Disposable } from '../base/index.ts';
import type { LocalPorts, SourcePorts } from '../discovery/index.ts';
import type { TopologyUpdate } from '../../../protocol/topology.ts';
import { createChannels } from '../rpc/index.ts';
import { withPatches } from '../topology/index.ts';
import { InstanceActions } from './actionHandlers.ts';
import { CallSessions } from './callSessions.ts';
import { OpenClusters } from './clusterHandlers.ts';
import { notifier, registerHandlers } from './endpoint.ts';
import { createHandlers } from './handlers.ts';
import { LiveHistory } from './historyHandlers.ts';
import { OpenKeys } from './keyHandlers.ts';
import { type LiveChange, LiveTopology } from './liveTopology.ts';

/** What the server stands on. */
export interface TopologyServerOptions {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly ports: SourcePorts;
  readonly localPorts?: LocalPorts;
  /** Called once when the other side is gone; everything is released by then. */
  readonly onClose?: () => void;
}

/** Serves the contract of protocol/topology.ts on one connection until it closes. */
export function serveTopology(options: TopologyServerOptions): Disposable {
  const { ports, onClose } = options;
  const connection: MessageConnection = createMessageConnection(options.reader, options.writer);
  const notify = notifier(connection, ports.logger);
  const channels = createChannels();
  const topology = new LiveTopology(ports, channels);
  const keys = new OpenKeys();
  const clusters = new OpenClusters(ports);
  const actions = new InstanceActions(() => topology.graph);
  const history = new LiveHistory(topology, ports.now);
  const calls = new CallSessions(channels, (event) => {
    notify('call/event', event);
  });
  topology.onChange((change) => {
    notify('topology/update', updateOf(change));
  });
  clusters.onUpdate((update) => {
    history.note(update);
    notify('cluster/changed', update);
  });
  const { localPorts } = options;
  const parts = {
    topology,
    calls,
    channels,
    keys,
    clusters,
    actions,
    history,
    ports,
    ...(localPorts && { localPorts }),
  };
  registerHandlers(connection, createHandlers(parts), ports.logger);
  const release = (): void => {
    history.dispose();
    topology.dispose();
    keys.dispose();
    clusters.dispose();
    calls.cancelAll();
    channels.dispose();
  };
  connection.onClose(() => {
    release();
    onClose?.();
  });
  connection.listen();
  return {
    dispose() {
      release();
      connection.dispose();
    },
  };
}

/** The first update is a snapshot, each later one the difference to the one before. */
function updateOf({ before, after, delta }: LiveChange): TopologyUpdate {
  return after.revision === 1
    ? { kind: 'snapshot', graph: after }
    : { kind: 'delta', delta: withPatches(before, delta) };
}
