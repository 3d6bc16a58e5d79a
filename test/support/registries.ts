import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { silentLogger } from '../../server/src/base/index.ts';
import { RegistryHub } from '../../server/src/discovery/index.ts';
import { GraphBuilder } from '../../server/src/topology/index.ts';
import type { ConnectionState, RegistryConnection } from '../../protocol/connections.ts';
import type { Service, ServiceInstance, TopologyGraph } from '../../protocol/topology.ts';
import { flatFacts } from './flatFacts.ts';

/** The graph of real registries, and a way to wait for what it should become. */
export interface WatchedRegistries {
  readonly graph: TopologyGraph;
  set(connections: readonly RegistryConnection[]): void;
  /** What the registry holds for an instance, as text. */
  rawOf(instance: ServiceInstance | undefined): string | undefined;
  /** Resolves with the graph as soon as it is as wanted; rejects with what it is instead. */
  until(
    isWanted: (graph: TopologyGraph) => boolean,
    limit?: { readonly milliseconds: number },
  ): Promise<TopologyGraph>;
  dispose(): void;
}

export function watchRegistries(connections: readonly RegistryConnection[]): WatchedRegistries {
  const hub = new RegistryHub({ logger: silentLogger, now: Date.now });
  const builder = new GraphBuilder();
  const listeners = new Set<() => void>();
  hub.onDidChange(() => {
    builder.update(hub.reports());
    listeners.forEach((listener) => {
      listener();
    });
  });
  hub.set(connections);
  return {
    get graph() {
      return builder.graph;
    },
    set: (next) => {
      hub.set(next);
    },
    rawOf: (instance) =>
      hub
        .reports()
        .flatMap((report) => flatFacts(report).instances)
        .find((each) => each.instance.id === instance?.id)?.raw,
    until(isWanted, { milliseconds } = { milliseconds: 10_000 }) {
      return new Promise((done, fail) => {
        const check = (): void => {
          const { graph } = builder;
          if (isWanted(graph)) {
            clearTimeout(timer);
            listeners.delete(check);
            done(graph);
          }
        };
        const timer = setTimeout(() => {
          listeners.delete(check);
          const seen = JSON.stringify(builder.graph, undefined, 1).slice(0, 4_000);
          fail(new Error(`not within ${milliseconds} ms; the graph is ${seen}`));
        }, milliseconds);
        listeners.add(check);
        check();
      });
    },
    dispose: () => {
      hub.dispose();
    },
  };
}

export function stateOf(graph: TopologyGraph, connection = 0): ConnectionState {
  return graph.connections[connection]?.state ?? { phase: 'connecting' };
}

export function isLive(graph: TopologyGraph): boolean {
  const { connections } = graph;
  return connections.length > 0 && connections.every(({ state }) => state.phase === 'live');
}

export function serviceOf(graph: TopologyGraph, name: string): Service | undefined {
  return graph.services.find((service) => service.name === name);
}

export function instancesOf(graph: TopologyGraph, name: string): readonly ServiceInstance[] {
  return serviceOf(graph, name)?.instances ?? [];
}

export function addressesOf(graph: TopologyGraph, name: string): string[] {
  return instancesOf(graph, name).map(({ address }) => address);
}

/** A TCP relay whose cable can be pulled, so that a registry lives on unseen. */
export interface Relay {
  /** `host:port` to connect to. */
  readonly endpoint: string;
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRelay(target: string): Promise<Relay> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(port), host);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        inner.destroy();
        outer.destroy();
        sockets.delete(socket);
      });
    }
    inner.pipe(outer).pipe(inner);
  });
  const listen = async (onPort: number): Promise<number> => {
    server.listen(onPort, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const cut = async (): Promise<void> => {
    if (server.listening) {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    }
  };
  const ownPort = await listen(0);
  return {
    endpoint: `127.0.0.1:${ownPort}`,
    cut,
    async heal() {
      await listen(ownPort);
    },
    stop: cut,
  };
}
