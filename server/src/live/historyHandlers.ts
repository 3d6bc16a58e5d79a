import type { Disposable } from '../base/index.ts';
import { GraphHistory } from '../topology/index.ts';
import type { ClusterUpdate } from '../../../protocol/cluster.ts';
import type { HistoryRequests } from '../../../protocol/history.ts';
import type { Handlers } from './endpoint.ts';
import type { LiveTopology } from './liveTopology.ts';

/** The most changes that one answer holds. */
const mostChanges = 20_000;

/** The history of the live graph from the start of the server on, whoever looks at it or not. */
export class LiveHistory implements Disposable {
  readonly #subscription: Disposable;
  readonly #now: () => number;
  #history: GraphHistory;

  constructor(topology: LiveTopology, now: () => number) {
    this.#now = now;
    this.#history = new GraphHistory(topology.graph, now());
    this.#subscription = topology.onChange(({ after, delta }) => {
      if (after.revision === 1) {
        this.#history = new GraphHistory(after, now());
      } else {
        this.#history.record(delta, now());
      }
    });
  }

  get history(): GraphHistory {
    return this.#history;
  }

  /** Takes in what happened in the cluster of a registry. */
  note({ events }: ClusterUpdate): void {
    this.#history.note(events, this.#now());
  }

  now(): number {
    return this.#now();
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** A line of conversion for each request about the past. */
export function historyHandlers(live: LiveHistory): Pick<Handlers, keyof HistoryRequests> {
  return {
    'history/changes': ({ after = 0, limit }) => ({
      extent: live.history.extent(live.now()),
      ...live.history.changes({ after, limit: Math.min(mostChanges, limit) }),
    }),
    'history/at': (params) => live.history.stateAt(params),
    'history/compare': ({ step }) => live.history.compare(step),
    'history/health': ({ serviceId }) => live.history.healthOf(serviceId),
  };
}
