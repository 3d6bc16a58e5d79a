import type { RegistryConnection } from '../../../protocol/connections.ts';

/** The part of the editor's secret storage that is used. */
export interface SecretPort {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export type SecretLookup =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly secret: string }
  /** There is one, but it was given for other endpoints or another way of TLS. */
  | { readonly kind: 'otherTarget' };

/**
 * Passwords and tokens, stored under the id of the connection together with the endpoints that
 * they were given for. They go nowhere else: a settings file that points the same id at another
 * server does not get them.
 */
export class ConnectionSecrets {
  readonly #storage: SecretPort;

  constructor(storage: SecretPort) {
    this.#storage = storage;
  }

  async find(connection: RegistryConnection): Promise<SecretLookup> {
    const secrets = await this.#read(connection.id);
    const secret = secrets.get(targetOf(connection));
    if (secret !== undefined) {
      return { kind: 'found', secret };
    }
    return { kind: secrets.size === 0 ? 'none' : 'otherTarget' };
  }

  async set(connection: RegistryConnection, secret: string): Promise<void> {
    const secrets = await this.#read(connection.id);
    secrets.set(targetOf(connection), secret);
    await this.#storage.store(keyOf(connection.id), JSON.stringify([...secrets]));
  }

  /** Forgets what is stored for this connection, for every target that it ever had. */
  async forget(id: string): Promise<void> {
    await this.#storage.delete(keyOf(id));
  }

  async #read(id: string): Promise<Map<string, string>> {
    const text = await this.#storage.get(keyOf(id));
    return text === undefined ? new Map() : readPairs(text);
  }
}

/** The connection with its secret in the place that its kind has for it. */
export function withSecret(connection: RegistryConnection, secret: string): RegistryConnection {
  switch (connection.kind) {
    case 'etcd':
      return { ...connection, password: secret };
    case 'consul':
      return { ...connection, token: secret };
    case 'static':
      return connection;
  }
}

/** The connection without its secret. */
export function withoutSecret(connection: RegistryConnection): RegistryConnection {
  switch (connection.kind) {
    case 'etcd': {
      const { password, ...rest } = connection;
      return password === undefined ? connection : rest;
    }
    case 'consul': {
      const { token, ...rest } = connection;
      return token === undefined ? connection : rest;
    }
    case 'static':
      return connection;
  }
}

/** The secret that a connection carries; undefined for none and for an empty one. */
export function secretOf(connection: RegistryConnection): string | undefined {
  switch (connection.kind) {
    case 'etcd':
      return connection.password === '' ? undefined : connection.password;
    case 'consul':
      return connection.token === '' ? undefined : connection.token;
    case 'static':
      return undefined;
  }
}

function keyOf(id: string): string {
  return `connection/${id}`;
}

/** Where a secret would go: the endpoints, and how the server proves who it is. */
function targetOf(connection: RegistryConnection): string {
  if (connection.kind === 'static') {
    return 'static';
  }
  const { tls } = connection;
  const proof =
    tls === undefined
      ? 'plaintext'
      : [tls.caFile, tls.serverName, tls.insecureSkipVerify === true].map(String);
  return JSON.stringify([connection.kind, [...connection.endpoints].sort(), proof]);
}

/** What was stored, or nothing when it is not what {@link ConnectionSecrets.set} writes. */
function readPairs(text: string): Map<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map(); // A SyntaxError: written by something else, to be overwritten.
  }
  const pairs = Array.isArray(value) ? value.filter(isPair) : [];
  return new Map(pairs);
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((x) => typeof x === 'string');
}
