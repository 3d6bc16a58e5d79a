import { describe, expect, it } from 'vitest';
import { type Filter, matching, noFilter } from '../../webview/src/state/filter.ts';
import type { GraphNode } from '../../webview/src/state/nodes.ts';
import { type InstanceSketch, service } from './support/services.ts';

function node(name: string, ...sketches: readonly InstanceSketch[]): GraphNode {
  return { id: name, name, service: service(name, ...sketches) };
}

const nodes: readonly GraphNode[] = [
  node('Orders', { address: '10.0.0.7:50051', tags: ['pci'], metadata: { region: 'eu' } }),
  node(
    'payments',
    { registry: 'consul' },
    { address: 'b:1', registry: 'consul', health: 'critical' },
  ),
  { id: 'fraud', name: 'fraud' },
];

function found(filter: Partial<Filter>): readonly string[] | undefined {
  const ids = matching(nodes, { ...noFilter, ...filter });
  return ids && [...ids];
}

describe('the filter', () => {
  it('lets all through while it is empty', () => {
    expect(found({})).toBeUndefined();
    expect(found({ text: '  ' })).toBeUndefined();
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
  ])('finds %s by name, address, tag, metadata and convention', (text, expected) => {
    expect(found({ text })).toEqual(expected);
  });

  it('finds a service by the health of one of its instances', () => {
    expect(found({ healths: ['critical'] })).toEqual(['payments']);
    expect(found({ healths: ['passing'] })).toEqual(['Orders', 'payments']);
  });

  it('finds a service by its registry, and none that is not registered', () => {
    expect(found({ registries: ['etcd', 'static'] })).toEqual(['Orders']);
    expect(found({ registries: ['etcd', 'consul'] })).toEqual(['Orders', 'payments']);
  });
});
