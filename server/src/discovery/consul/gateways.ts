import { items, property, text } from '../json.ts';
import type { PlacedEdge } from '../registrySource.ts';
import { nameText } from '../safeText.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import type { ConsulClient } from './http.ts';
import { unlessRefused } from './unlessRefused.ts';

/** Who asks, and who is told. */
export interface GatewayWatchesOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  readonly connectionId: string;
  /** Called with what each gateway passes traffic to, at each change. */
  readonly onEdges: (edges: ReadonlyMap<string, readonly PlacedEdge[]>) => void;
}

/** Gateways that are asked whom they pass traffic to. */
const mostGateways = 16;

/** Follows what each gateway passes traffic to. One that the agent knows nothing of has none. */
export class GatewayWatches {
  readonly #options: GatewayWatchesOptions;
  readonly #stops = new Map<string, () => void>();
  readonly #edges = new Map<string, readonly PlacedEdge[]>();

  constructor(options: GatewayWatchesOptions) {
    this.#options = options;
  }

  follow(names: ReadonlySet<string>): void {
    const wanted = new Set([...names].sort().slice(0, mostGateways));
    for (const [name, stop] of this.#stops) {
      if (!wanted.has(name)) {
        stop();
        this.#stops.delete(name);
        this.#set(name, []);
      }
    }
    for (const name of wanted) {
      if (!this.#stops.has(name)) {
        this.#stops.set(
          name,
          this.#options.group.start((signal) => this.#watch(name, signal)),
        );
      }
    }
  }

  async #watch(name: string, signal: AbortSignal): Promise<void> {
    const { client, connectionId } = this.#options;
    const query = {
      path: `catalog/gateway-services/${encodeURIComponent(name)}`,
      waitSeconds: 60,
    };
    const following = followQuery(
      client,
      query,
      ({ json }) => {
        this.#set(name, readGatewayServices(json, connectionId));
      },
      signal,
    );
    await unlessRefused(following);
  }

  #set(name: string, edges: readonly PlacedEdge[]): void {
    this.#edges.set(name, edges);
    this.#options.onEdges(new Map(this.#edges));
  }
}

/**
 * Reads `/v1/catalog/gateway-services/<gateway>`: the services that an ingress, terminating or API
 * gateway is configured to pass traffic to.
 */
export function readGatewayServices(json: unknown, connectionId: string): readonly PlacedEdge[] {
  return items(json).flatMap((binding) => {
    const from = nameText(text(property(binding, 'Gateway'), 'Name') ?? '');
    const to = nameText(text(property(binding, 'Service'), 'Name') ?? '');
    if (from === '' || to === '' || to === '*') {
      return [];
    }
    const kind = text(binding, 'GatewayKind') ?? 'gateway';
    const detail = nameText(`${kind} ${from} passes traffic to it`);
    return [{ from, to, source: { kind: 'declared', connectionId, detail } as const }];
  });
}
