import {
  detectLocal,
  type LocalPorts,
  type SourcePorts,
  testEndpoints,
} from '../discovery/index.ts';
import { type Channels, exampleRequest, listMethods } from '../rpc/index.ts';
import { actionHandlers, type InstanceActions } from './actionHandlers.ts';
import type { CallSessions } from './callSessions.ts';
import type { Handlers } from './endpoint.ts';
import { clusterHandlers, type OpenClusters } from './clusterHandlers.ts';
import { historyHandlers, type LiveHistory } from './historyHandlers.ts';
import { keyHandlers, type OpenKeys } from './keyHandlers.ts';
import type { LiveTopology } from './liveTopology.ts';

/** What the handlers call. */
export interface HandlerParts {
  readonly topology: LiveTopology;
  readonly calls: CallSessions;
  readonly channels: Channels;
  readonly keys: OpenKeys;
  readonly clusters: OpenClusters;
  readonly actions: InstanceActions;
  readonly history: LiveHistory;
  readonly ports: SourcePorts;
  /** Where registries of this machine are looked for, for tests. */
  readonly localPorts?: LocalPorts;
}

/** Milliseconds that a server has to tell about its methods. */
const reflectionTimeout = 10_000;

/** The registration table: one line of conversion for each request of the contract. */
export function createHandlers({
  topology,
  calls,
  channels,
  keys,
  clusters,
  actions,
  history,
  ports,
  localPorts,
}: HandlerParts): Handlers {
  return {
    ...keyHandlers(keys),
    ...clusterHandlers(clusters, ports),
    ...actionHandlers(actions),
    ...historyHandlers(history),
    'connections/set': ({ connections }) => {
      topology.setConnections(connections);
      keys.set(connections);
      clusters.set(connections);
      actions.set(connections);
      return null;
    },
    'connections/test': ({ connection }, signal) => testEndpoints(connection, ports, signal),
    'connections/detectLocal': async (_, signal) => ({
      found: await detectLocal(signal, localPorts),
    }),
    'topology/get': () => topology.graph,
    'topology/registration': ({ instanceId }) => ({
      raw: topology.registrationOf(instanceId) ?? null,
    }),
    'topology/liveEdges': ({ on }) => {
      topology.askForConnections(on);
      return null;
    },
    'topology/sight': ({ serviceIds }) => {
      topology.see(serviceIds && new Set(serviceIds));
      return null;
    },
    'reflection/methods': ({ target }, signal) =>
      listMethods({ channels, target, signal, timeoutMs: reflectionTimeout }),
    'call/example': (params, signal) =>
      exampleRequest({ ...params, channels, signal, timeoutMs: reflectionTimeout }),
    'call/start': (request, signal) => calls.start(request, signal),
    'call/send': async ({ callId, message }) => {
      await calls.send(callId, message);
      return null;
    },
    'call/halfClose': ({ callId }) => {
      calls.halfClose(callId);
      return null;
    },
    'call/cancel': ({ callId }) => {
      calls.cancel(callId);
      return null;
    },
  };
}
