/**
 * Registries to connect to, and how a connection fares. Declarations only. Times are milliseconds
 * since the epoch.
 */
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

/** One service of a static registry. */
export interface StaticService {
  readonly name: string;
  readonly instances?: readonly StaticInstance[];
  /** Names of the services that it calls. */
  readonly dependsOn?: readonly string[];
}

export interface StaticInstance {
  /** `host:port`, or with a scheme in front such as `grpc://`. */
  readonly address: string;
  readonly version?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Services written by hand: in a JSON or YAML file, which is watched, or in the settings. */
export type StaticConnection = ConnectionBase & {
  readonly kind: 'static';
} & (
    | { /** Absolute path. */ readonly file: string; readonly services?: undefined }
    | { readonly services: readonly StaticService[]; readonly file?: undefined }
  );

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

export interface LocalRegistry {
  readonly kind: 'etcd' | 'consul';
  readonly endpoint: string;
  readonly version: string;
}

/** What one endpoint of a connection answered to a test: `detail`, or else `problem`. */
export interface EndpointTest {
  readonly endpoint: string;
  readonly milliseconds: number;
  /** Such as `Consul 1.21.4, 3 services, datacenter dc1`. */
  readonly detail?: string;
  /** Why it did not answer, and what to do next. */
  readonly problem?: string;
}

export interface ConnectionRequests {
  /** Replaces the set of connections; unchanged ones keep their watches. */
  'connections/set': {
    readonly params: { readonly connections: readonly RegistryConnection[] };
    readonly result: null;
  };
  /** Connects once to each endpoint and says what answered; a failure when none did. */
  'connections/test': {
    readonly params: { readonly connection: RegistryConnection };
    /** In the order of the connection. */
    readonly result: { readonly endpoints: readonly EndpointTest[] };
  };
  /** Looks at the default ports of this machine. */
  'connections/detectLocal': {
    readonly params: Record<string, never>;
    readonly result: { readonly found: readonly LocalRegistry[] };
  };
}
