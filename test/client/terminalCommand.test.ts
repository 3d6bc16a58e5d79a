import { describe, expect, it } from 'vitest';
import { isPlainAddress, terminalCommand } from '../../client/src/topology/terminalCommand.ts';
import type { InstanceEndpoint, ServiceInstance } from '../../protocol/topology.ts';
import { graphOf } from './graph.ts';

function instance(address: string, ...endpoints: readonly InstanceEndpoint[]): ServiceInstance {
  const [found] = graphOf({ a: [{ address, endpoints }] }).services[0]?.instances ?? [];
  if (found === undefined) {
    throw new Error('the graph has no instance');
  }
  return found;
}

function endpoint(address: string, protocol: string, secure = false): InstanceEndpoint {
  return { address, protocol, secure };
}

describe('the line in a terminal', () => {
  it.each([
    [instance('10.0.0.1:50051'), 'grpcurl -plaintext 10.0.0.1:50051 list'],
    [instance('a:1', endpoint('a:1', 'grpc', true)), 'grpcurl a:1 list'],
    [instance('a:1', endpoint('a:1', 'http')), 'curl -g -i http://a:1/'],
    [instance('a:1', endpoint('a:2', 'https', true)), 'curl -g -i https://a:2/'],
    [
      instance('a:1', endpoint('a:1', 'http'), endpoint('a:2', 'grpc')),
      'grpcurl -plaintext a:2 list',
    ],
    [instance('[::1]:50051'), 'grpcurl -plaintext "[::1]:50051" list'],
    [
      instance('[fe80::1]:80', endpoint('[fe80::1]:80', 'http')),
      'curl -g -i "http://[fe80::1]:80/"',
    ],
  ])('asks by the protocol of the endpoint: %#', (given, expected) => {
    expect(terminalCommand(given)?.text).toBe(expected);
  });

  it.each([
    'a',
    'a:',
    ':80',
    'a:0',
    'a:65536',
    'a:99999',
    'a:80;rm -rf /',
    'a:80\nid',
    'a:80\r',
    '$(id):80',
    '`id`:80',
    'a b:80',
    "a':80",
    'a":80',
    'a\\:80',
    'a&b:80',
    'a|b:80',
    'a>b:80',
    '%PATH%:80',
    '!!:80',
    '~:80',
    '*:80',
    '-oProxyCommand=id:80',
    '--help:80',
    '[::1:80',
    '[$(id)]:80',
    '[::1"]:80',
    'a:80/x',
    'user@a:80',
    'ａ:80',
    `${'a'.repeat(300)}:80`,
    '',
  ])('is never written for %j', (address) => {
    expect(isPlainAddress(address)).toBe(false);
    expect(terminalCommand(instance(address))).toBeUndefined();
    expect(terminalCommand(instance('a:1', endpoint(address, 'grpc')))).toBeUndefined();
  });

  it.each(['orders:80', 'my_service.prod.svc:8080', '127.0.0.1:1', '[2001:db8::1]:65535'])(
    'may be written for %s',
    (address) => {
      expect(isPlainAddress(address)).toBe(true);
    },
  );
});
