import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { connectionTo, watching } from '../support/etcdConnection.ts';
import { type GoWriter, goWriterAvailable, startGoWriter } from '../support/goWriter.ts';
import { addressesOf, instancesOf, isLive, serviceOf } from '../support/registries.ts';

const canRun = (await etcdAvailable()) && (await goWriterAvailable());

describe.skipIf(!canRun)('what frameworks register by their own code', () => {
  let etcd: Etcd;
  let writer: GoWriter;
  beforeAll(async () => {
    etcd = await startEtcd();
    writer = await startGoWriter(etcd.endpoint);
  });
  afterAll(async () => {
    await writer.stop();
    await etcd.stop();
  });

  it('is read from etcd’s endpoint manager', async () => {
    const target = 'shop/orders';
    const own = { writer: 'etcd-naming', target } as const;
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    await writer.tell({
      ...own,
      do: 'add',
      key: `${target}/10.0.0.5:8080`,
      address: '10.0.0.5:8080',
      ttl: 60,
    });
    await writer.tell({
      ...own,
      do: 'add',
      key: `${target}/two`,
      address: '10.0.0.6:8080',
      metadata: { zone: 'a', weight: 10 },
    });
    const graph = await watched.until((now) =>
      instancesOf(now, target).some(({ lease }) => lease !== undefined),
    );
    const [leased, ghost] = instancesOf(graph, target);
    expect(leased).toMatchObject({
      address: '10.0.0.5:8080',
      endpoints: [{ protocol: 'grpc', address: '10.0.0.5:8080', secure: false }],
      lease: { grantedTtlSeconds: 60 },
      possibleGhost: false,
      registration: { convention: 'etcd-naming' },
    });
    expect(watched.rawOf(leased)).toBe('{"Op":0,"Addr":"10.0.0.5:8080","Metadata":null}');
    expect(ghost).toMatchObject({
      possibleGhost: true,
      metadata: { weight: '10', zone: 'a' },
      registration: { datacenter: 'a' },
    });
    await writer.tell({ ...own, do: 'remove', key: `${target}/two` });
    await watched.until((now) => addressesOf(now, target).join() === '10.0.0.5:8080');
  });

  it('is read from go-kit, whose registrar keeps it alive', async () => {
    const key = '/service/catalog/10.0.0.7:8080';
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    const address = 'http://10.0.0.7:8080';
    await writer.tell({ writer: 'go-kit', do: 'add', key, address, ttl: 6 });
    const graph = await watched.until(
      (now) => instancesOf(now, 'service/catalog')[0]?.lease !== undefined,
    );
    const [instance] = instancesOf(graph, 'service/catalog');
    expect(watched.rawOf(instance)).toBe(address);
    expect(instance).toMatchObject({
      endpoints: [{ protocol: 'http', address: '10.0.0.7:8080', secure: false }],
      lease: { grantedTtlSeconds: 6 },
      registration: { convention: 'host-port', key },
    });
    await writer.tell({ writer: 'go-kit', do: 'remove', key });
    await watched.until((now) => serviceOf(now, 'service/catalog') === undefined);
  });
});
