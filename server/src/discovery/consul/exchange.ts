import http from 'node:http';
import https from 'node:https';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RegistryEndpoint } from '../endpoints.ts';
import { RegistryError } from '../registryError.ts';
import { readTlsFiles } from '../tlsFiles.ts';
import { lostAnswer } from './lostAnswer.ts';
import { at, isStaleSocket } from './socketError.ts';

/** One request to the HTTP API of an agent. */
export interface ConsulExchange {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/v1/`, percent-encoded already, and sent as it is: a URL would resolve its dots. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Milliseconds without a byte after which the agent counts as gone. */
  readonly timeout?: number;
  /** Takes the body of a success piece by piece; `body` is empty then. */
  readonly onBytes?: (bytes: Buffer) => void;
}

/** Which agent, and on whose behalf. */
export interface ConsulAgent {
  readonly endpoint: RegistryEndpoint;
  readonly agent: http.Agent;
  readonly token?: string | undefined;
  /** `dc`, `ns` and `partition`, sent with each request. */
  readonly scope: Readonly<Record<string, string>>;
}

/** An answer of any status. */
export interface ConsulResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** Bytes of the body. */
  readonly size: number;
  /** Milliseconds from the first byte to the last. */
  readonly readingTime: number;
}

const defaultTimeout = 5_000;
const longestBody = 256 * 1024 * 1024;
/** A large answer that is there already is read in so many bytes at a time: others wait for their turn. */
const mostInTurn = 256 * 1024;

/** Keeps connections to one agent alive. Rejects when a TLS file can't be read. */
export async function agentFor({ tls }: RegistryEndpoint): Promise<http.Agent> {
  if (tls === undefined) {
    return new http.Agent({ keepAlive: true });
  }
  return new https.Agent({
    keepAlive: true,
    ...(await readTlsFiles(tls)),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    rejectUnauthorized: tls.insecureSkipVerify !== true,
  });
}

/** A part of Consul; what is absent or empty is left to the agent. */
export interface ConsulScope {
  readonly datacenter?: string | undefined;
  readonly namespace?: string | undefined;
  readonly partition?: string | undefined;
}

/** The part of Consul that something is about, as query parameters. */
export function scopeOf({ datacenter, namespace, partition }: ConsulScope): Record<string, string> {
  const scope = Object.entries({ dc: datacenter, ns: namespace, partition }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return Object.fromEntries(scope);
}

/**
 * Sends a request and reads the answer. Rejects with a RegistryError when none comes, which says of
 * a change that it may have been done.
 */
export async function exchange(
  call: ConsulExchange,
  to: ConsulAgent,
  signal: AbortSignal,
): Promise<ConsulResponse> {
  try {
    const response = await sendOnLiveSocket(call, to, signal);
    const startedAt = performance.now();
    const status = response.statusCode ?? 0;
    const chunks: Buffer[] = [];
    const onBytes = (status === 200 ? call.onBytes : undefined) ?? chunks.push.bind(chunks);
    const size = await readBody(response, to.endpoint.address, onBytes);
    const body = Buffer.concat(chunks).toString('utf8');
    const readingTime = performance.now() - startedAt;
    return { status, headers: response.headers, body, size, readingTime };
  } catch (error) {
    throw error instanceof RegistryError ? error : lostAnswer(call, error, to.endpoint.address);
  }
}

/** An agent closes idle connections. A reading that meets this is sent again, on another one. */
async function sendOnLiveSocket(
  call: ConsulExchange,
  to: ConsulAgent,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const seen = { isReused: false };
  try {
    return await send(call, { ...to, seen }, signal);
  } catch (error) {
    if (call.method === 'GET' && seen.isReused && isStaleSocket(error) && !signal.aborted) {
      return send(call, { ...to, seen }, signal);
    }
    throw error;
  }
}

interface Destination extends ConsulAgent {
  /** Filled in: whether the request went over a connection that was kept. */
  readonly seen: { isReused: boolean };
}

function send(
  { method, path, query, body, timeout = defaultTimeout }: ConsulExchange,
  { endpoint, agent, token = '', scope, seen }: Destination,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { tls, address } = endpoint;
  const search = new URLSearchParams({ ...scope, ...query }).toString();
  const url = new URL(`${tls === undefined ? 'http' : 'https'}://${address}`);
  const options = {
    path: `/v1/${path}${search === '' ? '' : `?${search}`}`,
    ...{ method, agent, signal, timeout },
    headers: {
      ...(token === '' ? {} : { 'X-Consul-Token': token }),
      ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    },
  };
  return new Promise((done, fail) => {
    const request = (tls === undefined ? http : https).request(url, options, done);
    request.on('timeout', () => {
      request.destroy(new Error(`no answer within ${Math.round(timeout / 1000)} s`));
    });
    request.on('error', (error) => {
      seen.isReused = request.reusedSocket;
      fail(error);
    });
    request.end(body);
  });
}

/** Answers how many bytes there were. */
async function readBody(
  response: http.IncomingMessage,
  address: string,
  onBytes: (bytes: Buffer) => void,
): Promise<number> {
  let length = 0;
  let sinceTurn = 0;
  for await (const chunk of response) {
    const { buffer, byteOffset, byteLength } = chunk as Uint8Array;
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    length += bytes.length;
    if (length > longestBody) {
      throw new RegistryError('unreadable', `${at(address)} sends more than 256 MiB at once`);
    }
    onBytes(bytes);
    sinceTurn += bytes.length;
    if (sinceTurn >= mostInTurn) {
      sinceTurn = 0;
      await nextTurn();
    }
  }
  return length;
}
