import { type Disposable, Emitter, type Event } from '../base/index.ts';
import { RegistryHub, type SourcePorts } from '../discovery/index.ts';
import { buildGraph, diffGraphs, emptyGraph, isEmptyDelta } from '../topology/index.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyGraph, TopologyUpdate } from '../../../protocol/topology.ts';

/**
 * The graph of all connections as it changes. The first update is a snapshot, each later one the
 * difference to the one before; the revisions have no gaps.
 */
export class LiveTopology implements Disposable {
  readonly #hub: RegistryHub;
  readonly #updates = new Emitter<TopologyUpdate>();
  #graph: TopologyGraph = emptyGraph;

  readonly onUpdate: Event<TopologyUpdate> = this.#updates.event;

  constructor(ports: SourcePorts) {
    this.#hub = new RegistryHub(ports);
    this.#hub.onDidChange(() => {
      this.#refresh();
    });
  }

  get graph(): TopologyGraph {
    return this.#graph;
  }

  setConnections(connections: readonly RegistryConnection[]): void {
    this.#hub.set(connections);
  }

  dispose(): void {
    this.#hub.dispose();
    this.#updates.dispose();
  }

  #refresh(): void {
    const before = this.#graph;
    const after = buildGraph(this.#hub.reports(), before);
    const delta = diffGraphs(before, after);
    if (isEmptyDelta(delta)) {
      return;
    }
    this.#graph = after;
    this.#updates.fire(
      before.revision === 0 ? { kind: 'snapshot', graph: after } : { kind: 'delta', delta },
    );
  }
}
