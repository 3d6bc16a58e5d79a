import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { EtcdConnection, EtcdLayout } from '../../protocol/connections.ts';
import { silentLogger } from '../../server/src/base/index.ts';
import { testConnection } from '../../server/src/discovery/index.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { layoutLiterals } from '../support/layoutLiterals.ts';
import {
  instancesOf,
  isLive,
  serviceOf,
  stateOf,
  watchRegistries,
  type WatchedRegistries,
} from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('registration layouts in a live etcd', () => {
  let etcd: Etcd;
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  afterAll(() => etcd.stop());

  function watching(
    prefixes: readonly string[],
    layouts: readonly EtcdLayout[] = [],
  ): WatchedRegistries {
    const watched = watchRegistries([connection(prefixes, layouts)]);
    onTestFinished(() => {
      watched.dispose();
    });
    return watched;
  }

  function connection(
    prefixes: readonly string[],
    layouts: readonly EtcdLayout[] = [],
  ): EtcdConnection {
    return { kind: 'etcd', id: 'one', name: 'e', endpoints: [etcd.endpoint], prefixes, layouts };
  }

  it('are read side by side, none in place of another', async () => {
    const lease = await etcd.grant(60);
    for (const { entry } of layoutLiterals) {
      await etcd.put(entry.key.replace(entry.leaseId, lease), entry.value, lease);
    }
    const graph = await watching([]).until(isLive);
    expect(graph.unplaced).toEqual([]);
    const seen = graph.services.flatMap(({ name, instances }) =>
      instances.map(({ registration, endpoints, health }) => [
        health,
        registration.convention,
        name,
        ...endpoints.map(({ protocol, address }) => `${protocol}://${address}`),
      ]),
    );
    expect(seen.sort()).toEqual(layoutLiterals.map(({ is }) => ['passing', ...is]).sort());
    await etcd.revoke(lease);
  });

  it('of dubbo tell who calls whom, as long as the consumer lives', async () => {
    const lease = await etcd.grant(60);
    const consumer = 'consumer%3A%2F%2F10.0.0.9%2Fshop.Users%3Fapplication%3Dorders';
    const provider = 'tri%3A%2F%2F10.0.0.5%3A20000%2Fshop.Users%3Fapplication%3Dusers';
    await etcd.put(`/dubbo/shop.Users/providers/${provider}`, '', lease);
    await etcd.put(`/dubbo/shop.Users/consumers/${consumer}`, '', lease);
    await etcd.put('/dubbo/shop.Users/routers', '');
    const watched = watching(['/dubbo/']);
    const graph = await watched.until(isLive);
    expect(graph.edges).toMatchObject([
      {
        from: 'orders',
        to: 'shop.Users',
        sources: [{ kind: 'declared', detail: 'dubbo consumer of shop.Users' }],
      },
    ]);
    expect(graph.unplaced).toMatchObject([{ key: '/dubbo/shop.Users/routers', expected: true }]);
    expect(instancesOf(graph, 'shop.Users')[0]?.metadata).toMatchObject({ application: 'users' });
    await etcd.revoke(lease);
    await watched.until((now) => now.edges.length === 0);
  });

  it('of one’s own are read, with their version and metadata', async () => {
    await etcd.put('/svc/eu/orders/o-1', JSON.stringify({ host: '10.0.0.1', port: 80, v: 'v3' }));
    await etcd.put('/svc/eu/users/u-1', '{"host":"10.0.0.2"}');
    const value = { address: '{$.host}:{$.port}', version: '$.v' };
    const layouts = [{ name: 'ours', key: '/svc/{namespace}/{service}/{instance}', value }];
    const graph = await watching(['/svc/'], layouts).until(isLive);
    expect(instancesOf(graph, 'orders')[0]).toMatchObject({
      address: '10.0.0.1:80',
      version: 'v3',
      metadata: { namespace: 'eu', instance: 'o-1' },
      registration: { convention: 'ours' },
    });
    expect(serviceOf(graph, 'users')).toBeUndefined();
    expect(graph.unplaced).toMatchObject([
      { reason: expect.stringMatching(/layout "ours"/) as unknown },
    ]);
  });

  it('of one’s own that are wrong fail the connection, which says why', async () => {
    const layouts = [{ name: 'ours', key: '/svc/{instance}' }];
    const reason = /layout "ours": the key pattern has no \{service\}/;
    const graph = await watching([], layouts).until((now) => stateOf(now).phase === 'failed');
    expect(stateOf(graph)).toMatchObject({ reason: expect.stringMatching(reason) as unknown });
    const ports = { logger: silentLogger, now: Date.now };
    const test = testConnection(connection([], layouts), ports, AbortSignal.timeout(5_000));
    await expect(test).rejects.toThrow(reason);
  });

  it('show a target that etcd’s resolver finds inside of another', async () => {
    const naming = (address: string): string => JSON.stringify({ Op: 0, Addr: address });
    await etcd.put('pay/1', naming('10.0.0.1:80'));
    await etcd.put('pay2/1', naming('10.0.0.2:80'));
    const watched = watching(['pay']);
    const graph = await watched.until(isLive);
    expect(instancesOf(graph, 'pay')[0]?.checks).toEqual([]);
    expect(instancesOf(graph, 'pay2')[0]?.checks[0]?.output).toMatch(/resolve "pay" by etcd/);
    await etcd.remove('pay/1');
    await watched.until((now) => instancesOf(now, 'pay2')[0]?.checks.length === 0);
  });
});
