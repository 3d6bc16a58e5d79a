import type { InstanceEndpoint } from '../../../../protocol/topology.ts';

/** A key of etcd and its value, as the decoders of registration layouts see them. */
export interface EtcdEntry {
  /** Well-formed text, a leading slash kept. */
  readonly key: string;
  /** The key's parts between slashes, empty ones left out. */
  readonly segments: readonly string[];
  readonly value: string;
  /** The value as JSON, undefined when it is none. */
  readonly json: unknown;
  /** Decimal; `0` without a lease. */
  readonly leaseId: string;
}

/** One process that a registration names. */
export interface DecodedNode {
  /** Tells nodes of one key apart; empty when a key holds one node. */
  readonly suffix: string;
  readonly endpoints: readonly InstanceEndpoint[];
  readonly version?: string;
  readonly tags: readonly string[];
  readonly metadata: Iterable<readonly [string, string]>;
}

/**
 * What a key was read as. `rejected` means that the layout was recognised and something is wrong
 * with the registration, so that no other decoder should try.
 */
export type Decoded =
  | {
      readonly kind: 'registration';
      readonly convention: string;
      readonly service: string;
      readonly nodes: readonly DecodedNode[];
    }
  | { readonly kind: 'rejected'; readonly reason: string };

/** One registration layout. Undefined when the key is not of this layout. */
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

/** The key without its last part and without a leading slash: the service in most layouts. */
export function parentName(entry: EtcdEntry): string {
  return entry.segments.slice(0, -1).join('/');
}
