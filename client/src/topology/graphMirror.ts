import type {
  Edge,
  Service,
  ServiceChange,
  ServiceInstance,
  TopologyDelta,
  TopologyGraph,
  TopologyUpdate,
} from '../../../protocol/topology.ts';

type Head = Pick<TopologyGraph, 'revision' | 'connections' | 'unplaced'>;

/** The graph as the server has it, kept by its updates so that it need not be sent whole again. */
export class GraphMirror {
  readonly #services = new SortedItems<Service>();
  readonly #edges = new SortedItems<Edge>();
  #head: Head | undefined;
  /** Put together when it is asked for, until the next change. */
  #graph: TopologyGraph | undefined;

  /** Undefined until a whole graph was seen, and from a missing update to the next whole one. */
  get graph(): TopologyGraph | undefined {
    if (this.#head !== undefined) {
      this.#graph ??= {
        ...this.#head,
        services: this.#services.all(),
        edges: this.#edges.all(),
      };
    }
    return this.#graph;
  }

  /** How the connections are; undefined when the graph is. */
  get connections(): TopologyGraph['connections'] | undefined {
    return this.#head?.connections;
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
    this.#services.replace(graph.services);
    this.#edges.replace(graph.edges);
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
    delta.removedServices.forEach((id) => {
      this.#services.delete(id);
    });
    delta.upsertedServices.forEach((service) => {
      this.#services.set(service);
    });
    delta.changedServices.forEach((change) => {
      this.#change(change);
    });
    delta.removedEdges.forEach((id) => {
      this.#edges.delete(id);
    });
    delta.upsertedEdges.forEach((edge) => {
      this.#edges.set(edge);
    });
  }

  #change(change: ServiceChange): void {
    const { id, health, upsertedInstances, patchedInstances = [], removedInstances } = change;
    const service = this.#services.get(id);
    if (service !== undefined) {
      const instances = new SortedItems<ServiceInstance>();
      instances.replace(service.instances);
      removedInstances.forEach((gone) => {
        instances.delete(gone);
      });
      upsertedInstances.forEach((one) => {
        instances.set(one);
      });
      patchedInstances.forEach((patch) => {
        const known = instances.get(patch.id);
        if (known !== undefined) {
          instances.set({ ...known, ...patch });
        }
      });
      this.#services.set({ ...service, health, instances: instances.all() });
    }
  }
}

/** Items in order of their ids, by UTF-16 code units as the server sorts; sorted when one is new. */
class SortedItems<T extends { readonly id: string }> {
  #items = new Map<string, T>();
  #isSorted = true;

  replace(sorted: readonly T[]): void {
    this.#items = new Map(sorted.map((item) => [item.id, item]));
    this.#isSorted = true;
  }

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  set(item: T): void {
    this.#isSorted &&= this.#items.has(item.id);
    this.#items.set(item.id, item);
  }

  delete(id: string): void {
    this.#items.delete(id);
  }

  all(): readonly T[] {
    if (!this.#isSorted) {
      this.replace([...this.#items.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
    }
    return [...this.#items.values()];
  }
}
