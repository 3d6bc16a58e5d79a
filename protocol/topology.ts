/**
 * Requests and notifications between the client and the topology server. Declarations only.
 *
 * Times are milliseconds since the epoch, durations milliseconds, unless a name says otherwise. A
 * failure is a response error whose message can be shown to a person as it stands: what, where, and
 * what to do next.
 */
import type { ActionRequests } from './actions.ts';
import type { CallEvent, CallRequests } from './calls.ts';
import type { ClusterNotifications, ClusterRequests } from './cluster.ts';
import type { ConnectionRequests, ConnectionStatus, RegistryKind } from './connections.ts';
import type { HistoryRequests } from './history.ts';
import type { KeyRequests } from './keys.ts';

export type Health = 'passing' | 'warning' | 'critical' | 'maintenance' | 'unknown';

export interface HealthCheck {
  readonly name: string;
  readonly health: Health;
  /** `grpc`, `http`, `ttl`, `tcp` …, empty when the registry does not say. */
  readonly type: string;
  readonly output: string;
}

export interface LeaseInfo {
  /** Decimal, as the framework writes it. */
  readonly id: string;
  readonly grantedTtlSeconds: number;
  /**
   * When the lease ends unless it is kept alive after all. Only of a lease that was not kept alive
   * as expected: one that is has no end to tell, and a system at rest sends nothing.
   */
  readonly expiresAt?: number;
}

export interface InstanceEndpoint {
  /** `grpc`, `http`, … or empty when nothing says. */
  readonly protocol: string;
  /** `host:port`. */
  readonly address: string;
  readonly secure: boolean;
}

/** Where and how an instance is registered. */
export interface Registration {
  readonly connectionId: string;
  readonly registry: RegistryKind;
  /** Identifier of the decoder, such as `etcd-naming`, `kratos`, `go-zero`, `consul`, `static`. */
  readonly convention: string;
  /** The key or the service id in the registry; `topology/registration` tells its value. */
  readonly key: string;
  /** As the registry or the framework's layout says; absent when it has none. */
  readonly namespace?: string;
  /** Consul's datacenter, or what a framework calls zone or region of the same rank. */
  readonly datacenter?: string;
}

/** One process (or port) of a service as one registry knows it. */
export interface ServiceInstance {
  /** Unique and stable over updates: connection id, then the registry's own key. */
  readonly id: string;
  /** `host:port` to call, empty when the registration holds none. */
  readonly address: string;
  readonly endpoints: readonly InstanceEndpoint[];
  readonly health: Health;
  readonly checks: readonly HealthCheck[];
  readonly lease?: LeaseInfo;
  /** An etcd key without a lease stays when its process dies. */
  readonly possibleGhost: boolean;
  readonly version?: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly registration: Registration;
}

/** The same name in two registries is one service with two registrations. */
export interface Service {
  /** Equal to `name`. */
  readonly id: string;
  readonly name: string;
  /** The worst that needs attention: critical when no instance passes, warning when some do not. */
  readonly health: Health;
  /** Sorted by id. */
  readonly instances: readonly ServiceInstance[];
}

export type EdgeKind = 'declared' | 'permitted' | 'denied' | 'observed' | 'live';

export interface EdgeSource {
  readonly kind: EdgeKind;
  readonly connectionId: string;
  /** For people: `upstream of sidecar orders-sidecar-proxy`. */
  readonly detail: string;
}

export interface Edge {
  /** `from` and `to` joined by a NUL. */
  readonly id: string;
  /** Service ids. */
  readonly from: string;
  readonly to: string;
  readonly sources: readonly EdgeSource[];
}

/** A key or registration that no decoder fits. Listed, never dropped. */
export interface UnplacedKey {
  readonly connectionId: string;
  readonly key: string;
  readonly reason: string;
  /** Nothing is wrong: a framework keeps it beside its registrations, such as a routing rule. */
  readonly expected?: boolean;
}

export interface TopologyGraph {
  /** Grows by one with each change. */
  readonly revision: number;
  readonly connections: readonly ConnectionStatus[];
  /** Sorted by name. */
  readonly services: readonly Service[];
  readonly edges: readonly Edge[];
  readonly unplaced: readonly UnplacedKey[];
}

/**
 * What is other about an instance that was there before and is still: the fields that say something
 * else, each whole. One that has lost a field is sent whole, so nothing is ever taken away.
 */
export type InstancePatch = Pick<ServiceInstance, 'id'> & Partial<ServiceInstance>;

/** What is other about a service that was there before and is still. */
export interface ServiceChange {
  readonly id: string;
  readonly health: Health;
  /** New ones, and such as are others altogether. */
  readonly upsertedInstances: readonly ServiceInstance[];
  /** None when absent. An instance is in one of the three lists at most. */
  readonly patchedInstances?: readonly InstancePatch[];
  readonly removedInstances: readonly string[];
}

/** Applies to the graph with revision `revision - 1`; on a gap ask for `topology/get`. */
export interface TopologyDelta {
  readonly revision: number;
  readonly connections?: readonly ConnectionStatus[];
  /** Services that are new, whole. */
  readonly upsertedServices: readonly Service[];
  readonly changedServices: readonly ServiceChange[];
  readonly removedServices: readonly string[];
  readonly upsertedEdges: readonly Edge[];
  readonly removedEdges: readonly string[];
  readonly unplaced?: readonly UnplacedKey[];
}

export type TopologyUpdate =
  | { readonly kind: 'snapshot'; readonly graph: TopologyGraph }
  | { readonly kind: 'delta'; readonly delta: TopologyDelta };

/** Every request of the topology server, by subject. */
export interface TopologyRequests
  extends
    ActionRequests,
    CallRequests,
    ClusterRequests,
    ConnectionRequests,
    HistoryRequests,
    KeyRequests {
  /**
   * Whether to ask each instance, by gRPC's channelz service, which connections it holds open: they
   * become edges of kind `live`. Off at start, since it connects to every instance.
   */
  'topology/liveEdges': { readonly params: { readonly on: boolean }; readonly result: null };
  /**
   * Which services somebody looks at, by their ids; absent for all. While there are many changes,
   * those of these services are told first.
   */
  'topology/sight': {
    readonly params: { readonly serviceIds?: readonly string[] };
    readonly result: null;
  };
  /** What a registry holds for an instance, as text; null when it is no longer registered. */
  'topology/registration': {
    readonly params: { readonly instanceId: string };
    readonly result: { readonly raw: string | null };
  };
  'topology/get': {
    readonly params: Record<string, never>;
    readonly result: TopologyGraph;
  };
}

/** From the topology server to the client. */
export interface TopologyNotifications extends ClusterNotifications {
  'topology/update': TopologyUpdate;
  'call/event': CallEvent;
}
