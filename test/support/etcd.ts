import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { etcdBinary } from '../../scripts/realParts.ts';
import type { Certificates } from './certificates.ts';
import type { OtherHost } from './netns.ts';
import { freePorts, isAvailable, RealServer } from './realServer.ts';

/** Changes are made by etcd's HTTP gateway, not by the client under test. */
export interface EtcdGateway {
  /** Calls the gateway: `request('kv/put', {...})`. Bytes are base64, 64-bit numbers text. */
  request(path: string, body: object, token?: string): Promise<Record<string, unknown>>;
  put(key: string | Buffer, value: string | Buffer, lease?: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Answers the lease's id in decimal. */
  grant(ttlSeconds: number): Promise<string>;
  revoke(lease: string): Promise<void>;
  /** Forgets the history before now. */
  compact(): Promise<void>;
  /** The values of all keys as the server has them now, by key. */
  list(): Promise<ReadonlyMap<string, string>>;
  /** How many calls of a gRPC method it has answered well, by its own count. */
  served(method: string): Promise<number>;
}

/** A real etcd of one member. */
export interface Etcd extends EtcdGateway {
  /** `host:port`. */
  readonly endpoint: string;
  /** The same over TLS, empty without certificates. */
  readonly secureEndpoint: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** SIGKILL; the data stay. */
  kill(): Promise<void>;
  /** Starts again on the same port, with its data unless `empty`. */
  restart(options?: { readonly empty?: boolean }): Promise<void>;
  /** SIGSTOP: sockets stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
}

/** False where etcd can't be had; on CI that throws instead. */
export function etcdAvailable(): Promise<boolean> {
  return isAvailable(() => etcdBinary());
}

export interface EtcdOptions {
  /** Also serve TLS, to clients with a certificate alone. */
  readonly certificates?: Certificates;
  readonly moreArguments?: readonly string[];
  /** Where it runs; this host unless told otherwise. */
  readonly host?: OtherHost;
}

export async function startEtcd({
  certificates,
  moreArguments = [],
  host,
}: EtcdOptions = {}): Promise<Etcd> {
  const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-etcd-'));
  const [clientPort = 0, peerPort = 0, securePort = 0] = await freePorts(3);
  const address = host?.address ?? '127.0.0.1';
  const client = `http://${address}:${clientPort}`;
  const peer = `http://${address}:${peerPort}`;
  const secure = `https://${address}:${securePort}`;
  const clients = certificates === undefined ? client : `${client},${secure}`;
  const data = join(folder, 'data');
  const [binary, ...before] = [...(host?.prefix ?? []), await etcdBinary()];
  const server = new RealServer({
    binary,
    args: [
      ...before,
      ...['--name', 'one', '--data-dir', data, '--log-level', 'info'],
      ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `one=${peer}`, '--unsafe-no-fsync'],
      ...tlsArguments(certificates),
      ...moreArguments,
      ...['--heartbeat-interval', '20', '--election-timeout', '200'],
    ],
    cwd: folder,
    readyText: 'ready to serve client requests',
  });
  await server.start();
  return {
    endpoint: `${address}:${clientPort}`,
    secureEndpoint: certificates === undefined ? '' : `${address}:${securePort}`,
    ...etcdGateway(client),
    async stop() {
      await server.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => server.end('SIGKILL'),
    async restart({ empty = false } = {}) {
      await server.end('SIGKILL');
      if (empty) {
        await rm(data, { recursive: true, force: true });
      }
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

function tlsArguments(certificates: Certificates | undefined): string[] {
  return certificates === undefined
    ? []
    : [
        ...['--cert-file', certificates.serverCert, '--key-file', certificates.serverKey],
        ...['--client-cert-auth', '--trusted-ca-file', certificates.caFile],
      ];
}

/** The gateway of the member that serves clients at `url`, such as `http://127.0.0.1:2379`. */
export function etcdGateway(url: string): EtcdGateway {
  const request: Etcd['request'] = async (path, body, token) => {
    const response = await fetch(`${url}/v3/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: token === undefined ? {} : { Authorization: token },
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`etcd ${path}: ${text}`);
    }
    return JSON.parse(text) as Record<string, unknown>;
  };
  return {
    request,
    async put(key, value, lease = '0') {
      await request('kv/put', { key: base64(key), value: base64(value), lease });
    },
    async remove(key) {
      await request('kv/deleterange', { key: base64(key) });
    },
    async grant(ttlSeconds) {
      const { ID } = await request('lease/grant', { TTL: String(ttlSeconds) });
      return String(ID);
    },
    async revoke(lease) {
      await request('lease/revoke', { ID: lease });
    },
    async compact() {
      const { header } = await request('kv/range', { key: base64('x') });
      await request('kv/compaction', { revision: revisionOf(header), physical: true });
    },
    async list() {
      const { kvs } = await request('kv/range', { key: 'AA==', range_end: 'AA==' });
      const pairs = (Array.isArray(kvs) ? kvs : []) as readonly WirePair[];
      return new Map(pairs.map(({ key, value = '' }) => [fromBase64(key), fromBase64(value)]));
    },
    async served(method) {
      const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
      const own = ['grpc_server_handled_total', 'grpc_code="OK"', `grpc_method="${method}"`];
      const line = lines.find((text) => own.every((part) => text.includes(part)));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
  };
}

/** A key and its value as the gateway writes them; an empty value is left out. */
interface WirePair {
  readonly key: string;
  readonly value?: string;
}

function revisionOf(header: unknown): string {
  const isHeader = typeof header === 'object' && header !== null && 'revision' in header;
  return isHeader ? String(header.revision) : '0';
}

function base64(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
