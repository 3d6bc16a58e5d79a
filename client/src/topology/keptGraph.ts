import type { ConnectionState } from '../../../protocol/connections.ts';
import type { TopologyGraph, TopologyUpdate } from '../../../protocol/topology.ts';

/** A server has so long, in milliseconds, to know again what the one before knew. */
const patienceMs = 10_000;

/**
 * What a server that died knew, shown until the next one knows as much: it begins with nothing and
 * learns the registries one by one.
 */
export class KeptGraph {
  readonly #onDone: () => void;
  #graph: TopologyGraph | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onDone` is called when the graph of the server that runs now is the one to show. */
  constructor(onDone: () => void) {
    this.#onDone = onDone;
  }

  /** Undefined while a server runs that knows. */
  get graph(): TopologyGraph | undefined {
    return this.#graph;
  }

  /** Keeps a graph, `now` in milliseconds since the epoch. Answers what is to be told of it. */
  keep(graph: TopologyGraph, now: number): TopologyUpdate {
    clearTimeout(this.#timer);
    const connections = graph.connections.map((connection) => ({
      ...connection,
      state: lost(connection.state, now),
    }));
    const revision = graph.revision + 1;
    this.#graph = { ...graph, revision, connections };
    return { kind: 'delta', delta: { ...unchanged, revision, connections } };
  }

  /** Another server has started. */
  wait(): void {
    if (this.#graph !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#done();
      }, patienceMs);
    }
  }

  /** Lets go of it as soon as the new server has heard from each registry, or of its failure. */
  compare(connections: TopologyGraph['connections'] | undefined): void {
    const isKnown = connections?.every(({ state }) => state.phase !== 'connecting');
    if (isKnown === true && this.#graph !== undefined) {
      this.#done();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #done(): void {
    clearTimeout(this.#timer);
    this.#graph = undefined;
    this.#onDone();
  }
}

const unchanged = {
  upsertedServices: [],
  changedServices: [],
  removedServices: [],
  upsertedEdges: [],
  removedEdges: [],
};

/** What was live is stale; the others are as they were. */
function lost(state: ConnectionState, now: number): ConnectionState {
  const reason = 'the topology server ended, reconnecting';
  return state.phase === 'live' ? { phase: 'stale', since: now, reason } : state;
}
