import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { ClusterWatch, openCluster } from '../../server/src/discovery/index.ts';
import type { ClusterEvent, ClusterStatus, ClusterUpdate } from '../../protocol/cluster.ts';
import type { ConsulConnection, EtcdConnection } from '../../protocol/connections.ts';
import { consulAvailable, startConsul } from '../support/consul.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';
import { type EtcdCluster, startEtcdCluster } from '../support/etcdCluster.ts';

const hasEtcd = await etcdAvailable();
const hasConsul = await consulAvailable();
const never = new AbortController().signal;
const ports = { now: Date.now };

function etcdConnection(endpoints: readonly string[]): EtcdConnection {
  return { kind: 'etcd', id: 'e', name: 'etcd', endpoints, prefixes: [] };
}

/** A watch with all that it has told, and a way to wait for what it should tell. */
function follow(connection: EtcdConnection | ConsulConnection) {
  const events: ClusterEvent[] = [];
  let status: ClusterStatus | undefined;
  const listeners = new Set<() => void>();
  const watch = new ClusterWatch(connection, {
    now: Date.now,
    onUpdate: (update: ClusterUpdate) => {
      status = update.status;
      events.push(...update.events);
      listeners.forEach((listener) => {
        listener();
      });
    },
  });
  watch.pace.set('near');
  onTestFinished(() => {
    watch.dispose();
  });
  const until = (isWanted: (status: ClusterStatus) => boolean, limit = 10_000) =>
    new Promise<ClusterStatus>((done, fail) => {
      const check = (): void => {
        if (status !== undefined && isWanted(status)) {
          clearTimeout(timer);
          listeners.delete(check);
          done(status);
        }
      };
      const timer = setTimeout(() => {
        listeners.delete(check);
        fail(new Error(`not within ${limit} ms: ${JSON.stringify({ status, events }, null, 1)}`));
      }, limit);
      listeners.add(check);
      check();
    });
  return { events, until };
}

function nameOfLeader({ leader, members }: ClusterStatus): string | undefined {
  return members.find(({ id }) => id === leader)?.name;
}

