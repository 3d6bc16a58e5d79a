import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { applyDelta, emptyGraph } from '../../server/src/topology/index.ts';
import type { RegistryConnection } from '../../protocol/connections.ts';
import type { TopologyGraph, TopologyUpdate } from '../../protocol/topology.ts';

/** The packaged topology server as a child process, and what its updates add up to. */
export interface WatchedServer {
  readonly pid: number;
  readonly graph: TopologyGraph;
  /** Updates received so far, and their size as JSON. */
  readonly received: { readonly updates: number; readonly bytes: number };
  until(isReached: (graph: TopologyGraph) => boolean, limitMs: number): Promise<void>;
  stop(): Promise<void>;
}

const program = join(resolve(import.meta.dirname, '../..'), 'dist', 'topologyServer.cjs');

export async function startServer(
  connections: readonly RegistryConnection[],
): Promise<WatchedServer> {
  const child = spawn(process.execPath, [program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const rpc = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let graph = emptyGraph;
  const received = { updates: 0, bytes: 0 };
  const listeners = new Set<() => void>();
  rpc.onNotification('topology/update', (update: TopologyUpdate) => {
    graph = update.kind === 'snapshot' ? update.graph : applyDelta(graph, update.delta);
    received.updates += 1;
    received.bytes += JSON.stringify(update).length;
    listeners.forEach((listener) => {
      listener();
    });
  });
  rpc.listen();
  await rpc.sendRequest('connections/set', { connections });
  return {
    pid: child.pid ?? 0,
    get graph() {
      return graph;
    },
    received,
    until: (isReached, limitMs) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => {
          listeners.delete(check);
          fail(new Error(`the graph was not as awaited within ${limitMs} ms`));
        }, limitMs);
        const check = (): void => {
          if (isReached(graph)) {
            clearTimeout(timer);
            listeners.delete(check);
            done();
          }
        };
        listeners.add(check);
        check();
      }),
    async stop() {
      rpc.dispose();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
