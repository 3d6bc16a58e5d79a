import { describe, expect, it } from 'vitest';
import { readIntentions } from '../../server/src/discovery/consul/intentions.ts';
import { readServiceEntry, worstHealth } from '../../server/src/discovery/consul/serviceEntry.ts';
import type { Health } from '../../protocol/topology.ts';

const node = { Node: 'n1', Address: '10.9.9.9' };

function instanceOf(service: object, checks: readonly object[] = []) {
  const entry = { Node: node, Service: { ID: 'i', Service: 's', ...service }, Checks: checks };
  const read = readServiceEntry(entry, 'c');
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
      expect(readServiceEntry(entry, 'c').kind).toBe('unreadable');
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
    const read = readServiceEntry(entry, 'c');
    expect(read.kind === 'sidecar' && read.edges.map(({ to }) => to)).toEqual(['b']);
  });

  it('bounds what a check says', () => {
    const [check] = instanceOf({ Port: 80 }, [{ Name: 'n', Output: 'x'.repeat(100_000) }]).checks;
    expect(check?.output.length).toBe(4_096);
    expect(worstHealth([])).toBe('passing');
  });
});

describe('intentions', () => {
  it.each([null, {}, 'x', [null, 5, {}]])('may be anything: %j', (json) => {
    expect(readIntentions(json, 'c').edges).toEqual([]);
  });

  it('that depend on the request are permitted, and say so', () => {
    const intention = { SourceName: 'a', DestinationName: 'b', Permissions: [{ Action: 'allow' }] };
    const { edges } = readIntentions([intention], 'c');
    expect(edges[0]?.source).toEqual({
      kind: 'permitted',
      connectionId: 'c',
      detail: 'intention: depends on the request a → b',
    });
  });
});
