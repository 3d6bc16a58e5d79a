import { describe, expect, it, vi } from 'vitest';
import { clusterChildren, clusterLineId } from '../../client/src/cluster/clusterLines.ts';
import { ClusterView } from '../../client/src/cluster/clusterView.ts';
import { markdownTable } from '../../client/src/cluster/markdown.ts';
import { presentCluster, sizeText } from '../../client/src/cluster/presentCluster.ts';
import type {
  ClusterEvent,
  ClusterMember,
  ClusterStatus,
  Holdings,
  Lock,
} from '../../protocol/cluster.ts';

function memberOf(name: string, more: Partial<ClusterMember> = {}): ClusterMember {
  return {
    ...{ id: `id-${name}`, name, role: 'follower', health: 'healthy' },
    ...{ clientUrls: [], peerUrls: [], version: '3.5.16' },
    ...more,
  };
}

function statusOf(more: Partial<ClusterStatus> = {}): ClusterStatus {
  const members = [memberOf('one', { role: 'leader' }), memberOf('two')];
  return {
    ...{ connectionId: 'c', kind: 'etcd', at: 1, leader: 'id-one', members },
    ...{ alarms: [], failureTolerance: 0, notes: [] },
    ...more,
  };
}

const elected: ClusterEvent = {
  ...{ connectionId: 'c', at: 5, kind: 'leaderElected', memberId: 'id-two', name: 'two' },
  ...{ previous: 'one', text: 'two became the leader (term 3), after one' },
};

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const lock: Lock = {
  kind: 'election',
  key: base64('elections/scheduler'),
  holders: [claimOf('10', 'worker-7')],
  waiters: [claimOf('11', 'worker-8')],
};

function claimOf(holdId: string, value: string) {
  const key = base64(`elections/scheduler/${holdId}`);
  return { key, holdId, value, sinceRevision: 3, seenSince: 0, isOlder: true };
}

const holdings: Holdings = {
  connectionId: 'c',
  at: 1,
  holds: [{ id: '10', label: 'a', grantedTtlSeconds: 60, remainingTtlSeconds: 42, keys: [] }],
  holdCount: 1,
  locks: [lock],
  notes: [],
};

/** A view whose requests are recorded and answered. */
function setUp() {
  const sent: unknown[][] = [];
  const changed: string[] = [];
  const view = new ClusterView({
    send: ((method: string, params: unknown) => {
      sent.push([method, params]);
      const answers: Record<string, unknown> = {
        'cluster/get': statusOf(),
        'cluster/look': null,
        'holdings/get': holdings,
      };
      return Promise.resolve(answers[method]);
    }) as never,
    onChanged: (id, group) => changed.push(`${group} ${id}`),
    pollTime: 20,
  });
  const open = (kind: 'cluster' | 'holdings') =>
    view.childrenOf({ connectionId: 'c', line: { kind, registry: 'etcd' } });
  const looks = () =>
    sent.filter(([method]) => method === 'cluster/look').map(([, params]) => params);
  return { view, sent, changed, open, looks };
}

