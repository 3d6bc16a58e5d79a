import type { RawEntry } from '../../server/src/discovery/conventions/conventions.ts';

/** What one framework writes into etcd, and what it means. */
export interface LayoutLiteral {
  /** Framework and file whose format strings and struct tags the literal is composed from. */
  readonly source: string;
  /** The name of the decoder that takes it. */
  readonly decoder: string;
  readonly entry: RawEntry;
  /** Convention, service, then `protocol://address` of each endpoint. */
  readonly is: readonly string[];
}

const leaseId = '7587883456789012345';
const providerUrl =
  'tri://10.0.0.5:20000/shop.UserProvider?anyhost=true&application=users&interface=shop.UserProvider&methods=GetUser,ListUsers&registry.role=3&timestamp=1700000000&version=1.0.0&weight=100';

function literal(
  source: string,
  decoder: string,
  key: string,
  value: unknown,
  ...is: string[]
): LayoutLiteral {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { source, decoder, entry: { key, value: text, leaseId }, is };
}

/** One literal at least for each layout that is known. */
export const layoutLiterals: readonly LayoutLiteral[] = [
  literal(
    'etcd client/v3/naming/endpoints/endpoints_impl.go',
    'etcd-naming',
    'my-service/1.2.3.4:8080',
    { Op: 0, Addr: '1.2.3.4:8080', Metadata: null },
    ...['etcd-naming', 'my-service', 'grpc://1.2.3.4:8080'],
  ),
  literal(
    'go-zero core/discov/publisher.go',
    'go-zero',
    `user.rpc/${leaseId}`,
    '10.0.0.5:8080',
    ...['go-zero', 'user.rpc', 'grpc://10.0.0.5:8080'],
  ),
  literal(
    'Kratos contrib/registry/etcd/registry.go',
    'kratos',
    '/microservices/helloworld/h1',
    {
      ...{ id: 'h1', name: 'helloworld', version: 'v1', metadata: {} },
      endpoints: ['http://127.0.0.1:8000?isSecure=false', 'grpc://127.0.0.1:9000?isSecure=false'],
    },
    ...['kratos', 'helloworld', 'http://127.0.0.1:8000', 'grpc://127.0.0.1:9000'],
  ),
  literal(
    'go-micro registry/etcd/etcd.go',
    'go-micro',
    '/micro/registry/greeter/greeter-3f2a',
    {
      ...{ name: 'greeter', version: 'latest', metadata: null },
      endpoints: [{ request: { name: 'Request' }, response: {}, name: 'Greeter.Hello' }],
      nodes: [{ metadata: { protocol: 'grpc' }, id: 'greeter-3f2a', address: '10.0.0.5:49512' }],
    },
    ...['go-micro', 'greeter', 'grpc://10.0.0.5:49512'],
  ),
  ...['kitex', 'hertz'].map((framework) =>
    literal(
      `${framework} registry-etcd etcd_registry.go`,
      'kitex and hertz',
      `${framework}/registry-etcd/echo/10.0.0.5:8888`,
      { network: 'tcp', address: '10.0.0.5:8888', weight: 10, tags: null },
      ...[framework, 'echo', `${framework === 'hertz' ? 'http' : ''}://10.0.0.5:8888`],
    ),
  ),
  literal(
    'dubbo-go registry/base_registry.go, url.QueryEscape of the provider URL',
    'dubbo interface',
    `/dubbo/shop.UserProvider/providers/${encodeURIComponent(providerUrl).replaceAll('%20', '+')}`,
    '',
    ...['dubbo', 'shop.UserProvider', 'grpc://10.0.0.5:20000'],
  ),
  literal(
    'dubbo-go registry/etcdv3/service_discovery.go, JSON of DefaultServiceInstance',
    'dubbo application',
    '/services/users/10.0.0.5:20000',
    `{"ID":"10.0.0.5:20000","ServiceName":"users","Host":"10.0.0.5","Port":20000,"Weight":0,"Enable":true,"Healthy":true,"Metadata":{"dubbo.endpoints":"[{\\"port\\":20000,\\"protocol\\":\\"tri\\"}]","dubbo.metadata.revision":"3"},"ServiceMetadata":null,"Address":"10.0.0.5:20000","GroupName":"","Tag":""}\n`,
    ...['dubbo', 'users', 'grpc://10.0.0.5:20000'],
  ),
  literal(
    'GoFrame net/gsvc/gsvc_service.go',
    'goframe',
    '/service/default/default/hello.svc/latest/10.0.0.5:8000,10.0.0.6:8000',
    { insecure: true, protocol: 'grpc' },
    ...['goframe', 'hello.svc', 'grpc://10.0.0.5:8000', 'grpc://10.0.0.6:8000'],
  ),
  literal(
    'rpcx-etcd serverplugin/etcdv3.go',
    'rpcx',
    'rpcx_test/Arith/tcp@127.0.0.1:8972',
    'calls=0.00&connections=0.00&weight=10',
    ...['rpcx', 'Arith', 'rpcx://127.0.0.1:8972'],
  ),
  literal(
    'jupiter pkg/registry/etcdv3/registry.go, pkg/server/server.go',
    'jupiter',
    'grpc:hello:v1:dev/10.0.0.5:9091',
    {
      ...{ Op: 0, Addr: '10.0.0.5:9091' },
      MetadataX: {
        ...{ name: 'hello', appId: '', scheme: 'grpc', address: '10.0.0.5:9091', weight: 100 },
        ...{ enable: true, healthy: true, metadata: {}, region: '', zone: '', kind: 1 },
        ...{ version: '', mode: 'dev', hostname: 'h', deployment: '', group: '' },
      },
    },
    ...['jupiter', 'hello', 'grpc://10.0.0.5:9091'],
  ),
  ...['ego', 'jupiter'].map((prefix) =>
    literal(
      `${prefix === 'ego' ? 'ego server/server.go' : 'jupiter of old'}, GetServiceKey and GetServiceValue`,
      'ego',
      `/${prefix}/orders/providers/grpc://10.0.0.5:9002`,
      {
        ...{ name: 'orders', scheme: 'grpc', address: '10.0.0.5:9002', weight: 100 },
        ...{ enable: true, healthy: true, metadata: { appMode: 'dev' }, region: '', zone: '' },
        ...{ kind: 1, deployment: '', group: '', services: null },
      },
      ...[prefix, 'orders', 'grpc://10.0.0.5:9002'],
    ),
  ),
  literal(
    'go-kit sd/etcdv3/registrar.go, as its documentation has it',
    'host-port',
    '/service/foobar/1.2.3.4:8080',
    'http://1.2.3.4:8080',
    ...['host-port', 'service/foobar', 'http://1.2.3.4:8080'],
  ),
];
