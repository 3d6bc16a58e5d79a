import { describe, expect, it } from 'vitest';
import { decodeEntry } from '../../server/src/discovery/conventions/conventions.ts';

interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly leaseId?: string;
  /** `convention service address…`, or the reason why it is none. */
  readonly is: string | RegExp;
}

const lease = '7587883456789012345';
const naming = { Op: 0, Addr: '1.2.3.4:8080', Metadata: null };
const kratos = {
  id: 'h1',
  name: 'helloworld',
  version: 'v1',
  metadata: {},
  endpoints: ['http://127.0.0.1:8000?isSecure=false', 'grpc://127.0.0.1:9000?isSecure=false'],
};
const micro = {
  name: 'greeter',
  version: 'latest',
  metadata: null,
  endpoints: [{ request: { name: 'Request', type: 'Request', values: [] }, name: 'Greeter.Hello' }],
  nodes: [
    { metadata: { protocol: 'grpc' }, id: 'greeter-3f2a', address: '10.0.0.5:49512' },
    { metadata: null, id: 'greeter-3f2b', address: '10.0.0.6:49512' },
  ],
};
const kitex = { network: 'tcp', address: '10.0.0.5:8888', weight: 10, tags: { zone: 'a' } };

const rows: readonly Row[] = [
  { key: 'my-service/1.2.3.4:8080', value: naming, is: 'etcd-naming my-service 1.2.3.4:8080' },
  { key: '/a/b/c/one', value: naming, is: 'etcd-naming a/b/c 1.2.3.4:8080' },
  { key: 's/1', value: { ...naming, Addr: '[::1]:80' }, is: 'etcd-naming s [::1]:80' },
  { key: 's/1', value: { ...naming, Op: 1 }, is: /marked as deleted/ },
  { key: 's/1', value: { ...naming, Addr: 'nowhere' }, is: /Addr is not host:port/ },
  { key: 'alone', value: naming, is: /no known registration layout/ },
  {
    key: `user.rpc/${lease}`,
    value: '10.0.0.5:8080',
    leaseId: lease,
    is: 'go-zero user.rpc 10.0.0.5:8080',
  },
  { key: `user.rpc/${lease}`, value: 'hello', leaseId: lease, is: /go-zero/ },
  // Another lease's number is a name like any other.
  {
    key: 'user.rpc/123',
    value: '10.0.0.5:8080',
    leaseId: lease,
    is: 'host-port user.rpc 10.0.0.5:8080',
  },
  { key: 'user.rpc/0', value: '10.0.0.5:8080', is: 'host-port user.rpc 10.0.0.5:8080' },
  {
    key: '/microservices/helloworld/h1',
    value: kratos,
    is: 'kratos helloworld 127.0.0.1:8000 127.0.0.1:9000',
  },
  {
    key: '/own/helloworld/h1',
    value: kratos,
    is: 'kratos helloworld 127.0.0.1:8000 127.0.0.1:9000',
  },
  { key: '/microservices/helloworld/h1', value: '{', is: /not a Kratos instance/ },
  { key: '/microservices/x/h1', value: { ...kratos, name: '', endpoints: [] }, is: 'kratos x' },
  {
    key: '/micro/registry/greeter/greeter-3f2a',
    value: micro,
    is: 'go-micro greeter 10.0.0.5:49512 10.0.0.6:49512',
  },
  { key: '/micro/registry/greeter/greeter-3f2a', value: '[]', is: /not a go-micro service/ },
  { key: 'kitex/registry-etcd/echo/10.0.0.5:8888', value: kitex, is: 'kitex echo 10.0.0.5:8888' },
  { key: 'hertz/registry-etcd/echo/10.0.0.5:8888', value: kitex, is: 'hertz echo 10.0.0.5:8888' },
  { key: '/echo/10.0.0.5:8888', value: kitex, is: 'kitex echo 10.0.0.5:8888' },
  { key: 'kitex/registry-etcd/echo/x', value: { ...kitex, address: '' }, is: /holds no address/ },
  {
    key: '/service/foobar/1',
    value: 'http://1.2.3.4:8080',
    is: 'host-port service/foobar 1.2.3.4:8080',
  },
  { key: 'config/database', value: 'postgres', is: /no known registration layout$/ },
  { key: 'config/port', value: '8080', is: /no known registration layout$/ },
  { key: 'config/range', value: '10.0.0.1:70000', is: /no known registration layout$/ },
  { key: '/dubbo/x/providers/tri', value: '', is: /last part is no escaped URL/ },
  { key: '', value: '', is: /its value is empty/ },
  { key: '////', value: naming, is: /no known registration layout/ },
  {
    key: 'a/b',
    value: `{"Op":0,${' '.repeat(300_000)}"Addr":"1.2.3.4:80"}`,
    is: /300028 characters/,
  },
  { key: 'a/b', value: { Op: '0', Addr: 5 }, is: /no known registration layout/ },
  { key: 'a/b', value: { endpoints: 'x', name: 7 }, is: /no known registration layout/ },
];

describe('registration layouts', () => {
  it.each(rows)('$key is $is', ({ key, value, leaseId = '0', is }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const decoded = decodeEntry({ key, value: text, leaseId });
    if (decoded.kind !== 'registration') {
      expect(decoded.kind === 'consumer' ? decoded.detail : decoded.reason).toMatch(is);
      return;
    }
    const addresses = decoded.nodes.flatMap(({ endpoints }) =>
      endpoints.map(({ address }) => address),
    );
    expect([decoded.convention, decoded.service, ...addresses].join(' ')).toBe(is);
  });

  it('takes metadata of any JSON type as text', () => {
    const metadata = { zone: 'a', weight: 3, tags: ['x'], absent: null };
    const decoded = decodeEntry({
      key: 's/1',
      value: JSON.stringify({ ...naming, Metadata: metadata }),
      leaseId: '0',
    });
    expect(decoded.kind === 'registration' && [...(decoded.nodes[0]?.metadata ?? [])]).toEqual([
      ['zone', 'a'],
      ['weight', '3'],
      ['tags', '["x"]'],
    ]);
  });

  it('survives values that are nested without end', () => {
    const deep = `{"Op":0,"Addr":"1.2.3.4:80","Metadata":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect(decodeEntry({ key: 's/1', value: deep, leaseId: '0' }).kind).toBe('registration');
  });
});
