import { pause } from '../backoff.ts';
import { inSlices } from '../inSlices.ts';
import { list } from '../json.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import type { ServiceAnswer } from './catalog.ts';
import { checkKey, CheckNews, type CheckPlace, isOnNode } from './checkNews.ts';
import { followFailingChecks } from './checkWatches.ts';
import { agentCost, EarnedRest, type Pace } from './earnedRest.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';
import { KnownElements } from './jsonElements.ts';
import { type KnownNodes, readNodeDump } from './nodeDump.ts';
import { ReadingSchedule } from './readingSchedule.ts';
import { SightWatches, type SightWatchesOptions } from './sightWatches.ts';
import { unlessRefused } from './unlessRefused.ts';

/** Who asks, and who is told. */
export interface WholeCatalogOptions extends Pick<SightWatchesOptions, 'sight' | 'namesOf'> {
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
const pace: Pace = { restPerCost: 5, mostSaved: 1_000, mostRest: 2_000 };

/** Where what somebody looks at is followed besides. */
const slowPace: Pace = { restPerCost: 20, mostSaved: 1_000, mostRest: 3_000 };

/** The agent may take this long to begin its answer, in milliseconds. */
const dumpRequest = { path: 'internal/ui/nodes', timeout: 20_000 };

/**
 * Tells by its index that some check changed, also one that passes on, and answers nothing: that
 * costs the agent a look at each check, and no JSON.
 */
const anyCheckQuery = {
  path: 'health/state/any',
  query: { filter: 'CheckID == ""' },
  waitSeconds: 60,
};
/** Milliseconds from one such look to the next, and where what somebody looks at is followed besides. */
const anyCheckInterval = 250;
const unseenCheckInterval = 2_000;

/** So many services are told at once: they take less than a slice. */
const few = 16;

/**
 * Follows all services by readings of the whole catalog. What one says is true and complete, but
 * takes the agent 90 ms and more for 5,000 instances; so cheap queries tell when another is due, and
 * checks that fail and recover are followed beside it, and laid over it until it has them itself.
 */
export class WholeCatalog {
  readonly #options: WholeCatalogOptions;
  readonly #news = new CheckNews();
  readonly #knownNodes: KnownNodes = new WeakMap();
  readonly #schedule = new ReadingSchedule(() => this.#sight.isWhole);
  readonly #sight: SightWatches;
  #names: ReadonlySet<string> = new Set();
  #dump: Dump | undefined;
  /** Services that are to be told, each as it is when its turn comes. */
  readonly #waiting = new Set<string>();
  #isTelling = false;

