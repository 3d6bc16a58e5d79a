import { describe, expect, it } from 'vitest';
import {
  conventions,
  decodeEntry,
  type RawEntry,
  toEntry,
} from '../../server/src/discovery/conventions/conventions.ts';
import type { DecodedNode } from '../../server/src/discovery/conventions/convention.ts';
import { KeyStore } from '../../server/src/discovery/etcd/keyStore.ts';
import type { KeyValue } from '../../server/src/discovery/etcd/wire.ts';
import { flatFacts } from '../support/flatFacts.ts';
import { layoutLiterals } from '../support/layoutLiterals.ts';

function only(raw: Pick<RawEntry, 'key'> & Partial<RawEntry>): DecodedNode {
  const decoded = decodeEntry({ value: '', leaseId: '0', ...raw });
  const [node] = decoded.kind === 'registration' ? decoded.nodes : [];
  if (node === undefined) {
    throw new Error(JSON.stringify(decoded));
  }
  return node;
}

describe('every layout', () => {
  it.each(layoutLiterals)('takes its own literal: $source', ({ entry, is }) => {
    const decoded = decodeEntry(entry);
    const nodes = decoded.kind === 'registration' ? decoded.nodes : [];
    const endpoints = nodes.flatMap((node) => node.endpoints);
    const read = endpoints.map(({ protocol, address }) => `${protocol}://${address}`);
    expect(decoded).toMatchObject({ kind: 'registration' });
    expect(decoded.kind === 'registration' && [decoded.convention, decoded.service]).toEqual(
      is.slice(0, 2),
    );
    expect(read).toEqual(is.slice(2));
  });

  it.each(layoutLiterals)('leaves it alone unless it is its own: $source', ({ entry, decoder }) => {
    const takers = [...conventions].filter(([, read]) => read(toEntry(entry)) !== undefined);
    // What frameworks keep beside is looked for last, where nothing else fits.
    const others = ['rpcx folder', 'dubbo configuration'];
    expect(takers.map(([name]) => name).filter((name) => !others.includes(name))).toEqual([
      decoder,
    ]);
  });

  it('is spared an address that stands in the key and in the value', () => {
    const key = '/service/foobar/1.2.3.4:8080';
    expect(only({ key, value: '1.2.3.4:8080' }).endpoints[0]?.address).toBe('1.2.3.4:8080');
  });

  it.each(['%', '{', '{"', '[[[', 'null', '\u0000', '{"__proto__":{"Addr":"a:1"}}', '&&==&'])(
    'survives the value %j under every key',
    (value) => {
      for (const { entry } of layoutLiterals) {
        expect(() => decodeEntry({ ...entry, value })).not.toThrow();
        expect(() => decodeEntry({ ...entry, key: `${entry.key}${value}%E0` })).not.toThrow();
      }
    },
  );
});

