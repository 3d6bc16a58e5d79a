import { parseJson } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import { agentFor, type ConsulAgent, exchange } from './exchange.ts';
import { at, wantsTls } from './socketError.ts';

/** One GET. */
export interface ConsulRequest {
  /** Below `/v1/`, such as `catalog/services`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Milliseconds without a byte after which the agent counts as gone. */
  readonly timeout?: number;
}

/** One change. */
export interface ConsulChange {
  readonly method: 'PUT' | 'POST';
  /** Below `/v1/`, percent-encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** An answer with status 200. */
export interface ConsulAnswer {
  /** `X-Consul-Index`, 0 when there is none. */
  readonly index: number;
  /** The body as it came: equal text means that nothing changed. */
  readonly body: string;
  readonly json: unknown;
  /** Something was left out that the token may not read. Agents before 1.11 do not tell. */
  readonly isFiltered: boolean;
  /** Milliseconds that it took to arrive, from its first byte, and to be parsed. */
  readonly cost: number;
}

/** Asks one agent. Rejects with a RegistryError, also for an answer that is no success. */
export interface ConsulClient {
  get(request: ConsulRequest, signal: AbortSignal): Promise<ConsulAnswer>;
  /** Answers the body of a success as JSON, undefined when it is none. */
  change(change: ConsulChange, signal: AbortSignal): Promise<unknown>;
  close(): void;
}

/** Makes a client; it connects with the first request. Rejects when a TLS file can't be read. */
export async function consulClient(options: Omit<ConsulAgent, 'agent'>): Promise<ConsulClient> {
  const agent = await agentFor(options.endpoint);
  return {
    get: (request, signal) => get(request, { ...options, agent }, signal),
    change: (request, signal) => change(request, { ...options, agent }, signal),
    close: () => {
      agent.destroy();
    },
  };
}

async function get(
  { path, ...request }: ConsulRequest,
  to: ConsulAgent,
  signal: AbortSignal,
): Promise<ConsulAnswer> {
  const { address } = to.endpoint;
  const call = { ...request, method: 'GET', path: encodePath(path) } as const;
  const { status, headers, body, readingTime } = await exchange(call, to, signal);
  const startedAt = performance.now();
  if (status !== 200) {
    throw statusError(status, body, address);
  }
  const json = parseJson(body);
  if (json === undefined) {
    const message = `${at(address)} answers with something that is not JSON: is it a Consul agent?`;
    throw new RegistryError('unreadable', message);
  }
  const index = Number(headers['x-consul-index'] ?? 0);
  const isFiltered = headers['x-consul-results-filtered-by-acls'] === 'true';
  const cost = readingTime + performance.now() - startedAt;
  return { index: Number.isSafeInteger(index) ? index : 0, body, json, isFiltered, cost };
}

async function change(
  { json, ...request }: ConsulChange,
  to: ConsulAgent,
  signal: AbortSignal,
): Promise<unknown> {
  const call = { ...request, ...(json === undefined ? {} : { body: JSON.stringify(json) }) };
  const { status, body } = await exchange(call, to, signal);
  if (status !== 200) {
    throw statusError(status, body, to.endpoint.address);
  }
  return parseJson(body);
}

function encodePath(path: string): string {
  const url = new URL('http://agent');
  url.pathname = path;
  return url.pathname.slice(1);
}

function statusError(status: number, body: string, address: string): RegistryError {
  const detail = body.slice(0, 300).trim();
  if (status === 401 || status === 403) {
    const message = `${at(address)} does not allow this (${detail}): check the token and its policies`;
    return new RegistryError('refused', message);
  }
  if (status === 400 && detail.includes('HTTP request to an HTTPS server')) {
    return wantsTls(address);
  }
  // 500 is what an agent says that has no leader yet, 429 when it is asked too much.
  const kind = status >= 500 || status === 429 ? 'unreachable' : 'unreadable';
  return new RegistryError(kind, `${at(address)} answers with HTTP ${status} (${detail})`);
}