  constructor(options: WholeCatalogOptions) {
    this.#options = options;
    this.#sight = new SightWatches({
      ...options,
      onChecks: (checks) => {
        this.#tellChanged(this.#news.take(checks));
      },
    });
  }

  /**
   * The answer about all services and that about their names come one before the other: a service
   * of either is there.
   */
  setNames(names: ReadonlySet<string>): void {
    this.#names = names;
    this.#tellAll();
  }

  /** The catalog's services are at this index. */
  servicesAt(index: number): void {
    this.#schedule.services(index);
  }

  /** Rejects with a RegistryError when the agent does not answer about all services at once. */
  async follow(signal: AbortSignal): Promise<void> {
    const { client, group, sight } = this.#options;
    const looks = sight.onDidChange(() => {
      this.#sight.update();
    });
    const stopFailing = followFailingChecks({
      client,
      group,
      isSightFollowed: () => this.#sight.isWhole,
      onIndex: this.#schedule.checks.bind(this.#schedule),
      onChecks: (checks) => {
        this.#tellChanged(this.#news.take(checks));
      },
      onUnclear: () => {
        this.#schedule.urgent();
      },
      onReset: () => {
        this.#news.forget();
        this.#schedule.urgent();
        this.#tellAll();
      },
    });
    const stopAny = group.start((ends) => this.#followChecks(ends));
    try {
      await this.#readEachTime(signal);
    } finally {
      looks.dispose();
      this.#sight.stop();
      stopFailing();
      stopAny();
    }
  }

  async #followChecks(signal: AbortSignal): Promise<void> {
    const onIndex = this.#schedule.checks.bind(this.#schedule);
    const nothing = (): void => undefined;
    const interval = (): number => (this.#sight.isWhole ? unseenCheckInterval : anyCheckInterval);
    const query = { ...anyCheckQuery, interval, onIndex };
    await unlessRefused(followQuery(this.#options.client, query, nothing, signal));
  }

  async #readEachTime(signal: AbortSignal): Promise<void> {
    const elements = new KnownElements();
    const rest = new EarnedRest(() => (this.#sight.isWhole ? slowPace : pace));
    let digest: string | undefined;
    while (!signal.aborted) {
      this.#schedule.begin();
      const answer = await this.#options.client.get({ ...dumpRequest, elements }, signal);
      const takenAt = performance.now();
      this.#schedule.read(answer.index);
      if (answer.digest !== digest && !signal.aborted) {
        digest = answer.digest;
        await this.#read(answer, signal);
      }
      const restingSince = performance.now();
      const cost = answer.cost + restingSince - takenAt + agentCost(answer);
      await pause(rest.owed(cost), signal);
      await this.#schedule.due(signal);
      rest.earn(performance.now() - restingSince);
    }
  }

  async #read({ json, index, isFiltered }: ConsulAnswer, signal: AbortSignal): Promise<void> {
    const { isHidden } = this.#options;
    const read = await readNodeDump(json, this.#knownNodes, signal);
    if (signal.aborted) {
      return;
    }
    const services = new Map([...read].filter(([name]) => !isHidden(name)));
    this.#dump = { services, index, isFiltered };
    this.#news.readWhole(index);
    this.#tellAll();
    this.#sight.update();
  }

  #tellAll(): void {
    const dump = this.#dump;
    if (dump === undefined) {
      return;
    }
    const names = new Set([...dump.services.keys(), ...this.#names]);
    this.#options.onNames(names);
    // Some of those may be gone.
    this.#waiting.clear();
    this.#tell(names);
  }

  #tellChanged(places: readonly CheckPlace[]): void {
    const dump = this.#dump;
    if (dump === undefined || places.length === 0) {
      return;
    }
    const services = servicesAt(places, dump);
    this.#tell(services);
    if (!places.every((place) => isKnown(place, services, dump))) {
      this.#schedule.urgent();
    }
  }

  /** A few at once, before all that waits. */
  #tell(names: ReadonlySet<string>): void {
    if (names.size <= few) {
      names.forEach((name) => {
        this.#tellService(name);
      });
      this.#options.onRead();
    } else {
      names.forEach((name) => this.#waiting.add(name));
      if (!this.#isTelling) {
        this.#options.group.start((signal) => this.#tellWaiting(signal));
      }
    }
  }

  async #tellWaiting(signal: AbortSignal): Promise<void> {
    this.#isTelling = true;
    const each = (name: string): void => {
      this.#tellService(name);
    };
    try {
      await inSlices(this.#waiting, { each, afterSlice: this.#options.onRead }, signal);
    } finally {
      this.#isTelling = false;
    }
  }

  #tellService(name: string): void {
    this.#waiting.delete(name);
    if (this.#dump !== undefined) {
      const { services, index, isFiltered } = this.#dump;
      const entries = (services.get(name) ?? []).map((entry) => this.#news.layOver(entry));
      this.#options.onService(name, { entries, index, isFiltered });
    }
  }
}

/** Whether one of the services, its own if it has one, had the check when the whole was read. */
function isKnown(
  { key, service }: CheckPlace,
  names: ReadonlySet<string>,
  { services }: Dump,
): boolean {
  return (service === '' ? [...names] : [service]).some((name) =>
    services
      .get(name)
      ?.some((entry) => list(entry, 'Checks').some((check) => checkKey(check) === key)),
  );
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
