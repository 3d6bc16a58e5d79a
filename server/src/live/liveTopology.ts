import { type Disposable, Emitter, type Event } from '../base/index.ts';
import { RegistryHub, ServiceSight, type SourcePorts } from '../discovery/index.ts';
import type { Channels } from '../rpc/index.ts';
import { GraphBuilder } from '../topology/index.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyDelta, TopologyGraph } from '../../../protocol/topology.ts';
import { OpenConnectionPoll } from './openConnectionPoll.ts';
import { OpenEdges } from './openEdges.ts';

/** A step of the graph; the first one begins with an empty graph of revision 0. */
export interface LiveChange {
  readonly before: TopologyGraph;
  readonly after: TopologyGraph;
  /** What turns one into the other, its instances whole. */
  readonly delta: TopologyDelta;
}

/** The graph of all connections as it changes; the revisions have no gaps. */
export class LiveTopology implements Disposable {
  readonly #sight = new ServiceSight();
  readonly #hub: RegistryHub;
  readonly #poll: OpenConnectionPoll;
  readonly #changes = new Emitter<LiveChange>();
  readonly #builder = new GraphBuilder();
  readonly #openEdges = new OpenEdges({
    onDue: () => {
      this.#refresh();
    },
  });

  readonly onChange: Event<LiveChange> = this.#changes.event;

  constructor(ports: SourcePorts, channels: Channels) {
    this.#hub = new RegistryHub({ ...ports, sight: this.#sight });
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

  /** Changes of these services are told first; undefined for all. */
  see(services: ReadonlySet<string> | undefined): void {
    this.#sight.see(services);
  }

  /** Whether instances are asked which connections they hold; they are not until it is wanted. */
  askForConnections(on: boolean): void {
    this.#poll.switch(on);
  }

  dispose(): void {
    this.#poll.dispose();
    this.#openEdges.dispose();
    this.#hub.dispose();
    this.#sight.dispose();
    this.#changes.dispose();
  }

  #refresh(): void {
    const before = this.graph;
    const { graph: after, delta } = this.#builder.update(
      this.#hub.reports(),
      this.#openEdges.of(before, this.#poll.held),
    );
    if (delta !== undefined) {
      this.#changes.fire({ before, after, delta });
    }
  }
}
