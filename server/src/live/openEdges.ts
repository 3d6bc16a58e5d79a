import type { Disposable } from '../base/index.ts';
import { type HeldConnections, liveEdges } from '../topology/index.ts';
import type { TopologyGraph } from '../../../protocol/topology.ts';

/** Changes of the graph alone are looked at this often at most, in milliseconds. */
const usualRestMs = 1_000;

export interface OpenEdgesOptions {
  /** It is time to ask for the edges again. */
  readonly onDue: () => void;
  readonly restMs?: number;
}

/**
 * The edges that open connections stand for, which are found by looking at every instance: at once
 * when other connections are held, and after a rest when the graph goes on changing below them.
 */
export class OpenEdges implements Disposable {
  readonly #options: OpenEdgesOptions;
  #edges: ReturnType<typeof liveEdges> = [];
  #held: HeldConnections = new Map();
  #services: TopologyGraph['services'] = [];
  #foundAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OpenEdgesOptions) {
    this.#options = options;
  }

  /** The same list until it was found anew. */
  of(graph: TopologyGraph, held: HeldConnections): ReturnType<typeof liveEdges> {
    if (held === this.#held && (held.size === 0 || graph.services === this.#services)) {
      return this.#edges;
    }
    const { restMs = usualRestMs, onDue } = this.#options;
    const rest = this.#foundAt + restMs - performance.now();
    if (held === this.#held && rest > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#foundAt = Number.NEGATIVE_INFINITY;
        onDue();
      }, rest);
      return this.#edges;
    }
    this.#foundAt = performance.now();
    this.#held = held;
    this.#services = graph.services;
    this.#edges = liveEdges(graph, held);
    return this.#edges;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
