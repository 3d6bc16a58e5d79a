/**
 * Requests and notifications between the client and the topology server. Declarations only.
 *
 * Times are milliseconds since the epoch, durations milliseconds, unless a name says otherwise. A
 * failure is a response error whose message can be shown to a person as it stands: what, where, and
 * what to do next.
 */
import type { KeyBytes, KeyHistory, KeyOutcome, KeyPage, KeyPlace, KeyValue } from './keys.ts';

export type RegistryKind = 'etcd' | 'consul' | 'static';

export interface TlsOptions {
  /** PEM files, absolute paths. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
  /** Accept any certificate. */
  readonly insecureSkipVerify?: boolean;
}

interface ConnectionBase {
  /** Stable, unique among connections, never shown. */
  readonly id: string;
  readonly name: string;
}

/** Where the parts of a registration stand in a value of one's own layout. */
export interface EtcdLayoutValue {
  /**
   * A JSON path, `$.addr`; or text with paths and the key's parts in braces,
   * `{$.host}:{$.port}`, where `{value}` is the whole value. The value itself when absent, or else
   * `{instance}`.
   */
  readonly address?: string;
  /** As `address`. */
  readonly version?: string;
  /** The path of an object whose entries are taken, or a path or text for each name. */
  readonly metadata?: string | Readonly<Record<string, string>>;
}

/** A registration layout of one's own. It is tried before those that are built in. */
export interface EtcdLayout {
  /** Shown as the convention of what it finds. */
  readonly name: string;
  /**
   * The pattern of a whole key, such as `/svc/{service}/{instance}`: `{service}`, `{instance}`,
   * `{version}`, `{namespace}` and `{*}` stand for text without a slash.
   */
  readonly key: string;
  readonly value?: EtcdLayoutValue;
}

export interface EtcdConnection extends ConnectionBase {
  readonly kind: 'etcd';
  /** `host:port` each. */
  readonly endpoints: readonly string[];
  readonly tls?: TlsOptions;
  readonly username?: string;
  /** Only these key prefixes are watched; all keys when empty. */
  readonly prefixes: readonly string[];
  readonly layouts?: readonly EtcdLayout[];
  readonly password?: string;
}

export interface ConsulConnection extends ConnectionBase {
  readonly kind: 'consul';
  readonly endpoints: readonly string[];
  readonly tls?: TlsOptions;
  readonly datacenter?: string;
  readonly namespace?: string;
  readonly partition?: string;
  readonly token?: string;
}

/** Services written by hand in a JSON or YAML file; the file is watched. */
export interface StaticConnection extends ConnectionBase {
  readonly kind: 'static';
  /** Absolute path. */
  readonly file: string;
}

/** Secrets are filled in by the client from its secret storage and are never logged. */
export type RegistryConnection = EtcdConnection | ConsulConnection | StaticConnection;

export type ConnectionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live'; readonly since: number }
  /** Was live; what is shown is what was known at `since`. */
  | { readonly phase: 'stale'; readonly since: number; readonly reason: string }
  /** Has never been live. Retried all the same. */
  | { readonly phase: 'failed'; readonly since: number; readonly reason: string };

export interface ConnectionStatus {
  readonly id: string;
  readonly name: string;
  readonly kind: RegistryKind;
  /** For display, such as `127.0.0.1:2379`. */
  readonly endpoint: string;
  readonly state: ConnectionState;
}

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
  /** When the lease ends unless it is kept alive, as of the last look. */
  readonly expiresAt: number;
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
  /** The key or the service id in the registry. */
  readonly key: string;
  /** The value as text, cut at 64 KiB, ill-formed UTF-8 replaced. */
  readonly raw: string;
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

/** Applies to the graph with revision `revision - 1`; on a gap ask for `topology/get`. */
export interface TopologyDelta {
  readonly revision: number;
  readonly connections?: readonly ConnectionStatus[];
  readonly upsertedServices: readonly Service[];
  readonly removedServices: readonly string[];
  readonly upsertedEdges: readonly Edge[];
  readonly removedEdges: readonly string[];
  readonly unplaced?: readonly UnplacedKey[];
}

export type TopologyUpdate =
  | { readonly kind: 'snapshot'; readonly graph: TopologyGraph }
  | { readonly kind: 'delta'; readonly delta: TopologyDelta };

export interface LocalRegistry {
  readonly kind: 'etcd' | 'consul';
  readonly endpoint: string;
  readonly version: string;
}

/** How to reach a server. */
export interface CallTarget {
  /** `host:port`. */
  readonly address: string;
  /** Absent for plaintext. */
  readonly tls?: TlsOptions;
  readonly authority?: string;
}

export interface MetadataEntry {
  /** Lower-cased on the wire. A name that ends in `-bin` holds base64. */
  readonly name: string;
  readonly value: string;
}

/** Where message types come from. */
export type SchemaSource =
  | { readonly kind: 'descriptorSet'; readonly base64: string }
  /** The server's reflection service, v1 and then v1alpha, asked with the call's own metadata. */
  | { readonly kind: 'reflection' };

export interface CallMethod {
  /** Full names without a leading dot. */
  readonly service: string;
  readonly method: string;
  readonly kind: 'unary' | 'serverStreaming' | 'clientStreaming' | 'bidiStreaming';
  readonly inputType: string;
  readonly outputType: string;
  readonly deprecated: boolean;
}

export interface ReflectedServices {
  /** Without the reflection and health services of gRPC itself. */
  readonly methods: readonly CallMethod[];
  /** `v1` or `v1alpha`. */
  readonly version: string;
}

