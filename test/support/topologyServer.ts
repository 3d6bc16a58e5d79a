import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { applyDelta, emptyGraph } from '../../server/src/topology/index.ts';
import type { CallEvent } from '../../protocol/calls.ts';
import type { TopologyGraph, TopologyRequests, TopologyUpdate } from '../../protocol/topology.ts';

const main = resolve(import.meta.dirname, '../../server/src/topologyServer.ts');

/** The topology server as a child process, spoken to as the client does. */
export interface TopologyServer {
  readonly child: ChildProcess;
  readonly updates: readonly TopologyUpdate[];
  readonly events: readonly CallEvent[];
  /** What a client makes of the updates. */
  readonly graph: TopologyGraph;
  send<Name extends keyof TopologyRequests>(
    name: Name,
    params: TopologyRequests[Name]['params'],
  ): Promise<TopologyRequests[Name]['result']>;
  until(isReached: (graph: TopologyGraph) => boolean): Promise<TopologyGraph>;
  stop(): Promise<void>;
}

/** Starts it from source, or `program`: a bundle of it, with `flags` of V8. */
export function startTopologyServer(
  program: string = main,
  flags: readonly string[] = [],
): TopologyServer {
  const child = spawn(process.execPath, [...flags, program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const connection: MessageConnection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const updates: TopologyUpdate[] = [];
  const events: CallEvent[] = [];
  const checks = new Set<() => void>();
  let graph = emptyGraph;
  connection.onNotification('topology/update', (update: TopologyUpdate) => {
    updates.push(update);
    graph = update.kind === 'snapshot' ? update.graph : applyDelta(graph, update.delta);
    checks.forEach((check) => {
      check();
    });
  });
  connection.onNotification('call/event', (event: CallEvent) => {
    events.push(event);
  });
  connection.listen();
  return {
    child,
    updates,
    events,
    get graph() {
      return graph;
    },
    send: (name, params) => connection.sendRequest(name, params),
    until: (isReached) =>
      new Promise((done) => {
        const check = (): void => {
          if (isReached(graph)) {
            checks.delete(check);
            done(graph);
          }
        };
        checks.add(check);
        check();
      }),
    async stop() {
      connection.dispose();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  };
}
