import type { CallTarget } from '../../../protocol/calls.ts';
import type {
  Health,
  Service,
  ServiceInstance,
  TopologyGraph,
} from '../../../protocol/topology.ts';
import type { CallTargetChoice } from '../../../protocol/webview.ts';

/** Where a call goes, and whether over TLS. */
export interface TargetAddress {
  /** `host:port`. */
  readonly address: string;
  readonly secure: boolean;
}

/** Services that a server at an address has told by reflection; undefined when it was not asked. */
export type ReflectedAt = (address: string) => ReadonlySet<string> | undefined;

/** The topology server's form of a target. TLS as the system trusts it. */
export function toCallTarget({ address, secure }: TargetAddress): CallTarget {
  return secure ? { address, tls: {} } : { address };
}

/**
 * Reads an address as typed. A scheme says whether TLS is used (`https`, `grpcs`, or `http`,
 * `grpc`); without one, what the registries know of the address does.
 */
export function parseTarget(text: string, graph: TopologyGraph | undefined): TargetAddress {
  const trimmed = text.trim();
  const match = /^(https|grpcs|http|grpc):\/\/([^/]*)\/?$/i.exec(trimmed);
  const scheme = match?.[1]?.toLowerCase();
  if (match?.[2] !== undefined && scheme !== undefined) {
    return { address: match[2], secure: scheme === 'https' || scheme === 'grpcs' };
  }
  const known = graph === undefined ? undefined : findAddress(graph, trimmed);
  return known ?? { address: trimmed, secure: false };
}

/** Where to call an instance: its gRPC endpoint, else its plain address unless that is HTTP's. */
export function callEndpointOf(instance: ServiceInstance): TargetAddress | undefined {
  const { endpoints, address } = instance;
  const endpoint =
    endpoints.find(({ protocol }) => isGrpc(protocol)) ??
    endpoints.find(({ protocol }) => protocol === '');
  if (endpoint !== undefined) {
    return { address: endpoint.address, secure: endpoint.secure };
  }
  const isOther = endpoints.some((other) => other.address === address);
  return address === '' || isOther ? undefined : { address, secure: false };
}

/** Instances of the graph to offer for a service, the likeliest first, each address once. */
export function rankTargets(
  graph: TopologyGraph,
  service: string,
  reflectedAt: ReflectedAt = () => undefined,
): readonly CallTargetChoice[] {
  const candidates = graph.services
    .flatMap((owner) => candidatesOf(owner, service, reflectedAt))
    .sort(byLikelihood);
  const byAddress = new Map<string, CallTargetChoice>();
  for (const { choice } of candidates) {
    if (!byAddress.has(choice.address)) {
      byAddress.set(choice.address, choice);
    }
  }
  return [...byAddress.values()];
}

interface Candidate {
  readonly score: number;
  readonly choice: CallTargetChoice;
}

function candidatesOf(
  owner: Service,
  service: string,
  reflectedAt: ReflectedAt,
): readonly Candidate[] {
  const byName = nameLikeness(owner.name, service);
  return owner.instances.flatMap((instance) => {
    const target = callEndpointOf(instance);
    if (target === undefined) {
      return [];
    }
    const { registry, convention } = instance.registration;
    const label = [owner.name, registry, convention === registry ? '' : convention];
    const choice: CallTargetChoice = {
      address: target.address,
      label: label.filter((part) => part !== '').join(' · '),
      health: instance.health,
    };
    return [{ score: scoreOf(byName, reflectedAt(target.address)?.has(service)), choice }];
  });
}

/** What a server says of itself outweighs every name. */
function scoreOf(byName: number, isServed: boolean | undefined): number {
  if (isServed === undefined) {
    return byName;
  }
  return isServed ? 2 : -1;
}

const healthOrder: Readonly<Record<Health, number>> = {
  passing: 0,
  unknown: 1,
  warning: 2,
  maintenance: 3,
  critical: 4,
};

function byLikelihood(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    healthOrder[a.choice.health] - healthOrder[b.choice.health] ||
    compare(a.choice.label, b.choice.label) ||
    compare(a.choice.address, b.choice.address)
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * How alike a registry's name and a Protobuf service are, from 0 to 1: `orders.rpc` and
 * `order-service` are both much like `shop.orders.v1.OrderService`.
 */
export function nameLikeness(registryName: string, service: string): number {
  if (registryName === service) {
    return 1;
  }
  const named = wordsOf(registryName);
  const segments = service.split('.');
  const own = wordsOf(segments.at(-1) ?? '');
  const wanted = new Set([...wordsOf(segments.slice(0, -1).join('.')), ...own]);
  if (named.size === 0) {
    return 0;
  }
  const shared = [...named].filter((word) => wanted.has(word)).length;
  const sharedOwn = [...own].filter((word) => named.has(word)).length;
  const ownPart = own.size === 0 ? 0 : sharedOwn / own.size;
  return 0.9 * (0.5 * (shared / named.size) + 0.5 * ownPart);
}

const genericWords: ReadonlySet<string> = new Set(
  'service services svc rpc grpc api server srv app backend provider default'.split(' '),
);

function wordsOf(name: string): ReadonlySet<string> {
  const words = name
    .slice(0, 512)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !genericWords.has(word) && !/^v\d+\w*$/.test(word));
  return new Set(words.map(singular));
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function isGrpc(protocol: string): boolean {
  return /^grpcs?$/i.test(protocol);
}

function findAddress(graph: TopologyGraph, address: string): TargetAddress | undefined {
  for (const { instances } of graph.services) {
    for (const instance of instances) {
      const endpoint = instance.endpoints.find((candidate) => candidate.address === address);
      if (endpoint !== undefined) {
        return { address, secure: endpoint.secure };
      }
    }
  }
  return undefined;
}
