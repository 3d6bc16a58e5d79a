import { type Disposable, Emitter, type Event } from '../base/index.ts';
import { RegistryHub, ServiceSight, type SourcePorts } from '../discovery/index.ts';
import type { Channels } from '../rpc/index.ts';
import { GraphBuilder, type PendingChanges } from '../topology/index.ts';
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

/**
 * What changes out of sight is told so often, in milliseconds, while changes go on; what is in sight,
 * and what comes or goes, at once.
 */
const restMs = 100;

/** The graph of all connections as it changes; the revisions have no gaps. */
export class LiveTopology implements Disposable {
  readonly #sight = new ServiceSight();
  readonly #hub: RegistryHub;
  readonly #poll: OpenConnectionPoll;
  readonly #changes = new Emitter<LiveChange>();
  readonly #builder = new GraphBuilder();
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
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
    this.#tell();
  }

  /** Whether instances are asked which connections they hold; they are not until it is wanted. */
  askForConnections(on: boolean): void {
    this.#poll.switch(on);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#poll.dispose();
    this.#openEdges.dispose();
    this.#hub.dispose();
    this.#sight.dispose();
    this.#changes.dispose();
  }

  #refresh(): void {
    const found = this.#openEdges.of(this.graph, this.#poll.held);
    const pending = this.#builder.take(this.#hub.reports(), found);
    const rest = this.#toldAt + restMs - performance.now();
    if (rest <= 0 || isUrgent(pending, this.#sight.services)) {
      this.#tell();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#tell();
      }, rest);
    }
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.graph;
    const { graph: after, delta } = this.#builder.build();
    if (delta !== undefined) {
      this.#toldAt = performance.now();
      this.#changes.fire({ before, after, delta });
    }
  }
}

/** Whether something is other that somebody looks at, or that is seen wherever one looks. */
function isUrgent(pending: PendingChanges, sight: ReadonlySet<string> | undefined): boolean {
  return (
    sight === undefined ||
    pending.connections ||
    pending.unplaced ||
    pending.edges.size > 0 ||
    [...pending.services].some((name) => sight.has(name))
  );
}
