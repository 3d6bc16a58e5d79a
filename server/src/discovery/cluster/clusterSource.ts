import type { ClusterStatus } from '../../../../protocol/cluster.ts';
import type { Pace } from './pace.ts';

/** What a source of a cluster needs from outside. */
export interface ClusterPorts {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A status without what only a comparison of two tells. */
export type SeenCluster = Omit<ClusterStatus, 'leaderSince'>;

/** The cluster behind one connection. */
export interface ClusterSource {
  /** Asks once. Rejects with a RegistryError when nobody answers. */
  look(signal: AbortSignal): Promise<SeenCluster>;
  /**
   * Asks again and again at the pace given, and reports each look that differs from the one before.
   * Trouble is a state of the members; it never rejects. Resolves when the signal has aborted and
   * everything is released.
   */
  watch(
    options: { readonly pace: Pace; readonly onStatus: (status: SeenCluster) => void },
    signal: AbortSignal,
  ): Promise<void>;
}
