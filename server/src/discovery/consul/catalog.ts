import type { UnplacedKey } from '../../../../protocol/topology.ts';
import type { PlacedEdge, PlacedInstance, RegistryFacts } from '../registrySource.ts';
import { nameText } from '../safeText.ts';
import type { IntentionFacts } from './intentions.ts';
import { readServiceEntry } from './serviceEntry.ts';

interface KnownService {
  readonly instances: readonly PlacedInstance[];
  readonly edges: readonly PlacedEdge[];
  readonly unplaced: readonly UnplacedKey[];
}

/** The catalog of one Consul as last seen, decoded, kept while the agent is away. */
export class ConsulCatalog {
  readonly #connectionId: string;
  readonly #services = new Map<string, KnownService>();
  #intentions: IntentionFacts = { edges: [], unplaced: [] };

  constructor(connectionId: string) {
    this.#connectionId = connectionId;
  }

  /** Takes in the answer of `/v1/health/service/<name>`. */
  setService(name: string, json: unknown): void {
    const entries = Array.isArray(json) ? (json as readonly unknown[]) : [];
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
    const unplaced = [{ connectionId: this.#connectionId, key: nameText(name), reason }];
    this.#services.set(name, { instances: [], edges: [], unplaced });
  }

  /** Forgets the services that the catalog no longer has. Answers whether there were any. */
  keepOnly(names: ReadonlySet<string>): boolean {
    const gone = [...this.#services.keys()].filter((name) => !names.has(name));
    gone.forEach((name) => this.#services.delete(name));
    return gone.length > 0;
  }

  setIntentions(intentions: IntentionFacts): void {
    this.#intentions = intentions;
  }

  facts(): RegistryFacts {
    const known = [...this.#services.values()];
    return {
      services: [],
      instances: known.flatMap(({ instances }) => instances),
      edges: [...known.flatMap(({ edges }) => edges), ...this.#intentions.edges],
      unplaced: [...known.flatMap(({ unplaced }) => unplaced), ...this.#intentions.unplaced],
    };
  }
}
