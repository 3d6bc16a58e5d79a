import { resolve } from 'node:path';
import type { RegistryConnection } from '../../../protocol/connections.ts';

/** The arguments, understood. */
export interface TopologyArguments {
  readonly connections: readonly RegistryConnection[];
  readonly watch: boolean;
  /** Milliseconds that registries have to answer. */
  readonly timeout: number;
}

/** Secrets come from the environment, where the tools of etcd and Consul have them too. */
export interface TopologyEnvironment {
  /** `name:password`. */
  readonly ETCDCTL_USER?: string | undefined;
  readonly CONSUL_HTTP_TOKEN?: string | undefined;
}

/** What is wrong with the arguments, for a person. */
export interface ArgumentMistake {
  readonly mistake: string;
}

const defaultTimeout = 5_000;

/** Reads the arguments of `topology`. Relative files are below `cwd`. */
export function readTopologyArguments(
  args: readonly string[],
  cwd: string,
  environment: TopologyEnvironment,
): TopologyArguments | ArgumentMistake {
  const connections: RegistryConnection[] = [];
  let watch = false;
  let timeout = defaultTimeout;
  for (let index = 0; index < args.length; index++) {
    const [name = '', attached] = splitOption(args[index] ?? '');
    if (name === '--watch' || name === '-w') {
      watch = true;
      continue;
    }
    const value = attached ?? args[++index];
    if (name !== '--registry' && name !== '--timeout') {
      return { mistake: `unknown argument ${name}` };
    }
    if (value === undefined) {
      return { mistake: `${name} needs a value` };
    }
    if (name === '--timeout') {
      timeout = Number(value) * 1_000;
      continue;
    }
    const connection = readRegistry(value, cwd, environment);
    if ('mistake' in connection) {
      return connection;
    }
    connections.push(connection);
  }
  return checked({ connections: uniqueById(connections), watch, timeout });
}

function splitOption(argument: string): string[] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function checked(read: TopologyArguments): TopologyArguments | ArgumentMistake {
  if (read.connections.length === 0) {
    return { mistake: 'no registry is given' };
  }
  return read.timeout > 0
    ? read
    : { mistake: '--timeout needs a number of seconds that is more than 0' };
}

function readRegistry(
  text: string,
  cwd: string,
  environment: TopologyEnvironment,
): RegistryConnection | ArgumentMistake {
  const file = /^static:(.+)$/.exec(text)?.[1];
  if (file !== undefined) {
    return { kind: 'static', id: text, name: text, file: resolve(cwd, file) };
  }
  const [, kind, tls, hosts = '', prefix = ''] =
    /^(etcd|consul)(s?):\/\/([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  const base = {
    id: text,
    name: text,
    endpoints: hosts.split(','),
    ...(tls === 's' ? { tls: {} } : {}),
  };
  if (kind === 'etcd') {
    const prefixes = prefix === '' ? [] : [prefix];
    return { kind, ...base, prefixes, ...etcdUser(environment.ETCDCTL_USER) };
  }
  if (kind === 'consul') {
    const token = environment.CONSUL_HTTP_TOKEN;
    return { kind, ...base, ...(token === undefined ? {} : { token }) };
  }
  return {
    mistake: `"${text}" is no registry: write etcd://HOST:PORT, consul://HOST:PORT or static:FILE`,
  };
}

function etcdUser(user: string | undefined): {
  readonly username?: string;
  readonly password?: string;
} {
  if (user === undefined || user === '') {
    return {};
  }
  const colon = user.indexOf(':');
  return colon < 0
    ? { username: user }
    : { username: user.slice(0, colon), password: user.slice(colon + 1) };
}

function uniqueById(connections: readonly RegistryConnection[]): RegistryConnection[] {
  return [...new Map(connections.map((connection) => [connection.id, connection])).values()];
}
