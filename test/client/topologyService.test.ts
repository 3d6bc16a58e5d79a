import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from 'vscode-jsonrpc';
import { noticeOf } from '../../client/src/commands/userError.ts';
import { RestartPolicy } from '../../client/src/restartPolicy.ts';
import { TopologyService } from '../../client/src/topology/topologyService.ts';
import type { RegistryConnection } from '../../protocol/connections.ts';
import type { TopologyUpdate } from '../../protocol/topology.ts';

const root = resolve(import.meta.dirname, '../..');
const fake = join(root, 'test/client/fakeTopologyServer.ts');
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const file = (name: string): RegistryConnection => ({ kind: 'static', id: name, name, file: '/x' });
const services: TopologyService[] = [];

interface ServiceDraft {
  readonly args?: readonly string[];
  readonly refusal?: () => Error | undefined;
}

function start({ args = [fake], refusal = () => undefined }: ServiceDraft = {}) {
  const gaveUp: Error[] = [];
  const service = new TopologyService({
    start: { command: process.execPath, args, env: process.env },
    log: silent,
    policy: new RestartPolicy({ firstDelayMs: 5 }),
    refusal,
    onGaveUp: (error) => {
      gaveUp.push(error);
    },
  });
  services.push(service);
  return { service, gaveUp };
}

function next<T>(event: Event<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      if (fits(value)) {
        subscription.dispose();
        resolve(value);
      }
    });
  });
}

const isSnapshotOf =
  (count: number) =>
  (update: TopologyUpdate): boolean =>
    update.kind === 'snapshot' && update.graph.connections.length === count;

afterEach(() => {
  services.splice(0).forEach((service) => {
    service.dispose();
  });
});

describe('the topology service', () => {
  it('starts its server with the first request', async () => {
    const { service } = start();
    const { endpoints } = await service.send('connections/test', { connection: file('a') });
    expect(endpoints).toEqual([{ endpoint: 'a', milliseconds: 1, detail: 'fine' }]);
  });

  it('starts none for an empty list of connections', async () => {
    const { service, gaveUp } = start({ args: [fake, '--die-at-once'] });
    await service.setConnections([]);
    expect(gaveUp).toEqual([]);
  });

  it('tells a server that was started again its connections, and says what it knows', async () => {
    const { service } = start();
    const before = next(service.onUpdate, isSnapshotOf(2));
    await service.setConnections([file('a'), file('b')]);
    const first = await before;
    const after = next(service.onUpdate, isSnapshotOf(2));
    const lost = service.send('connections/test', { connection: file('die') });
    await expect(lost).rejects.toThrow(/ended before it answered.*try once more/);
    const second = await after;
    expect(pidOf(second)).not.toBe(pidOf(first));
  });

  it('shows what a server knew that died until the next one knows its registries', async () => {
    const { service } = start();
    const before = next(service.onUpdate, isSnapshotOf(1));
    await service.setConnections([file('slow')]);
    const first = await before;
    await service.send('connections/test', { connection: file('settle') });
    const seen: TopologyUpdate[] = [];
    service.onUpdate((update) => seen.push(update));
    const stale = next(service.onUpdate, () => true);
    await expect(service.send('connections/test', { connection: file('die') })).rejects.toThrow();
    await stale;
    const graph = await service.send('topology/get', {});
    expect(graph.connections[0]).toMatchObject({
      endpoint: pidOf(first),
      state: { phase: 'stale', reason: 'the topology server ended, reconnecting' },
    });
    const live = next(service.onUpdate, isSnapshotOf(1));
    await service.send('connections/test', { connection: file('settle') });
    await live;
    const phases = seen.map((update) =>
      update.kind === 'snapshot'
        ? update.graph.connections[0]?.state.phase
        : update.delta.connections?.[0]?.state.phase,
    );
    expect(phases).toEqual(['stale', 'live']);
    expect(pidOf(seen.at(-1) ?? first)).not.toBe(pidOf(first));
  });

  it('gives up on a server that keeps dying, says so once, and starts it when asked', async () => {
    const { service, gaveUp } = start({ args: [fake, '--die-at-once'] });
    await expect(service.send('topology/get', {})).rejects.toThrow();
    await expect.poll(() => gaveUp.length, { timeout: 15_000 }).toBe(1);
    expect(gaveUp[0]?.message).toMatch(/ended 6 times within \d+ s \(last: ended with code 3\)/);
    const actions = gaveUp[0] && noticeOf(gaveUp[0])?.actions.map(({ title }) => title);
    expect(actions).toEqual(['Restart', 'Show Log']);
    await expect(service.send('topology/get', {})).rejects.toThrow();
    expect(gaveUp).toHaveLength(1);
  });

  it('says what is wrong when there is no program to start', async () => {
    const { service } = start({ args: ['/no/such/program.cjs'] });
    await expect(service.send('topology/get', {})).rejects.toThrow();
  });

  it('passes cancellation on', async () => {
    const { service } = start();
    const controller = new AbortController();
    const params = { connection: file('wait') };
    const answer = service.send('connections/test', params, controller.signal);
    await service.send('topology/get', {});
    controller.abort();
    await expect(answer).rejects.toThrow('cancelled as asked');
  });

  it('starts nothing while it may not', async () => {
    const { service, gaveUp } = start({
      args: [fake, '--die-at-once'],
      refusal: () => new Error('not trusted'),
    });
    await expect(service.setConnections([file('a')])).rejects.toThrow('not trusted');
    await expect(service.send('topology/get', {})).rejects.toThrow('not trusted');
    service.restart();
    expect(gaveUp).toEqual([]);
  });

  it('ends its process when it is disposed', async () => {
    const { service } = start();
    await service.setConnections([file('a')]);
    const graph = await service.send('topology/get', {});
    const pid = Number(graph.connections[0]?.endpoint);
    service.dispose();
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
    await expect(service.send('topology/get', {})).rejects.toThrow('shut down');
  });

  it('shows the services of a file by the real server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-'));
    try {
      const path = join(folder, 'services.yaml');
      await writeFile(path, 'services: [{name: orders, instances: [{address: "127.0.0.1:1"}]}]\n');
      const { service } = start({ args: [join(root, 'server/src/topologyServer.ts'), '--stdio'] });
      const hasOrders = next(service.onUpdate, namesOrders);
      await service.setConnections([{ kind: 'static', id: 's', name: 's', file: path }]);
      await hasOrders;
      const graph = await service.send('topology/get', {});
      expect(graph.services.map(({ name }) => name)).toEqual(['orders']);
      expect(graph.connections[0]?.state.phase).toBe('live');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function namesOrders(update: TopologyUpdate): boolean {
  const services =
    update.kind === 'snapshot' ? update.graph.services : update.delta.upsertedServices;
  return services.some(({ name }) => name === 'orders');
}

function pidOf(update: TopologyUpdate): string | undefined {
  return update.kind === 'snapshot' ? update.graph.connections[0]?.endpoint : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it is gone.
  }
}
