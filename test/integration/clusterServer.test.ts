import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterStatus, ClusterUpdate, Holdings } from '../../protocol/cluster.ts';
import type { RegistryConnection } from '../../protocol/connections.ts';
import { connectedClient } from '../support/connectedServer.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';

const hasEtcd = await etcdAvailable();

/** A client of a topology server, with what that has told of clusters. */
function following() {
  const client = connectedClient();
  const updates: ClusterUpdate[] = [];
  client.onNotification('cluster/changed', (update: ClusterUpdate) => {
    updates.push(update);
  });
  return { client, updates };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe.skipIf(!hasEtcd)('a topology server', () => {
  let etcd: Etcd;

  beforeAll(async () => {
    etcd = await startEtcd();
  });

  afterAll(() => etcd.stop());

  function connectionOf(more: object = {}): RegistryConnection {
    const endpoints = [etcd.endpoint];
    return { kind: 'etcd', id: 'e', name: 'etcd', endpoints, prefixes: [], ...more };
  }

  it('tells of the cluster of each connection unasked, and goes on after its settings changed', async () => {
    const { client, updates } = following();
    const connectionId = 'e';
    await client.sendRequest('connections/set', { connections: [connectionOf()] });
    await expect.poll(() => updates.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(updates[0]).toMatchObject({ status: { connectionId, kind: 'etcd' }, events: [] });
    await client.sendRequest('cluster/look', { connectionIds: [connectionId] });
    const before = updates.length;
    await client.sendRequest('connections/set', {
      connections: [connectionOf({ name: 'renamed' })],
    });
    await etcd.put('grows', 'the index');
    await expect.poll(() => updates.length, { timeout: 10_000 }).toBeGreaterThan(before);
    const status: ClusterStatus = await client.sendRequest('cluster/get', { connectionId });
    expect(status.members).toMatchObject([{ name: 'one', role: 'leader' }]);
  });

  it('says who holds a lock, takes it away and ends the lease', async () => {
    const client = connectedClient();
    await client.sendRequest('connections/set', { connections: [connectionOf()] });
    const lease = await etcd.grant(60);
    await etcd.request('lock/lock', { name: base64('jobs/one'), lease });
    const ask = { connectionId: 'e', limit: 10 };
    const before: Holdings = await client.sendRequest('holdings/get', ask);
    const [holder] = before.locks[0]?.holders ?? [];
    expect(holder).toMatchObject({ holdId: lease, isOlder: true, seenSince: before.at });
    const claim = { connectionId: 'e', key: holder?.key, holdId: lease };
    expect(await client.sendRequest('holdings/release', claim)).toEqual({ released: true });
    expect(await client.sendRequest('holdings/release', claim)).toEqual({ released: false });
    await client.sendRequest('holdings/end', { connectionId: 'e', holdId: lease });
    const after: Holdings = await client.sendRequest('holdings/get', ask);
    expect([after.locks, after.holds.some(({ id }) => id === lease)]).toEqual([[], false]);
  });

  it('has no cluster for a file', async () => {
    const client = connectedClient();
    const connections = [{ kind: 'static', id: 's', name: 'file', file: '/nowhere.yaml' }];
    await client.sendRequest('connections/set', { connections });
    await expect(client.sendRequest('cluster/get', { connectionId: 's' })).rejects.toThrow(
      /has no cluster/,
    );
  });
});
