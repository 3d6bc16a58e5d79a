import { pause } from '../backoff.ts';
import { RegistryError } from '../registryError.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';

/**
 * Services watched by a blocking query each. An agent lets one client have 200 connections by
 * default, and others on this machine may need some.
 */
const mostWatches = 64;

/** The services beyond that are asked for one after the other, this often, in milliseconds. */
const pollInterval = 5_000;

/** Requests of a round that are open at once. */
const mostPolls = 8;

/** A service that the agent does not tell about is asked for again after this, in milliseconds. */
const refusedInterval = 10_000;

/** Who asks, and who is told. */
export interface ServiceWatchesOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** Called with the answer of `/v1/health/service/<name>`, first and at each change. */
  readonly onService: (name: string, answer: ConsulAnswer) => void;
  /** The agent answers, but not about this service; the others go on. */
  readonly onRefused: (name: string, error: RegistryError) => void;
}

/** Follows the health of a changing set of services, with a bound on open requests. */
export class ServiceWatches {
  readonly #options: ServiceWatchesOptions;
  readonly #watched = new Map<string, () => void>();
  #stopPolling: (() => void) | undefined;

  constructor(options: ServiceWatchesOptions) {
    this.#options = options;
  }

  setNames(names: ReadonlySet<string>): void {
    for (const [name, stop] of this.#watched) {
      if (!names.has(name)) {
        stop();
        this.#watched.delete(name);
      }
    }
    const others = [...names].filter((name) => !this.#watched.has(name));
    const free = mostWatches - this.#watched.size;
    others.slice(0, free).forEach((name) => this.#watched.set(name, this.#watch(name)));
    this.#pollThese(others.slice(free));
  }

  #watch(name: string): () => void {
    const { client, group, onService } = this.#options;
    const query = { path: healthPath(name), waitSeconds: 60 };
    const onAnswer = (answer: ConsulAnswer): void => {
      onService(name, answer);
    };
    return group.start(async (signal) => {
      while (!signal.aborted) {
        await this.#unlessRefused(name, () => followQuery(client, query, onAnswer, signal));
        await pause(refusedInterval, signal);
      }
    });
  }

  #pollThese(names: readonly string[]): void {
    this.#stopPolling?.();
    this.#stopPolling =
      names.length === 0
        ? undefined
        : this.#options.group.start((signal) => this.#poll(names, signal));
  }

  async #poll(names: readonly string[], signal: AbortSignal): Promise<void> {
    const bodies = new Map<string, string>();
    while (!signal.aborted) {
      const waiting = names.values();
      const workers = Array.from({ length: mostPolls }, () =>
        this.#pollOneByOne(waiting, bodies, signal),
      );
      await Promise.all(workers);
      await pause(pollInterval, signal);
    }
  }

  /** Takes names from an iterator that several share. */
  async #pollOneByOne(
    names: Iterable<string>,
    bodies: Map<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { client, onService } = this.#options;
    for (const name of names) {
      await this.#unlessRefused(name, async () => {
        const answer = await client.get({ path: healthPath(name) }, signal);
        if (bodies.get(name) !== answer.body && !signal.aborted) {
          bodies.set(name, answer.body);
          onService(name, answer);
        }
      });
    }
  }

  async #unlessRefused(name: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind === 'unreachable') {
        throw error;
      }
      this.#options.onRefused(name, error);
    }
  }
}

function healthPath(name: string): string {
  return `health/service/${encodeURIComponent(name)}`;
}
