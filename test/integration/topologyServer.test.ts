import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { applyDelta, emptyGraph } from '../../server/src/topology/index.ts';
import type { CallEvent, CallRequest } from '../../protocol/calls.ts';
import type { RegistryConnection } from '../../protocol/connections.ts';
import type { TopologyGraph, TopologyRequests, TopologyUpdate } from '../../protocol/topology.ts';
import { echoService, startEchoServer } from '../support/echoServer.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';

const main = resolve(import.meta.dirname, '../../server/src/topologyServer.ts');
const hasEtcd = await etcdAvailable();

/** The server as a child process, spoken to as the client does. */
interface RunningServer {
  readonly child: ChildProcess;
  readonly updates: readonly TopologyUpdate[];
  readonly events: readonly CallEvent[];
  /** What a client makes of the updates. */
  readonly graph: TopologyGraph;
  send<Name extends keyof TopologyRequests>(
    name: Name,
    params: TopologyRequests[Name]['params'],
  ): Promise<TopologyRequests[Name]['result']>;
  until(isReached: (graph: TopologyGraph) => boolean): Promise<TopologyGraph>;
}

describe('the topology server', () => {
  let folder: string;
  let server: RunningServer;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proto-atlas-server-'));
    server = startServer();
  });
  afterEach(async () => {
    if (server.child.exitCode === null) {
      server.child.kill('SIGKILL');
      await once(server.child, 'exit');
    }
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
      expect(await server.send('connections/test', { connection })).toEqual({
        detail: expect.stringMatching(/^etcd 3/) as unknown,
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

function startServer(): RunningServer {
  const child = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection: MessageConnection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const updates: TopologyUpdate[] = [];
  const events: CallEvent[] = [];
  const checks = new Set<() => void>();
  let graph = emptyGraph;
  connection.onNotification('topology/update', (update: TopologyUpdate) => {
    updates.push(update);
    graph = update.kind === 'snapshot' ? update.graph : applyDelta(graph, update.delta);
    checks.forEach((check) => {
      check();
    });
  });
  connection.onNotification('call/event', (event: CallEvent) => {
    events.push(event);
  });
  connection.listen();
  onTestFinished(() => {
    connection.dispose();
  });
  return {
    child,
    updates,
    events,
    get graph() {
      return graph;
    },
    send: (name, params) => connection.sendRequest(name, params),
    until: (isReached) =>
      new Promise((done) => {
        const check = (): void => {
          if (isReached(graph)) {
            checks.delete(check);
            done(graph);
          }
        };
        checks.add(check);
        check();
      }),
  };
}