describe('a key or a value that is made to be slow', () => {
  const parts = ['a', '/', '-', '%', ':', '@', '/a', 'a:', '/tcp@', '%3A%2F%2F', ',h:1', '{', '&='];
  it.each(parts)('of many %j is read at once', (part) => {
    const long = part.repeat(100_000 / part.length);
    const started = performance.now();
    for (const { entry } of layoutLiterals) {
      decodeEntry({ ...entry, key: long });
      decodeEntry({ ...entry, key: `${entry.key}${long}` });
      decodeEntry({ ...entry, value: long });
    }
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe('dubbo', () => {
  const url = 'tri%3A%2F%2F10.0.0.5%3A20000%2Fshop.Users%3Fapplication%3Dusers';
  const read = (key: string, value = '') => decodeEntry({ key, value, leaseId: '1' });

  it('tells who calls, by the consumers that register themselves', () => {
    const consumer = 'consumer%3A%2F%2F10.0.0.9%2Fshop.Users%3Fapplication%3Dorders';
    expect(read(`/dubbo/shop.Users/consumers/${consumer}`)).toEqual({
      kind: 'consumer',
      from: 'orders',
      to: 'shop.Users',
      detail: 'dubbo consumer of shop.Users',
    });
    expect(read('/dubbo/shop.Users/consumers/consumer%3A%2F%2F10.0.0.9%2Fx')).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/names no application/) as unknown,
    });
  });

  it('may have a group of another name', () => {
    expect(read(`/shop/shop.Users/providers/${url}`)).toMatchObject({ convention: 'dubbo' });
  });

  it.each([
    '/dubbo',
    '/dubbo/shop.Users',
    '/dubbo/shop.Users/providers',
    '/dubbo/shop.Users/routers/condition%3A%2F%2F0.0.0.0%2Fshop.Users',
    '/dubbo/shop.Users/configurators/override%3A%2F%2F0.0.0.0%2Fshop.Users',
  ])('keeps no instance at %s, and nothing is wrong', (key) => {
    const decoded = read(key);
    expect(decoded.kind).toBe('beside');
    expect(decoded.kind === 'beside' && decoded.reason).toMatch(/^dubbo configuration/);
  });

  it('keeps mappings and metadata beside its registrations', () => {
    expect(read('/dubbo/mapping/shop.Users', 'users,people').kind).toBe('beside');
    expect(read('/dubbo/users/a1b2c3', '{"app":"users","services":{}}').kind).toBe('beside');
  });

  it.each(['%E0%A4%A', 'tri%3A%2F%2Fnowhere%2Fx', 'tri', 'tri%3A%2F%2F10.0.0.5%3A99999%2Fx'])(
    'says what is wrong with a provider %s',
    (part) => {
      expect(read(`/dubbo/shop.Users/providers/${part}`).kind).toBe('rejected');
    },
  );
});

describe('what a registration says of its state', () => {
  const application = { ServiceName: 'a', Host: '10.0.0.5', Port: 1, Enable: true, Healthy: true };
  const jupiter = (about: object) => JSON.stringify({ Op: 0, Addr: 'h:1', MetadataX: about });
  it.each([
    ['rpcx', '/rpcx/Arith/tcp@10.0.0.5:1', 'state=inactive', 'maintenance'],
    ['rpcx', '/rpcx/Arith/tcp@10.0.0.5:1', 'weight=1', undefined],
    ['dubbo', '/services/a/1', JSON.stringify({ ...application, Enable: false }), 'maintenance'],
    ['dubbo', '/services/a/1', JSON.stringify({ ...application, Healthy: false }), 'critical'],
    ['dubbo', '/services/a/1', JSON.stringify(application), undefined],
    ['dubbo', '/dubbo/x/providers/tri%3A%2F%2Fh%3A1%2Fx%3Fenabled%3Dfalse', '', 'maintenance'],
    ['jupiter', 'grpc:a:v1:dev/h:1', jupiter({ name: 'a', enable: false }), 'maintenance'],
    ['jupiter', 'grpc:a:v1:dev/h:1', jupiter({ name: 'a', healthy: false }), 'critical'],
    ['ego', '/ego/a/providers/grpc://h:1', '{"address":"h:1","enable":false}', 'maintenance'],
  ])('%s: %s with %s', (_framework, key, value, health) => {
    expect(only({ key, value }).state?.health).toBe(health);
  });

  it('shows as the health of the instance, with its reason', () => {
    const store = new KeyStore('c');
    store.replace([kv('/rpcx/Arith/tcp@h:1', 'state=inactive', '7')]);
    expect(flatFacts(store.facts()).instances[0]?.instance).toMatchObject({
      health: 'maintenance',
      checks: [{ name: 'registration', output: 'registered with state=inactive' }],
    });
  });
});

describe('where an instance stands', () => {
  const own = { ServiceName: 'a', Host: 'h', Port: 1 };
  const kratos = (metadata: object) =>
    JSON.stringify({ id: 'i', name: 'a', version: '', metadata, endpoints: ['grpc://h:1'] });
  it.each([
    ['goframe', '/service/prod/shop/a/v1/h:1', '{"protocol":"grpc"}', 'shop -'],
    ['kratos', '/microservices/a/i', kratos({}), '- -'],
    ['kratos', '/shop/eu/a/i', kratos({ zone: 'eu-1', region: 'eu' }), 'shop/eu eu-1'],
    ['rpcx', '/rpcx/shop/Arith/tcp@h:1', 'weight=1', 'rpcx/shop -'],
    ['dubbo', '/dubbo/a/providers/tri%3A%2F%2Fh%3A1%2Fa', '', '- -'],
    ['dubbo', '/shop/a/providers/tri%3A%2F%2Fh%3A1%2Fa%3Fzone%3Db', '', 'shop b'],
    ['dubbo', '/services/a/1', JSON.stringify({ ...own, Metadata: { region: 'eu' } }), '- eu'],
    ['ego', '/ego/a/providers/grpc://h:1', '{"address":"h:1","region":"eu","zone":"c"}', '- c'],
    ['jupiter', 'grpc:a:v1:dev/h:1', '{"Op":0,"Addr":"h:1","MetadataX":{"region":"eu"}}', '- eu'],
    ['etcd-naming', 'a/1', '{"Op":0,"Addr":"h:1","Metadata":{"datacenter":"dc1"}}', '- dc1'],
    ['go-zero', 'a/7', 'h:1', '- -'],
  ])('is told by %s at %s', (convention, key, value, expected) => {
    const store = new KeyStore('c');
    store.replace([kv(key, value, '7')]);
    const [{ registration } = {}] = flatFacts(store.facts()).instances.map(
      ({ instance }) => instance,
    );
    expect(registration?.convention).toBe(convention);
    expect(`${registration?.namespace ?? '-'} ${registration?.datacenter ?? '-'}`).toBe(expected);
  });
});

describe('keys that are beside the registrations', () => {
  it('are listed as expected, with a reason', () => {
    const store = new KeyStore('c');
    store.replace([
      kv('rpcx_test', 'rpcx_path'),
      kv('rpcx_test/Arith', 'Arith'),
      kv('/prometheus/job/orders/h:1', 'h:1'),
      kv('/ego/orders/governors/http://h:9003', '{}'),
      kv('/config/colour', 'blue'),
    ]);
    const { unplaced, instances } = flatFacts(store.facts());
    expect(instances).toEqual([]);
    expect(unplaced.length).toBe(5);
    const wrong = unplaced.filter(({ expected }) => expected !== true);
    expect(wrong.map(({ key }) => key)).toEqual(['/config/colour']);
  });

  it('never crowd out what is wrong', () => {
    const store = new KeyStore('c');
    const folders = Array.from({ length: 2_000 }, (_, index) => kv(`/dubbo/shop.S${index}`, ''));
    store.replace([...folders, kv('/zebra', '?')]);
    const { unplaced } = flatFacts(store.facts());
    expect(unplaced[0]?.key).toBe('/zebra');
    expect(unplaced.at(-1)).toMatchObject({ key: '… and 1001 more keys', expected: true });
  });
});

describe('a target inside of another', () => {
  const naming = (address: string): string => JSON.stringify({ Op: 0, Addr: address });
  const remarks = (store: KeyStore): string[] =>
    flatFacts(store.facts())
      .instances.filter(({ instance }) => instance.checks.length > 0)
      .map(({ service, instance }) => `${service}: ${instance.checks[0]?.output ?? ''}`);

  it('is told, since clients of the other are sent there', () => {
    const store = new KeyStore('c');
    store.replace([
      kv('orders/1', naming('h:1')),
      kv('orders2/1', naming('h:2')),
      kv('users/1', naming('h:3')),
    ]);
    expect(remarks(store)).toEqual([expect.stringMatching(/^orders2: .*resolve "orders" by etcd/)]);
    const before = flatFacts(store.facts()).instances[1];
    store.apply({ kind: 'put', kv: { ...kv('users/2', naming('h:4')), modRevision: 9 } });
    expect(flatFacts(store.facts()).instances[1]).toMatchObject({ service: 'orders2' });
    store.apply({ kind: 'put', kv: { ...kv('users/2', naming('h:5')), modRevision: 10 } });
    expect(before?.instance.health).toBe('unknown');
    store.apply({ kind: 'delete', kv: { ...kv('orders/1', ''), modRevision: 11 } });
    expect(remarks(store)).toEqual([]);
  });

  it('keeps its object while nothing changes', () => {
    const store = new KeyStore('c');
    store.replace([kv('orders/1', naming('h:1')), kv('orders2/1', naming('h:2'))]);
    const [, before] = flatFacts(store.facts()).instances;
    store.apply({ kind: 'put', kv: { ...kv('orders/2', naming('h:4')), modRevision: 9 } });
    expect(flatFacts(store.facts()).instances.find(({ service }) => service === 'orders2')).toBe(
      before,
    );
  });

  it('is found among many that are nested', () => {
    const store = new KeyStore('c');
    const nested = Array.from({ length: 2_000 }, (_, index) =>
      kv(`${'a'.repeat(index + 1)}/1`, naming('h:1')),
    );
    store.replace(nested);
    expect(remarks(store).length).toBe(1_999);
  });
});

function kv(key: string, value: string, lease = '0'): KeyValue {
  return { key: Buffer.from(key), value: Buffer.from(value), modRevision: 5, lease };
}