describe('the lines of a cluster', () => {
  it('have what is wrong first, then members, then what happened', () => {
    const alarms = [{ kind: 'NOSPACE', advice: 'compact it' }];
    const lines = clusterChildren(statusOf({ alarms }), [elected]);
    expect(lines.map((line) => presentCluster(line).label)).toEqual([
      ...['Alarm NOSPACE', 'one', 'two', 'two became the leader (term 3), after one'],
    ]);
    expect(new Set(lines.map(clusterLineId)).size).toBe(lines.length);
  });

  it('say the role and the health of a member aloud', () => {
    const status = statusOf();
    const spoken = status.members.map(
      (member) => presentCluster({ kind: 'member', member, status }).spoken,
    );
    expect(spoken).toEqual([
      'leader one, healthy, version 3.5.16',
      'follower two, healthy, version 3.5.16',
    ]);
  });

  it('show in a hover what is known, as text alone', () => {
    const member = memberOf('[x](command:evil) | <img>', {
      ...{ reason: 'gone\n# title', health: 'unreachable', databaseBytes: 2048 },
    });
    const { hover = '' } = presentCluster({ kind: 'member', member, status: statusOf() });
    expect(hover).toContain('\\[x\\]\\(command\\:evil\\) \\| &lt;img\\>');
    expect(hover).toContain('gone \\# title');
    expect(hover).toContain('2\\.0 KiB allocated');
    expect(markdownTable('t', [['empty', '']])).not.toContain('empty');
  });

  it('name the holder of a lock and those who wait', () => {
    const [first] = [presentCluster({ kind: 'lock', lock, holdings })];
    expect(first.label).toBe('elections/scheduler');
    expect(first.description).toBe('held by worker-7 · 1 waiting');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [2048, '2.0 KiB'],
    [20 * 1024, '20 KiB'],
    [2 * 1024 ** 3, '2.0 GiB'],
  ])('write %d bytes as %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});

describe('what is looked at', () => {
  it('is told to the server only while it is open and can be seen', async () => {
    const { view, open, looks } = setUp();
    await open('cluster');
    expect(looks()).toEqual([]);
    view.setVisible(true);
    view.setVisible(true);
    view.setVisible(false);
    view.setVisible(true);
    view.closed('c', 'cluster');
    const at = { connectionIds: ['c'] };
    const nowhere = { connectionIds: [] };
    expect(looks()).toEqual([at, nowhere, at, nowhere]);
    view.dispose();
  });

  it('is told again to a server that has begun anew', async () => {
    const { view, open, looks } = setUp();
    view.setVisible(true);
    await open('cluster');
    view.restarted();
    expect(looks()).toEqual([{ connectionIds: ['c'] }, { connectionIds: ['c'] }]);
    view.dispose();
  });

  it('is drawn again for news, and not for numbers of the hover', async () => {
    const { view, open, changed } = setUp();
    view.setVisible(true);
    await open('cluster');
    view.update({ status: statusOf({ at: 2, term: '9' }), events: [] });
    expect(changed).toEqual([]);
    view.update({ status: statusOf({ leader: 'id-two' }), events: [elected] });
    expect(changed).toEqual(['cluster c']);
    const labels = (await open('cluster')).map((line) => presentCluster(line).label);
    expect(labels.at(-1)).toBe(elected.text);
    view.closed('c', 'cluster');
    view.update({ status: statusOf(), events: [elected] });
    expect(changed).toEqual(['cluster c']);
    view.dispose();
  });

  it('is forgotten with its connection', async () => {
    const { view, open, changed, looks, sent } = setUp();
    view.setVisible(true);
    await open('cluster');
    await open('holdings');
    view.keep(['c', 'other']);
    expect([looks(), view.statusOf('c')?.leader]).toEqual([[{ connectionIds: ['c'] }], 'id-one']);
    view.keep(['other']);
    expect(looks().at(-1)).toEqual({ connectionIds: [] });
    expect(view.statusOf('c')).toBeUndefined();
    const count = changed.length;
    await new Promise((done) => setTimeout(done, 60));
    expect(changed.length).toBe(count);
    await open('holdings');
    expect(sent.filter(([method]) => method === 'holdings/get')).toHaveLength(2);
    view.dispose();
  });

  it('has its leases and locks asked again while they are open', async () => {
    const { view, open, changed, sent } = setUp();
    view.setVisible(true);
    await open('holdings');
    await vi.waitFor(() => {
      expect(changed.length).toBeGreaterThan(1);
    });
    view.setVisible(false);
    const count = changed.length;
    await new Promise((done) => setTimeout(done, 60));
    expect(changed.length).toBe(count);
    const asked = sent.filter(([method]) => method === 'holdings/get');
    expect(asked).toHaveLength(1);
    view.dispose();
  });
});
