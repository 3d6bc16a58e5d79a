import { type Disposable, Emitter, type Event } from '../base/index.ts';
import { RegistryHub, type SourcePorts } from '../discovery/index.ts';
import { GraphBuilder } from '../topology/index.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyGraph, TopologyUpdate } from '../../../protocol/topology.ts';

/**
 * The graph of all connections as it changes. The first update is a snapshot, each later one the
 * difference to the one before; the revisions have no gaps.
 */
export class LiveTopology implements Disposable {
  readonly #hub: RegistryHub;
  readonly #updates = new Emitter<TopologyUpdate>();
  readonly #builder = new GraphBuilder();

  readonly onUpdate: Event<TopologyUpdate> = this.#updates.event;

  constructor(ports: SourcePorts) {
    this.#hub = new RegistryHub(ports);
    this.#hub.onDidChange(() => {
      this.#refresh();
    });
  }

  get graph(): TopologyGraph {
    return this.#builder.graph;
  }

  setConnections(connections: readonly RegistryConnection[]): void {
    this.#hub.set(connections);
  }

  dispose(): void {
    this.#hub.dispose();
    this.#updates.dispose();
  }

  #refresh(): void {
    const { graph, delta } = this.#builder.update(this.#hub.reports());
    if (delta !== undefined) {
      this.#updates.fire(
        graph.revision === 1 ? { kind: 'snapshot', graph } : { kind: 'delta', delta },
      );
    }
  }
}
