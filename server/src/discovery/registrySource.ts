import type { Logger } from '../base/index.ts';
import type { Sight } from './sight.ts';
import type { ConnectionState } from '../../../protocol/connections.ts';
import type { EdgeSource, ServiceInstance, UnplacedKey } from '../../../protocol/topology.ts';

/** An instance under the name of the service that it belongs to. */
export interface PlacedInstance {
  readonly service: string;
  readonly instance: ServiceInstance;
  /**
   * What the registry holds for it, as text: cut at 64 KiB, ill-formed UTF-8 replaced. It stays out of
   * the instance, since it would be a third of a graph.
   */
  readonly raw: string;
}

/** One reason to believe that `from` calls, or may call, `to`. Both are service names. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly source: EdgeSource;
}

/** What a registry says in one of its places: a service of Consul, a folder of etcd. Immutable. */
export interface FactGroup {
  /** Names known even when no instance is. */
  readonly services: readonly string[];
  readonly instances: readonly PlacedInstance[];
  readonly edges: readonly PlacedEdge[];
  readonly unplaced: readonly UnplacedKey[];
}

/**
 * All that one registry says at one moment, never a part of it. Immutable: what did not change since
 * the last time is the same object, so that readers compare groups by identity and look into those
 * only that are others. A group keeps its name; the order of the groups means nothing.
 */
export interface RegistryFacts {
  readonly groups: ReadonlyMap<string, FactGroup>;
}

/** A group that says nothing. */
export const nothingSaid: FactGroup = { services: [], instances: [], edges: [], unplaced: [] };

/** What a registry says before it was read. */
export const noFacts: RegistryFacts = { groups: new Map() };

/** Facts that are read all at once. */
export function factsInOneGroup(group: FactGroup): RegistryFacts {
  return { groups: new Map([['', group]]) };
}

/** Where a source tells what it finds. Facts come before the `live` state that they belong to. */
export interface RegistrySink {
  facts(facts: RegistryFacts): void;
  state(state: ConnectionState): void;
}

/** One registry to look at. Its kinds are functions of a connection: see kinds.ts. */
export interface RegistrySource {
  /** For display, such as `127.0.0.1:2379`. */
  readonly endpoint: string;
  /**
   * Watches until `signal` aborts, whatever happens to the registry: it reports trouble as a state,
   * and never rejects. Resolves when every resource is released.
   */
  watch(sink: RegistrySink, signal: AbortSignal): Promise<void>;
  /** Connects once. Answers what was found, such as `etcd 3.5.16`; rejects with a RegistryError. */
  test(signal: AbortSignal): Promise<string>;
}

/** What sources need from outside. */
export interface SourcePorts {
  readonly logger: Logger;
  /** What somebody looks at; all when absent. */
  readonly sight?: Sight;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
