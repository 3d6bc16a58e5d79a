import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import type { ServiceAnswer } from './catalog.ts';
import { CheckNews, type CheckPlace, isOnNode } from './checkNews.ts';
import { followFailingChecks } from './checkWatches.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';
import { KnownElements } from './jsonElements.ts';
import { type KnownNodes, readNodeDump } from './nodeDump.ts';

/** Who asks, and who is told. */
export interface WholeCatalogOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** Called with what is known of a service: of each after a reading, of few when checks change. */
  readonly onService: (name: string, answer: ServiceAnswer) => void;
  /** An answer was taken in to its end. */
  readonly onRead: () => void;
  /** There are no other services than these. */
  readonly onNames: (names: ReadonlySet<string>) => void;
  /** Services that are not to be shown. */
  readonly isHidden: (name: string) => boolean;
}

interface Dump {
  readonly services: ReadonlyMap<string, readonly unknown[]>;
  readonly index: number;
  readonly isFiltered: boolean;
}

/**
 * A change after a quiet while is read at once; when changes go on, a sixth of the time is enough
 * for what is no failing check, and leaves the agent and this program free to tell those.
 */
const pace = { restPerCost: 5, mostSaved: 1_000, mostRest: 2_000 };

const dumpQuery = { path: 'internal/ui/nodes', waitSeconds: 60, patience: 20_000, pace };

/**
 * Follows all services by one query for the whole catalog. What it says is true and complete, but
 * takes the agent 90 ms and more for 5,000 instances; so checks that fail and recover are followed
 * beside it, and laid over it until it has them itself.
 */
export class WholeCatalog {
  readonly #options: WholeCatalogOptions;
  readonly #news = new CheckNews();
  readonly #knownNodes: KnownNodes = new WeakMap();
  #names: ReadonlySet<string> = new Set();
  #dump: Dump | undefined;

  constructor(options: WholeCatalogOptions) {
    this.#options = options;
  }

  /**
   * The answer about all services and that about their names come one before the other: a service
   * of either is there.
   */
  setNames(names: ReadonlySet<string>): void {
    this.#names = names;
    this.#tellAll();
  }

  /** Rejects with a RegistryError when the agent does not answer about all services at once. */
  async follow(signal: AbortSignal): Promise<void> {
    const { client, group } = this.#options;
    const stopChecks = followFailingChecks({
      client,
      group,
      onChecks: (checks) => {
        this.#tellChanged(this.#news.take(checks));
      },
      onReset: () => {
        this.#news.forget();
        this.#tellAll();
      },
    });
    try {
      const onAnswer = this.#read.bind(this);
      await followQuery(client, { ...dumpQuery, elements: new KnownElements() }, onAnswer, signal);
    } finally {
      stopChecks();
    }
  }

  #read({ json, index, isFiltered }: ConsulAnswer): void {
    const { isHidden } = this.#options;
    const services = new Map(
      [...readNodeDump(json, this.#knownNodes)].filter(([name]) => !isHidden(name)),
    );
    this.#dump = { services, index, isFiltered };
    this.#news.readWhole(index);
    this.#tellAll();
  }

  #tellAll(): void {
    const dump = this.#dump;
    if (dump === undefined) {
      return;
    }
    const names = new Set([...dump.services.keys(), ...this.#names]);
    this.#options.onNames(names);
    this.#tell(dump, names);
  }

  #tellChanged(places: readonly CheckPlace[]): void {
    const dump = this.#dump;
    if (dump !== undefined && places.length > 0) {
      this.#tell(dump, servicesAt(places, dump));
    }
  }

  #tell({ services, index, isFiltered }: Dump, names: ReadonlySet<string>): void {
    for (const name of names) {
      const entries = (services.get(name) ?? []).map((entry) => this.#news.layOver(entry));
      this.#options.onService(name, { entries, index, isFiltered });
    }
    this.#options.onRead();
  }
}

/** A check of a node is one of each service there. */
function servicesAt(places: readonly CheckPlace[], { services }: Dump): ReadonlySet<string> {
  const named = places.map(({ service }) => service).filter((name) => services.has(name));
  const nodes = new Set(places.filter(({ service }) => service === '').map(({ node }) => node));
  const there =
    nodes.size === 0
      ? []
      : [...services].filter(([, entries]) => entries.some((entry) => isOnNode(entry, nodes)));
  return new Set([...named, ...there.map(([name]) => name)]);
}
