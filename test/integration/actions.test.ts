import { describe, expect, it, onTestFinished } from 'vitest';
import { actionHandlers, InstanceActions } from '../../server/src/live/actionHandlers.ts';
import type { InstanceAction } from '../../protocol/actions.ts';
import type { ConsulConnection, RegistryConnection } from '../../protocol/connections.ts';
import { type Consul, consulAvailable, startConsul } from '../support/consul.ts';
import { denyByDefault, tokenWith } from '../support/consulAcl.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';
import {
  addressesOf,
  instancesOf,
  isLive,
  serviceOf,
  watchRegistries,
} from '../support/registries.ts';

const hasConsul = await consulAvailable();
const hasEtcd = await etcdAvailable();
const signal = AbortSignal.timeout(60_000);

/** The graph of one registry, and what can be done to it. */
async function acting(connection: RegistryConnection) {
  const watched = watchRegistries([connection]);
  onTestFinished(() => {
    watched.dispose();
  });
  const actions = new InstanceActions(() => watched.graph);
  actions.set([connection]);
  const handlers = actionHandlers(actions);
  await watched.until(isLive);
  const idOf = (service: string): string => instancesOf(watched.graph, service)[0]?.id ?? service;
  const plan = async (service: string, action: InstanceAction) =>
    handlers['actions/plan']({ instanceId: idOf(service), action }, signal);
  const run = async (service: string, action: InstanceAction, guard: string) =>
    (await handlers['actions/run']({ instanceId: idOf(service), action, guard }, signal)).detail;
  return {
    watched,
    plan,
    run,
    subject: async (service: string) =>
      handlers['actions/subject']({ instanceId: idOf(service) }, signal),
    /** Plans it and does it, as after a confirmation. */
    do: async (service: string, action: InstanceAction) => {
      const { effects, guard } = await plan(service, action);
      return { effects, detail: await run(service, action, guard) };
    },
  };
}

function consulAt(...endpoints: string[]): ConsulConnection {
  return { kind: 'consul', id: 'c', name: 'staging', endpoints };
}

const deregister = { kind: 'deregister' } as const;

function maintenance(of: 'instance' | 'node', on: boolean, reason = ''): InstanceAction {
  return { kind: 'maintenance', of, on, ...(reason === '' ? {} : { reason }) };
}

/** A service of a node that no agent runs on. */
function external(port: number): object {
  return {
    Node: 'outside',
    Address: '10.9.9.9',
    SkipNodeUpdate: true,
    Service: { Service: 'legacy', ID: 'legacy 1/a', Address: '10.0.0.9', Port: port },
    Check: { CheckID: 'web', Name: 'web', Status: 'passing', ServiceID: 'legacy 1/a' },
  };
}

async function consulWith(services: readonly object[]): Promise<Consul> {
  const consul = await startConsul();
  onTestFinished(() => consul.stop());
  for (const service of services) {
    await consul.register(service);
  }
  return consul;
}

const orders = {
  Name: 'orders',
  ID: 'orders/1 a',
  Address: '10.0.0.1',
  Port: 80,
  Check: { TTL: '1h', Status: 'passing' },
};

