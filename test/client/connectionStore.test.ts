import { beforeEach, describe, expect, it, vi } from 'vitest';
import { secretStorage } from './secretStorage.ts';

/** As much of the editor as settings and trust need. */
const editor = vi.hoisted(() => {
  const files = { global: [] as unknown, workspace: [] as unknown };
  const granted: (() => void)[] = [];
  const changed: ((change: { affectsConfiguration: () => boolean }) => void)[] = [];
  const subscription = { dispose: () => undefined };
  const state = { isTrusted: true, files, granted, changed };
  const configuration = {
    inspect: () => ({ globalValue: files.global, workspaceValue: files.workspace }),
    update: (_key: string, value: unknown, target: number) => {
      files[target === 1 ? 'global' : 'workspace'] = JSON.parse(JSON.stringify(value ?? []));
      changed.forEach((listener) => {
        listener({ affectsConfiguration: () => true });
      });
      return Promise.resolve();
    },
  };
  return {
    state,
    ConfigurationTarget: { Global: 1, Workspace: 2 },
    Disposable: { from: () => subscription },
    ThemeIcon: class {},
    workspace: {
      get isTrusted() {
        return state.isTrusted;
      },
      workspaceFolders: [{ uri: { scheme: 'file', fsPath: '/home/ada/shop' } }],
      getConfiguration: () => configuration,
      onDidChangeConfiguration: (listener: (typeof changed)[0]) => {
        changed.push(listener);
        return subscription;
      },
      onDidChangeWorkspaceFolders: () => subscription,
      onDidGrantWorkspaceTrust: (listener: () => void) => {
        granted.push(listener);
        return subscription;
      },
    },
  };
});
vi.mock('vscode', () => editor);

const { ConnectionStore } = await import('../../client/src/connections/connectionStore.ts');
const { setEnabled, setSecret } = await import('../../client/src/connections/manageConnections.ts');
const { syncConnections } = await import('../../client/src/connections/syncConnections.ts');

function storeWith(entries: readonly object[]) {
  editor.state.files.workspace = entries;
  const storage = secretStorage();
  return { store: new ConnectionStore(storage), storage };
}

const consul = { kind: 'consul', name: 'staging', endpoints: ['a:8500'], note: 'kept' };

async function only(store: InstanceType<typeof ConnectionStore>) {
  const [first] = store.all();
  const found = first && (await store.find(first.id));
  if (found?.kind !== 'consul') {
    throw new Error('no connection to Consul');
  }
  return found;
}

beforeEach(() => {
  Object.assign(editor.state.files, { global: [], workspace: [] });
  editor.state.isTrusted = true;
  editor.state.granted.length = 0;
  editor.state.changed.length = 0;
});

describe('a connection that is edited', () => {
  it('keeps its secret under another name and at another address', async () => {
    const { store } = storeWith([consul]);
    await store.secrets.set(await only(store), 'hunter2');
    const before = await only(store);
    await store.edit(before, { ...before, name: 'production', endpoints: ['b:8500'], tls: {} });
    expect(await only(store)).toMatchObject({
      id: before.id,
      name: 'production',
      endpoints: ['b:8500'],
      token: 'hunter2',
    });
  });

  it('changes where it is written, leaves the rest as written, and tells the settings no secret', async () => {
    const { store } = storeWith([{ kind: 'static', file: 'own.yaml' }, consul]);
    editor.state.files.global = [{ kind: 'consul', id: 'other', endpoints: ['x:1'] }];
    const before = await store.find('consul:staging');
    if (before?.kind !== 'consul') {
      throw new Error('no connection to Consul');
    }
    await store.edit(before, { ...before, datacenter: 'dc2', token: 'hunter2' });
    expect(editor.state.files.workspace).toEqual([
      { kind: 'static', file: 'own.yaml' },
      { ...consul, id: 'consul:staging', datacenter: 'dc2' },
    ]);
    expect(JSON.stringify(editor.state.files)).not.toContain('hunter2');
  });

  it('forgets a secret that was taken away', async () => {
    const { store, storage } = storeWith([consul]);
    await store.secrets.set(await only(store), 'hunter2');
    const before = await only(store);
    const { token, ...without } = before;
    expect(token).toBe('hunter2');
    await store.edit(before, without);
    expect([...storage.values.keys()]).toEqual([]);
  });
});

describe('a connection that is disabled', () => {
  it('stays in the settings with its secret, and comes back', async () => {
    const { store } = storeWith([consul]);
    await store.secrets.set(await only(store), 'hunter2');
    const { id } = await only(store);
    await store.setEnabled(id, false);
    expect((await store.read()).connections).toEqual([]);
    expect(store.configured().disabled.map(({ name }) => name)).toEqual(['staging']);
    await store.setEnabled(id, true);
    expect((await store.read()).connections).toMatchObject([{ name: 'staging', token: 'hunter2' }]);
    expect(editor.state.files.workspace).toEqual([{ ...consul, id }]);
  });

  it('is removed with its secret', async () => {
    const { store, storage } = storeWith([{ ...consul, enabled: false }]);
    await store.secrets.set(await only(store), 'hunter2');
    await store.remove('consul:staging');
    expect(store.all()).toEqual([]);
    expect(storage.values.size).toBe(0);
  });
});

describe('a connection that a command is not for', () => {
  const etcd = { kind: 'etcd', id: 'e', name: 'staging', endpoints: ['a:2379'] };

  it('is refused by what is wrong with it: a user is missing, or it is enabled already', async () => {
    const { store } = storeWith([etcd]);
    await expect(setSecret(store, 'e')).rejects.toThrow('staging has no user name');
    await expect(setEnabled(store, true, 'e')).rejects.toThrow('There is no registry connection');
  });
});

describe('connections that are added', () => {
  it('leave their secret out of the settings', async () => {
    const { store } = storeWith([]);
    await store.add({
      kind: 'consul',
      id: 'c',
      name: 'c',
      endpoints: ['a:1'],
      token: 'hunter2',
    });
    expect(JSON.stringify(editor.state.files)).not.toContain('hunter2');
    expect(store.all()).toHaveLength(1);
  });
});

describe('connections of a workspace', () => {
  function sync(entries: readonly object[]) {
    const { store, storage } = storeWith(entries);
    const sent: string[][] = [];
    const errors: unknown[] = [];
    syncConnections({
      store,
      secrets: storage,
      topology: {
        setConnections: (connections) => {
          sent.push(connections.map(({ name }) => name));
          return Promise.resolve();
        },
      },
      onProblems: () => undefined,
      onError: (error) => errors.push(error),
      onSent: () => undefined,
    });
    return { store, sent, errors };
  }

  it('that is not trusted go nowhere, whatever changes, until it is', async () => {
    editor.state.isTrusted = false;
    const { store, sent, errors } = sync([consul]);
    await store.setEnabled('consul:staging', false);
    await store.setEnabled('consul:staging', true);
    await settled();
    expect(sent).toEqual([]);
    editor.state.isTrusted = true;
    editor.state.granted.forEach((listener) => {
      listener();
    });
    await settled();
    expect(sent.at(-1)).toEqual(['staging']);
    expect(errors).toEqual([]);
  });

  it('that are disabled are not sent', async () => {
    const { store, sent } = sync([consul]);
    await settled();
    await store.setEnabled('consul:staging', false);
    await settled();
    expect(sent).toEqual([['staging'], []]);
  });
});

/** All promises that are under way have come to their end. */
function settled(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
