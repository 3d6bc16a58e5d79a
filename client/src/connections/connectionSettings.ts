import { basename, isAbsolute, relative } from 'node:path';
import type {
  ConsulConnection,
  EtcdConnection,
  RegistryConnection,
  StaticConnection,
  TlsOptions,
} from '../../../protocol/connections.ts';
import { type PathBase, resolvePath } from '../paths.ts';
import { defaultPorts, type ParsedEndpoint, parseEndpoint, splitEndpoint } from './endpoint.ts';
import { readLayouts } from './layoutSettings.ts';
import { readServices } from './serviceSettings.ts';
import { EntryProblem, fieldOf, optionalString, optionalStrings } from './settingsFields.ts';

/** The value of `protoAtlas.connections` in one settings file, unchecked. */
export interface SettingsSource {
  /** For messages: `user settings`. */
  readonly origin: string;
  readonly value: unknown;
}

export interface ConfiguredConnections {
  /** Without secrets. Ids are unique, over those that are disabled too. */
  readonly connections: readonly RegistryConnection[];
  /** Kept, and not connected to. */
  readonly disabled: readonly RegistryConnection[];
  /** One sentence for each entry that could not be used as it stands. */
  readonly problems: readonly string[];
}

/**
 * Reads the connections of all settings files. A later source overrides an earlier one by id. A
 * malformed entry costs itself and nothing else.
 */
export function readConnections(
  sources: readonly SettingsSource[],
  base: PathBase,
): ConfiguredConnections {
  const byId = new Map<string, EntryResult>();
  const problems: string[] = [];
  for (const { origin, value } of sources) {
    const seen = new Set<string>();
    for (const [place, entry] of entriesOf(value, origin, problems)) {
      const result = readEntry(entry, base);
      problems.push(...result.problems.map((problem) => `${place}: ${problem}`));
      if (
        result.connection !== undefined &&
        !isRepeated(result.connection, seen, place, problems)
      ) {
        byId.set(result.connection.id, result);
      }
    }
  }
  const results = [...byId.values()];
  const those = (isEnabled: boolean): readonly RegistryConnection[] =>
    results.flatMap((result) => (result.isEnabled === isEnabled ? (result.connection ?? []) : []));
  return { connections: those(true), disabled: those(false), problems };
}

/**
 * A connection as an entry of a settings file: without secrets, and with a file below the
 * workspace folder as a path that other machines understand too.
 */
export function settingsEntryOf(connection: RegistryConnection, { folder }: PathBase): object {
  const kept = Object.entries(connection).filter(
    ([key, value]) => !secretKeys.includes(key) && !(Array.isArray(value) && value.length === 0),
  );
  const entry: object = Object.fromEntries(kept);
  return connection.kind === 'static' && connection.file !== undefined
    ? { ...entry, file: portablePath(connection.file, folder) }
    : entry;
}

const secretKeys: readonly string[] = ['password', 'token'];
const setSecretName = '"Proto Atlas: Set Registry Password or Token"';

function portablePath(file: string, folder: string | undefined): string {
  const inside = folder === undefined ? file : relative(folder, file);
  const isBelow = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
  return isBelow ? inside.replaceAll('\\', '/') : file;
}

function entriesOf(
  value: unknown,
  origin: string,
  problems: string[],
): readonly (readonly [place: string, entry: unknown])[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    problems.push(`protoAtlas.connections in the ${origin}: it must be a list of connections.`);
    return [];
  }
  return value.map((entry: unknown, index) => {
    const name = fieldOf(entry, 'name');
    const label = typeof name === 'string' ? ` ("${name.slice(0, 60)}")` : '';
    return [`protoAtlas.connections[${index}]${label} in the ${origin}`, entry] as const;
  });
}

function isRepeated(
  { id }: RegistryConnection,
  seen: Set<string>,
  place: string,
  problems: string[],
): boolean {
  if (seen.has(id)) {
    problems.push(`${place}: another entry has the id "${id}" too. Give one of them another "id".`);
    return true;
  }
  seen.add(id);
  return false;
}

interface EntryResult {
  readonly connection: RegistryConnection | undefined;
  readonly isEnabled: boolean;
  readonly problems: readonly string[];
}

function readEntry(entry: unknown, base: PathBase): EntryResult {
  try {
    const isEnabled = readEnabled(entry);
    const connection = readConnection(entry, base);
    return { connection, isEnabled, problems: misplacedSecrets(entry) };
  } catch (error) {
    if (error instanceof EntryProblem) {
      const problems = [`${error.message}. The entry is skipped.`];
      return { connection: undefined, isEnabled: false, problems };
    }
    throw error;
  }
}

/** Whether to connect to it: yes when the entry does not say. */
function readEnabled(entry: unknown): boolean {
  const enabled = fieldOf(entry, 'enabled') ?? true;
  if (typeof enabled !== 'boolean') {
    throw new EntryProblem('"enabled" must be true or false');
  }
  return enabled;
}

