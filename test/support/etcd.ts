import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { etcdBinary } from '../../scripts/realParts.ts';
import type { Certificates } from './certificates.ts';
import { freePorts, isAvailable, RealServer } from './realServer.ts';

/** A real etcd of one member. Changes are made by its HTTP gateway, not by the client under test. */
export interface Etcd {
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
  /** Calls the gateway: `request('kv/put', {...})`. Bytes are base64, 64-bit numbers text. */
  request(path: string, body: object, token?: string): Promise<Record<string, unknown>>;
  put(key: string | Buffer, value: string | Buffer, lease?: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Answers the lease's id in decimal. */
  grant(ttlSeconds: number): Promise<string>;
  revoke(lease: string): Promise<void>;
  /** Forgets the history before now. */
  compact(): Promise<void>;
}

/** False where etcd can't be had; on CI that throws instead. */
export function etcdAvailable(): Promise<boolean> {
  return isAvailable(() => etcdBinary());
}

export interface EtcdOptions {
  /** Also serve TLS, to clients with a certificate alone. */
  readonly certificates?: Certificates;
  readonly moreArguments?: readonly string[];
}

export async function startEtcd({
  certificates,
  moreArguments = [],
}: EtcdOptions = {}): Promise<Etcd> {
  const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-etcd-'));
  const [clientPort = 0, peerPort = 0, securePort = 0] = await freePorts(3);
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const secure = `https://127.0.0.1:${securePort}`;
  const clients = certificates === undefined ? client : `${client},${secure}`;
  const data = join(folder, 'data');
  const server = new RealServer({
    binary: await etcdBinary(),
    args: [
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
    endpoint: `127.0.0.1:${clientPort}`,
    secureEndpoint: certificates === undefined ? '' : `127.0.0.1:${securePort}`,
    ...gateway(client),
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

type Gateway = Pick<Etcd, 'request' | 'put' | 'remove' | 'grant' | 'revoke' | 'compact'>;

function gateway(url: string): Gateway {
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
  };
}

function revisionOf(header: unknown): string {
  const isHeader = typeof header === 'object' && header !== null && 'revision' in header;
  return isHeader ? String(header.revision) : '0';
}

function base64(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}
