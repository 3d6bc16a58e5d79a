import { describe, expect, it } from 'vitest';
import { decodeEntry } from '../../server/src/discovery/conventions/conventions.ts';
import { customLayouts } from '../../server/src/discovery/conventions/custom/customLayout.ts';
import type { EtcdLayout } from '../../protocol/connections.ts';

function read(layout: Omit<EtcdLayout, 'name'>, key: string, value: unknown = '') {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const layouts = customLayouts([{ name: 'own', ...layout }]);
  return decodeEntry({ key, value: text, leaseId: '1' }, layouts);
}

/** `convention service address version metadata`, or the reason why there is none. */
function told(...parameters: Parameters<typeof read>): string {
  const decoded = read(...parameters);
  if (decoded.kind !== 'registration') {
    return 'reason' in decoded ? decoded.reason : decoded.kind;
  }
  const [node] = decoded.nodes;
  const metadata = JSON.stringify(Object.fromEntries(node?.metadata ?? []));
  const address = node?.endpoints[0]?.address ?? '-';
  return [decoded.convention, decoded.service, address, node?.version ?? '-', metadata].join(' ');
}

describe('a layout of one’s own', () => {
  const key = '/svc/{service}/{instance}';

  it('takes the value as the address, or else the instance', () => {
    expect(told({ key }, '/svc/orders/a', 'h:1')).toBe('own orders h:1 - {"instance":"a"}');
    expect(told({ key }, '/svc/orders/h:2')).toBe('own orders h:2 - {"instance":"h:2"}');
    expect(told({ key }, '/svc/orders/a', 'grpc://h:3')).toContain('own orders h:3');
  });

  it('takes parts of JSON by their paths', () => {
    const value = {
      address: '$.nodes[0]["the addr"]',
      version: "$['v'].major",
      metadata: { zone: '$.zone', of: 'cell {$.cell} in {namespace}', none: '$.absent' },
    };
    const json = { nodes: [{ 'the addr': 'h:1' }], v: { major: 3 }, zone: 'a', cell: 7 };
    expect(told({ key: '/{namespace}/{service}/{*}', value }, '/n/orders/x', json)).toBe(
      'own orders h:1 3 {"zone":"a","of":"cell 7 in n","namespace":"n"}',
    );
    expect(told({ key: '{service}', value: { address: '$[1].a' } }, 's', [0, { a: 'h:9' }])).toBe(
      'own s h:9 - {}',
    );
  });

  it('puts an address together', () => {
    const value = { address: '{$.host}:{$.port}', metadata: '$.meta' };
    expect(told({ key, value }, '/svc/s/i', { host: 'h', port: 1, meta: { a: 'b', c: [1] } })).toBe(
      'own s h:1 - {"a":"b","c":"[1]","instance":"i"}',
    );
    expect(told({ key, value: { address: '{value}:80' } }, '/svc/s/i', ' 10.0.0.1\n')).toContain(
      '10.0.0.1:80',
    );
  });

  it('comes before the known layouts, and leaves them the other keys', () => {
    const naming = { Op: 0, Addr: 'h:1', Other: 'h:2' };
    const value = { address: '$.Other' };
    expect(told({ key, value }, '/svc/s/i', naming)).toContain('own s h:2');
    expect(told({ key, value }, '/svx/s/i', naming)).toContain('etcd-naming svx/s h:1');
    expect(told({ key, value }, '/svc/s/i/j', naming)).toContain('etcd-naming');
    expect(told({ key, value }, '/svc//i', naming)).toContain('etcd-naming');
  });

  it('says when a key fits and its value has no address', () => {
    const value = { address: '$.addr' };
    expect(told({ key, value }, '/svc/s/i', { addr: 7 })).toBe(
      'has the key of layout "own", but $.addr is not host:port',
    );
    expect(told({ key, value: { address: '$.__proto__.x' } }, '/svc/s/i', {})).toMatch(
      /is not host/,
    );
    expect(told({ key, value }, '/svc/s/i', '{broken')).toMatch(/is not host:port/);
  });

  it.each([
    ['{service}-v{version}', 'a-b-v2', 'a-b - 2'],
    ['svc.{service}.x', 'svc.a.x.x', 'a.x - -'],
    ['{service}@{*}:1', 'a@b@h:1', 'a - -'],
  ])('finds the parts of a segment: %s in %s', (pattern, segment, is) => {
    const layout = { key: pattern, value: { address: 'h:1' } };
    expect(told(layout, segment)).toBe(`own ${is.replace(' - ', ' h:1 ')} {}`);
  });

  it('is fast on keys that are made to be slow', () => {
    const pattern = `{service}${Array.from({ length: 200 }, () => '-{*}').join('')}x`;
    const started = performance.now();
    expect(told({ key: pattern }, '-'.repeat(100_000), 'h:1')).toMatch(/no known|own/);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each<[EtcdLayout['key'], EtcdLayout['value'], RegExp]>([
    ['/svc/x', undefined, /layout "own": the key pattern has no \{service\}: write it where/],
    ['{service}/{name}', undefined, /placeholder \{name\}: there are \{service\}, .* and \{\*\}/],
    ['{service}/{version}/{version}', undefined, /has \{version\} twice/],
    ['{service}{instance}', undefined, /nothing between \{service\} and \{instance\}/],
    ['{service}/{oops', undefined, /a brace without its partner/],
    ['{service}', { address: '$.a b' }, /value\.address: "\$\.a b" is no path: write one such as/],
    ['{service}', { address: '$.a[' }, /is no path/],
    ['{service}', { address: '{a.b}' }, /braces around something else/],
    ['{service}', { version: 'v}' }, /value\.version: .* a brace without its partner/],
    ['{service}', { metadata: 'meta' }, /value\.metadata: "meta" is no path/],
    ['{service}', { metadata: { zone: '{$.' } }, /value\.metadata\.zone: .* braces around/],
    [`{service}${'x'.repeat(2_000)}`, undefined, /more than 1024 characters/],
  ])('is refused with a reason: %s %j', (pattern, value, reason) => {
    const layout = { name: 'own', key: pattern, ...(value === undefined ? {} : { value }) };
    expect(() => customLayouts([layout])).toThrow(reason);
  });
});
