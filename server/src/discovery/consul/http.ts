import http from 'node:http';
import https from 'node:https';
import type { RegistryEndpoint } from '../endpoints.ts';
import { parseJson } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import { readTlsFiles } from '../tlsFiles.ts';

/** One GET. */
export interface ConsulRequest {
  /** Below `/v1/`, such as `catalog/services`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Milliseconds without a byte after which the agent counts as gone. */
  readonly timeout?: number;
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
}

/** Asks one agent. Rejects with a RegistryError, also for an answer that is no success. */
export interface ConsulClient {
  get(request: ConsulRequest, signal: AbortSignal): Promise<ConsulAnswer>;
  close(): void;
}

/** Where to ask, and on whose behalf. */
export interface ConsulClientOptions {
  readonly endpoint: RegistryEndpoint;
  readonly token?: string;
  /** `dc`, `ns` and `partition`, sent with each request. */
  readonly scope: Readonly<Record<string, string>>;
}

const longestBody = 64 * 1024 * 1024;

/** Makes a client; it connects with the first request. Rejects when a TLS file can't be read. */
export async function consulClient(options: ConsulClientOptions): Promise<ConsulClient> {
  const { tls } = options.endpoint;
  const agent = tls === undefined ? new http.Agent({ keepAlive: true }) : await secureAgent(tls);
  return {
    get: (request, signal) => get(request, { ...options, agent }, signal),
    close: () => {
      agent.destroy();
    },
  };
}

async function secureAgent(tls: NonNullable<RegistryEndpoint['tls']>): Promise<https.Agent> {
  return new https.Agent({
    keepAlive: true,
    ...(await readTlsFiles(tls)),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    rejectUnauthorized: tls.insecureSkipVerify !== true,
  });
}

type Target = ConsulClientOptions & { readonly agent: http.Agent };

async function get(
  request: ConsulRequest,
  target: Target,
  signal: AbortSignal,
): Promise<ConsulAnswer> {
  const response = await send(request, target, signal);
  const body = await readBody(response, target.endpoint.address);
  if (response.statusCode !== 200) {
    throw statusError(response.statusCode ?? 0, body, target.endpoint.address);
  }
  const json = parseJson(body);
  if (json === undefined) {
    const message = `${at(target.endpoint.address)} answers with something that is not JSON: is it a Consul agent?`;
    throw new RegistryError('unreadable', message);
  }
  const index = Number(response.headers['x-consul-index'] ?? 0);
  const isFiltered = response.headers['x-consul-results-filtered-by-acls'] === 'true';
  return { index: Number.isSafeInteger(index) ? index : 0, body, json, isFiltered };
}

function send(
  { path, query, timeout = 5_000 }: ConsulRequest,
  { endpoint, token, scope, agent }: Target,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const url = new URL(`${endpoint.tls === undefined ? 'http' : 'https'}://${endpoint.address}`);
  url.pathname = `/v1/${path}`;
  url.search = new URLSearchParams({ ...scope, ...query }).toString();
  const headers = token === undefined || token === '' ? {} : { 'X-Consul-Token': token };
  const module = endpoint.tls === undefined ? http : https;
  return new Promise((done, fail) => {
    const request = module.get(url, { agent, headers, signal, timeout }, done);
    request.on('timeout', () => {
      request.destroy(new Error(`no answer within ${Math.round(timeout / 1000)} s`));
    });
    request.on('error', (error) => {
      fail(socketError(error, endpoint.address));
    });
  });
}

async function readBody(response: http.IncomingMessage, address: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > longestBody) {
        throw new RegistryError('unreadable', `${at(address)} sends more than 64 MiB at once`);
      }
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof RegistryError ? error : socketError(error, address);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function socketError(error: unknown, address: string): RegistryError {
  const text = error instanceof Error ? error.message : String(error);
  const isTls = /certificate|unable to verify|altnames|ERR_TLS|ERR_SSL/i.test(text);
  return isTls
    ? new RegistryError(
        'refused',
        `${at(address)} has a TLS problem (${text}): check the TLS options`,
      )
    : new RegistryError(
        'unreachable',
        `${at(address)} can't be reached (${text}): check that it runs, its address, and whether it wants TLS`,
      );
}

function statusError(status: number, body: string, address: string): RegistryError {
  const detail = body.slice(0, 300).trim();
  if (status === 401 || status === 403) {
    const message = `${at(address)} does not allow this (${detail}): check the token and its policies`;
    return new RegistryError('refused', message);
  }
  // 500 is what an agent says that has no leader yet, 429 when it is asked too much.
  const kind = status >= 500 || status === 429 ? 'unreachable' : 'unreadable';
  return new RegistryError(kind, `${at(address)} answers with HTTP ${status} (${detail})`);
}

function at(address: string): string {
  return `Consul at ${address}`;
}
