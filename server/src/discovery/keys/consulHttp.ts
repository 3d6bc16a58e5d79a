import http from 'node:http';
import https from 'node:https';
import type { ConsulConnection } from '../../../../protocol/topology.ts';
import { firstThatAnswers, readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { RegistryError } from '../registryError.ts';
import { readTlsFiles } from '../tlsFiles.ts';

/** One request to the HTTP API. */
export interface ConsulCall {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Below `/v1/`, percent-encoded already, and sent as it is. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Any answer but a refusal. */
export interface ConsulReply {
  /** 200, 404 or 409. */
  readonly status: number;
  readonly body: string;
}

/** Sends requests to the agents of a connection. */
export interface ConsulHttp {
  /** Rejects with a RegistryError, also for a status that nothing here can follow from. */
  send(call: ConsulCall, signal: AbortSignal): Promise<ConsulReply>;
  close(): void;
}

const timeout = 5_000;
const longestBody = 64 * 1024 * 1024;

/** A reply of one of these is for the caller to understand. */
const plainStatus: ReadonlySet<number> = new Set([200, 404, 409]);

/** Connects with the first request. A change goes to the first agent alone, and is never repeated. */
export function consulHttp(connection: ConsulConnection): ConsulHttp {
  const agents = new Map<string, http.Agent>();
  const sendTo = async (
    endpoint: RegistryEndpoint,
    call: ConsulCall,
    signal: AbortSignal,
  ): Promise<ConsulReply> => {
    const agent = agents.get(endpoint.address) ?? (await agentFor(endpoint));
    agents.set(endpoint.address, agent);
    return exchange(call, { connection, endpoint, agent }, signal);
  };
  return {
    send: async (call, signal) => {
      const endpoints = readEndpoints(connection.endpoints, connection.tls);
      return call.method === 'GET'
        ? firstThatAnswers(endpoints, (endpoint) => sendTo(endpoint, call, signal))
        : sendTo(endpoints[0], call, signal);
    },
    close: () => {
      agents.forEach((agent) => {
        agent.destroy();
      });
    },
  };
}

async function agentFor({ tls }: RegistryEndpoint): Promise<http.Agent> {
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

interface Destination {
  readonly connection: ConsulConnection;
  readonly endpoint: RegistryEndpoint;
  readonly agent: http.Agent;
}

async function exchange(
  call: ConsulCall,
  to: Destination,
  signal: AbortSignal,
): Promise<ConsulReply> {
  const where = `Consul at ${to.endpoint.address}`;
  try {
    const response = await request(call, to, signal);
    const reply = { status: response.statusCode ?? 0, body: await bodyOf(response) };
    if (!plainStatus.has(reply.status)) {
      throw refusal(reply, where);
    }
    return reply;
  } catch (error) {
    if (error instanceof RegistryError) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    const doubt =
      call.method === 'GET'
        ? 'check that it runs, its address, and whether it wants TLS'
        : 'whether the change has happened is not known, so reload the key to see';
    throw new RegistryError('unreachable', `${where} can't be reached (${reason}): ${doubt}`);
  }
}

function request(
  { method, path, query, body }: ConsulCall,
  { connection, endpoint, agent }: Destination,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { tls, address } = endpoint;
  const { token = '' } = connection;
  const url = new URL(`${tls === undefined ? 'http' : 'https'}://${address}`);
  const search = new URLSearchParams({ ...scopeOf(connection), ...query }).toString();
  const options = {
    // The path as text: a URL would resolve its dots.
    path: `/v1/${path}${search === '' ? '' : `?${search}`}`,
    ...{ method, agent, signal, timeout },
    headers: {
      ...(token === '' ? {} : { 'X-Consul-Token': token }),
      ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    },
  };
  return new Promise((done, fail) => {
    const sent = (tls === undefined ? http : https).request(url, options, done);
    sent.on('timeout', () => {
      sent.destroy(new Error(`no answer within ${Math.round(timeout / 1000)} s`));
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

function scopeOf({ datacenter, namespace, partition }: ConsulConnection): Record<string, string> {
  return {
    ...(datacenter === undefined ? {} : { dc: datacenter }),
    ...(namespace === undefined ? {} : { ns: namespace }),
    ...(partition === undefined ? {} : { partition }),
  };
}

async function bodyOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > longestBody) {
      throw new Error('it sends more than 64 MiB at once');
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal({ status, body }: ConsulReply, where: string): RegistryError {
  const detail = body.slice(0, 300).trim();
  if (status === 401 || status === 403) {
    const advice = 'check that the policies of the token allow it';
    return new RegistryError('refused', `${where} does not allow this (${detail}): ${advice}`);
  }
  if (status === 413) {
    const advice = 'Consul allows 512 KiB unless it was configured with another kv_max_value_size';
    return new RegistryError('unreadable', `${where} takes no value of this size: ${advice}`);
  }
  return new RegistryError('unreadable', `${where} answers with HTTP ${status} (${detail})`);
}
