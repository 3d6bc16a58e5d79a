import { describe, expect, it } from 'vitest';
import type { ClusterMember, ClusterStatus } from '../../protocol/cluster.ts';
import { clusterEvents } from '../../server/src/discovery/cluster/clusterEvents.ts';
import { seconds } from '../../server/src/discovery/cluster/consulHoldings.ts';
import { consulStatus } from '../../server/src/discovery/cluster/consulStatus.ts';
import {
  addressOfUrl,
  type AnswerFrom,
  etcdStatus,
} from '../../server/src/discovery/cluster/etcdStatus.ts';
import type { ListedMember, MemberStatus } from '../../server/src/discovery/cluster/etcdWire.ts';

const here = { connectionId: 'c', at: 1 };

function listed(id: string, more: Partial<ListedMember> = {}): ListedMember {
  const clientUrls = [`http://${id}:2379`];
  return { id, name: `m${id}`, peerUrls: [], clientUrls, isLearner: false, ...more };
}

function answer(memberId: string, more: Partial<MemberStatus> = {}): AnswerFrom {
  const status: MemberStatus = {
    ...{ memberId, version: '3.5.16', leader: 'a', term: '2', index: '10', appliedIndex: '10' },
    ...{ databaseBytes: 1, databaseBytesInUse: 1, quotaBytes: 0, isLearner: false, errors: [] },
    ...more,
  };
  const members = [listed('a'), listed('b'), listed('c')];
  return { address: `${memberId}:2379`, memberId, status, members };
}

function silent(address: string, memberId?: string): AnswerFrom {
  return { address, memberId, reason: 'connection refused' };
}

describe('what the members of an etcd say', () => {
  it('names the leader of the highest term, whatever a member that was cut off says', () => {
    const cut = answer('c', { leader: 'c', term: '1' });
    const { leader, term } = etcdStatus([cut, answer('a'), answer('b')], here);
    expect([leader, term]).toEqual(['a', '2']);
    const big = answer('b', { leader: 'b', term: '9223372036854775809' });
    expect(etcdStatus([answer('a'), big], here).leader).toBe('b');
  });

  it('tells a member that fell silent from one that was never reached', () => {
    const { members } = etcdStatus([answer('a'), silent('x:1', 'b'), silent('c:2379')], here);
    expect(members.map(({ id, health }) => [id, health])).toEqual([
      ['a', 'healthy'],
      ['b', 'unreachable'],
      ['c', 'unknown'],
    ]);
  });

  it('counts how many may fail, learners left out', () => {
    const all = [answer('a'), answer('b'), answer('c')];
    expect(etcdStatus(all, here).failureTolerance).toBe(1);
    expect(etcdStatus([answer('a'), answer('b'), silent('c:2379', 'c')], here)).toMatchObject({
      failureTolerance: 0,
    });
    const two = { ...answer('a'), members: [listed('a'), listed('b', { isLearner: true })] };
    expect(etcdStatus([two], here).failureTolerance).toBe(0);
  });

  it('reads each alarm once, and survives what is no alarm', () => {
    const errors = ['memberID:10 alarm:NOSPACE ', 'memberID:x alarm:', 'etcdserver: no leader', ''];
    const { alarms } = etcdStatus([answer('a', { errors }), answer('b', { errors })], here);
    expect(alarms.map(({ kind, memberId }) => [kind, memberId])).toEqual([['NOSPACE', 'a']]);
  });

  it('is not led astray by what a member announces', () => {
    expect(addressOfUrl('http://10.0.0.1:2379')).toBe('10.0.0.1:2379');
    expect(addressOfUrl('https://etcd.local:2379/')).toBe('etcd.local:2379');
    expect(addressOfUrl('unix:///tmp/etcd.sock')).toBeUndefined();
    expect(addressOfUrl('http://host/../:1')).toBeUndefined();
    const many = Array.from({ length: 5_000 }, (_, index) => listed(String(index)));
    const { members } = etcdStatus([{ ...answer('a'), members: many }], here);
    expect(members).toHaveLength(100);
  });
});

