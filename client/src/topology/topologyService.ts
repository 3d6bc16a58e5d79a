import {
  CancellationTokenSource,
  ConnectionError,
  Emitter,
  ErrorCodes,
  type Event,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { CallEvent } from '../../../protocol/calls.ts';
import type { ClusterUpdate } from '../../../protocol/cluster.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type {
  TopologyGraph,
  TopologyNotifications,
  TopologyRequests,
  TopologyUpdate,
} from '../../../protocol/topology.ts';
import type { Log } from '../log.ts';
import type { RestartPolicy } from '../restartPolicy.ts';
import { GraphMirror } from './graphMirror.ts';
import { KeptGraph } from './keptGraph.ts';
import { type ServerCommand, ServerProcess } from './serverProcess.ts';

export interface TopologyServiceOptions {
  readonly start: ServerCommand;
  readonly log: Log;
  /** How often and how fast a server that died is started again. */
  readonly policy: RestartPolicy;
  /** Why the server may not run now, or undefined when it may. Asked before every start. */
  readonly refusal: () => Error | undefined;
  readonly onGaveUp: (error: Error) => void;
}

/** What is asked of {@link TopologyService}, for parts that do not run it. */
export type TopologySender = Pick<TopologyService, 'send' | 'onCallEvent'>;

/**
 * The topology server as the rest of the extension sees it: typed requests and events. It starts
 * with the first request or connection, and after a crash it is told again what to watch.
 */
export class TopologyService {
  readonly #process: ServerProcess;
  readonly #options: TopologyServiceOptions;
  readonly #updates = new Emitter<TopologyUpdate>();
  readonly #callEvents = new Emitter<CallEvent>();
  readonly #clusterUpdates = new Emitter<ClusterUpdate>();
  readonly #mirror = new GraphMirror();
  readonly #kept = new KeptGraph(() => {
    this.#showMirror();
  });
  #connections: readonly RegistryConnection[] = [];
  #liveEdges = false;
  #sight: readonly string[] | undefined;

  readonly onUpdate: Event<TopologyUpdate> = this.#updates.event;
  readonly onCallEvent: Event<CallEvent> = this.#callEvents.event;
  readonly onClusterUpdate: Event<ClusterUpdate> = this.#clusterUpdates.event;

  constructor(options: TopologyServiceOptions) {
    this.#options = options;
    this.#process = new ServerProcess({
      start: options.start,
      log: options.log,
      policy: options.policy,
      onGaveUp: options.onGaveUp,
      onEnded: () => {
        this.#keep();
      },
      onStarted: (connection) => {
        this.#started(connection);
      },
    });
  }

  /** Rejects with the server's error, whose message is for people, or when the signal aborts. */
  async send<M extends keyof TopologyRequests>(
    method: M,
    params: TopologyRequests[M]['params'],
    signal?: AbortSignal,
  ): Promise<TopologyRequests[M]['result']> {
    const refusal = this.#options.refusal();
    if (refusal !== undefined) {
      throw refusal;
    }
    if (method === 'topology/get') {
      return this.#wholeGraph(signal);
    }
    return request(this.#process.connection(), method, params, signal);
  }

  /** Tells the server which registries to watch. Starts it only when there is one. */
  async setConnections(connections: readonly RegistryConnection[]): Promise<void> {
    this.#connections = connections;
    if (this.#process.isRunning() || connections.length > 0) {
      await this.send('connections/set', { connections });
    }
  }

  /** Whether instances are asked which connections they hold; see the contract. */
  async setLiveEdges(on: boolean): Promise<void> {
    this.#liveEdges = on;
    if (this.#process.isRunning()) {
      await this.send('topology/liveEdges', { on });
    }
  }

  /** Which services somebody looks at; see the contract. A server that can't be told is told later. */
  async setSight(serviceIds: readonly string[] | undefined): Promise<void> {
    this.#sight = serviceIds;
    if (this.#process.isRunning()) {
      await this.send('topology/sight', { ...(serviceIds && { serviceIds }) }).catch(
        () => undefined,
      );
    }
  }

  restart(): void {
    if (this.#options.refusal() === undefined) {
      this.#keep();
      this.#process.restart();
    }
  }

  dispose(): void {
    this.#process.dispose();
    this.#kept.dispose();
    this.#updates.dispose();
    this.#callEvents.dispose();
    this.#clusterUpdates.dispose();
  }

  /** From what its updates say, or asked for when something is missing. */
  async #wholeGraph(signal?: AbortSignal): Promise<TopologyGraph> {
    this.#process.ensure();
    const known = this.#kept.graph ?? (this.#process.isRunning() ? this.#mirror.graph : undefined);
    if (known !== undefined) {
      return known;
    }
    const graph = await request(this.#process.connection(), 'topology/get', {}, signal);
    this.#mirror.seed(graph);
    return graph;
  }

  /** Shows on what the process knew that ends. */
  #keep(): void {
    const graph = this.#kept.graph ?? this.#mirror.graph;
    if (graph !== undefined) {
      this.#updates.fire(this.#kept.keep(graph, Date.now()));
    }
  }

  /** What the present process knows, whole, since the revisions begin anew. */
  #showMirror(): void {
    const { graph } = this.#mirror;
    if (graph !== undefined) {
      this.#updates.fire({ kind: 'snapshot', graph });
    }
  }

  #started(connection: MessageConnection): void {
    this.#mirror.forget();
    this.#kept.wait();
    on(connection, 'topology/update', (update) => {
      this.#mirror.apply(update);
      if (this.#kept.graph === undefined) {
        this.#updates.fire(update);
      } else {
        this.#kept.compare(this.#mirror.connections);
      }
    });
    on(connection, 'call/event', (event) => {
      this.#callEvents.fire(event);
    });
    on(connection, 'cluster/changed', (update) => {
      this.#clusterUpdates.fire(update);
    });
    if (this.#connections.length > 0 || this.#liveEdges) {
      this.#resend(connection).catch((error: unknown) => {
        this.#options.log.error(`topology server: ${String(error)}`);
      });
    }
  }

  /** After a start: what to watch. */
  async #resend(connection: MessageConnection): Promise<void> {
    await request(connection, 'connections/set', { connections: this.#connections });
    if (this.#sight !== undefined) {
      await request(connection, 'topology/sight', { serviceIds: this.#sight });
    }
    if (this.#liveEdges) {
      await request(connection, 'topology/liveEdges', { on: true });
    }
    const graph = await request(connection, 'topology/get', {});
    this.#mirror.seed(graph);
    if (this.#kept.graph === undefined) {
      this.#showMirror();
    } else {
      this.#kept.compare(graph.connections);
    }
  }
}

async function request<M extends keyof TopologyRequests>(
  connection: MessageConnection,
  method: M,
  params: TopologyRequests[M]['params'],
  signal?: AbortSignal,
): Promise<TopologyRequests[M]['result']> {
  signal?.throwIfAborted();
  const source = new CancellationTokenSource();
  const cancel = (): void => {
    source.cancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await connection.sendRequest(method, params, source.token);
  } catch (error) {
    throw isLostConnection(error) ? lostConnection(error) : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}

function isLostConnection(error: unknown): boolean {
  const isRejected =
    error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
  return isRejected || error instanceof ConnectionError;
}

function lostConnection(cause: unknown): Error {
  return new Error(
    'The topology server ended before it answered. It is started again by itself: try once more.',
    { cause },
  );
}

function on<M extends keyof TopologyNotifications>(
  connection: MessageConnection,
  method: M,
  handler: (params: TopologyNotifications[M]) => void,
): void {
  connection.onNotification(method, handler);
}
