import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { etcdBinary } from '../../scripts/realParts.ts';
import { type EtcdGateway, etcdGateway } from './etcd.ts';
import { freePorts, RealServer } from './realServer.ts';

/** One member of a cluster. Its gateway goes through this very member. */
export interface EtcdMember extends EtcdGateway {
  /** `one`, `two`, `three`. */
  readonly name: string;
  /** `host:port` for clients. */
  readonly endpoint: string;
  /** SIGKILL; the data stay. */
  kill(): Promise<void>;
  /** Starts it again with its data on the same ports. Resolves when it serves, or is a follower. */
  restart(): Promise<void>;
  /** SIGSTOP: sockets stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
}

/**
 * A real etcd of several members, three unless told otherwise, on free ports of this machine:
 *
 *     const cluster = await startEtcdCluster();
 *     const leader = await cluster.leader();
 *     await leader.kill();
 *     const next = await cluster.leader(); // waits until the others have agreed
 *     await leader.restart();
 *     await cluster.stop();
 */
export interface EtcdCluster {
  readonly members: readonly EtcdMember[];
  /** Of all members, for a connection. */
  readonly endpoints: readonly string[];
  /**
   * The member that leads, as most of the reachable members agree; waits for an election. Rejects
   * when there is none within ten seconds.
   */
  leader(): Promise<EtcdMember>;
  /** Members that do not lead now, running or not. */
  followers(): Promise<readonly EtcdMember[]>;
  /** Ends all members and removes their data. */
  stop(): Promise<void>;
}

interface Ports {
  readonly name: string;
  readonly client: string;
  readonly peer: string;
}

const names = ['one', 'two', 'three', 'four', 'five'];

export async function startEtcdCluster({
  size = 3,
}: { readonly size?: number } = {}): Promise<EtcdCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-etcd-cluster-'));
  const ports = await clusterPorts(size);
  const binary = await etcdBinary();
  const servers = ports.map((own) => serverOf(own, { binary, folder, ports }));
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.end('SIGKILL')));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // None is ready before a majority runs.
    await Promise.all(servers.map((server) => server.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  const members = servers.map((server, index) => memberOf(server, ports[index]));
  const leader = (): Promise<EtcdMember> => untilLeader(members);
  return {
    members,
    endpoints: members.map(({ endpoint }) => endpoint),
    leader,
    async followers() {
      const leading = await leader();
      return members.filter((member) => member !== leading);
    },
    stop,
  };
}

async function clusterPorts(size: number): Promise<readonly Ports[]> {
  const free = await freePorts(size * 2);
  return names.slice(0, size).map((name, index) => ({
    name,
    client: `http://127.0.0.1:${free[index * 2] ?? 0}`,
    peer: `http://127.0.0.1:${free[index * 2 + 1] ?? 0}`,
  }));
}

interface ClusterCommand {
  readonly binary: string;
  readonly folder: string;
  readonly ports: readonly Ports[];
}

function serverOf(
  { name, client, peer }: Ports,
  { binary, folder, ports }: ClusterCommand,
): RealServer {
  return new RealServer({
    binary,
    args: [
      ...['--name', name, '--data-dir', join(folder, name), '--log-level', 'info'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', ports.map((one) => `${one.name}=${one.peer}`).join(',')],
      ...['--initial-cluster-token', folder, '--unsafe-no-fsync'],
      // Short enough for tests, long enough for a busy machine to keep its leader.
      ...['--heartbeat-interval', '50', '--election-timeout', '500'],
    ],
    cwd: folder,
    readyText: 'ready to serve client requests',
  });
}

function memberOf(server: RealServer, ports: Ports | undefined): EtcdMember {
  const { name = '', client = '' } = ports ?? {};
  return {
    name,
    endpoint: client.replace('http://', ''),
    ...etcdGateway(client),
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

const electionLimit = 10_000;

async function untilLeader(members: readonly EtcdMember[]): Promise<EtcdMember> {
  const endsAt = Date.now() + electionLimit;
  while (Date.now() < endsAt) {
    const statuses = await Promise.all(members.map(statusOf));
    const reachable = statuses.filter((status) => status !== undefined);
    const leading = reachable.find(({ id }) => isAgreed(id, reachable));
    if (leading !== undefined) {
      return leading.member;
    }
    await delay(50);
  }
  throw new Error(`the members of the etcd cluster found no leader within ${electionLimit} ms`);
}

interface MemberStatus {
  readonly member: EtcdMember;
  readonly id: string;
  /** `0` when it knows none. */
  readonly leader: string;
}

function isAgreed(id: string, statuses: readonly MemberStatus[]): boolean {
  return statuses.every(({ leader }) => leader === id);
}

/** Undefined when the member does not answer soon. */
async function statusOf(member: EtcdMember): Promise<MemberStatus | undefined> {
  try {
    const { header, leader } = await Promise.race([
      member.request('maintenance/status', {}),
      delay(500).then(() => Promise.reject(new Error('no answer'))),
    ]);
    const isHeader = typeof header === 'object' && header !== null && 'member_id' in header;
    return {
      member,
      id: isHeader ? String(header.member_id) : '',
      leader: typeof leader === 'string' ? leader : '0',
    };
  } catch {
    // It is killed, frozen, or starting.
    return undefined;
  }
}
