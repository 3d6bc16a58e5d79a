import { isDeepStrictEqual } from 'node:util';
import { type Disposable, unexpected } from '../../base/index.ts';
import type { ClusterStatus, ClusterUpdate } from '../../../../protocol/cluster.ts';
import type { RegistryConnection } from '../../../../protocol/connections.ts';
import { clusterEvents, isCutOff, leaderName } from './clusterEvents.ts';
import type { ClusterPorts, SeenCluster } from './clusterSource.ts';
import { openCluster } from './openCluster.ts';
import { Pace } from './pace.ts';

export interface ClusterWatchOptions extends ClusterPorts {
  readonly onUpdate: (update: ClusterUpdate) => void;
}

/**
 * Follows the cluster of one connection until it is disposed, and tells what changed. The numbers
 * of Raft grow all the time: alone they are news only while somebody looks.
 */
export class ClusterWatch implements Disposable {
  readonly pace = new Pace();
  readonly #options: ClusterWatchOptions;
  readonly #abort = new AbortController();
  #status: ClusterStatus | undefined;
  #lastLeader = '';

  constructor(connection: RegistryConnection, options: ClusterWatchOptions) {
    this.#options = options;
    const watching = openCluster(connection, options).watch(
      { pace: this.pace, onStatus: (status) => this.#seen(status) },
      this.#abort.signal,
    );
    watching.catch((error: unknown) => {
      unexpected(`the watch of the cluster of a ${connection.kind} connection failed`, error);
    });
  }

  /** As it was at the last look. */
  get status(): ClusterStatus | undefined {
    return this.#status;
  }

  dispose(): void {
    this.#abort.abort();
  }

  #seen(seen: SeenCluster): void {
    const before = this.#status;
    const status = withLeadership(before, seen);
    const events = clusterEvents(before, status, this.#lastLeader);
    this.#status = status;
    this.#lastLeader = leaderName(status) || this.#lastLeader;
    const isNews = before === undefined || !isDeepStrictEqual(plain(before), plain(status));
    const isLooked =
      this.pace.distance === 'near' && !isDeepStrictEqual(timeless(before), timeless(status));
    if (isNews || isLooked || events.length > 0) {
      this.#options.onUpdate({ status, events });
    }
  }
}

/**
 * Adds since when the leader leads, as far as it was seen. A leader that is gone for a moment and
 * comes back has begun anew.
 */
function withLeadership(before: ClusterStatus | undefined, seen: SeenCluster): ClusterStatus {
  const { leader, at } = seen;
  if (before === undefined || leader === undefined) {
    return seen;
  }
  const wasSeen = !isCutOff(before);
  const since = leader === before.leader ? before.leaderSince : wasSeen ? at : undefined;
  return since === undefined ? seen : { ...seen, leaderSince: since };
}

function timeless(status: ClusterStatus | undefined): unknown {
  return { ...status, at: 0 };
}

/** Without the numbers that grow by themselves. */
function plain(status: ClusterStatus): unknown {
  const members = status.members.map(
    ({ id, name, role, health, reason, clientUrls, peerUrls, version }) => ({
      ...{ id, name, role, health, reason, clientUrls, peerUrls, version },
    }),
  );
  return { ...status, at: 0, members };
}