function readConnection(entry: unknown, base: PathBase): RegistryConnection {
  const kind = fieldOf(entry, 'kind');
  switch (kind) {
    case 'etcd':
      return readEtcd(entry, base);
    case 'consul':
      return readConsul(entry, base);
    case 'static':
      return readStatic(entry, base);
    default:
      throw new EntryProblem('"kind" must be "etcd", "consul" or "static"');
  }
}

function readEtcd(entry: unknown, base: PathBase): EtcdConnection {
  const { endpoints, tls } = readAddresses(entry, defaultPorts.etcd, base);
  const username = optionalString(entry, 'username');
  const layouts = readLayouts(entry);
  return {
    kind: 'etcd',
    ...identityOf(entry, 'etcd', endpoints[0] ?? ''),
    endpoints,
    prefixes: optionalStrings(entry, 'prefixes') ?? [],
    ...(layouts.length > 0 && { layouts }),
    ...(tls !== undefined && { tls }),
    ...(username !== undefined && { username }),
  };
}

function readConsul(entry: unknown, base: PathBase): ConsulConnection {
  const { endpoints, tls } = readAddresses(entry, defaultPorts.consul, base);
  const datacenter = optionalString(entry, 'datacenter');
  const namespace = optionalString(entry, 'namespace');
  const partition = optionalString(entry, 'partition');
  return {
    kind: 'consul',
    ...identityOf(entry, 'consul', endpoints[0] ?? ''),
    endpoints,
    ...(tls !== undefined && { tls }),
    ...(datacenter !== undefined && { datacenter }),
    ...(namespace !== undefined && { namespace }),
    ...(partition !== undefined && { partition }),
  };
}

function readStatic(entry: unknown, base: PathBase): StaticConnection {
  const text = optionalString(entry, 'file');
  const services = readServices(entry);
  if ((text === undefined) === (services === undefined)) {
    throw new EntryProblem(
      '"file" must be the path of a JSON or YAML file, or else "services" a list of services',
    );
  }
  if (text === undefined) {
    return { kind: 'static', ...identityOf(entry, 'static', 'services'), services: services ?? [] };
  }
  const file = absolute(text, 'file', base);
  return { kind: 'static', ...identityOf(entry, 'static', basename(file)), file };
}

function identityOf(
  entry: unknown,
  kind: string,
  fallbackName: string,
): { readonly id: string; readonly name: string } {
  const name = optionalString(entry, 'name') ?? fallbackName;
  return { id: optionalString(entry, 'id') ?? `${kind}:${name}`, name };
}

interface Addresses {
  readonly endpoints: readonly string[];
  readonly tls: TlsOptions | undefined;
}

function readAddresses(entry: unknown, defaultPort: number, base: PathBase): Addresses {
  const texts = optionalStrings(entry, 'endpoints') ?? [];
  if (texts.length === 0) {
    throw new EntryProblem(`"endpoints" must be a list such as ["localhost:${defaultPort}"]`);
  }
  const parsed = texts.map((text) => endpointOf(text, defaultPort));
  const tls = readTls(fieldOf(entry, 'tls'), base);
  const secure = parsed.some((endpoint) => endpoint.secure);
  return {
    endpoints: parsed.map(({ address }) => address),
    tls: tls ?? (secure ? {} : undefined),
  };
}

function endpointOf(text: string, defaultPort: number): ParsedEndpoint {
  const endpoint = parseEndpoint(text, defaultPort);
  if ('problem' in endpoint) {
    throw new EntryProblem(
      isSecret(text) ? `${endpoint.problem}. Delete it and run ${setSecretName}` : endpoint.problem,
    );
  }
  return endpoint;
}

function isSecret(text: string): boolean {
  return splitEndpoint(text).secret !== undefined;
}

function readTls(value: unknown, base: PathBase): TlsOptions | undefined {
  if (value === undefined || value === null || value === false) {
    return undefined;
  }
  if (typeof value !== 'object') {
    throw new EntryProblem('"tls" must be an object, {} for TLS as the system trusts it');
  }
  const files = (['caFile', 'certFile', 'keyFile'] as const).flatMap((key) => {
    const text = optionalString(value, key);
    return text === undefined ? [] : [[key, absolute(text, `tls.${key}`, base)] as const];
  });
  const serverName = optionalString(value, 'serverName');
  return {
    ...Object.fromEntries(files),
    ...(serverName !== undefined && { serverName }),
    ...(fieldOf(value, 'insecureSkipVerify') === true && { insecureSkipVerify: true }),
  };
}

function absolute(text: string, key: string, base: PathBase): string {
  const path = resolvePath(text, base);
  if (path === undefined) {
    throw new EntryProblem(
      `"${key}" is relative, and no folder is open to resolve it against; make it absolute`,
    );
  }
  return path;
}

/** A secret in a settings file is not used: it would end up in version control. */
function misplacedSecrets(entry: unknown): readonly string[] {
  return secretKeys
    .filter((key) => fieldOf(entry, key) !== undefined)
    .map(
      (key) =>
        `"${key}" does not belong in the settings and is not used. Delete it and run ` +
        `${setSecretName}.`,
    );
}
