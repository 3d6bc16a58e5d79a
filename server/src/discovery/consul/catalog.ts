import type { UnplacedKey } from '../../../../protocol/topology.ts';
import { list, number, property, text } from '../json.ts';
import {
  type FactGroup,
  nothingSaid,
  type PlacedEdge,
  type PlacedInstance,
  type RegistryFacts,
} from '../registrySource.ts';
import { nameText } from '../safeText.ts';
import type { IntentionFacts } from './intentions.ts';
import { type EntryReader, readServiceEntry, type ServiceEntry } from './serviceEntry.ts';

const leftOut =
  'Consul leaves out services that the token may not read: it needs service:read and node:read';
const noInstances = 'the token may not read its instances: it needs node:read too';

/** What one service comes to, with what its entries were read from. */
interface KnownService {
  readonly index: number;
  /** What it was read from, undefined when it has to be read anew. */
  readonly entries: readonly unknown[] | undefined;
  readonly read: ReadonlyMap<string, ReadEntry>;
}

interface ReadEntry {
  /** Changes with the entry; undefined when it can not be told. */
  readonly stamp: string | undefined;
  readonly entry: ServiceEntry;
}

/** What an answer says about one service. */
export interface ServiceAnswer {
  /** Entries as those of `/v1/health/service/<name>`. */
  readonly entries: readonly unknown[];
  /** Of the answer; what is lower than before means that the registry began anew. */
  readonly index: number;
  readonly isFiltered: boolean;
}

/** What the token may read, as far as the agent tells. */
export interface CatalogRights {
  /** Whether it may read nodes that nobody named, undefined when the agent does not tell. */
  readonly nodes: boolean | undefined;
  readonly services: boolean | undefined;
}

/** Whose catalog it is. */
export interface CatalogOptions {
  readonly connectionId: string;
  /** There is a token, so that what is missing may be what it may not read. */
  readonly hasToken: boolean;
}

/** The catalog of one Consul as last seen, decoded, kept while the agent is away. */
export class ConsulCatalog {
  readonly #connectionId: string;
  readonly #hasToken: boolean;
  readonly #services = new Map<string, KnownService>();
  readonly #groups = new Map<string, FactGroup>();
  readonly #gateways = new Set<string>();
  #reader: EntryReader;
  #rights: CatalogRights = { nodes: undefined, services: undefined };
  #isFiltered = false;

  constructor({ connectionId, hasToken }: CatalogOptions) {
    this.#connectionId = connectionId;
    this.#hasToken = hasToken;
    this.#reader = { connectionId };
  }

