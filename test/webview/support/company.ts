import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type {
  Edge,
  EdgeKind,
  Health,
  Service,
  ServiceInstance,
  TopologyGraph,
} from '../../../protocol/topology.ts';

export interface CompanySize {
  readonly services: number;
  readonly instances: number;
  readonly edges: number;
}

const domains = words(`checkout catalog payments identity shipping search orders inventory pricing
  promotions reviews notifications recommendations fraud ledger billing subscriptions loyalty returns
  warehouse fulfilment couriers addresses tax invoices sellers merchants onboarding compliance risk
  analytics reporting experiments media content localisation support chat feedback messaging
  scheduling forecasting procurement suppliers treasury payouts cards wallets devices telemetry`);

const roles = words(`gateway api service worker store events scheduler cache indexer reader writer
  projector validator sync exporter importer notifier planner router policy quota audit archive rules
  engine session history stream admin webhooks`);

const healths: readonly Health[] = ['warning', 'critical', 'maintenance', 'unknown'];
const regions = ['eu-west-1', 'us-east-1', 'ap-south-1'] as const;

/**
 * A graph as a large company has it: domains of services that call downwards among themselves, a few
 * platform services that everybody calls, most of it healthy. The same sizes give the same graph.
 */
export function company({ services, instances, edges }: CompanySize): TopologyGraph {
  const random = randomFrom(services * 31 + edges);
  const places = placesOf(services, random);
  const counts = spread(instances, services, random);
  return {
    revision: 1,
    connections: connectionsOf(),
    services: places
      .map(({ name }, index) => serviceOf(name, counts[index] ?? 1, random))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    edges: edgesOf(places, edges, random),
    unplaced: [],
  };
}

function connectionsOf(): readonly ConnectionStatus[] {
  return [
    ['core', 'Core services', 'etcd', 'etcd.core.internal:2379'] as const,
    ['mesh', 'Mesh', 'consul', 'consul.mesh.internal:8500'] as const,
  ].map(([id, name, kind, endpoint]) => ({
    id,
    name,
    kind,
    endpoint,
    state: { phase: 'live', since: 0 },
  }));
}

interface Place {
  readonly name: string;
  /** Where the domain begins in the list of all services, and how many it has. */
  readonly start: number;
  readonly size: number;
}

/** Domains of different sizes, one after the other. */
function placesOf(count: number, random: () => number): readonly Place[] {
  const mean = Math.max(5, count / domains.length);
  const places: Place[] = [];
  for (let domain = 0; places.length < count; domain += 1) {
    const wanted = Math.round(mean * (0.4 + 1.1 * random()));
    const size = Math.min(roles.length, Math.max(3, wanted), count - places.length);
    const start = places.length;
    const round = Math.floor(domain / domains.length);
    const label = `${domains[domain % domains.length] ?? ''}${round === 0 ? '' : round + 1}`;
    for (let role = 0; role < size; role += 1) {
      places.push({ name: `${label}-${roles[role] ?? ''}`, start, size });
    }
  }
  return places;
}

function serviceOf(name: string, count: number, random: () => number): Service {
  const isIll = random() < 0.07;
  const instances = Array.from({ length: count }, (_, index) =>
    instanceOf(name, index, isIll && random() < 0.6 ? pick(healths, random) : 'passing', random),
  );
  const passing = instances.filter(({ health }) => health === 'passing').length;
  const health = passing === count ? 'passing' : passing === 0 ? 'critical' : 'warning';
  return { id: name, name, health, instances };
}

function instanceOf(
  name: string,
  index: number,
  health: Health,
  random: () => number,
): ServiceInstance {
  const domain = name.split('-')[0] ?? name;
  const registry = domain.length % 2 === 0 ? 'etcd' : 'consul';
  const connectionId = registry === 'etcd' ? 'core' : 'mesh';
  const address = `10.${Math.floor(random() * 200)}.${Math.floor(random() * 250)}.${1 + index}:9090`;
  const key = `/microservices/${name}/${name}-${index}`;
  return {
    id: `${connectionId}/${key}`,
    address,
    endpoints: [{ protocol: 'grpc', address, secure: false }],
    health,
    checks: [{ name: 'grpc', health, type: 'grpc', output: '' }],
    possibleGhost: false,
    version: `v${1 + (name.length % 4)}.${index % 3}.0`,
    tags: ['grpc'],
    metadata: { team: domain },
    registration: {
      connectionId,
      registry,
      convention: registry === 'etcd' ? 'kratos' : 'consul',
      key,
      namespace: domain,
      datacenter: regions[index % regions.length] ?? regions[0],
    },
  };
}

/** Seven of ten calls stay in their domain, two go to the next ones, one to a platform service. */
function edgesOf(places: readonly Place[], wanted: number, random: () => number): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (let attempt = 0; edges.size < wanted && attempt < wanted * 20; attempt += 1) {
    const from = Math.floor(random() * places.length);
    const caller = places[from];
    const callee = places[calleeOf(from, places, random)];
    if (caller !== undefined && callee !== undefined && caller !== callee) {
      const id = `${caller.name}\0${callee.name}`;
      edges.set(id, { id, from: caller.name, to: callee.name, sources: [sourceOf(random)] });
    }
  }
  return [...edges.values()];
}

function calleeOf(from: number, places: readonly Place[], random: () => number): number {
  const { start = 0, size = 1 } = places[from] ?? {};
  const way = random();
  if (way < 0.7) {
    const step = 1 + Math.floor(random() * random() * (start + size - from));
    return Math.min(from + step, start + size - 1);
  }
  const elsewhere = start + size + Math.floor(random() * size * 3);
  const platform = Math.floor(random() * Math.min(8, places.length / 5));
  const other = places[(way < 0.9 ? elsewhere : platform) % places.length];
  return (other?.start ?? 0) + Math.floor(random() * Math.min(3, other?.size ?? 1));
}

function sourceOf(random: () => number): Edge['sources'][number] {
  const kind = pick<EdgeKind>(
    ['declared', 'declared', 'observed', 'observed', 'permitted'],
    random,
  );
  const isDenied = random() < 0.01;
  return {
    kind: isDenied ? 'denied' : kind,
    connectionId: 'mesh',
    detail: 'upstream of its sidecar',
  };
}

function spread(total: number, parts: number, random: () => number): readonly number[] {
  const weights = Array.from({ length: parts }, () => 0.2 + random() * random() * 3);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => Math.max(1, Math.round((weight / sum) * total)));
}

function pick<T>(list: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  const [first] = list;
  const found = list[Math.floor(random() * list.length)] ?? first;
  if (found === undefined) {
    throw new RangeError('nothing to pick from');
  }
  return found;
}

/** Numbers in [0, 1) that are the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
