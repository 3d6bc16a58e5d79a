import { isDeepStrictEqual } from 'node:util';
import { type Disposable, Emitter, type Event } from '../base/index.ts';
import { ClusterWatch, type HoldRegistry, openCluster, openHoldings } from '../discovery/index.ts';
import type { ClusterRequests, ClusterUpdate } from '../../../protocol/cluster.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import { base64, bytesOf } from './base64.ts';
import type { Handlers } from './endpoint.ts';
import { LockMemory } from './lockMemory.ts';

interface OpenOne {
  readonly connection: RegistryConnection;
  readonly watch: ClusterWatch;
  readonly locks: LockMemory;
  holds: HoldRegistry | undefined;
}

export interface OpenClustersOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The clusters of all connections that have one; each is followed, from near or from afar. */
export class OpenClusters implements Disposable {
  readonly #options: OpenClustersOptions;
  readonly #open = new Map<string, OpenOne>();
  readonly #updates = new Emitter<ClusterUpdate>();
  #looked: readonly string[] = [];

  /** Fires when a cluster has changed. */
  readonly onUpdate: Event<ClusterUpdate> = this.#updates.event;

  constructor(options: OpenClustersOptions) {
    this.#options = options;
  }

  /** Follows these from now on; one that is configured in the same way goes on. */
  set(connections: readonly RegistryConnection[]): void {
    const wanted = new Map(connections.map((one) => [one.id, one]));
    for (const [id, one] of this.#open) {
      if (!isDeepStrictEqual(wanted.get(id), one.connection)) {
        close(one);
        this.#open.delete(id);
      }
    }
    for (const [id, connection] of wanted) {
      if (connection.kind !== 'static' && !this.#open.has(id)) {
        this.#open.set(id, this.#follow(connection));
      }
    }
  }

  /** A person looks at these, and at no others. */
  look(connectionIds: readonly string[]): void {
    this.#looked = connectionIds;
    this.#open.forEach(({ watch }, id) => {
      watch.pace.set(connectionIds.includes(id) ? 'near' : 'far');
    });
  }

  /** Throws when there is no such connection, or when it is a file. */
  of(connectionId: string): OpenOne {
    const one = this.#open.get(connectionId);
    if (one === undefined) {
      throw new Error('this connection has no cluster, or is no longer there');
    }
    return one;
  }

  holdsOf(connectionId: string): HoldRegistry {
    const one = this.of(connectionId);
    one.holds ??= openHoldings(one.connection);
    return one.holds;
  }

  dispose(): void {
    this.set([]);
    this.#updates.dispose();
  }

  #follow(connection: RegistryConnection): OpenOne {
    const { now } = this.#options;
    const onUpdate = (update: ClusterUpdate): void => {
      this.#updates.fire(update);
    };
    const watch = new ClusterWatch(connection, { now, onUpdate });
    watch.pace.set(this.#looked.includes(connection.id) ? 'near' : 'far');
    return { connection, watch, locks: new LockMemory(), holds: undefined };
  }
}

function close({ watch, holds }: OpenOne): void {
  watch.dispose();
  holds?.close();
}

/** A line of conversion for each request about clusters and what is held in them. */
export function clusterHandlers(
  clusters: OpenClusters,
  { now }: OpenClustersOptions,
): Pick<Handlers, keyof ClusterRequests> {
  return {
    'cluster/get': async ({ connectionId }, signal) => {
      const { connection, watch } = clusters.of(connectionId);
      return watch.status ?? openCluster(connection, { now }).look(signal);
    },
    'cluster/look': ({ connectionIds }) => {
      clusters.look(connectionIds);
      return null;
    },
    'holdings/get': async ({ connectionId, limit }, signal) => {
      const seen = await clusters.holdsOf(connectionId).holdings(Math.max(1, limit), signal);
      const at = now();
      return {
        ...seen,
        ...{ connectionId, at },
        holds: seen.holds.map((hold) => ({ ...hold, keys: hold.keys.map(base64) })),
        locks: clusters.of(connectionId).locks.remember(seen.locks, at),
      };
    },
    'holdings/end': async ({ connectionId, holdId }, signal) => {
      await clusters.holdsOf(connectionId).end(holdId, signal);
      return null;
    },
    'holdings/release': async ({ connectionId, key, holdId }, signal) => {
      const claim = { key: bytesOf(key), holdId };
      return { released: await clusters.holdsOf(connectionId).release(claim, signal) };
    },
  };
}