describe.skipIf(!hasEtcd)('a cluster of etcd', () => {
  let cluster: EtcdCluster | undefined;

  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  it('is told whole by one endpoint of it', async () => {
    cluster = await startEtcdCluster();
    const leader = await cluster.leader();
    const source = openCluster(etcdConnection(cluster.endpoints.slice(0, 1)), ports);
    const status = await source.look(never);
    expect(nameOfLeader(status)).toBe(leader.name);
    expect(status.members.map(({ name, health }) => [name, health])).toEqual([
      ['one', 'healthy'],
      ['three', 'healthy'],
      ['two', 'healthy'],
    ]);
    expect(status.members.filter(({ role }) => role === 'leader')).toHaveLength(1);
    const [member] = status.members;
    expect(member?.version).toMatch(/^3\./);
    expect(member?.databaseBytes).toBeGreaterThan(1_000);
    expect(BigInt(member?.appliedIndex ?? 0)).toBeGreaterThan(0n);
    expect([status.failureTolerance, status.alarms, status.notes]).toEqual([1, [], []]);
  }, 60_000);

  it('names the next leader soon after the last one was killed', async () => {
    cluster = await startEtcdCluster();
    const first = await cluster.leader();
    const { events, until } = follow(etcdConnection(cluster.endpoints));
    await until(({ members }) => members.every(({ health }) => health === 'healthy'));
    expect(events).toEqual([]);
    await first.kill();
    const next = await cluster.leader();
    const electedAt = Date.now();
    const status = await until((one) => nameOfLeader(one) === next.name);
    const delay = Date.now() - electedAt;
    expect(delay).toBeLessThan(1_000);
    expect(status.leaderSince).toBeGreaterThan(electedAt - 5_000);
    const down = await until(({ members }) =>
      members.some(({ name, health }) => name === first.name && health === 'unreachable'),
    );
    expect(down.failureTolerance).toBe(0);
    expect(events.find(({ kind }) => kind === 'leaderElected')).toMatchObject({
      name: next.name,
      previous: first.name,
    });
    await first.restart();
    await until(({ members }) => members.every(({ health }) => health === 'healthy'), 20_000);
    expect(events.filter(({ kind }) => kind === 'memberUp')).toHaveLength(1);
  }, 60_000);

  it('tells that no leader is there when most members are gone', async () => {
    cluster = await startEtcdCluster();
    const leader = await cluster.leader();
    const { events, until } = follow(etcdConnection(cluster.endpoints));
    await until(({ members }) => members.length === 3);
    const [follower] = await cluster.followers();
    await Promise.all([leader.kill(), follower?.kill()]);
    const status = await until((one) => one.leader === undefined && one.members.length === 3);
    expect(status.members.filter(({ health }) => health === 'failing')).toHaveLength(1);
    expect(status.members.find(({ health }) => health === 'failing')?.reason).toMatch(/no leader/);
    expect(events.map(({ kind }) => kind)).toContain('leaderLost');
  }, 60_000);

  it('knows a member whose address does not lead to it from here from one that is down', async () => {
    cluster = await startEtcdCluster();
    const frozen = cluster.members[2];
    frozen?.freeze();
    onTestFinished(() => frozen?.thaw());
    const source = openCluster(etcdConnection(cluster.endpoints.slice(0, 2)), ports);
    const status = await source.look(never);
    expect(status.members.find(({ name }) => name === frozen?.name)).toMatchObject({
      health: 'unknown',
    });
    frozen?.thaw();
  }, 60_000);

  it('tells of a full database what it means and what to do', async () => {
    const etcd = await startEtcd({ moreArguments: ['--quota-backend-bytes', '200000'] });
    onTestFinished(() => etcd.stop());
    const { events, until } = follow(etcdConnection([etcd.endpoint]));
    await until(({ members }) => members.length === 1);
    const raised = until((one) => one.alarms.length > 0, 20_000);
    let isFull = false;
    const full = raised.then(() => (isFull = true));
    full.catch(() => undefined);
    // etcd raises its alarm some time after it has refused to write.
    for (let index = 0; !isFull && index < 1_000; index++) {
      await etcd.put(`k${index % 20}`, Buffer.alloc(50_000)).catch(() => undefined);
    }
    const { alarms, members } = await raised;
    expect(alarms).toMatchObject([{ kind: 'NOSPACE', memberId: members[0]?.id }]);
    expect(alarms[0]?.advice).toMatch(/compact, defragment/);
    expect(events.map(({ kind }) => kind)).toEqual(['alarmRaised']);
    expect(members[0]?.health).toBe('failing');
  }, 60_000);

  it('keeps its members in view when all of them are gone', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const { events, until } = follow(etcdConnection([etcd.endpoint]));
    await until(({ leader }) => leader !== undefined);
    await etcd.kill();
    const gone = await until(({ leader }) => leader === undefined);
    expect(gone.members).toMatchObject([{ name: 'one', health: 'unreachable' }]);
    await etcd.restart();
    await until(({ leader }) => leader !== undefined, 20_000);
    expect(events).toEqual([]);
  }, 60_000);

  it('is nobody when nothing listens', async () => {
    const source = openCluster(etcdConnection(['127.0.0.1:1']), ports);
    await expect(source.look(never)).rejects.toThrow(/can't be reached/);
    const { until } = follow(etcdConnection(['127.0.0.1:1']));
    const { members, notes } = await until(({ notes }) => notes.length > 0);
    expect([members, notes[0]]).toEqual([[], expect.stringMatching(/can't be reached/)]);
  });
});

describe('a connection whose address is none', () => {
  it('says so, and nothing else happens', async () => {
    const { until } = follow(etcdConnection(['nowhere at all']));
    const { members, notes } = await until((status) => status.notes.length > 0);
    expect([members, notes[0]]).toEqual([[], expect.stringMatching(/is no endpoint/)]);
    const consul = {
      kind: 'consul',
      id: 'c',
      name: 'Consul',
      endpoints: ['nowhere at all'],
    } as const;
    const other = await follow(consul).until((status) => status.notes.length > 0);
    expect(other.notes[0]).toMatch(/is no endpoint/);
  });
});

describe.skipIf(!hasConsul)('the servers of Consul', () => {
  it('are told with their leader, version and datacenters', async () => {
    const consul = await startConsul();
    onTestFinished(() => consul.stop());
    const connection: ConsulConnection = {
      ...{ kind: 'consul', id: 'c', name: 'Consul', endpoints: [consul.endpoint] },
    };
    const status = await openCluster(connection, ports).look(never);
    expect(status).toMatchObject({
      leader: 'test-node',
      members: [{ name: 'test-node', role: 'leader', health: 'healthy', version: '1.8.7' }],
      datacenters: ['dc1'],
      failureTolerance: 0,
      notes: [],
      alarms: [],
    });
    const { events, until } = follow(connection);
    await until(({ leader }) => leader === 'test-node');
    await consul.kill();
    const gone = await until(({ notes }) => notes.length > 0);
    expect([gone.members, events]).toEqual([[], []]);
  }, 60_000);

  it('are told as far as the token allows', async () => {
    const consul = await startConsul({
      configuration:
        'acl { enabled = true, default_policy = "deny", tokens { master = "root", agent = "root" } }',
    });
    onTestFinished(() => consul.stop());
    const connection: ConsulConnection = {
      ...{ kind: 'consul', id: 'c', name: 'Consul', endpoints: [consul.endpoint] },
    };
    const status = await openCluster(connection, ports).look(never);
    expect(status.members).toHaveLength(1);
    expect(status.notes.join()).toMatch(/operator\/raft\/configuration: .*does not allow/);
  }, 60_000);
});