export interface CallRequest {
  /** Chosen by the caller, unique while the call lives. */
  readonly callId: string;
  readonly target: CallTarget;
  readonly schema: SchemaSource;
  readonly service: string;
  readonly method: string;
  /**
   * Messages in protobuf's JSON mapping. Unary and server streaming take one. For the other kinds
   * they are sent at once, and more follow by `call/send`.
   */
  readonly messages: readonly string[];
  /** Half-close after `messages`; always so for unary and server streaming. */
  readonly halfClose: boolean;
  readonly metadata: readonly MetadataEntry[];
  readonly deadlineMs?: number;
  /** Default 4 MiB. */
  readonly maxReceiveBytes?: number;
}

/** One entry of `google.rpc.Status.details`, or another decoded `Any`. */
export interface ErrorDetail {
  /** Full message name, such as `google.rpc.BadRequest`. */
  readonly type: string;
  /** Pretty-printed JSON; when the type is unknown, the bytes in base64. */
  readonly json: string;
  readonly decoded: boolean;
}

export interface CallStatus {
  readonly code: number;
  /** `OK`, `NOT_FOUND`, … */
  readonly name: string;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  /** What a person can do about it, when we know. */
  readonly hint?: string;
}

/** Since `call/start` was received; absent when it did not come to that. */
export interface CallTiming {
  readonly schemaMs?: number;
  readonly headersMs?: number;
  readonly firstMessageMs?: number;
  readonly totalMs: number;
}

/** How a call ended, whatever its status. */
export interface CallOutcome {
  readonly callId: string;
  readonly status: CallStatus;
  readonly headers: readonly MetadataEntry[];
  readonly trailers: readonly MetadataEntry[];
  readonly messagesReceived: number;
  readonly timing: CallTiming;
  /** Address of the server that answered. */
  readonly peer?: string;
}

export type CallEvent =
  | {
      readonly kind: 'headers';
      readonly callId: string;
      readonly headers: readonly MetadataEntry[];
    }
  | {
      readonly kind: 'message';
      readonly callId: string;
      /** Pretty-printed JSON. */
      readonly json: string;
      readonly wireBytes: number;
      readonly atMs: number;
    };

export interface TopologyRequests {
  /** Replaces the set of connections; unchanged ones keep their watches. */
  'connections/set': {
    readonly params: { readonly connections: readonly RegistryConnection[] };
    readonly result: null;
  };
  /** Connects once and says what answered. */
  'connections/test': {
    readonly params: { readonly connection: RegistryConnection };
    readonly result: { readonly detail: string };
  };
  /** Looks at the default ports of this machine. */
  'connections/detectLocal': {
    readonly params: Record<string, never>;
    readonly result: { readonly found: readonly LocalRegistry[] };
  };
  'topology/get': {
    readonly params: Record<string, never>;
    readonly result: TopologyGraph;
  };
  'reflection/methods': {
    readonly params: { readonly target: CallTarget };
    readonly result: ReflectedServices;
  };
  /** An example request message with every field, in pretty-printed JSON, and the method's shape. */
  'call/example': {
    readonly params: {
      readonly target: CallTarget;
      readonly schema: SchemaSource;
      readonly service: string;
      readonly method: string;
    };
    readonly result: { readonly json: string; readonly method: CallMethod };
  };
  /** Answers when the call has ended; messages come before as `call/event`. */
  'call/start': { readonly params: CallRequest; readonly result: CallOutcome };
  'call/send': {
    readonly params: { readonly callId: string; readonly message: string };
    readonly result: null;
  };
  'call/halfClose': { readonly params: { readonly callId: string }; readonly result: null };
  'call/cancel': { readonly params: { readonly callId: string }; readonly result: null };
  /** Keys and folders directly below a prefix; nothing deeper is read. */
  'keys/list': {
    readonly params: {
      readonly connectionId: string;
      /** Empty, or ends with a slash. */
      readonly prefix: KeyBytes;
      /** `next` of the page before. */
      readonly from?: KeyBytes;
      /** Of entries, at least 1. */
      readonly limit: number;
    };
    readonly result: KeyPage;
  };
  /** The value now or, with etcd, as of a revision; null when there is no such key. */
  'keys/read': {
    readonly params: KeyPlace & { readonly revision?: number };
    readonly result: KeyValue | null;
  };
  /** The revision of each key in the order asked, 0 for one that is not there. */
  'keys/revisions': {
    readonly params: { readonly connectionId: string; readonly keys: readonly KeyBytes[] };
    readonly result: { readonly revisions: readonly number[] };
  };
  /** Writes if the key is still at `expected`; 0 means only if it does not exist. Keeps its lease. */
  'keys/write': {
    readonly params: KeyPlace & { readonly value: string; readonly expected: number };
    readonly result: KeyOutcome;
  };
  /** Deletes the key if it is still at `expected`. */
  'keys/delete': {
    readonly params: KeyPlace & { readonly expected: number };
    readonly result: KeyOutcome;
  };
  /** Moves value and lease in one transaction, if the key is at `expected` and `to` is free. */
  'keys/rename': {
    readonly params: KeyPlace & { readonly to: KeyBytes; readonly expected: number };
    readonly result: KeyOutcome;
  };
  /** Earlier states of a key; a failure where the registry keeps none. */
  'keys/history': {
    readonly params: KeyPlace & { readonly limit: number };
    readonly result: KeyHistory;
  };
}

/** From the topology server to the client. */
export interface TopologyNotifications {
  'topology/update': TopologyUpdate;
  'call/event': CallEvent;
}
