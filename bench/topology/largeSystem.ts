import type { Consul } from '../../test/support/consul.ts';
import type { Etcd } from '../../test/support/etcd.ts';
import { senderTo } from './sender.ts';

/** How much of everything; half of it in each registry. */
export interface SystemSize {
  readonly services: number;
  readonly instances: number;
  readonly edges: number;
}

/** A registered process, as the benchmark changes it again. */
export interface LargeInstance {
  readonly registry: 'etcd' | 'consul';
  readonly service: string;
  readonly address: string;
  /** Registers it anew: `version` shows in its metadata, and decides the health in Consul. */
  change(version: number): Promise<void>;
}

const areas = [
  'shop',
  'payments',
  'identity',
  'search',
  'shipping',
  'media',
  'billing',
  'risk',
  'ads',
  'platform',
];
const nouns = [
  'order',
  'cart',
  'price',
  'stock',
  'user',
  'session',
  'invoice',
  'refund',
  'route',
  'parcel',
  'image',
  'review',
  'coupon',
  'device',
  'report',
  'ledger',
  'quota',
  'feed',
  'alert',
  'asset',
];
const roles = ['api', 'worker', 'store', 'index', 'gateway'];

/** Registers a system of that size; answers its instances. */
export async function registerSystem(
  { etcd, consul }: { readonly etcd: Etcd; readonly consul: Consul },
  size: SystemSize,
): Promise<readonly LargeInstance[]> {
  const names = Array.from({ length: size.services }, (_, index) => nameOf(index));
  const half = Math.floor(names.length / 2);
  const inEtcd = names.slice(0, half);
  const inConsul = names.slice(half);
  const each = Math.floor(size.instances / size.services);
  const lease = await etcd.grant(3_600);
  const [kratos, catalog] = [kratosEntry(etcd, lease), catalogEntry(consul)];
  const instances = [
    ...inEtcd.flatMap((name, index) => instancesOf(name, each, index, kratos)),
    ...inConsul.flatMap((name, index) => instancesOf(name, each, index, catalog)),
  ];
  await inTurns(instances, (instance) => instance.change(0));
  const edges = size.edges / 2;
  await inTurns(pairs(inEtcd, edges), ([from, to]) => etcd.put(dubboConsumer(from, to), '', lease));
  const upstreams = new Map<string, string[]>();
  for (const [from, to] of pairs(inConsul, edges)) {
    upstreams.set(from, [...(upstreams.get(from) ?? []), to]);
  }
  await inTurns([...upstreams], ([from, called]) =>
    consul.request('PUT', 'catalog/register', sidecar(from, called)),
  );
  return instances;
}

/** Runs all, sixteen at a time. */
export async function inTurns<T>(
  items: readonly T[],
  run: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      await run(item);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

function nameOf(index: number): string {
  const area = areas[index % areas.length] ?? '';
  const noun = nouns[Math.floor(index / areas.length) % nouns.length] ?? '';
  const role = roles[Math.floor(index / (areas.length * nouns.length)) % roles.length] ?? '';
  const round = Math.floor(index / (areas.length * nouns.length * roles.length));
  return `${area}.${noun}-${role}${round === 0 ? '' : `-${round + 1}`}`;
}

type Register = (place: Place, version: number) => Promise<unknown>;

interface Place {
  readonly service: string;
  readonly host: string;
  readonly port: number;
}

function instancesOf(
  service: string,
  count: number,
  index: number,
  { registry, register }: { registry: LargeInstance['registry']; register: Register },
): LargeInstance[] {
  return Array.from({ length: count }, (_, number) => {
    const host = `10.${registry === 'etcd' ? 1 : 2}.${index % 250}.${number + 1}`;
    const port = 20_000 + index;
    return {
      registry,
      service,
      address: `${host}:${port}`,
      async change(version) {
        await register({ service, host, port }, version);
      },
    };
  });
}

/** A Kratos registration: its value can change under the same key. */
function kratosEntry(etcd: Etcd, lease: string) {
  const send = senderTo(etcd.endpoint);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const register: Register = ({ service, host, port }, version) => {
    const value = {
      id: `${host}-${port}`,
      name: service,
      version: 'v1.4.2',
      metadata: { zone: `eu-${port % 3}`, change: String(version) },
      endpoints: [`grpc://${host}:${port}?isSecure=false`],
    };
    const key = base64(`/microservices/${service}/${host}-${port}`);
    return send('POST', '/v3/kv/put', { key, value: base64(JSON.stringify(value)), lease });
  };
  return { registry: 'etcd' as const, register };
}

function dubboConsumer(from: string, to: string): string {
  const url = `consumer://10.9.0.1/${to}?application=${from}&category=consumers&interface=${to}`;
  return `/dubbo/${to}/consumers/${encodeURIComponent(url)}`;
}

function catalogEntry(consul: Consul) {
  const send = senderTo(consul.endpoint);
  const register: Register = ({ service, host, port }, version) =>
    send('PUT', '/v1/catalog/register', {
      Node: `node-${port % 50}`,
      Address: `10.3.0.${port % 50}`,
      SkipNodeUpdate: true,
      Service: {
        ID: `${service}-${host}`,
        Service: service,
        Address: host,
        Port: port,
        Tags: ['grpc', `v${port % 4}`],
        Meta: { zone: `us-${port % 3}` },
      },
      Check: {
        Node: `node-${port % 50}`,
        CheckID: `check-${service}-${host}`,
        Name: 'grpc health',
        ServiceID: `${service}-${host}`,
        Status: version % 2 === 0 ? 'passing' : 'critical',
        Output: `change ${version}`,
      },
    });
  return { registry: 'consul' as const, register };
}

function sidecar(service: string, upstreams: readonly string[]): object {
  return {
    Node: 'node-0',
    Address: '10.3.0.0',
    SkipNodeUpdate: true,
    Service: {
      Kind: 'connect-proxy',
      ID: `${service}-sidecar`,
      Service: `${service}-sidecar-proxy`,
      Address: '10.3.0.0',
      Port: 21_000,
      Proxy: {
        DestinationServiceName: service,
        Upstreams: upstreams.map((name, index) => ({
          DestinationType: 'service',
          DestinationName: name,
          LocalBindPort: 9_000 + index,
        })),
      },
    },
  };
}

/** `count` different pairs, none with itself, more of them to the first names: hubs, as in life. */
function pairs(names: readonly string[], count: number): (readonly [string, string])[] {
  const found = new Map<string, readonly [string, string]>();
  for (let index = 0; found.size < count; index++) {
    const from = names[(index * 7) % names.length] ?? '';
    const spread = index % 5 === 0 ? 12 : names.length;
    const to = names[(index * index + 3 * index + Math.floor(index / names.length)) % spread] ?? '';
    if (from !== to) {
      found.set(`${from}\0${to}`, [from, to]);
    }
  }
  return [...found.values()];
}
