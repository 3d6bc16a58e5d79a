import { items, list } from '../json.ts';
import type { Sight } from '../sight.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import type { ConsulClient } from './http.ts';
import { unlessRefused } from './unlessRefused.ts';

/**
 * Services that are followed by a query of their own, besides all that is followed anyway: an agent
 * lets one client have 200 connections by default, and there may be two windows.
 */
const mostWatches = 64;

/** Who asks, and who is told. */
export interface SightWatchesOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  readonly sight: Sight;
  /** What the catalog calls those of the services that it has. */
  readonly namesOf: (services: ReadonlySet<string>) => readonly string[];
  /** Called with the checks of a service when one of them has changed; not all of them are news. */
  readonly onChecks: (checks: readonly unknown[]) => void;
}

/**
 * Follows the checks of the services that somebody looks at, each by a query that wakes up for this
 * service alone. So the lists of all failing checks, a megabyte while thousands fail, may be taken
 * less often.
 */
export class SightWatches {
  readonly #options: SightWatchesOptions;
  readonly #watched = new Map<string, () => void>();
  #isWhole = false;

  constructor(options: SightWatchesOptions) {
    this.#options = options;
  }

  /** Whether everything that somebody looks at is followed. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Follows what is in sight now. The catalog may have other services than before. */
  update(): void {
    const { sight, namesOf } = this.#options;
    const wanted = sight.services && namesOf(sight.services);
    this.#isWhole = wanted !== undefined && wanted.length <= mostWatches;
    const names = new Set(this.#isWhole ? wanted : []);
    for (const [name, stop] of this.#watched) {
      if (!names.has(name)) {
        stop();
        this.#watched.delete(name);
      }
    }
    for (const name of names) {
      if (!this.#watched.has(name)) {
        this.#watched.set(name, this.#watch(name));
      }
    }
  }

  stop(): void {
    this.#watched.forEach((stop) => {
      stop();
    });
    this.#watched.clear();
    this.#isWhole = false;
  }

  /** An agent that does not answer this is no trouble: the lists of failing checks have it too. */
  #watch(name: string): () => void {
    const { client, group, onChecks } = this.#options;
    // The checks alone would wake up for those of any service: in 1.8 only this has its own index.
    const query = { path: `health/service/${encodeURIComponent(name)}`, waitSeconds: 60 };
    return group.start((signal) =>
      unlessRefused(
        followQuery(
          client,
          query,
          ({ json }) => {
            onChecks(items(json).flatMap((entry) => list(entry, 'Checks')));
          },
          signal,
        ),
      ),
    );
  }
}
