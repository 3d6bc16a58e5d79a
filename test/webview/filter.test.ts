import { describe, expect, it } from 'vitest';
import type { Edge } from '../../protocol/topology.ts';
import { matching, noFilter } from '../../webview/src/state/filter.ts';
import type { GraphModel } from '../../webview/src/state/graph.ts';
import type { GraphNode } from '../../webview/src/state/nodes.ts';
import { edge, graph, type InstanceSketch, service } from './support/services.ts';

function node(name: string, ...sketches: readonly InstanceSketch[]): GraphNode {
  return { id: name, name, service: service(name, ...sketches) };
}

const nodes: readonly GraphNode[] = [
  node('Orders', {
    address: '10.0.0.7:50051',
    tags: ['pci', 'blue'],
    metadata: { region: 'eu', owner: 'team a' },
    namespace: 'prod',
    version: 'v2.1',
  }),
  node(
    'payments',
    { registry: 'consul', datacenter: 'eu-1', tags: ['blue'] },
    { address: 'b:1', registry: 'consul', health: 'critical', datacenter: 'us-1' },
  ),
  { id: 'fraud', name: 'fraud' },
];

const edges = [
  edge('Orders', 'payments', 'declared'),
  edge('payments', 'fraud', 'denied'),
  edge('fraud', 'Orders', 'observed'),
];

function model(given: readonly Edge[]): Pick<GraphModel, 'connections' | 'edges'> {
  return {
    connections: graph([]).connections,
    edges: new Map(given.map((each) => [each.id, each])),
  };
}

function found(text: string, given = edges): readonly string[] | undefined {
  const matches = matching(nodes, { ...noFilter, text }, model(given));
  return matches && [...matches.cards];
}

function foundEdges(text: string, given = edges): readonly string[] | undefined {
  const matches = matching(nodes, { ...noFilter, text }, model(given));
  return matches?.edges && [...matches.edges].map((id) => id.replace('\0', '→'));
}

describe('the filter', () => {
  it('lets all through while it is empty', () => {
    expect(found('')).toBeUndefined();
    expect(found('  ')).toBeUndefined();
  });

  it.each([
    ['ORDERS', ['Orders']],
    ['0.0.7:500', ['Orders']],
    ['pci', ['Orders']],
    ['region=eu', ['Orders']],
    ['kratos', ['Orders', 'payments']],
    ['kratos pay', ['payments']],
    ['raud', ['fraud']],
    ['nothing', []],
    ['-orders', ['payments', 'fraud']],
    ['"owner=team a"', ['Orders']],
  ])('finds the words %s in name, address, tag, metadata and convention', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['health:critical', ['payments']],
    ['health:passing', ['Orders', 'payments']],
    ['health:CRITICAL,unknown', ['payments', 'fraud']],
    ['health:critical health:unknown', ['payments', 'fraud']],
    ['-health:passing', ['fraud']],
    ['registry:etcd', ['Orders']],
    ['registry:etcd,consul', ['Orders', 'payments']],
    ['connection:dev', ['Orders']],
    ['ns:prod', ['Orders']],
    ['ns:p*', ['Orders']],
    ['ns:pro', ['Orders']],
    ['ns:pro ', []],
    ['ns:"pro"', []],
    ['ns:pro orders', []],
    ['heal', []],
    ['health:crit', ['payments']],
    ['-health:pass', ['fraud']],
    ['meta.region=e', ['Orders']],
    ['is:emp', ['fraud']],
    ['dc:eu-1', ['payments']],
    ['dc:*-1', ['payments']],
    ['dc:*', ['payments']],
    ['-dc:*', ['Orders', 'fraud']],
    ['tag:blue', ['Orders', 'payments']],
    ['tag:blue tag:pci', ['Orders']],
    ['tag:blue,pci', ['Orders', 'payments']],
    ['-tag:pci', ['payments', 'fraud']],
    ['meta.region=eu', ['Orders']],
    ['meta.REGION:eu', ['Orders']],
    ['meta.region', ['Orders']],
    ['meta.owner="team a"', ['Orders']],
    ['-meta.region=eu', ['payments', 'fraud']],
    ['version:v2*', ['Orders']],
    ['address:10.0.0', ['Orders', 'payments']],
    ['name:pay', ['payments']],
    ['name:*s', ['Orders', 'payments']],
    ['is:empty', ['fraud']],
    ['-is:empty', ['Orders', 'payments']],
    ['is:nonsense', []],
  ])('finds %s by its key', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('asks for one instance that has it all', () => {
    expect(found('health:critical dc:us-1')).toEqual(['payments']);
    expect(found('tag:blue dc:us-1')).toEqual([]);
  });

  it('waits for the value of a key that is being typed', () => {
    expect(found('health:')).toEqual(['Orders', 'payments', 'fraud']);
  });

  it('never lets * make a long text slow', () => {
    const text = `name:${'*a'.repeat(200)}*b`;
    const started = performance.now();
    matching([{ id: 'a', name: 'a'.repeat(10_000) }], { ...noFilter, text }, model([]));
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('a filter of edges', () => {
  it('lets edges of a kind through, and the services at their ends', () => {
    expect(foundEdges('edge:den')).toEqual(['payments→fraud']);
    expect(foundEdges('edge:denied')).toEqual(['payments→fraud']);
    expect(found('edge:denied')).toEqual(['payments', 'fraud']);
    expect(foundEdges('edge:denied,declared')).toEqual(['Orders→payments', 'payments→fraud']);
  });

  it('takes those of the services that are asked for', () => {
    expect(foundEdges('edge:declared,denied name:orders')).toEqual(['Orders→payments']);
    expect(found('edge:declared,denied name:orders')).toEqual(['Orders', 'payments']);
  });

  it('leaves kinds out and keeps all services', () => {
    expect(foundEdges('-edge:denied')).toEqual(['Orders→payments', 'fraud→Orders']);
    expect(found('-edge:denied')).toEqual(['Orders', 'payments', 'fraud']);
  });

  it('answers questions about what was called', () => {
    expect(foundEdges('is:never-called')).toEqual(['Orders→payments']);
    expect(foundEdges('is:undecl')).toEqual(['fraud→Orders']);
    expect(foundEdges('is:undeclared')).toEqual(['fraud→Orders']);
    expect(foundEdges('is:denied-called')).toEqual([]);
  });

  it('answers no question while nothing was observed', () => {
    const unseen = edges.slice(0, 2);
    expect(foundEdges('is:never-called', unseen)).toEqual([]);
  });
});
