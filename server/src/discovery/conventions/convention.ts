import type { Health, InstanceEndpoint } from '../../../../protocol/topology.ts';

/** A key of etcd and its value, as the decoders of registration layouts see them. */
export interface EtcdEntry {
  /** Well-formed text, a leading slash kept. */
  readonly key: string;
  /** The key's parts between slashes, empty ones left out. */
  readonly segments: readonly string[];
  readonly value: string;
  /** The value as JSON when it is an object or a list, undefined otherwise. */
  readonly json: unknown;
  /** Decimal; `0` without a lease. */
  readonly leaseId: string;
}

/** What a registration says of its process, where a lease alone would say that it lives. */
export interface DeclaredState {
  readonly health: Health;
  /** For people: `state=inactive`. */
  readonly because: string;
}

/** One process that a registration names. */
export interface DecodedNode {
  /** Tells nodes of one key apart; empty when a key holds one node. */
  readonly suffix: string;
  readonly endpoints: readonly InstanceEndpoint[];
  readonly version?: string;
  /** Absent where the layout has none, or only its default. */
  readonly namespace?: string;
  /** Absent when the registration says nothing, or that all is well. */
  readonly state?: DeclaredState;
  readonly tags: readonly string[];
  readonly metadata: Iterable<readonly [string, string]>;
}

/** What a key was read as. */
export type Decoded =
  | {
      readonly kind: 'registration';
      readonly convention: string;
      readonly service: string;
      readonly nodes: readonly DecodedNode[];
    }
  /** A running client told that it calls a service. */
  | {
      readonly kind: 'consumer';
      /** Names of services. */
      readonly from: string;
      readonly to: string;
      /** For people: `dubbo consumer of shop.Orders`. */
      readonly detail: string;
    }
  /** The layout is known, and the key is no registration and needs none: a rule, a folder. */
  | { readonly kind: 'beside'; readonly reason: string }
  /** The layout was recognised and something is wrong, so that no other decoder should try. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** One registration layout. Undefined when the key is not of this layout. Never throws. */
export type Convention = (entry: EtcdEntry) => Decoded | undefined;

/** A registration of a single node, which most layouts have. */
export function oneNode(
  convention: string,
  service: string,
  node: Partial<DecodedNode> & Pick<DecodedNode, 'endpoints'>,
): Decoded {
  const full: DecodedNode = { suffix: '', tags: [], metadata: [], ...node };
  return { kind: 'registration', convention, service, nodes: [full] };
}

/** A registration of a known layout that is wrong; the reason is for people. */
export function rejected(reason: string): Decoded {
  return { kind: 'rejected', reason };
}

/** What a framework keeps beside its registrations; the reason is for people. */
export function beside(reason: string): Decoded {
  return { kind: 'beside', reason };
}

/** The key without its last part and without a leading slash: the service in most layouts. */
export function parentName(entry: EtcdEntry): string {
  return entry.segments.slice(0, -1).join('/');
}

/** Entries of metadata without those that are absent or empty. */
export function filledEntries(
  entries: Readonly<Record<string, string | number | undefined>>,
): [string, string][] {
  return Object.entries(entries)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => [name, String(value)]);
}
