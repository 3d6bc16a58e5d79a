import { describe, expect, it } from 'vitest';
import {
  readConnections,
  settingsEntryOf,
} from '../../client/src/connections/connectionSettings.ts';
import {
  parseEndpoint,
  parseEndpoints,
  splitEndpoint,
  splitEndpoints,
} from '../../client/src/connections/endpoint.ts';
import { readReach } from '../../client/src/connections/reach.ts';

const base = { folder: '/home/ada/shop', home: '/home/ada' };

function read(...value: readonly unknown[]) {
  return readConnections([{ origin: 'workspace settings', value }], base);
}

describe('connection settings', () => {
  it('reads each kind in its fullest form', () => {
    const { connections, problems } = read(
      {
        kind: 'etcd',
        id: 'e1',
        name: 'Staging',
        endpoints: ['10.0.0.1', 'https://etcd.example:3379/'],
        prefixes: ['/microservices/'],
        layouts: [
          { name: 'plain', key: '/svc/{service}/{*}' },
          {
            name: 'own',
            key: '/own/{service}/{instance}',
            value: { address: '{$.host}:{$.port}', version: '$.v', metadata: { zone: '$.z' } },
          },
        ],
        username: 'ada',
        tls: { caFile: 'certs/ca.pem', serverName: 'etcd', insecureSkipVerify: false },
      },
      {
        kind: 'consul',
        endpoints: ['[::1]:8501'],
        datacenter: 'dc1',
        namespace: 'n',
        partition: 'p',
      },
      { kind: 'static', file: '${workspaceFolder}/services.yaml' },
    );
    expect(problems).toEqual([]);
    expect(connections).toEqual([
      {
        kind: 'etcd',
        id: 'e1',
        name: 'Staging',
        endpoints: ['10.0.0.1:2379', 'etcd.example:3379'],
        prefixes: ['/microservices/'],
        layouts: [
          { name: 'plain', key: '/svc/{service}/{*}' },
          {
            name: 'own',
            key: '/own/{service}/{instance}',
            value: { address: '{$.host}:{$.port}', version: '$.v', metadata: { zone: '$.z' } },
          },
        ],
        username: 'ada',
        tls: { caFile: '/home/ada/shop/certs/ca.pem', serverName: 'etcd' },
      },
      {
        kind: 'consul',
        id: 'consul:[::1]:8501',
        name: '[::1]:8501',
        endpoints: ['[::1]:8501'],
        datacenter: 'dc1',
        namespace: 'n',
        partition: 'p',
      },
      {
        kind: 'static',
        id: 'static:services.yaml',
        name: 'services.yaml',
        file: '/home/ada/shop/services.yaml',
      },
    ]);
  });

  it('takes https:// as TLS', () => {
    const { connections } = read({ kind: 'consul', endpoints: ['https://consul'] });
    expect(connections[0]).toMatchObject({ endpoints: ['consul:8500'], tls: {} });
  });

  it.each([
    ['a kind that is none', { kind: 'zookeeper', endpoints: ['a'] }, '"kind" must be'],
    ['no endpoints', { kind: 'etcd' }, '"endpoints" must be a list such as ["localhost:2379"]'],
    ['endpoints that are no list', { kind: 'etcd', endpoints: 'a:1' }, '"endpoints" must be'],
    [
      'an endpoint with a path',
      { kind: 'consul', endpoints: ['a:1/ui'] },
      'is not a host and port',
    ],
    ['a port out of range', { kind: 'etcd', endpoints: ['a:99999'] }, 'is not between 1 and 65535'],
    ['no file', { kind: 'static' }, '"file" must be the path'],
    ['a name that is a number', { kind: 'static', file: 'x', name: 1 }, '"name" must be text'],
    [
      'layouts that are no list',
      { kind: 'etcd', endpoints: ['a'], layouts: {} },
      '"layouts" must be a list',
    ],
    [
      'a layout without a service',
      { kind: 'etcd', endpoints: ['a'], layouts: [{ name: 'x', key: '/{instance}' }] },
      'layouts[0]: it needs a "name" and a "key" with {service}',
    ],
    [
      'a layout with a misspelt field',
      {
        kind: 'etcd',
        endpoints: ['a'],
        layouts: [{ name: 'x', key: '{service}', value: { adress: '$' } }],
      },
      'layouts[0]: "value" has no "adress": there are "address"',
    ],
    ['no object', 'etcd', '"kind" must be'],
    ['null', null, '"kind" must be'],
    ['an inherited field', Object.create({ kind: 'static', file: 'x' }), '"kind" must be'],
  ])('skips %s, says where, and goes on', (_what, entry, reason) => {
    const { connections, problems } = read(entry, { kind: 'static', file: 'b.json' });
    expect(connections.map(({ id }) => id)).toEqual(['static:b.json']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('protoAtlas.connections[0]');
    expect(problems[0]).toContain('in the workspace settings');
    expect(problems[0]).toContain(reason);
  });

  it('names the entry by its name', () => {
    expect(read({ kind: 'etcd', name: 'Billing' }).problems[0]).toContain('[0] ("Billing") in the');
  });

  it('says so when the setting is no list', () => {
    const { problems } = readConnections([{ origin: 'user settings', value: {} }], base);
    expect(problems).toEqual([
      'protoAtlas.connections in the user settings: it must be a list of connections.',
    ]);
  });

  it('uses neither passwords nor tokens from settings, and says what to do', () => {
    const { connections, problems } = read({
      kind: 'consul',
      endpoints: ['a'],
      token: 'hunter2',
    });
    expect(JSON.stringify(connections)).not.toContain('hunter2');
    expect(problems[0]).toContain('Set Registry Password or Token');
    expect(problems[0]).not.toContain('hunter2');
  });

  it.each([
    'http://ada:hunter2@host:2379',
    'ada:hunter2@host',
    'host:1?token=hunter2',
    'https://host:1/?a=b&token=hunter2',
  ])('refuses an address with a secret in it, and does not repeat the secret: %s', (endpoint) => {
    const { connections, problems } = read({ kind: 'etcd', endpoints: [endpoint] });
    expect(connections).toEqual([]);
    expect(problems[0]).toMatch(/has a user, password or token in it.*Delete it and run "Proto/);
    expect(problems[0]).not.toContain('hunter2');
  });

  it('keeps what is disabled apart', () => {
    const { connections, disabled, problems } = read(
      { kind: 'consul', name: 'a', endpoints: ['a'], enabled: false },
      { kind: 'consul', name: 'b', endpoints: ['b'], enabled: true },
      { kind: 'consul', name: 'c', endpoints: ['c'], enabled: 'no' },
    );
    expect(connections.map(({ name }) => name)).toEqual(['b']);
    expect(disabled.map(({ name }) => name)).toEqual(['a']);
    expect(problems[0]).toContain('"enabled" must be true or false');
  });

  it('reads services written into the settings', () => {
    const services = [
      {
        name: 'orders',
        instances: [{ address: '10.0.0.1:80', version: '2', tags: ['a'], metadata: { zone: 'b' } }],
        dependsOn: ['users'],
      },
      { name: 'users' },
    ];
    const { connections, problems } = read({ kind: 'static', name: 'own', services });
    expect(problems).toEqual([]);
    expect(connections).toEqual([{ kind: 'static', id: 'static:own', name: 'own', services }]);
    expect(read(settingsEntryOf(connections[0] ?? fail(), base)).connections).toEqual(connections);
  });

  it.each([
    [{ services: {} }, '"services" must be a list'],
    [{ services: [{}] }, 'services[0]: a service needs a "name"'],
    [
      { services: [{ name: 'a', instances: [{}] }] },
      'services[0]: instances[0]: an instance needs',
    ],
    [{ services: [], file: 'x.json' }, '"file" must be the path of a JSON or YAML file, or else'],
    [{ services: [{ name: 'a', dependsOn: 'b' }] }, 'services[0]: "dependsOn" must be a list'],
  ])('says what is wrong with services in the settings: %j', (entry, reason) => {
    expect(read({ kind: 'static', ...entry }).problems[0]).toContain(reason);
  });

  it('lets the workspace override the user by id, and keeps the others', () => {
    const { connections } = readConnections(
      [
        {
          origin: 'user settings',
          value: [
            { kind: 'static', id: 'a', file: '/user/a.json' },
            { kind: 'static', id: 'b', file: '/user/b.json' },
          ],
        },
        { origin: 'workspace settings', value: [{ kind: 'static', id: 'a', file: 'own.json' }] },
      ],
      base,
    );
    expect(connections.map((one) => one.kind === 'static' && one.file)).toEqual([
      '/home/ada/shop/own.json',
      '/user/b.json',
    ]);
  });

  it('refuses the second of two entries with one id', () => {
    const entry = { kind: 'static', id: 'a', file: 'x.json' };
    const { connections, problems } = read(entry, entry);
    expect(connections).toHaveLength(1);
    expect(problems[0]).toContain('connections[1]');
    expect(problems[0]).toContain('the id "a" too');
  });

  it('refuses a relative file when no folder is open', () => {
    const value = [{ kind: 'static', file: 'x.json' }];
    const { problems } = readConnections([{ origin: 'user settings', value }], { home: '/h' });
    expect(problems[0]).toContain('make it absolute');
  });

  it('writes entries without secrets and with portable paths, and reads them back', () => {
    const { connections } = read(
      { kind: 'etcd', id: 'e', name: 'e', endpoints: ['a:1'], username: 'u' },
      { kind: 'static', id: 's', name: 's', file: 'conf/services.yaml' },
    );
    const entries = connections.map((connection) =>
      settingsEntryOf({ ...connection, password: 'hunter2' } as typeof connection, base),
    );
    const etcd = { kind: 'etcd', id: 'e', name: 'e', endpoints: ['a:1'], username: 'u' };
    const file = { kind: 'static', id: 's', name: 's', file: 'conf/services.yaml' };
    expect(entries).toEqual([etcd, file]);
    expect(JSON.stringify(entries)).not.toContain('hunter2');
    expect(read(...entries).connections).toEqual(connections);
  });
});

function fail(): never {
  throw new Error('nothing was read');
}

describe('a secret in an address', () => {
  it.each([
    ['host:1', { text: 'host:1' }],
    ['http://ada:p%40ss:w@host:1', { text: 'http://host:1', username: 'ada', secret: 'p@ss:w' }],
    ['ada:a@b@host', { text: 'host', username: 'ada', secret: 'a@b' }],
    ['ada@host', { text: 'host', username: 'ada' }],
    ['host:1?token=t', { text: 'host:1', secret: 't' }],
    ['ada:%zz@host', { text: 'host', username: 'ada', secret: '%zz' }],
  ])('of %s is taken out', (text, expected) => {
    expect(splitEndpoint(text)).toMatchObject(expected);
  });

  it('is taken out of any of several', () => {
    expect(splitEndpoints('a:1, https://ada:p@b:2')).toMatchObject({
      text: 'a:1,https://b:2',
      username: 'ada',
      secret: 'p',
    });
  });

  it('goes where the registry has a place for it, and is refused otherwise', () => {
    expect(readReach('http://ada:p@a:1', { kind: 'etcd', port: 1 })).toEqual({
      endpoints: ['a:1'],
      isSecure: false,
      username: 'ada',
      secret: 'p',
    });
    expect(readReach('a:1?token=t', { kind: 'consul', port: 1 })).toEqual({
      endpoints: ['a:1'],
      isSecure: false,
      secret: 't',
    });
    for (const [line, kind] of [
      ['ada:hunter2@a', 'consul'],
      ['a?token=hunter2', 'etcd'],
    ] as const) {
      const refused = readReach(line, { kind, port: 1 });
      expect(refused).toHaveProperty('problem');
      expect(JSON.stringify(refused)).not.toContain('hunter2');
    }
  });
});

describe('endpoints', () => {
  it.each([
    ['localhost', { address: 'localhost:2379', secure: false }],
    [' 127.0.0.1:80 ', { address: '127.0.0.1:80', secure: false }],
    ['HTTPS://Host:1', { address: 'Host:1', secure: true }],
    ['[fe80::1%eth0]', { address: '[fe80::1%eth0]:2379', secure: false }],
  ])('reads %s', (text, expected) => {
    expect(parseEndpoint(text, 2379)).toEqual(expected);
  });

  it.each(['', 'a b', 'ftp://x', '::1', 'host:', 'host:0', 'user@host', 'a:1?x=1', '[]', 'a/b'])(
    'refuses %j',
    (text) => {
      expect(parseEndpoint(text, 2379)).toHaveProperty('problem');
    },
  );

  it('cuts a long mistake short', () => {
    const result = parseEndpoint(`${'x'.repeat(9_999)} y`, 2379);
    expect('problem' in result && result.problem.length).toBeLessThan(200);
  });

  it('reads several, all with TLS or none', () => {
    expect(parseEndpoints('a:1, b:2', 1)).toHaveLength(2);
    expect(parseEndpoints('https://a, b', 1)).toHaveProperty('problem');
    expect(parseEndpoints(' , ', 1)).toHaveProperty('problem');
  });
});
