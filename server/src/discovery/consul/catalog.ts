import type { UnplacedKey } from '../../../../protocol/topology.ts';
import type { PlacedEdge, PlacedInstance, RegistryFacts } from '../registrySource.ts';
import { nameText } from '../safeText.ts';
import type { ConsulAnswer } from './http.ts';
import type { IntentionFacts } from './intentions.ts';
import { readServiceEntry } from './serviceEntry.ts';

const leftOut =
  'Consul leaves out services that the token may not read: it needs service:read and node:read';

interface KnownService {
  readonly instances: readonly PlacedInstance[];
  readonly edges: readonly PlacedEdge[];
  readonly unplaced: readonly UnplacedKey[];
}

/** An answer as far as the catalog looks at it. */
export type CatalogAnswer = Pick<ConsulAnswer, 'json' | 'isFiltered'>;

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
  #intentions: IntentionFacts = { edges: [], unplaced: [] };
  #isFiltered = false;

  constructor({ connectionId, hasToken }: CatalogOptions) {
    this.#connectionId = connectionId;
    this.#hasToken = hasToken;
  }

  /** Takes in the answer of `/v1/health/service/<name>`. */
  setService(name: string, { json, isFiltered }: CatalogAnswer): void {
    const entries = Array.isArray(json) ? (json as readonly unknown[]) : [];
    if (entries.length === 0 && (isFiltered || this.#hasToken)) {
      this.refuseService(name, 'the token may not read its instances: it needs node:read too');
      return;
    }
    const read = entries.map((entry) => readServiceEntry(entry, this.#connectionId));
    this.#services.set(name, {
      instances: read.flatMap((entry) => (entry.kind === 'instance' ? [entry.placed] : [])),
      edges: read.flatMap((entry) => (entry.kind === 'sidecar' ? entry.edges : [])),
      unplaced: read.flatMap((entry) =>
        entry.kind === 'unreadable'
          ? [{ connectionId: this.#connectionId, key: entry.key, reason: entry.reason }]
          : [],
      ),
    });
  }

  /** Lists a service that the agent has in its catalog and does not tell about. */
  refuseService(name: string, reason: string): void {
    const unplaced = [this.#statement(nameText(name), reason)];
    this.#services.set(name, { instances: [], edges: [], unplaced });
  }

  /** Forgets the services that the catalog no longer has. Answers whether there were any. */
  keepOnly(names: ReadonlySet<string>): boolean {
    const gone = [...this.#services.keys()].filter((name) => !names.has(name));
    gone.forEach((name) => this.#services.delete(name));
    return gone.length > 0;
  }

  /** Whether the list of services was cut to what the token may read. Answers whether that is new. */
  setFiltered(isFiltered: boolean): boolean {
    const isNews = this.#isFiltered !== isFiltered;
    this.#isFiltered = isFiltered;
    return isNews;
  }

  setIntentions(intentions: IntentionFacts): void {
    this.#intentions = intentions;
  }

  /** There are no intentions to see; with a reason when somebody could change that. */
  refuseIntentions(reason?: string): void {
    this.#intentions = {
      edges: [],
      unplaced: reason === undefined ? [] : [this.#statement('intentions', reason)],
    };
  }

  facts(): RegistryFacts {
    const known = [...this.#services.values()];
    return {
      services: [],
      instances: known.flatMap(({ instances }) => instances),
      edges: [...known.flatMap(({ edges }) => edges), ...this.#intentions.edges],
      unplaced: [
        ...known.flatMap(({ unplaced }) => unplaced),
        ...this.#intentions.unplaced,
        ...(this.#isFiltered ? [this.#statement('services', leftOut)] : []),
      ],
    };
  }

  #statement(key: string, reason: string): UnplacedKey {
    return { connectionId: this.#connectionId, key, reason };
  }
}
