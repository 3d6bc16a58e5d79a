import { describe, expect, it } from 'vitest';
import { readGatewayServices } from '../../server/src/discovery/consul/gateways.ts';
import { readIntentions } from '../../server/src/discovery/consul/intentions.ts';
import { readNodeDump } from '../../server/src/discovery/consul/nodeDump.ts';
import { readServiceEntry, worstHealth } from '../../server/src/discovery/consul/serviceEntry.ts';
import type { Health } from '../../protocol/topology.ts';

const node = { Node: 'n1', Address: '10.9.9.9' };

function instanceOf(service: object, checks: readonly object[] = []) {
  const entry = { Node: node, Service: { ID: 'i', Service: 's', ...service }, Checks: checks };
  const read = readServiceEntry(entry, { connectionId: 'c' });
  if (read.kind !== 'instance') {
    throw new Error(read.kind);
  }
  return read.placed.instance;
}

describe('an entry of the catalog', () => {
  it('has the address of its service, or else of its node', () => {
    expect(instanceOf({ Address: '10.0.0.1', Port: 80 }).address).toBe('10.0.0.1:80');
    expect(instanceOf({ Address: '', Port: 80 }).address).toBe('10.9.9.9:80');
    expect(instanceOf({ Port: 0 })).toMatchObject({ address: '', endpoints: [] });
    expect(instanceOf({ Address: '::1', Port: 80 }).address).toBe('[::1]:80');
  });

  it.each([
    [{}, [{ Type: 'grpc', Status: 'passing' }], 'grpc'],
    [{ Tags: ['grpc'] }, [], 'grpc'],
    [{ Meta: { protocol: 'GRPC' } }, [], 'grpc'],
    [{}, [{ Type: 'http' }], 'http'],
    [{}, [{ Type: 'tcp' }], ''],
  ])('says what its port speaks: %j %j', (service, checks, protocol) => {
    const { endpoints } = instanceOf({ Port: 80, ...service }, checks);
    expect(endpoints[0]?.protocol).toBe(protocol);
  });

  it.each<[readonly (readonly [string, string])[], Health]>([
    [[], 'passing'],
    [[['a', 'passing']], 'passing'],
    [
      [
        ['a', 'passing'],
        ['b', 'warning'],
      ],
      'warning',
    ],
    [
      [
        ['a', 'critical'],
        ['b', 'warning'],
      ],
      'critical',
    ],
    [
      [
        ['a', 'critical'],
        ['_service_maintenance:i', 'critical'],
      ],
      'maintenance',
    ],
    [[['_node_maintenance', 'critical']], 'maintenance'],
    [[['a', 'strange']], 'unknown'],
  ])('is as healthy as the worst of %j', (checks, health) => {
    const given = checks.map(([CheckID, Status]) => ({ CheckID, Status }));
    expect(instanceOf({ Port: 80 }, given).health).toBe(health);
  });

  it('is told apart by its node', () => {
    expect(instanceOf({ Port: 80 }).id).toBe('c/n1/i');
  });

  it.each([null, 5, [], {}, { Service: null }, { Service: { ID: 5 } }, { Service: { ID: 'x' } }])(
    'is listed when it can not be read: %j',
    (entry) => {
      expect(readServiceEntry(entry, { connectionId: 'c' }).kind).toBe('unreadable');
    },
  );

  it('gives no edge to what is no service', () => {
    const Proxy = {
      DestinationServiceName: 'a',
      Upstreams: [
        { DestinationType: 'prepared_query', DestinationName: 'q' },
        { DestinationName: 'b' },
        { DestinationType: 'service', DestinationName: '' },
        null,
      ],
    };
    const entry = { Service: { ID: 'p', Service: 'a-proxy', Kind: 'connect-proxy', Proxy } };
    const read = readServiceEntry(entry, { connectionId: 'c' });
    expect(read.kind === 'sidecar' && read.edges.map(({ to }) => to)).toEqual(['b']);
  });

  it('bounds what a check says', () => {
    const [check] = instanceOf({ Port: 80 }, [{ Name: 'n', Output: 'x'.repeat(100_000) }]).checks;
    expect(check?.output.length).toBe(4_096);
    expect(worstHealth([])).toBe('passing');
  });
});