  /** Another agent, or the same one anew: indexes of before mean nothing any more. */
  beginSession(datacenter: string | undefined, rights: CatalogRights): void {
    this.#reader = {
      connectionId: this.#connectionId,
      ...(datacenter === undefined ? {} : { datacenter }),
    };
    this.#rights = rights;
    this.#stateRights();
    for (const [name, service] of this.#services) {
      this.#services.set(name, { ...service, entries: undefined, read: new Map() });
    }
  }

  /** Takes in what an answer says about one service. */
  setService(name: string, answer: ServiceAnswer): void {
    if (answer.entries.length === 0 && this.#mayHideNodes(answer)) {
      this.refuseService(name, noInstances);
      return;
    }
    const before = this.#services.get(name);
    if (before !== undefined && answer.index >= before.index && isSame(answer, before)) {
      this.#services.set(name, { ...before, index: answer.index });
      return;
    }
    const known = before === undefined || answer.index < before.index ? new Map() : before.read;
    const read = new Map(
      answer.entries.map((entry) => [keyOf(entry), this.#read(entry, known)] as const),
    );
    const { index, entries } = answer;
    this.#services.set(name, { index, entries, read });
    if (before === undefined || !hasSameEntries(read, before.read)) {
      this.#setGroup(placeOf(name), this.#groupOf([...read.values()]));
      this.#setGateway(name);
    }
  }

  /** Lists a service that the agent has in its catalog and does not tell about. */
  refuseService(name: string, reason: string): void {
    const unplaced = [this.#statement(nameText(name), reason)];
    this.#services.set(name, { index: 0, entries: undefined, read: new Map() });
    this.#setGroup(placeOf(name), { ...nothingSaid, unplaced });
    this.#gateways.delete(name);
  }

  /** Forgets the services that the catalog no longer has. Answers whether there were any. */
  keepOnly(names: ReadonlySet<string>): boolean {
    const gone = [...this.#services.keys()].filter((name) => !names.has(name));
    for (const name of gone) {
      this.#services.delete(name);
      this.#groups.delete(placeOf(name));
      this.#gateways.delete(name);
    }
    return gone.length > 0;
  }

  /** Whether the list of services was cut to what the token may read. Answers whether that is new. */
  setFiltered(isFiltered: boolean): boolean {
    const isNews = this.#isFiltered !== isFiltered;
    this.#isFiltered = isFiltered;
    this.#stateRights();
    return isNews;
  }

  setIntentions(intentions: IntentionFacts): void {
    this.#setGroup('intentions', { ...nothingSaid, ...intentions });
  }

  /** There are no intentions to see; with a reason when somebody could change that. */
  refuseIntentions(reason?: string): void {
    this.setIntentions({
      edges: [],
      unplaced: reason === undefined ? [] : [this.#statement('intentions', reason)],
    });
  }

  /** Whom each gateway lets traffic through to. */
  setGatewayEdges(edges: ReadonlyMap<string, readonly PlacedEdge[]>): void {
    this.#setGroup('gateways', { ...nothingSaid, edges: [...edges.values()].flat() });
  }

  /** Names of the services that are gateways for others. */
  gateways(): ReadonlySet<string> {
    return this.#gateways;
  }

  /** What the catalog calls those of the graph's services that have an instance here. */
  namesOf(services: ReadonlySet<string>): readonly string[] {
    return [...this.#services.keys()].filter((name) =>
      this.#groups.get(placeOf(name))?.instances.some(({ service }) => services.has(service)),
    );
  }

  /** A group for each service, and for what the registry says as a whole. */
  facts(): RegistryFacts {
    return { groups: new Map(this.#groups) };
  }

  #setGroup(place: string, group: FactGroup): void {
    const { instances, edges, unplaced } = group;
    if (instances.length === 0 && edges.length === 0 && unplaced.length === 0) {
      this.#groups.delete(place);
    } else {
      this.#groups.set(place, group);
    }
  }

  #setGateway(name: string): void {
    const instances = this.#groups.get(placeOf(name))?.instances ?? [];
    if (instances.some(isGateway)) {
      this.#gateways.add(name);
    } else {
      this.#gateways.delete(name);
    }
  }

  #stateRights(): void {
    const hidesServices = this.#isFiltered || this.#rights.services === false;
    const unplaced = hidesServices ? [this.#statement('services', leftOut)] : [];
    this.#setGroup('rights', { ...nothingSaid, unplaced });
  }

  #mayHideNodes({ isFiltered }: ServiceAnswer): boolean {
    return isFiltered || (this.#rights.nodes === undefined ? this.#hasToken : !this.#rights.nodes);
  }

  /** The same object as before while the entry is the same. */
  #read(entry: unknown, known: ReadonlyMap<string, ReadEntry>): ReadEntry {
    const stamp = stampOf(entry);
    const before = known.get(keyOf(entry));
    return before !== undefined && stamp !== undefined && before.stamp === stamp
      ? before
      : { stamp, entry: readServiceEntry(entry, this.#reader) };
  }

  #groupOf(read: readonly ReadEntry[]): FactGroup {
    const entries = read.map(({ entry }) => entry);
    return {
      services: [],
      instances: entries.flatMap((entry) => (entry.kind === 'instance' ? [entry.placed] : [])),
      edges: entries.flatMap((entry) => (entry.kind === 'sidecar' ? entry.edges : [])),
      unplaced: entries.flatMap((entry) =>
        entry.kind === 'unreadable' ? [this.#statement(entry.key, entry.reason)] : [],
      ),
    };
  }

  #statement(key: string, reason: string): UnplacedKey {
    return { connectionId: this.#connectionId, key, reason };
  }
}

function placeOf(service: string): string {
  return `service ${service}`;
}

function isGateway({ instance: { tags } }: PlacedInstance): boolean {
  return /^(?:ingress|terminating|api)-gateway$/.test(tags[0] ?? '');
}

/** Whether it has the very objects that a service was read from, as for what did not change. */
function isSame({ entries }: ServiceAnswer, { entries: before }: KnownService): boolean {
  return (
    entries.length === before?.length && entries.every((entry, index) => entry === before[index])
  );
}

type ReadEntries = ReadonlyMap<string, ReadEntry>;

/** A service that could not be read has none, whatever is said of it. */
function hasSameEntries(one: ReadEntries, other: ReadEntries): boolean {
  return (
    one.size > 0 &&
    one.size === other.size &&
    [...one].every(([key, entry]) => other.get(key) === entry)
  );
}

/** What tells an entry apart from the others of its service. */
function keyOf(entry: unknown): string {
  const service = property(entry, 'Service');
  const node = property(entry, 'Node');
  return [
    text(node, 'PeerName') ?? '',
    text(node, 'Partition') ?? '',
    text(node, 'Node') ?? '',
    text(service, 'Namespace') ?? '',
    text(service, 'ID') ?? '',
  ].join('\0');
}

/** Consul counts the changes of a service and of each check; an address of a node is its own. */
function stampOf(entry: unknown): string | undefined {
  const service = number(property(entry, 'Service'), 'ModifyIndex');
  const checks = list(entry, 'Checks').map((check) => number(check, 'ModifyIndex'));
  const isCounted = service !== undefined && !checks.includes(undefined);
  const address = text(property(entry, 'Node'), 'Address') ?? '';
  return isCounted ? [service, address, ...checks].join(' ') : undefined;
}