describe.skipIf(!hasConsul)('an instance in Consul', () => {
  it('is deregistered at its own agent, for good', async () => {
    const consul = await consulWith([orders]);
    const acts = await acting(consulAt('127.0.0.1:1', consul.endpoint));
    expect(await acts.subject('orders')).toEqual({
      service: 'orders',
      label: '10.0.0.1:80',
      connectionName: 'staging',
      node: 'test-node',
      maintenance: { instance: false, node: false },
    });
    const { effects, detail } = await acts.do('orders', deregister);
    expect(effects).toEqual([
      'orders/1 a of orders and its check is removed from the agent of node test-node and the catalog.',
      'Clients stop finding it. Its process goes on running, and may register itself again.',
    ]);
    expect(detail).toMatch(/^orders\/1 a was removed from the agent/);
    await acts.watched.until((graph) => serviceOf(graph, 'orders') === undefined);
    expect(await consul.request('GET', 'agent/services')).toEqual({});
  });

  it('goes into maintenance with a reason and comes back', async () => {
    const consul = await consulWith([orders]);
    const acts = await acting(consulAt(consul.endpoint));
    await acts.do('orders', maintenance('instance', true, 'disk & <b>swap</b>'));
    const graph = await acts.watched.until(
      (now) => serviceOf(now, 'orders')?.health === 'maintenance',
    );
    expect(instancesOf(graph, 'orders')[0]?.checks).toContainEqual(
      expect.objectContaining({ health: 'maintenance', output: 'disk & <b>swap</b>' }),
    );
    expect((await acts.subject('orders')).maintenance).toEqual({ instance: true, node: false });
    await acts.do('orders', maintenance('instance', false));
    await acts.watched.until((now) => serviceOf(now, 'orders')?.health === 'passing');
  });

  it('goes into maintenance with its whole node, which says how many services that are', async () => {
    const consul = await consulWith([orders, { ...orders, Name: 'users', ID: 'users-1' }]);
    const acts = await acting(consulAt(consul.endpoint));
    const { effects } = await acts.do('orders', maintenance('node', true, 'kernel'));
    expect(effects[0]).toMatch(/^Node test-node with all of its 3 services is put into/);
    await acts.watched.until(
      (now) =>
        serviceOf(now, 'users')?.health === 'maintenance' &&
        serviceOf(now, 'orders')?.health === 'maintenance',
    );
    await acts.do('users', maintenance('node', false));
    await acts.watched.until((now) => serviceOf(now, 'orders')?.health === 'passing');
  });

  it('of a node without an agent is changed in the catalog, and that is said', async () => {
    const consul = await consulWith([]);
    await consul.request('PUT', 'catalog/register', external(80));
    const acts = await acting(consulAt(consul.endpoint));
    const into = await acts.do('legacy', maintenance('instance', true));
    expect(into.effects.join(' ')).toMatch(
      /in the catalog of Consul.*No agent runs on node outside/,
    );
    await acts.watched.until((now) => serviceOf(now, 'legacy')?.health === 'maintenance');
    await acts.do('legacy', maintenance('instance', false));
    await acts.watched.until((now) => serviceOf(now, 'legacy')?.health === 'passing');
    const removal = await acts.do('legacy', deregister);
    expect(removal.effects.join(' ')).toMatch(/No agent runs on node outside/);
    await acts.watched.until((graph) => serviceOf(graph, 'legacy') === undefined);
    expect(await consul.request('GET', 'health/node/outside')).toEqual([]);
  });

  it('of another agent is removed there where the connection leads to it, and says so where not', async () => {
    const consul = await consulWith([]);
    const second = await startConsul({ joins: consul });
    onTestFinished(() => second.stop());
    await second.register(orders);
    const without = await acting(consulAt(consul.endpoint));
    await without.watched.until((graph) => serviceOf(graph, 'orders') !== undefined);
    expect((await without.plan('orders', deregister)).effects).toEqual([
      'orders/1 a of orders and its check is removed from the catalog of Consul.',
      'Clients stop finding it. Its process goes on running, and may register itself again.',
      expect.stringMatching(
        /does not lead to the agent of node second-node, which puts the instance back at its next sync/,
      ),
    ]);
    const leading = await acting(consulAt(consul.endpoint, second.endpoint));
    await leading.watched.until((graph) => serviceOf(graph, 'orders') !== undefined);
    const { detail } = await leading.do('orders', deregister);
    expect(detail).toContain('the agent of node second-node');
    expect(await second.request('GET', 'agent/services')).toEqual({});
    await leading.watched.until((graph) => serviceOf(graph, 'orders') === undefined);
  });

  it('that was changed after the question is left alone', async () => {
    const consul = await consulWith([orders]);
    await consul.request('PUT', 'catalog/register', external(80));
    const acts = await acting(consulAt(consul.endpoint));
    const own = await acts.plan('orders', deregister);
    const foreign = await acts.plan('legacy', deregister);
    await consul.register({ ...orders, Port: 81 });
    await consul.request('PUT', 'catalog/register', external(81));
    await expect(acts.run('orders', deregister, own.guard)).rejects.toThrow(/was changed since/);
    await expect(acts.run('legacy', deregister, foreign.guard)).rejects.toThrow(
      /was changed since/,
    );
    await acts.watched.until((now) => addressesOf(now, 'orders').join() === '10.0.0.1:81');
    await acts.watched.until((now) => addressesOf(now, 'legacy').join() === '10.0.0.9:81');
  });

  it('that the token may not write is left alone, with a plain message', async () => {
    const consul = await startConsul({ configuration: denyByDefault });
    onTestFinished(() => consul.stop());
    await consul.register(orders);
    const rules =
      'service_prefix "" { policy = "read" } node_prefix "" { policy = "read" } agent_prefix "" { policy = "read" }';
    const token = await tokenWith(consul, rules);
    const acts = await acting({ ...consulAt(consul.endpoint), token });
    await expect(acts.do('orders', deregister)).rejects.toThrow(
      /does not allow this \(Permission denied.*\): check the token/,
    );
    expect(addressesOf(acts.watched.graph, 'orders')).toEqual(['10.0.0.1:80']);
  });
});

describe.skipIf(!hasEtcd)('an instance in etcd', () => {
  const etcdAt = (endpoint: string): RegistryConnection => ({
    ...{ kind: 'etcd', id: 'e', name: 'shop', prefixes: [] },
    endpoints: [endpoint],
  });

  it('is deregistered by deleting its key, if that is still as it was', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const key = 'user.rpc/7587883456789012345';
    await etcd.put(key, '10.0.0.5:8080');
    const acts = await acting(etcdAt(etcd.endpoint));
    const stalePlan = await acts.plan('user.rpc', deregister);
    await etcd.put(key, '10.0.0.6:8080');
    await acts.watched.until((graph) => addressesOf(graph, 'user.rpc').join() === '10.0.0.6:8080');
    await expect(acts.run('user.rpc', deregister, stalePlan.guard)).rejects.toThrow(
      /was changed by somebody else since you were asked: nothing was deleted/,
    );
    const { effects } = await acts.do('user.rpc', deregister);
    expect(effects[0]).toMatch(/^The key user\.rpc\/\d+ is deleted from shop, if it is still/);
    await acts.watched.until((graph) => serviceOf(graph, 'user.rpc') === undefined);
    await expect(acts.plan('user.rpc', deregister)).rejects.toThrow(/has left/);
  });

  it('names the others that its key holds, and has no maintenance', async () => {
    const etcd = await startEtcd();
    onTestFinished(() => etcd.stop());
    const node = (id: string, port: number) => ({ id, address: `10.0.0.5:${port}` });
    const value = { name: 'greeter', nodes: [node('a', 1), node('b', 2)] };
    await etcd.put('/micro/registry/greeter/a', JSON.stringify(value));
    const acts = await acting(etcdAt(etcd.endpoint));
    const { effects } = await acts.plan('greeter', deregister);
    expect(effects.join(' ')).toMatch(/holds other instances, which leave too: 10\.0\.0\.5:2/);
    await expect(acts.plan('greeter', maintenance('instance', true))).rejects.toThrow(
      /etcd knows no maintenance mode/,
    );
    expect((await acts.subject('greeter')).maintenance).toBeUndefined();
  });
});