describe('the catalog of newer agents', () => {
  it('names namespace, partition, peer, datacenter and locality', () => {
    const entry = {
      Node: {
        ...node,
        Datacenter: 'dc2',
        Partition: 'team',
        PeerName: 'eu',
        Locality: { Region: 'eu-west-1', Zone: 'a' },
      },
      Service: {
        ID: 'i',
        Service: 's',
        Port: 80,
        Namespace: 'shop',
        Partition: 'team',
        PeerName: 'eu',
      },
      Checks: [{ CheckID: 'c', Status: 'passing', ServiceTags: ['a'], Partition: 'team' }],
    };
    const read = readServiceEntry(entry, { connectionId: 'c', datacenter: 'dc1' });
    expect(read.kind === 'instance' && read.placed.instance).toMatchObject({
      id: 'c/eu/team/shop/n1/i',
      health: 'passing',
      metadata: { partition: 'team', peer: 'eu', locality: 'eu-west-1/a' },
      registration: { namespace: 'shop', datacenter: 'dc2' },
    });
  });

  it('has the default namespace and partition, and the datacenter that was asked', () => {
    const entry = {
      Node: { ...node, Partition: 'default' },
      Service: { ID: 'i', Service: 's', Port: 80, Namespace: 'default', Partition: 'default' },
    };
    const read = readServiceEntry(entry, { connectionId: 'c', datacenter: 'dc1' });
    expect(read.kind === 'instance' && read.placed.instance).toMatchObject({
      id: 'c/n1/i',
      metadata: {},
      registration: { datacenter: 'dc1' },
    });
  });

  it('has services of several named ports', () => {
    const Ports = [
      { Name: 'admin', Port: 8081 },
      { Name: 'grpc', Port: 9090 },
      { Name: 'http', Port: 8080, Default: true },
    ];
    const instance = instanceOf({ Address: '10.0.0.1', Port: 0, Ports });
    expect(instance.address).toBe('10.0.0.1:9090');
    expect(instance.endpoints.map(({ protocol, address }) => `${protocol}://${address}`)).toEqual([
      'http://10.0.0.1:8080',
      'admin://10.0.0.1:8081',
      'grpc://10.0.0.1:9090',
    ]);
  });

  it('says of an upstream in which cluster it is', () => {
    const Upstreams = [{ DestinationName: 'b', DestinationPeer: 'eu', Datacenter: 'dc2' }];
    const Service = {
      ...{ ID: 'p', Service: 'a-proxy', Kind: 'connect-proxy' },
      Proxy: { DestinationServiceName: 'a', Upstreams },
    };
    const read = readServiceEntry({ Service }, { connectionId: 'c' });
    expect(read.kind === 'sidecar' && read.edges[0]?.source.detail).toBe(
      'upstream of sidecar p, in peer eu, datacenter dc2',
    );
  });

  it('tells of all nodes at once what it tells of each service', async () => {
    const dump = [
      {
        ...node,
        Services: [
          { ID: 'i', Service: 's', Port: 80 },
          { ID: 'j', Service: 't', Port: 81 },
        ],
        Checks: [
          { CheckID: 'serfHealth', ServiceID: '', Status: 'passing' },
          { CheckID: 'ttl', ServiceID: 'j', Status: 'critical' },
        ],
      },
      { Node: 'n2', Address: '10.9.9.8', Services: null, Checks: null },
      null,
    ];
    const services = await readNodeDump(dump, new WeakMap(), new AbortController().signal);
    expect([...services.keys()]).toEqual(['s', 't']);
    const healths = [...services.values()].flat().map((entry) => {
      const read = readServiceEntry(entry, { connectionId: 'c' });
      return read.kind === 'instance'
        ? `${read.placed.instance.id} ${read.placed.instance.health}`
        : '';
    });
    expect(healths).toEqual(['c/n1/i passing', 'c/n1/j critical']);
    const nothing = await readNodeDump({}, new WeakMap(), new AbortController().signal);
    expect([...nothing.keys()]).toEqual([]);
  });

  it('tells what a gateway passes traffic to', () => {
    const bindings = [
      { Gateway: { Name: 'way-in' }, Service: { Name: 'web' }, GatewayKind: 'ingress-gateway' },
      { Gateway: { Name: 'way-in' }, Service: { Name: '*' } },
      null,
    ];
    expect(readGatewayServices(bindings, 'c')).toEqual([
      {
        from: 'way-in',
        to: 'web',
        source: {
          kind: 'declared',
          connectionId: 'c',
          detail: 'ingress-gateway way-in passes traffic to it',
        },
      },
    ]);
  });
});

describe('intentions', () => {
  it.each([null, {}, 'x', [null, 5, {}]])('may be anything: %j', (json) => {
    expect(readIntentions(json, 'c').edges).toEqual([]);
  });

  it('that go by the request say what they ask for, in their order', () => {
    const Permissions = [
      { Action: 'deny', HTTP: { PathPrefix: '/admin', Header: [{ Name: 'x', Present: true }] } },
      { Action: 'allow', HTTP: { PathExact: '/v1', Methods: ['GET', 'POST'] } },
      { Action: 'allow', JWT: { Providers: [{ Name: 'okta' }] } },
      { Action: 'deny', HTTP: { PathRegex: '.*' } },
      { Action: 'deny' },
    ];
    const intention = { SourceName: 'a', SourcePeer: 'eu', DestinationName: 'b', Permissions };
    const { edges } = readIntentions([intention], 'c');
    expect(edges[0]?.source).toEqual({
      kind: 'permitted',
      connectionId: 'c',
      detail:
        'intention: by request (deny /admin* by header; allow GET, POST /v1; allow by token; deny .*; 1 more) a of peer eu → b',
    });
  });

  it('that allow nothing to any request are denied', () => {
    const Permissions = [{ Action: 'deny', HTTP: { PathPrefix: '/' } }];
    const intention = { SourceName: 'a', DestinationName: 'b', Permissions };
    expect(readIntentions([intention], 'c').edges[0]?.source.kind).toBe('denied');
  });
});
