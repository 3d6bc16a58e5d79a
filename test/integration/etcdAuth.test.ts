import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { testConnection } from '../../server/src/discovery/index.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { connectionTo, naming, reasonOf, registered, watching } from '../support/etcdConnection.ts';
import { instancesOf, isLive, serviceOf, startRelay, stateOf } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('an etcd that asks who one is', () => {
  let etcd: Etcd;
  beforeEach(async () => {
    etcd = await startEtcd({ moreArguments: ['--auth-token-ttl', '1'] });
    await etcd.put('/open/a/1', naming('10.0.0.1:80'));
    await etcd.put('/shut/b/1', naming('10.0.0.2:80'));
  });
  afterEach(() => etcd.stop());

  const root = { username: 'root', password: 'right' };
  const reader = { username: 'reader', password: 'reads' };

  /** A put with authentication switched on. */
  async function putAsRoot(key: string, address: string, lease = '0'): Promise<void> {
    const token = await etcd.request('auth/authenticate', { name: 'root', password: 'right' });
    const body = { key: base64(key), value: base64(naming(address)), lease };
    await etcd.request('kv/put', body, String(token.token));
  }

  it('says that the password is wrong, or missing', async () => {
    await enableAuth(etcd);
    const wrong = { ...connectionTo(etcd.endpoint), username: 'root', password: 'wrong' };
    const refused = await watching(wrong).until((graph) => stateOf(graph).phase === 'failed');
    expect(reasonOf(stateOf(refused))).toBe(
      `etcd at ${etcd.endpoint} refused the user name or password of "root": correct them`,
    );
    const anonymous = await watching(connectionTo(etcd.endpoint)).until(
      (graph) => stateOf(graph).phase === 'failed',
    );
    expect(reasonOf(stateOf(anonymous))).toMatch(/asks for a user name and password/);
    expect(JSON.stringify([refused, anonymous])).not.toMatch(/"wrong"/);
  });

  it('shows what the roles of a user allow, and says that it is not all', async () => {
    await enableAuth(etcd);
    const watched = watching({ ...connectionTo(etcd.endpoint), ...reader });
    const graph = await watched.until(isLive);
    expect(registered(graph)).toEqual(['open/a /open/a/1 10.0.0.1:80']);
    expect(graph.unplaced).toEqual([
      {
        connectionId: 'one',
        key: '…',
        reason: 'only the keys that the roles of "reader" allow are shown',
      },
    ]);
    await putAsRoot('/open/a/2', '10.0.0.3:80');
    await watched.until((now) => instancesOf(now, 'open/a').length === 2);
  });

  it('is tested for what a user may read of it', async () => {
    await enableAuth(etcd);
    const ports = { logger: silentLogger, now: Date.now };
    const found = (prefixes: readonly string[]): Promise<string> =>
      testConnection(
        { ...connectionTo(etcd.endpoint), ...reader, prefixes },
        ports,
        AbortSignal.timeout(5_000),
      );
    const part = /^etcd 3\.\S+, 1 key to look at; the user may not read the others$/;
    expect(await found([])).toMatch(part);
    expect(await found(['/open/', '/shut/'])).toMatch(part);
    expect(await found(['/open/'])).toMatch(/1 key to look at$/);
    await expect(found(['/shut/'])).rejects.toThrow(/"reader" read these keys: set the prefixes/);
  });

  it('shows the prefixes that may be read, and says which may not', async () => {
    await enableAuth(etcd);
    const connection = { ...connectionTo(etcd.endpoint), ...reader };
    const watched = watching({ ...connection, prefixes: ['/open/', '/shut/'] });
    const graph = await watched.until(isLive);
    expect(registered(graph)).toEqual(['open/a /open/a/1 10.0.0.1:80']);
    expect(graph.unplaced.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      `/shut/… etcd at ${etcd.endpoint} does not let the user "reader" read these keys: set the prefixes that it may read`,
    ]);
    const none = watching({ ...connection, prefixes: ['/shut/'] });
    const failed = await none.until((now) => stateOf(now).phase === 'failed');
    expect(reasonOf(stateOf(failed))).toMatch(/"reader" read these keys: set the prefixes/);
  });

  it('keeps a watch that stood before it began to ask, and says so when that breaks', async () => {
    const relay = await startRelay(etcd.endpoint);
    try {
      const watched = watching(connectionTo(relay.endpoint));
      await watched.until(isLive);
      await enableAuth(etcd);
      await putAsRoot('/open/a/2', '10.0.0.3:80');
      await watched.until((now) => instancesOf(now, 'open/a').length === 2);
      await relay.cut();
      await relay.heal();
      const stale = await watched.until((now) =>
        reasonOf(stateOf(now)).includes('asks for a user name'),
      );
      expect(stateOf(stale).phase).toBe('stale');
      expect(registered(stale).length).toBe(3);
      watched.set([{ ...connectionTo(relay.endpoint), ...root }]);
      await watched.until(isLive);
    } finally {
      await relay.stop();
    }
  });

  it('signs in again when the session of a user has ended', async () => {
    const [brief, lasting] = [await etcd.grant(3), await etcd.grant(60)];
    await etcd.put('brief/1', naming('10.0.0.1:80'), brief);
    await enableAuth(etcd);
    const watched = watching({ ...connectionTo(etcd.endpoint), ...root });
    await watched.until((graph) => instancesOf(graph, 'brief')[0]?.lease !== undefined);
    // By then the token is too old.
    await watched.until((graph) => serviceOf(graph, 'brief') === undefined);
    await putAsRoot('lasting/1', '10.0.0.2:80', lasting);
    await watched.until((graph) => instancesOf(graph, 'lasting')[0]?.lease !== undefined);
    expect(isLive(watched.graph)).toBe(true);
  });

  it('lets somebody in who gives a password that it does not want', async () => {
    const watched = watching({ ...connectionTo(etcd.endpoint), username: 'root', password: 'any' });
    await watched.until(isLive);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** `root` may do everything, `reader` reads `/open/`. */
async function enableAuth(etcd: Etcd): Promise<void> {
  await etcd.request('auth/user/add', { name: 'root', password: 'right' });
  await etcd.request('auth/user/add', { name: 'reader', password: 'reads' });
  await etcd.request('auth/role/add', { name: 'root' });
  await etcd.request('auth/role/add', { name: 'open' });
  await etcd.request('auth/role/grant', {
    name: 'open',
    perm: { permType: 'READ', key: base64('/open/'), range_end: base64('/open0') },
  });
  await etcd.request('auth/user/grant', { user: 'root', role: 'root' });
  await etcd.request('auth/user/grant', { user: 'reader', role: 'open' });
  await etcd.request('auth/enable', {});
}
