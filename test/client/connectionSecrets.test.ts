import { describe, expect, it } from 'vitest';
import { ConnectionSecrets, withSecret } from '../../client/src/connections/connectionSecrets.ts';
import type { EtcdConnection } from '../../protocol/connections.ts';

const etcd: EtcdConnection = {
  kind: 'etcd',
  id: 'e',
  name: 'e',
  endpoints: ['a:1', 'b:2'],
  prefixes: [],
  username: 'ada',
};

function storage() {
  const values = new Map<string, string>();
  return {
    values,
    get: (key: string) => Promise.resolve(values.get(key)),
    store: (key: string, value: string) => Promise.resolve(void values.set(key, value)),
    delete: (key: string) => Promise.resolve(void values.delete(key)),
  };
}

describe('connection secrets', () => {
  it('come back for the target that they were given for', async () => {
    const secrets = new ConnectionSecrets(storage());
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
    const secrets = new ConnectionSecrets(storage());
    await secrets.set(etcd, 'hunter2');
    expect(await secrets.find(changed)).toEqual({ kind: 'otherTarget' });
  });

  it('are forgotten for every target', async () => {
    const store = storage();
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
      const store = storage();
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
