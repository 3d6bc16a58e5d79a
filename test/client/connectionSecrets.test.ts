import { describe, expect, it } from 'vitest';
import { ConnectionSecrets, withSecret } from '../../client/src/connections/connectionSecrets.ts';
import type { EtcdConnection } from '../../protocol/connections.ts';
import { secretStorage } from './secretStorage.ts';

const etcd: EtcdConnection = {
  kind: 'etcd',
  id: 'e',
  name: 'e',
  endpoints: ['a:1', 'b:2'],
  prefixes: [],
  username: 'ada',
};

describe('connection secrets', () => {
  it('come back for the target that they were given for', async () => {
    const secrets = new ConnectionSecrets(secretStorage());
    await secrets.set(etcd, 'hunter2');
    expect(await secrets.find(etcd)).toEqual({ kind: 'found', secret: 'hunter2' });
    const reordered = { ...etcd, name: 'other', endpoints: ['b:2', 'a:1'] };
    expect(await secrets.find(reordered)).toEqual({ kind: 'found', secret: 'hunter2' });
  });

  it.each([
    ['other endpoints', { ...etcd, endpoints: ['evil:1'] }],
    ['one endpoint more', { ...etcd, endpoints: ['a:1', 'b:2', 'evil:3'] }],
    ['TLS that accepts anybody', { ...etcd, tls: { insecureSkipVerify: true } }],
    ['another authority', { ...etcd, tls: { caFile: '/evil.pem' } }],
  ])('do not go to %s under the same id', async (_what, changed) => {
    const secrets = new ConnectionSecrets(secretStorage());
    await secrets.set(etcd, 'hunter2');
    expect(await secrets.find(changed)).toEqual({ kind: 'otherTarget' });
  });

  it('are forgotten for every target', async () => {
    const store = secretStorage();
    const secrets = new ConnectionSecrets(store);
    await secrets.set(etcd, 'one');
    await secrets.set({ ...etcd, endpoints: ['c:3'] }, 'two');
    await secrets.forget('e');
    expect(await secrets.find(etcd)).toEqual({ kind: 'none' });
    expect(store.values.size).toBe(0);
  });

  it.each(['', '{', '{"a":1}', '[["a"]]', '[[1,2]]', 'null'])(
    'outlive storage that holds %j',
    async (text) => {
      const store = secretStorage();
      store.values.set('connection/e', text);
      const secrets = new ConnectionSecrets(store);
      expect(await secrets.find(etcd)).toEqual({ kind: 'none' });
      await secrets.set(etcd, 'new');
      expect(await secrets.find(etcd)).toEqual({ kind: 'found', secret: 'new' });
    },
  );

  it('go where the kind has a place for them', () => {
    expect(withSecret(etcd, 's')).toMatchObject({ password: 's' });
    const consul = { kind: 'consul', id: 'c', name: 'c', endpoints: ['a'] } as const;
    expect(withSecret(consul, 's')).toMatchObject({ token: 's' });
    const file = { kind: 'static', id: 'f', name: 'f', file: '/f' } as const;
    expect(withSecret(file, 's')).toEqual(file);
  });
});
