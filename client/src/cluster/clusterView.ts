import type {
  ClusterEvent,
  ClusterStatus,
  ClusterUpdate,
  Holdings,
} from '../../../protocol/cluster.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import {
  clusterChildren,
  type ClusterKind,
  type ClusterLine,
  holdingsChildren,
  lockChildren,
  clusterLineId,
} from './clusterLines.ts';
import { presentCluster } from './presentCluster.ts';

/** A line of a registry. */
export interface PlacedLine {
  readonly connectionId: string;
  readonly line: ClusterLine;
}

/** The two groups below each registry. */
export type GroupName = 'cluster' | 'holdings';

export interface ClusterViewOptions {
  readonly send: TopologySender['send'];
  /** The lines of a group have changed. */
  readonly onChanged: (connectionId: string, group: GroupName) => void;
  /** Milliseconds between two looks at leases and locks. */
  readonly pollTime?: number;
}

interface KnownHoldings {
  readonly asked: Promise<Holdings>;
  /** Milliseconds since the epoch; without end while the answer is awaited. */
  freshUntil: number;
}

/** Events that are shown of each cluster. */
const shownEvents = 5;

/** Leases or sessions that are asked for. */
const mostHolds = 500;

/**
 * What the side bar shows of clusters. A group is asked for only while it is open and the side bar
 * can be seen; the server is told which, so that it looks more often.
 */
export class ClusterView {
  readonly #options: ClusterViewOptions;
  readonly #statuses = new Map<string, ClusterStatus>();
  readonly #events = new Map<string, readonly ClusterEvent[]>();
  readonly #holdings = new Map<string, KnownHoldings>();
  readonly #shown = new Map<string, string>();
  readonly #open: Readonly<Record<GroupName, Set<string>>> = {
    cluster: new Set(),
    holdings: new Set(),
  };
  #isVisible = false;
  #looked = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ClusterViewOptions) {
    this.#options = options;
  }

  /** Lines below a line. Rejects with a message for people. */
  async childrenOf({ connectionId, line }: PlacedLine): Promise<readonly ClusterLine[]> {
    switch (line.kind) {
      case 'cluster':
        return this.#clusterLines(connectionId);
      case 'holdings':
        return this.#holdingLines(connectionId, line.registry);
      case 'lock':
        return lockChildren(line.lock, line.holdings);
      case 'holds':
        return line.holdings.holds.map((hold) => ({ kind: 'hold', registry: line.registry, hold }));
      case 'hold':
        return line.hold.keys.map((key) => ({ kind: 'heldKey', key, parent: clusterLineId(line) }));
      case 'member':
      case 'alarm':
      case 'event':
      case 'note':
      case 'claim':
      case 'heldKey':
        return [];
    }
  }

  /** The newest status, which lines may be older than. */
  statusOf(connectionId: string): ClusterStatus | undefined {
    return this.#statuses.get(connectionId);
  }

  /** The server tells of a cluster. Redraws only for what can be seen. */
  update({ status, events }: ClusterUpdate): void {
    const { connectionId } = status;
    this.#statuses.set(connectionId, status);
    const earlier = this.#events.get(connectionId) ?? [];
    this.#events.set(connectionId, [...[...events].reverse(), ...earlier].slice(0, shownEvents));
    const lines = this.#shownText(connectionId);
    if (
      this.#isVisible &&
      this.#open.cluster.has(connectionId) &&
      lines !== this.#shown.get(connectionId)
    ) {
      this.#options.onChanged(connectionId, 'cluster');
    }
  }

  /** A group that was open before may still have the lines of that time. */
  opened(connectionId: string, group: GroupName): void {
    const isNews = !this.#open[group].has(connectionId);
    this.#opened(connectionId, group);
    if (isNews) {
      this.#options.onChanged(connectionId, group);
    }
  }

  closed(connectionId: string, group: GroupName): void {
    this.#open[group].delete(connectionId);
    this.#look();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#look();
  }

  /** Something was ended or released: the next look asks anew. */
  forgetHoldings(connectionId: string): void {
    this.#holdings.delete(connectionId);
    this.#options.onChanged(connectionId, 'holdings');
  }

  /** These connections are there, and no others: nothing more is asked of those that were removed. */
  keep(connectionIds: readonly string[]): void {
    const kept = new Set(connectionIds);
    const known = [this.#statuses, this.#events, this.#holdings, this.#shown];
    for (const part of [...known, ...Object.values(this.#open)]) {
      [...part.keys()].filter((id) => !kept.has(id)).forEach((id) => part.delete(id));
    }
    this.#look();
  }

  /** The server has begun anew, and knows nothing of who looks at what. */
  restarted(): void {
    this.#looked = '';
    this.#look();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  async #clusterLines(connectionId: string): Promise<readonly ClusterLine[]> {
    this.#opened(connectionId, 'cluster');
    const status =
      this.#statuses.get(connectionId) ??
      (await this.#options.send('cluster/get', { connectionId }));
    this.#statuses.set(connectionId, status);
    this.#shown.set(connectionId, this.#shownText(connectionId));
    return clusterChildren(status, this.#events.get(connectionId) ?? []);
  }

  async #holdingLines(
    connectionId: string,
    registry: ClusterKind,
  ): Promise<readonly ClusterLine[]> {
    this.#opened(connectionId, 'holdings');
    const known = this.#holdings.get(connectionId);
    const isFresh = known !== undefined && Date.now() < known.freshUntil;
    return holdingsChildren(await (isFresh ? known : this.#ask(connectionId)).asked, registry);
  }

  /** A registry that takes long to answer is asked less often. */
  #ask(connectionId: string): KnownHoldings {
    const startedAt = Date.now();
    const asked = this.#options.send('holdings/get', { connectionId, limit: mostHolds });
    const known = { asked, freshUntil: Infinity };
    this.#holdings.set(connectionId, known);
    asked.then(
      () => {
        const took = Date.now() - startedAt;
        known.freshUntil = startedAt + Math.max(this.#pollTime() / 2, 20 * took);
      },
      () => this.#holdings.delete(connectionId),
    );
    return known;
  }

  #opened(connectionId: string, group: GroupName): void {
    this.#open[group].add(connectionId);
    this.#look();
  }

  /** Tells the server what is looked at, and polls leases and locks while they are. */
  #look(): void {
    const connectionIds = this.#isVisible ? [...this.#open.cluster].sort() : [];
    const id = connectionIds.join('\n');
    if (id !== this.#looked) {
      this.#looked = id;
      this.#options.send('cluster/look', { connectionIds }).catch(() => {
        this.#looked = '';
      });
    }
    const isPolling = this.#isVisible && this.#open.holdings.size > 0;
    if (isPolling && this.#timer === undefined) {
      this.#timer = setInterval(() => {
        this.#open.holdings.forEach((one) => {
          this.#options.onChanged(one, 'holdings');
        });
      }, this.#pollTime());
    } else if (!isPolling) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #pollTime(): number {
    return this.#options.pollTime ?? 3_000;
  }

  /** What of a cluster is in the tree itself: the numbers of a hover are no reason to redraw. */
  #shownText(connectionId: string): string {
    const status = this.#statuses.get(connectionId);
    const events = this.#events.get(connectionId) ?? [];
    const lines = status === undefined ? [] : clusterChildren(status, events);
    return JSON.stringify(
      lines.map((line) => {
        const { label, description, icon } = presentCluster(line);
        return [label, description, icon];
      }),
    );
  }
}
