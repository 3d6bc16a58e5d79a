import { setTimeout as delay } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consulBinary } from '../../scripts/realParts.ts';
import { freePorts, isAvailable, RealServer } from './realServer.ts';

/** A real Consul agent in development mode: it keeps its state in memory. */
export interface Consul {
  /** `host:port` of its HTTP API. */
  readonly endpoint: string;
  /** `host:port` where other agents join it. */
  readonly gossip: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts again on the same ports, always with an empty catalog. */
  restart(): Promise<void>;
  /** SIGSTOP: sockets stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Calls the HTTP API: `request('PUT', 'agent/service/register', {...})`. */
  request(method: string, path: string, body?: object | string): Promise<unknown>;
  register(service: object): Promise<void>;
  deregister(serviceId: string): Promise<void>;
}

/** False where Consul can't be had; on CI that throws instead. */
export function consulAvailable(): Promise<boolean> {
  return isAvailable(() => consulBinary());
}

export interface ConsulOptions {
  /** More configuration, in HCL. */
  readonly configuration?: string;
  /** An agent of its own node that is no server, in the cluster of another one. */
  readonly joins?: Consul;
}

export async function startConsul({ configuration, joins }: ConsulOptions = {}): Promise<Consul> {
  const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-consul-'));
  const [http = 0, grpc = 0, rpc = 0, lan = 0, wan = 0] = await freePorts(5);
  const server = new RealServer({
    binary: await consulBinary(),
    args: [
      ...['agent', '-bind', '127.0.0.1', '-client', '127.0.0.1'],
      ...(joins === undefined
        ? ['-dev', '-node', 'test-node']
        : ['-node', 'second-node', '-data-dir', join(folder, 'data'), '-retry-join', joins.gossip]),
      ...['-http-port', String(http), '-grpc-port', String(grpc), '-dns-port', '-1'],
      ...['-server-port', String(rpc), '-serf-lan-port', String(lan)],
      ...['-serf-wan-port', String(wan), '-disable-host-node-id=true'],
      ...['-hcl', 'disable_update_check = true'],
      ...(configuration === undefined ? [] : ['-hcl', configuration]),
    ],
    cwd: folder,
    readyText: 'Synced node info',
  });
  await server.start();
  const request = api(`http://127.0.0.1:${http}`);
  return {
    endpoint: `127.0.0.1:${http}`,
    gossip: `127.0.0.1:${lan}`,
    request,
    async register(service) {
      await request('PUT', 'agent/service/register', service);
    },
    async deregister(serviceId) {
      await request('PUT', `agent/service/deregister/${serviceId}`);
    },
    async stop() {
      await server.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGKILL');
      await server.start();
    },
    freeze: () => {
      server.freeze();
    },
    thaw: () => {
      server.thaw();
    },
  };
}

function api(url: string): Consul['request'] {
  return async (method, path, body) => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await response.text();
    if (!response.ok) {
      throw new Error(`consul ${method} ${path}: ${answer}`);
    }
    return answer === '' ? undefined : (JSON.parse(answer) as unknown);
  };
}

/**
 * Makes a session and answers its id. An agent that has just started does not know the check of its
 * own node for a moment, which every session is bound to.
 */
export async function createSession(
  consul: Pick<Consul, 'request'>,
  definition: object = {},
): Promise<string> {
  for (let rest = 100; ; rest--) {
    try {
      const made = await consul.request('PUT', 'session/create', definition);
      return (made as { readonly ID: string }).ID;
    } catch (error) {
      if (rest === 0 || !(error instanceof Error && error.message.includes("'serfHealth'"))) {
        throw error;
      }
      await delay(50);
    }
  }
}
