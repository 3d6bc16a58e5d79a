import {
  detectLocal,
  type LocalPorts,
  type SourcePorts,
  testConnection,
} from '../discovery/index.ts';
import { type Channels, exampleRequest, listMethods } from '../rpc/index.ts';
import type { CallSessions } from './callSessions.ts';
import type { Handlers } from './endpoint.ts';
import { keyHandlers, type OpenKeys } from './keyHandlers.ts';
import type { LiveTopology } from './liveTopology.ts';

/** What the handlers call. */
export interface HandlerParts {
  readonly topology: LiveTopology;
  readonly calls: CallSessions;
  readonly channels: Channels;
  readonly keys: OpenKeys;
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
  ports,
  localPorts,
}: HandlerParts): Handlers {
  return {
    ...keyHandlers(keys),
    'connections/set': ({ connections }) => {
      topology.setConnections(connections);
      keys.set(connections);
      return null;
    },
    'connections/test': async ({ connection }, signal) => ({
      detail: await testConnection(connection, ports, signal),
    }),
    'connections/detectLocal': async (_, signal) => ({
      found: await detectLocal(signal, localPorts),
    }),
    'topology/get': () => topology.graph,
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
