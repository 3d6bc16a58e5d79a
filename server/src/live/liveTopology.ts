import { type Disposable, Emitter, type Event } from '../base/index.ts';
import { RegistryHub, type SourcePorts } from '../discovery/index.ts';
import type { Channels } from '../rpc/index.ts';
import { GraphBuilder } from '../topology/index.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyGraph, TopologyUpdate } from '../../../protocol/topology.ts';
import { OpenConnectionPoll } from './openConnectionPoll.ts';
import { OpenEdges } from './openEdges.ts';

/**
 * The graph of all connections as it changes. The first update is a snapshot, each later one the
 * difference to the one before; the revisions have no gaps.
 */
export class LiveTopology implements Disposable {
  readonly #hub: RegistryHub;
  readonly #poll: OpenConnectionPoll;
  readonly #updates = new Emitter<TopologyUpdate>();
  readonly #builder = new GraphBuilder();
  readonly #openEdges = new OpenEdges({
    onDue: () => {
      this.#refresh();
    },
  });

  readonly onUpdate: Event<TopologyUpdate> = this.#updates.event;

  constructor(ports: SourcePorts, channels: Channels) {
    this.#hub = new RegistryHub(ports);
    const { logger } = ports;
    this.#poll = new OpenConnectionPoll({ channels, logger, graph: () => this.graph });
    [this.#hub.onDidChange, this.#poll.onDidChange].forEach((onDidChange) => {
      onDidChange(() => {
        this.#refresh();
      });
    });
  }

  get graph(): TopologyGraph {
    return this.#builder.graph;
  }

  /** What the registry holds for an instance, as text. */
  registrationOf(instanceId: string): string | undefined {
    for (const { groups } of this.#hub.reports()) {
      for (const { instances } of groups.values()) {
        const found = instances.find(({ instance }) => instance.id === instanceId);
        if (found !== undefined) {
          return found.raw;
        }
      }
    }
    return undefined;
  }

  setConnections(connections: readonly RegistryConnection[]): void {
    this.#hub.set(connections);
  }

  /** Whether instances are asked which connections they hold; they are not until it is wanted. */
  askForConnections(on: boolean): void {
    this.#poll.switch(on);
  }

  dispose(): void {
    this.#poll.dispose();
    this.#openEdges.dispose();
    this.#hub.dispose();
    this.#updates.dispose();
  }

  #refresh(): void {
    const { graph, delta } = this.#builder.update(
      this.#hub.reports(),
      this.#openEdges.of(this.graph, this.#poll.held),
    );
    if (delta !== undefined) {
      this.#updates.fire(
        graph.revision === 1 ? { kind: 'snapshot', graph } : { kind: 'delta', delta },
      );
    }
  }
}
