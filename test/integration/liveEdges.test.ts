import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TopologyGraph } from '../../protocol/topology.ts';
import { createChannels, openConnections } from '../../server/src/rpc/index.ts';
import { startEchoServer } from '../support/echoServer.ts';
import { startTopologyServer } from '../support/topologyServer.ts';

const program = resolve(import.meta.dirname, '../support/callingServer.ts');

/** A process that serves channelz and holds a channel to the server at `called`. */
async function startCaller(called: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [program, called], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const address = await new Promise<string>((done) => {
    child.stdout.once('data', (line: Buffer) => {
      done(line.toString().trim());
    });
  });
  return { child, address };
}

function liveEdges({ edges }: TopologyGraph): string[] {
  return edges
    .filter(({ sources }) => sources.some(({ kind }) => kind === 'live'))
    .map(({ from, to }) => `${from} → ${to}`);
}

describe('open connections', () => {
  const options = { signal: new AbortController().signal, timeoutMs: 5_000 };

  it('are told by the channelz service of the process that holds them', async () => {
    const backend = await startEchoServer();
    const caller = await startCaller(backend.address);
    const channels = createChannels();
    onTestFinished(() => {
      backend.stop();
      channels.dispose();
    });
    const target = { address: caller.address };
    expect(await openConnections({ ...options, channels, target })).toEqual([
      { target: backend.address, remote: backend.address },
    ]);
  });

  it('are not told by a server without channelz, and one that is gone says so', async () => {
    const backend = await startEchoServer();
    const channels = createChannels();
    onTestFinished(() => {
      channels.dispose();
    });
    const target = { address: backend.address };
    expect(await openConnections({ ...options, channels, target })).toBeUndefined();
    backend.stop();
    await expect(openConnections({ ...options, channels, target })).rejects.toThrow(
      `${backend.address} does not tell of its connections`,
    );
  });

  it('become live edges while they are asked for, and leave with the connection', async () => {
    const backend = await startEchoServer();
    const caller = await startCaller(backend.address);
    const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-live-'));
    const server = startTopologyServer();
    onTestFinished(async () => {
      backend.stop();
      await server.stop();
      await rm(folder, { recursive: true });
    });
    const file = join(folder, 'services.yaml');
    const port = caller.address.split(':').at(-1) ?? '';
    const services = [
      { name: 'orders', instances: [{ address: backend.address }] },
      { name: 'gateway', dependsOn: ['users'], instances: [{ address: `localhost:${port}` }] },
      { name: 'users', instances: [{ address: '10.255.255.1:1' }] },
    ];
    await writeFile(file, JSON.stringify({ services }));
    const connections = [{ kind: 'static' as const, id: 's', name: 'static', file }];
    await server.send('connections/set', { connections });
    await server.until((graph) => graph.services.length === 3);
    expect(liveEdges(server.graph)).toEqual([]);

    await server.send('topology/liveEdges', { on: true });
    await server.until((graph) => liveEdges(graph).length > 0);
    expect(liveEdges(server.graph)).toEqual(['gateway → orders']);
    const live = server.graph.edges.find(({ to }) => to === 'orders');
    expect(live?.sources[0]?.detail).toContain(`open connection of localhost:${port}`);

    caller.child.stdin?.write('close\n');
    await server.until((graph) => liveEdges(graph).length === 0);
    expect(server.graph.edges.map(({ to }) => to)).toEqual(['users']);
  });
});
