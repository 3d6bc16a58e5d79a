import { describe, expect, it } from 'vitest';
import { Reflections } from '../../client/src/invoke/reflections.ts';
import {
  callEndpointOf,
  nameLikeness,
  parseTarget,
  rankTargets,
} from '../../client/src/invoke/targets.ts';
import { graphOf } from './graph.ts';

const service = 'shop.orders.v1.OrderService';

describe('names', () => {
  it.each(['orders', 'order-service', 'orders.rpc', 'shop.orders', 'OrderSvc', 'shop-orders-grpc'])(
    '%s is like the service',
    (name) => {
      expect(nameLikeness(name, service)).toBeGreaterThan(nameLikeness('shop-payments', service));
      expect(nameLikeness(name, service)).toBeGreaterThan(0.5);
    },
  );

  it.each(['', 'service', '---', 'payments', '名前', '<b>', 'x'.repeat(100_000)])(
    '%.20s is not',
    (name) => {
      expect(nameLikeness(name, service)).toBeLessThan(0.3);
    },
  );

  it('that are equal are the likeliest', () => {
    expect(nameLikeness(service, service)).toBe(1);
  });
});

describe('targets', () => {
  it('come by likeness, then health, each address once', () => {
    const graph = graphOf({
      billing: [{ address: 'a:1' }],
      orders: [{ address: 'b:1', health: 'critical' }, { address: 'b:2' }],
      'orders-mirror': [{ address: 'b:2', registry: 'consul', convention: 'consul' }],
    });
    expect(rankTargets(graph, service)).toEqual([
      { address: 'b:2', label: 'orders · etcd · kratos', health: 'passing' },
      { address: 'b:1', label: 'orders · etcd · kratos', health: 'critical' },
      { address: 'a:1', label: 'billing · etcd · kratos', health: 'passing' },
    ]);
  });

  it('believe what servers told before what they are called', () => {
    const graph = graphOf({ orders: [{ address: 'b:1' }], gateway: [{ address: 'g:1' }] });
    const reflections = new Reflections();
    const method = { service, method: 'Get' };
    const shape = { kind: 'unary', inputType: 'A', outputType: 'B', deprecated: false } as const;
    reflections.remember('b:1', { version: 'v1', methods: [] });
    reflections.remember('g:1', { version: 'v1', methods: [{ ...method, ...shape }] });
    const ranked = rankTargets(graph, service, (address) => reflections.at(address));
    expect(ranked.map(({ address }) => address)).toEqual(['g:1', 'b:1']);
  });

  it('are the gRPC endpoint of an instance that has several', () => {
    const http = { protocol: 'http', address: 'a:80', secure: false };
    const grpc = { protocol: 'grpc', address: 'a:90', secure: true };
    const instance = (endpoints: (typeof http)[], address = 'a:80') =>
      graphOf({ s: [{ address, endpoints }] }).services[0]?.instances[0];
    const endpointOf = (endpoints: (typeof http)[], address?: string) => {
      const found = instance(endpoints, address);
      return found && callEndpointOf(found);
    };
    expect(endpointOf([http, grpc])).toEqual({ address: 'a:90', secure: true });
    expect(endpointOf([http])).toBeUndefined();
    expect(endpointOf([])).toEqual({ address: 'a:80', secure: false });
    expect(endpointOf([], '')).toBeUndefined();
  });

  it('are read as typed, with a scheme or by what the registry knows', () => {
    const endpoints = [{ protocol: 'grpc', address: 'tls:1', secure: true }];
    const graph = graphOf({ s: [{ address: 'tls:1', endpoints }] });
    expect(parseTarget(' tls:1 ', graph)).toEqual({ address: 'tls:1', secure: true });
    expect(parseTarget('http://tls:1/', graph)).toEqual({ address: 'tls:1', secure: false });
    expect(parseTarget('grpcs://x:2', undefined)).toEqual({ address: 'x:2', secure: true });
    expect(parseTarget('x:2', graph)).toEqual({ address: 'x:2', secure: false });
  });
});
