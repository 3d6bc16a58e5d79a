import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CallRequest } from '../../protocol/calls.ts';
import type { RegistryConnection } from '../../protocol/connections.ts';
import { echoService, startEchoServer } from '../support/echoServer.ts';
import { emptyGraph } from '../../server/src/topology/index.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';
import { startTopologyServer, type TopologyServer } from '../support/topologyServer.ts';

const hasEtcd = await etcdAvailable();

describe('the topology server', () => {
  let folder: string;
  let server: TopologyServer;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proto-atlas-server-'));
    server = startTopologyServer();
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function staticConnection(name: string): RegistryConnection {
    return { kind: 'static', id: name, name, file: join(folder, `${name}.yaml`) };
  }

  it('sends a snapshot, then deltas without a gap, that give the graph it has', async () => {
    await writeFile(join(folder, 'a.yaml'), 'services: [{name: web, dependsOn: [orders]}]');
    await server.send('connections/set', { connections: [staticConnection('a')] });
    await server.until((graph) => graph.services.length === 2);
    await writeFile(join(folder, 'a.yaml'), 'services: [{name: web}, {name: users}]');
    await server.until((graph) => graph.services.some(({ name }) => name === 'users'));
    await server.send('connections/set', { connections: [] });
    await server.until((graph) => graph.connections.length === 0);
    const revisions = server.updates.map((update) =>
      update.kind === 'snapshot' ? update.graph.revision : update.delta.revision,
    );
    expect(server.updates[0]?.kind).toBe('snapshot');
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    expect(await server.send('topology/get', {})).toEqual(server.graph);
  });

  it.skipIf(!hasEtcd)(
    'watches a real etcd, tests it, and finds nothing to do when set again',
    async () => {
      const etcd = await startEtcd();
      onTestFinished(() => etcd.stop());
      const connection: RegistryConnection = {
        kind: 'etcd',
        id: 'e',
        name: 'etcd',
        endpoints: [etcd.endpoint],
        prefixes: [],
      };
      expect(await server.send('connections/test', { connection })).toMatchObject({
        endpoints: [{ detail: expect.stringMatching(/^etcd 3/) as unknown }],
      });
      await server.send('connections/set', { connections: [connection] });
      const live = await server.until(({ connections }) => connections[0]?.state.phase === 'live');
      await server.send('connections/set', { connections: [{ ...connection }] });
      await etcd.put('orders/1', '10.0.0.1:80');
      const graph = await server.until(({ services }) => services.length === 1);
      expect(graph.connections).toEqual(live.connections);
    },
  );

  it('answers a failure with a message for people', async () => {
    const connection: RegistryConnection = {
      kind: 'consul',
      id: 'c',
      name: 'consul',
      endpoints: ['127.0.0.1:1'],
    };
    await expect(server.send('connections/test', { connection })).rejects.toThrow(
      /^Consul at 127\.0\.0\.1:1 can't be reached/,
    );
    await expect(server.send('call/send', { callId: 'x', message: '{}' })).rejects.toThrow(
      /^the call has ended/,
    );
    const target = { address: '127.0.0.1:1' };
    await expect(server.send('reflection/methods', { target })).rejects.toThrow(/127\.0\.0\.1:1/);
    expect(await server.send('topology/get', {})).toEqual(emptyGraph);
  });

  it('lists methods, makes an example and calls', async () => {
    const echo = await startEchoServer();
    onTestFinished(() => {
      echo.stop();
    });
    const target = { address: echo.address };
    const { methods, version } = await server.send('reflection/methods', { target });
    expect(version).toBe('v1');
    expect(methods.map(({ method }) => method)).toContain('Repeat');
    const where = { target, schema: { kind: 'reflection' }, service: echoService } as const;
    const example = await server.send('call/example', { ...where, method: 'Repeat' });
    expect(example.method.kind).toBe('serverStreaming');
    expect(JSON.parse(example.json)).toHaveProperty('text');
    const request: CallRequest = {
      ...where,
      callId: 'one',
      method: 'Repeat',
      messages: ['{"text":"hi","count":3}'],
      halfClose: true,
      metadata: [],
    };
    const outcome = await server.send('call/start', request);
    expect(outcome).toMatchObject({ status: { code: 0, name: 'OK' }, messagesReceived: 3 });
    // Events are on the wire before the answer.
    expect(server.events.map(({ kind }) => kind)).toEqual([
      'headers',
      'message',
      'message',
      'message',
    ]);
    const chat = server.send('call/start', { ...request, callId: 'two', method: 'Hang' });
    await server.send('call/cancel', { callId: 'two' });
    expect((await chat).status.name).toBe('CANCELLED');
  });

  it('sends the messages of a stream as they come', async () => {
    const echo = await startEchoServer();
    onTestFinished(() => {
      echo.stop();
    });
    const outcome = server.send('call/start', {
      callId: 'one',
      target: { address: echo.address },
      schema: { kind: 'reflection' },
      service: echoService,
      method: 'Collect',
      messages: ['{"text":"a"}'],
      halfClose: false,
      metadata: [],
    });
    await server.send('call/send', { callId: 'one', message: '{"text":"b"}' });
    await server.send('call/halfClose', { callId: 'one' });
    expect((await outcome).status.name).toBe('OK');
    const [message] = server.events.filter((event) => event.kind === 'message');
    expect(JSON.parse(message?.json ?? '')).toEqual({ text: 'a+b' });
  });

  it('sends the graph without the texts of registrations, and each when it is asked for', async () => {
    await writeFile(
      join(folder, 'a.yaml'),
      'services: [{name: web, instances: [{address: "h:1", metadata: {zone: eu}}]}]',
    );
    await server.send('connections/set', { connections: [staticConnection('a')] });
    const graph = await server.until(({ services }) => services.length === 1);
    const [instance] = graph.services[0]?.instances ?? [];
    expect(instance?.registration).not.toHaveProperty('raw');
    const { raw } = await server.send('topology/registration', { instanceId: instance?.id ?? '' });
    expect(JSON.parse(raw ?? '')).toMatchObject({ address: 'h:1', metadata: { zone: 'eu' } });
    expect(await server.send('topology/registration', { instanceId: 'gone' })).toEqual({
      raw: null,
    });
  });

  it('answers which registries of this machine there are', async () => {
    const { found } = await server.send('connections/detectLocal', {});
    expect(found.every(({ version }) => version !== '')).toBe(true);
  });

  it('ends when its parent goes', async () => {
    await server.send('connections/set', { connections: [staticConnection('absent')] });
    await server.until(({ connections }) => connections[0]?.state.phase === 'failed');
    const exited = once(server.child, 'exit');
    server.child.stdin?.end();
    expect(await exited).toEqual([0, null]);
  });
});