describe('what an agent of Consul says', () => {
  it('is nobody for answers of another shape', () => {
    const odd = { leader: 7, peers: {}, members: 'x', raft: [], health: null, datacenters: 1 };
    expect(consulStatus(odd, { ...here, datacenter: undefined })).toMatchObject({
      ...{ members: [], alarms: [], datacenters: [], notes: [], failureTolerance: 0 },
    });
  });

  it('falls back to peers where the configuration of Raft may not be read', () => {
    const serf = {
      Name: 'n1',
      Addr: '10.0.0.1',
      Status: 4,
      Tags: { role: 'consul', port: '8300' },
    };
    const view = { leader: '10.0.0.2:8300', peers: ['10.0.0.1:8300'], members: [serf] };
    const { leader, members } = consulStatus(view, { ...here, datacenter: undefined });
    expect(leader).toBe('10.0.0.2:8300');
    expect(members).toMatchObject([{ name: 'n1', health: 'unreachable', role: 'follower' }]);
  });

  it.each([
    ['15s', 15],
    ['1m30s', 90],
    ['1h0m0s', 3_600],
    ['500ms', 0.5],
    ['', 0],
    ['soon', 0],
  ])('reads the time %s', (text, expected) => {
    expect(seconds(text)).toBe(expected);
  });
});

function memberOf(id: string, more: Partial<ClusterMember> = {}): ClusterMember {
  return {
    ...{ id, name: `m${id}`, role: 'follower', health: 'healthy', clientUrls: [], peerUrls: [] },
    ...more,
  };
}

function statusOf(more: Partial<ClusterStatus> = {}): ClusterStatus {
  return {
    ...{ connectionId: 'c', kind: 'etcd', at: 5, leader: 'a', term: '2', failureTolerance: 1 },
    ...{ members: [memberOf('a'), memberOf('b')], alarms: [], notes: [] },
    ...more,
  };
}

function withoutLeader({ connectionId, kind, at, members }: ClusterStatus): ClusterStatus {
  return { connectionId, kind, at, members, alarms: [], notes: [], failureTolerance: 0 };
}

describe('what happened between two looks', () => {
  const texts = (before: ClusterStatus | undefined, after: ClusterStatus, last?: string) =>
    clusterEvents(before, after, last).map(({ text }) => text);

  it('is nothing at first, and nothing while nobody answers', () => {
    const nobody = statusOf({ members: [] });
    expect(texts(undefined, statusOf())).toEqual([]);
    expect([texts(statusOf(), nobody), texts(nobody, statusOf())]).toEqual([[], []]);
    const away = statusOf().members.map((member) => ({
      ...member,
      health: 'unreachable' as const,
    }));
    const cutOff = { ...withoutLeader(statusOf()), members: away };
    expect([texts(statusOf(), cutOff), texts(cutOff, statusOf())]).toEqual([[], []]);
  });

  it('names the next leader and the last one, over an election too', () => {
    const next = statusOf({ leader: 'b', term: '3' });
    const without = withoutLeader(statusOf());
    expect(texts(statusOf(), next)).toEqual(['mb became the leader (term 3), after ma']);
    expect(texts(statusOf(), without)).toEqual([
      'ma is no longer the leader, and there is no other yet',
    ]);
    expect(texts(without, next, 'ma')).toEqual(['mb became the leader (term 3), after ma']);
  });

  it('tells of members and alarms', () => {
    const alarm = { kind: 'NOSPACE', advice: '' };
    const after = statusOf({
      members: [memberOf('a', { health: 'unreachable' }), memberOf('c')],
      alarms: [alarm],
    });
    expect(texts(statusOf(), after)).toEqual([
      ...['ma can not be reached any more', 'mc joined the cluster'],
      ...['mb was removed from the cluster', 'alarm NOSPACE was raised'],
    ]);
    expect(texts(after, statusOf())).toContain('alarm NOSPACE is over');
  });
});
