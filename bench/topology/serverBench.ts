import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RegistryConnection } from '../../protocol/connections.ts';
import type { TopologyGraph } from '../../protocol/topology.ts';
import { topologyServerFlags } from '../../client/src/topology/serverFlags.ts';
import type { LargeInstance } from './largeSystem.ts';
import { atMost, line, pause, percentile, processUse } from './measures.ts';
import { delays, registryNotice } from './notices.ts';
import { startTopologyServer, type TopologyServer } from '../../test/support/topologyServer.ts';
import type { Storm } from './storm.ts';
import type { Registries } from './registries.ts';

/** What is measured against. */
export interface ServerBenchOptions {
  readonly registries: Registries;
  readonly connections: readonly RegistryConnection[];
  readonly instances: readonly LargeInstance[];
  /** A service of each registry that the storm leaves alone. */
  readonly probes: readonly LargeInstance[];
  readonly storm: Storm;
  readonly stormSeconds: number;
}

/** The packaged topology server alone: how soon it knows, what it costs, and that it loses nothing. */
export async function benchServer(options: ServerBenchOptions): Promise<void> {
  const { connections, instances } = options;
  const startedAt = performance.now();
  const server = await connectedServer(connections);
  try {
    await within(60_000, server, (graph) => knows(graph, instances.length));
    line('whole system known', (performance.now() - startedAt) / 1000, atMost(3, 's'));
    await benchIdle(server);
    await benchNotices(server, options);
    if (options.stormSeconds > 0) {
      await benchStorm(server, options);
    }
    const { residentMb, peakMb } = processUse(pidOf(server));
    console.log(
      `  memory in the end: ${residentMb.toFixed(0)} MB, at most ${peakMb.toFixed(0)} MB`,
    );
  } finally {
    await server.stop();
  }
}

const program = join(resolve(import.meta.dirname, '../..'), 'dist', 'topologyServer.cjs');

async function connectedServer(
  connections: readonly RegistryConnection[],
): Promise<TopologyServer> {
  const server = startTopologyServer(program, topologyServerFlags);
  await server.send('connections/set', { connections });
  return server;
}

function pidOf({ child }: TopologyServer): number {
  return child.pid ?? 0;
}

/** What came so far, in bytes of JSON. */
function receivedBy({ updates }: TopologyServer): { updates: number; bytes: number } {
  const bytes = updates.reduce((sum, update) => sum + JSON.stringify(update).length, 0);
  return { updates: updates.length, bytes };
}

/** Rejects when the graph does not come to be as wanted in time. */
async function within(
  limitMs: number,
  server: TopologyServer,
  isReached: (graph: TopologyGraph) => boolean,
): Promise<void> {
  const late = AbortSignal.timeout(limitMs);
  await Promise.race([
    server.until(isReached),
    once(late, 'abort').then(() => {
      throw new Error(`the graph was not as awaited within ${limitMs} ms`);
    }),
  ]);
}

/** Whether a graph has that many instances, sidecars not counted. */
export function knows(graph: TopologyGraph, instances: number): boolean {
  return graph.services.reduce((sum, service) => sum + service.instances.length, 0) >= instances;
}

async function benchIdle(server: TopologyServer): Promise<void> {
  await pause(5_000);
  const before = { ...processUse(pidOf(server)), ...receivedBy(server) };
  const seconds = 20;
  await pause(seconds * 1000);
  const after = processUse(pidOf(server));
  const share = (after.cpuMs - before.cpuMs) / (seconds * 10);
  line('memory of the topology server', after.residentMb, atMost(150, 'MB'));
  line('CPU while nothing changes', share, atMost(2, '% of a core'));
  line('updates while nothing changes', receivedBy(server).updates - before.updates, atMost(1, ''));
}

async function benchNotices(
  server: TopologyServer,
  { registries, instances }: ServerBenchOptions,
): Promise<void> {
  const found = await delays(instances, async (instance) => {
    const delay = await updateDelay(server, registries, instance, 1);
    await updateDelay(server, registries, instance, 2);
    return delay;
  });
  for (const [registry, beyond] of found) {
    const late = percentile(beyond, 0.95);
    line(`${registry}: change to update, p95 beyond its notice`, late, atMost(100, 'ms'));
  }
}

async function updateDelay(
  server: TopologyServer,
  registries: Registries,
  instance: LargeInstance,
  version: number,
): Promise<number> {
  const { noticed } = await registryNotice(instance, registries);
  const before = stateOf(server.graph, instance);
  const changed = within(10_000, server, (graph) => stateOf(graph, instance) !== before).then(() =>
    performance.now(),
  );
  await instance.change(version);
  const [noticedAt, changedAt] = await Promise.all([noticed, changed]);
  return changedAt - noticedAt;
}

function stateOf(graph: TopologyGraph, { service, address }: LargeInstance): string {
  const found = graph.services
    .find(({ name }) => name === service)
    ?.instances.find((each) => each.address === address);
  return `${found?.health} ${found?.metadata.change}`;
}

async function benchStorm(
  server: TopologyServer,
  { registries, connections, instances, probes, storm, stormSeconds }: ServerBenchOptions,
): Promise<void> {
  const before = { cpu: processUse(pidOf(server)).cpuMs, ...receivedBy(server) };
  let seconds = 0;
  for (const probe of probes) {
    const options = { seconds: stormSeconds / probes.length, perSecond: 500 };
    const done = await storm.measured(options, (version) =>
      updateDelay(server, registries, probe, version),
    );
    seconds += done.seconds;
    console.log(`  ${done.changes} changes in ${done.seconds.toFixed(1)} s`);
    const late = percentile(done.delays, 0.95);
    line(`${probe.registry}: change to update in the storm, p95`, late, atMost(100, 'ms'));
    console.log(`  median ${percentile(done.delays, 0.5).toFixed(0)} ms of ${done.delays.length}`);
  }
  const cpu = (processUse(pidOf(server)).cpuMs - before.cpu) / (seconds * 10);
  line('CPU in the storm', cpu, atMost(100, '% of a core'));
  const updates = receivedBy(server).updates - before.updates;
  const kilobytes = (receivedBy(server).bytes - before.bytes) / 1024 / seconds;
  console.log(`  ${updates} updates, ${kilobytes.toFixed(0)} kB a second`);
  const settled = performance.now();
  const fresh = await connectedServer(connections);
  try {
    await within(60_000, fresh, (graph) => knows(graph, instances.length));
    await pause(1_000);
    const wanted = comparable(fresh.graph);
    await within(10_000, server, (graph) => isDeepStrictEqual(comparable(graph), wanted));
    line('final graph equals a fresh listing after', (performance.now() - settled) / 1000, {
      ...atMost(10, 's'),
    });
  } finally {
    await fresh.stop();
  }
}

/** Without what differs between two servers: connection states' times and leases' remaining time. */
export function comparable({ services, edges, unplaced }: TopologyGraph): object {
  return {
    services: services.map(({ instances, ...service }) => ({
      ...service,
      instances: instances.map(({ lease, ...instance }) => ({ ...instance, lease: lease?.id })),
    })),
    edges,
    unplaced,
  };
}
