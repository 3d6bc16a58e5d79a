import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ConsulCatalog, type ServiceAnswer } from '../../server/src/discovery/consul/catalog.ts';
import { readGoMicroTags } from '../../server/src/discovery/consul/goMicroTags.ts';
import { readServiceEntry } from '../../server/src/discovery/consul/serviceEntry.ts';
import { buildGraph } from '../../server/src/topology/index.ts';
import { flatFacts } from '../support/flatFacts.ts';
import { createRandom } from '../support/random.ts';

const node = { Node: 'n1', Address: '10.9.9.9' };

function instanceOf(service: object, checks: readonly object[] = []) {
  const known = { ID: 'i', Service: 's', Address: '10.0.0.1', Port: 80 };
  const entry = { Node: node, Service: { ...known, ...service }, Checks: checks };
  const read = readServiceEntry(entry, { connectionId: 'c' });
  if (read.kind !== 'instance') {
    throw new Error(read.kind);
  }
  return read.placed.instance;
}

function packed(kind: string, text: string): string {
  return `${kind}-${deflateSync(text).toString('hex')}`;
}

describe('go-micro in Consul (tags as registry/consul/encoding.go writes them)', () => {
  it('has its version, its metadata and its methods in packed tags', () => {
    const tags = [
      packed('t', '{"zone":"a"}'),
      packed('e', '{"name":"Greeter.Hello","request":null}'),
      packed('e', '{"name":"Greeter.Stream"}'),
      packed('v', 'latest'),
      'blue',
    ];
    expect(instanceOf({ Tags: tags, Meta: { protocol: 'grpc' } })).toMatchObject({
      registration: { convention: 'go-micro' },
      version: 'latest',
      tags: ['blue'],
      metadata: { zone: 'a', endpoints: 'Greeter.Hello, Greeter.Stream' },
      endpoints: [{ protocol: 'grpc', address: '10.0.0.1:80' }],
    });
  });

  it('wrote them as plain text in old releases', () => {
    const micro = readGoMicroTags(['t={"zone":"a"}', 'e={"name":"G.H"}', 'v=1.2']);
    expect(micro).toEqual({
      others: [],
      version: '1.2',
      metadata: [
        ['zone', 'a'],
        ['endpoints', 'G.H'],
      ],
    });
  });

  it.each([[['v=1']], [['t-shirt', 'e-mail', 'v-neck']], [['t-789c00', 'v-78']], [[]]])(
    'is not seen in %j',
    (tags) => {
      expect(readGoMicroTags(tags)).toBeUndefined();
    },
  );

  it('unpacks no more than a bound, of one tag and of all', () => {
    const bomb = packed('t', `{"a":"${'x'.repeat(10_000_000)}"}`);
    expect(readGoMicroTags([bomb, packed('v', '1')])).toEqual({
      others: [bomb],
      version: '1',
      metadata: [],
    });
    const started = performance.now();
    readGoMicroTags(Array.from({ length: 256 }, () => bomb));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('can not make a property of the prototype', () => {
    const { metadata } = instanceOf({ Tags: [packed('t', '{"__proto__":{"x":1}}')] });
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(Object.keys(metadata)).toEqual(['__proto__']);
  });
});

describe('other frameworks in Consul', () => {
  it('Kitex and Hertz: metadata are tags (registry-consul consul_registry.go)', () => {
    const service = {
      ID: 's:10.0.0.1:80',
      Tags: ['zone:a', 'url:http://x'],
      Weights: { Passing: 10 },
    };
    expect(instanceOf(service)).toMatchObject({
      registration: { convention: 'cloudwego' },
      metadata: { zone: 'a', url: 'http://x', weight: '10' },
    });
    expect(instanceOf({ ...service, ID: 'other' }).registration.convention).toBe('consul');
    expect(instanceOf({ ...service, Meta: { a: 'b' } }).registration.convention).toBe('consul');
  });

  it.each(['gRPC_port', 'gRPC.port', 'grpc-port'])(
    'Spring Cloud: the port of gRPC is in the metadata as %s',
    (name) => {
      const instance = instanceOf({ Meta: { secure: 'false', [name]: '9090' } }, [
        { Type: 'http' },
      ]);
      expect(instance).toMatchObject({
        registration: { convention: 'spring-cloud' },
        address: '10.0.0.1:9090',
        endpoints: [
          { protocol: 'http', address: '10.0.0.1:80' },
          { protocol: 'grpc', address: '10.0.0.1:9090' },
        ],
      });
    },
  );

  it.each(['', '0', '99999', 'x', '-1', '9e3'])('takes no %j for a port of gRPC', (port) => {
    expect(instanceOf({ Meta: { gRPC_port: port } }).endpoints.length).toBe(1);
  });

  it('has tagged addresses that say what they speak', () => {
    const TaggedAddresses = {
      lan_ipv4: { Address: '10.0.0.1', Port: 80 },
      wan: { Address: '1.2.3.4', Port: 443 },
      grpc: { Address: '10.0.0.1', Port: 9000 },
      virtual: { Address: '240.0.0.1', Port: 80 },
      'consul-virtual:s': { Address: '240.0.0.2', Port: 80 },
    };
    const instance = instanceOf({ TaggedAddresses });
    expect(instance.address).toBe('10.0.0.1:9000');
    expect(instance.endpoints.map(({ protocol, address }) => `${protocol}://${address}`)).toEqual([
      '://10.0.0.1:80',
      '://1.2.3.4:443',
      'grpc://10.0.0.1:9000',
    ]);
  });

  it.each(['ingress-gateway', 'terminating-gateway', 'mesh-gateway', 'api-gateway'])(
    'tags a gateway with its kind: %s',
    (Kind) => {
      expect(instanceOf({ Kind, Tags: ['blue'] }).tags).toEqual([Kind, 'blue']);
    },
  );
});

describe('the catalog', () => {
  const entry = (service: string, id: number, index: number, kind = '') => ({
    Node: node,
    Service: {
      ID: `${service}-${id}`,
      Service: service,
      Kind: kind,
      Address: '10.0.0.1',
      Port: 80 + index,
      ModifyIndex: index,
      Proxy: { DestinationServiceName: service, Upstreams: [{ DestinationName: 'db' }] },
    },
    Checks: [],
  });

  it('comes to the same facts by any answers as by the last of each service', () => {
    const random = createRandom(31);
    const catalog = new ConsulCatalog({ connectionId: 'c', hasToken: false });
    const names = ['a', 'b', 'c', 'gateway'];
    const kinds = ['', '', 'connect-proxy', 'ingress-gateway'];
    const held = new Map<string, ServiceAnswer>();
    const state = { phase: 'live', since: 0 } as const;
    const status = { id: 'c', name: 'c', kind: 'consul', endpoint: '', state } as const;
    let changes = 0;
    for (let index = 1; index < 600; index++) {
      const name = names[random.below(names.length)] ?? 'a';
      if (random.below(10) === 0) {
        held.delete(name);
        catalog.keepOnly(new Set(held.keys()));
      } else {
        const before = held.get(name)?.entries ?? [];
        const others = Array.from({ length: random.below(4) }, () =>
          entry(name, random.below(5), ++changes, kinds[random.below(4)]),
        );
        const entries = [...before.slice(random.below(3)), ...others].slice(-6);
        held.set(name, { entries, index, isFiltered: false });
        catalog.setService(name, { entries, index, isFiltered: false });
      }
      const fresh = new ConsulCatalog({ connectionId: 'c', hasToken: false });
      [...held].forEach(([each, answer]) => {
        fresh.setService(each, answer);
      });
      const graphs = [catalog, fresh].map((each) => buildGraph([{ status, ...each.facts() }]));
      expect(graphs[0]).toEqual(graphs[1]);
      expect(catalog.gateways()).toEqual(fresh.gateways());
    }
  });

  it('keeps the group of a service that is read anew and says the same', () => {
    const catalog = new ConsulCatalog({ connectionId: 'c', hasToken: false });
    const read = (index: number, port: number): void => {
      const entries = [entry('a', 1, 5), entry('a', 2, port)];
      catalog.setService('a', { entries, index, isFiltered: false });
    };
    read(5, 6);
    const [before] = catalog.facts().groups.values();
    read(7, 6);
    expect([...catalog.facts().groups.values()][0]).toBe(before);
    read(8, 8);
    const [after] = catalog.facts().groups.values();
    expect(after?.instances[0]).toBe(before?.instances[0]);
    expect(after?.instances[1]).not.toBe(before?.instances[1]);
  });
});

describe('what a token may not read', () => {
  const unplaced = (catalog: ConsulCatalog): string[] =>
    flatFacts(catalog.facts())
      .unplaced.map(({ key, reason }) => `${key}: ${reason}`)
      .sort();

  it('is stated', () => {
    const catalog = new ConsulCatalog({ connectionId: 'c', hasToken: false });
    catalog.setService('a', { entries: [], index: 1, isFiltered: false });
    expect(unplaced(catalog)).toEqual([]);
    catalog.setService('a', { entries: [], index: 1, isFiltered: true });
    expect(catalog.setFiltered(true)).toBe(true);
    expect(catalog.setFiltered(true)).toBe(false);
    catalog.refuseIntentions('the token may not read them');
    expect(unplaced(catalog)).toEqual([
      'a: the token may not read its instances: it needs node:read too',
      'intentions: the token may not read them',
      expect.stringMatching(/^services: Consul leaves out services/),
    ]);
    catalog.setFiltered(false);
    catalog.refuseIntentions();
    catalog.keepOnly(new Set());
    expect(unplaced(catalog)).toEqual([]);
  });
});
