import { pause } from '../backoff.ts';
import { items } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import type { ServiceAnswer } from './catalog.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';
import { WholeCatalog, type WholeCatalogOptions } from './wholeCatalog.ts';

/**
 * Services watched by a blocking query each. An agent lets one client have 200 connections by
 * default, and others on this machine may need some.
 */
const mostWatches = 64;

/** One query for all of them ends where the services are fewer than this again. */
const fewAgain = 48;

/**
 * Where the agent does not answer about all at once, services beyond are asked for one after the
 * other, this often, in milliseconds: the more there are, the more seldom, so that it is never more
 * than 50 requests a second.
 */
function pollInterval(services: number): number {
  return Math.max(5_000, services * 20);
}

/** Requests of a round that are open at once. */
const mostPolls = 8;

/** A service that the agent does not tell about is asked for again after this, in milliseconds. */
const refusedInterval = 10_000;

/** Who asks, and who is told. */
export interface ServiceWatchesOptions extends Pick<WholeCatalogOptions, 'sight' | 'namesOf'> {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** Called with what is known of a service, first and at each change. */
  readonly onService: (name: string, answer: ServiceAnswer) => void;
  /** An answer was taken in to its end. */
  readonly onRead: () => void;
  /** The agent answers, but not about this service; the others go on. */
  readonly onRefused: (name: string, error: RegistryError) => void;
  /** There are no other services than these. */
  readonly onNames: (names: ReadonlySet<string>) => void;
  /** Services that are not to be shown. */
  readonly isHidden: (name: string) => boolean;
}

/**
 * Follows the instances and the health of a changing set of services. A few are followed by a
 * blocking query each, which costs nothing but the connection; many, and those with names that no
 * request can be made with, by one query for the whole catalog, so that the connections stay few and
 * every service is as fresh as the others.
 */
export class ServiceWatches {
  readonly #options: ServiceWatchesOptions;
  readonly #watched = new Map<string, () => void>();
  #names: ReadonlySet<string> = new Set();
  /** While they are followed together. */
  #whole: WholeCatalog | undefined;
  #stopWhole: (() => void) | undefined;
  #stopPolling: (() => void) | undefined;
  /** The agent does not answer about all services at once. */
  #hasNoDump = false;
  /** Names that no request can be made with, such as those with a `/../` in them. */
  readonly #unaskable = new Set<string>();

  constructor(options: ServiceWatchesOptions) {
    this.#options = options;
  }

  setNames(names: ReadonlySet<string>): void {
    this.#names = names;
    const limit = this.#whole === undefined ? mostWatches : fewAgain;
    const isUnaskable = [...this.#unaskable].some((name) => names.has(name));
    if ((names.size > limit || isUnaskable) && !this.#hasNoDump) {
      this.#followTogether();
    } else {
      this.#followEach();
    }
  }

  /** The catalog's services are at this index: some instance came, went or changed. */
  servicesAt(index: number): void {
    this.#whole?.servicesAt(index);
  }

  #followTogether(): void {
    this.#watched.forEach((stop) => {
      stop();
    });
    this.#watched.clear();
    const whole = (this.#whole ??= this.#startWhole());
    whole.setNames(this.#names);
  }

  #followEach(): void {
    this.#stopWhole?.();
    this.#stopWhole = undefined;
    this.#whole = undefined;
    this.#options.onNames(this.#names);
    for (const [name, stop] of this.#watched) {
      if (!this.#names.has(name)) {
        stop();
        this.#watched.delete(name);
      }
    }
    const others = [...this.#names].filter((name) => !this.#watched.has(name));
    const free = mostWatches - this.#watched.size;
    others.slice(0, free).forEach((name) => this.#watched.set(name, this.#watch(name)));
    this.#pollThese(others.slice(free));
  }

  #startWhole(): WholeCatalog {
    const whole = new WholeCatalog(this.#options);
    this.#stopWhole = this.#options.group.start((signal) => this.#followWhole(whole, signal));
    return whole;
  }

  async #followWhole(whole: WholeCatalog, signal: AbortSignal): Promise<void> {
    try {
      await whole.follow(signal);
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind === 'unreachable') {
        throw error;
      }
      this.#hasNoDump = true;
      this.#followEach();
    }
  }

  #tell(name: string, answer: ConsulAnswer): void {
    this.#options.onService(name, answerOf(answer));
    this.#options.onRead();
  }

  #watch(name: string): () => void {
    const { client, group } = this.#options;
    const query = { path: healthPath(name), waitSeconds: 60 };
    const onAnswer = (answer: ConsulAnswer): void => {
      this.#tell(name, answer);
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
    const digests = new Map<string, string>();
    while (!signal.aborted) {
      const waiting = names.values();
      const workers = Array.from({ length: mostPolls }, () =>
        this.#pollOneByOne(waiting, digests, signal),
      );
      await Promise.all(workers);
      await pause(pollInterval(names.length), signal);
    }
  }

  /** Takes names from an iterator that several share. */
  async #pollOneByOne(
    names: Iterable<string>,
    digests: Map<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { client } = this.#options;
    for (const name of names) {
      await this.#unlessRefused(name, async () => {
        const answer = await client.get({ path: healthPath(name) }, signal);
        if (digests.get(name) !== answer.digest && !signal.aborted) {
          digests.set(name, answer.digest);
          this.#tell(name, answer);
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
      this.#refused(name, error);
    }
  }

  /** The answer about all services has those too that can not be asked for by their name. */
  #refused(name: string, error: RegistryError): void {
    if (error.kind === 'unreadable' && !this.#hasNoDump) {
      this.#unaskable.add(name);
      this.setNames(this.#names);
    } else {
      this.#options.onRefused(name, error);
    }
  }
}

function answerOf({ json, index, isFiltered }: ConsulAnswer): ServiceAnswer {
  return { entries: items(json), index, isFiltered };
}

function healthPath(name: string): string {
  return `health/service/${encodeURIComponent(name)}`;
}
