import type {
  Edge,
  Service,
  ServiceChange,
  TopologyDelta,
  TopologyGraph,
  TopologyUpdate,
} from '../../../protocol/topology.ts';

type Head = Pick<TopologyGraph, 'revision' | 'connections' | 'unplaced'>;

/** The graph as the server has it, kept by its updates so that it need not be sent whole again. */
export class GraphMirror {
  #services = new Map<string, Service>();
  #edges = new Map<string, Edge>();
  #head: Head | undefined;
  /** Put together when it is asked for, until the next change. */
  #graph: TopologyGraph | undefined;

  /** Undefined until a whole graph was seen, and from a missing update to the next whole one. */
  get graph(): TopologyGraph | undefined {
    if (this.#head !== undefined) {
      this.#graph ??= {
        ...this.#head,
        services: sorted(this.#services),
        edges: sorted(this.#edges),
      };
    }
    return this.#graph;
  }

  /** Takes up an update; one that is older than what is known changes nothing. */
  apply(update: TopologyUpdate): void {
    if (update.kind === 'snapshot') {
      this.seed(update.graph);
    } else if (this.#head !== undefined && update.delta.revision > this.#head.revision) {
      this.#applyDelta(update.delta, this.#head);
    }
  }

  seed(graph: TopologyGraph): void {
    const { revision, connections, unplaced } = graph;
    this.#head = { revision, connections, unplaced };
    this.#services = new Map(graph.services.map((service) => [service.id, service]));
    this.#edges = new Map(graph.edges.map((edge) => [edge.id, edge]));
    this.#graph = graph;
  }

  forget(): void {
    this.#head = undefined;
    this.#graph = undefined;
  }

  #applyDelta(delta: TopologyDelta, head: Head): void {
    if (delta.revision !== head.revision + 1) {
      this.forget();
      return;
    }
    this.#graph = undefined;
    this.#head = {
      revision: delta.revision,
      connections: delta.connections ?? head.connections,
      unplaced: delta.unplaced ?? head.unplaced,
    };
    delta.removedServices.forEach((id) => this.#services.delete(id));
    delta.upsertedServices.forEach((service) => this.#services.set(service.id, service));
    delta.changedServices.forEach((change) => {
      this.#change(change);
    });
    delta.removedEdges.forEach((id) => this.#edges.delete(id));
    delta.upsertedEdges.forEach((edge) => this.#edges.set(edge.id, edge));
  }

  #change({ id, health, upsertedInstances, removedInstances }: ServiceChange): void {
    const service = this.#services.get(id);
    if (service !== undefined) {
      const instances = new Map(service.instances.map((one) => [one.id, one]));
      removedInstances.forEach((gone) => instances.delete(gone));
      upsertedInstances.forEach((one) => instances.set(one.id, one));
      this.#services.set(id, { ...service, health, instances: sorted(instances) });
    }
  }
}

/** By id, in order of UTF-16 code units, as the server sorts. */
function sorted<T extends { readonly id: string }>(items: ReadonlyMap<string, T>): readonly T[] {
  return [...items.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
