import { expect, onTestFinished } from 'vitest';
import type { ConnectionState, EtcdConnection } from '../../protocol/connections.ts';
import type { TopologyGraph } from '../../protocol/topology.ts';
import type { EtcdGateway } from './etcd.ts';
import { isLive, watchRegistries, type WatchedRegistries } from './registries.ts';

/** A connection to all keys of these endpoints. */
export function connectionTo(...endpoints: readonly string[]): EtcdConnection {
  return { kind: 'etcd', id: 'one', name: 'test etcd', endpoints, prefixes: [] };
}

/** Watched until the test is over. */
export function watching(connection: EtcdConnection): WatchedRegistries {
  const watched = watchRegistries([connection]);
  onTestFinished(() => {
    watched.dispose();
  });
  return watched;
}

/** A registration as etcd's own endpoint manager writes it. */
export function naming(address: string): string {
  return JSON.stringify({ Op: 0, Addr: address, Metadata: null });
}

/** What a connection that does not work gives as its reason; empty when it works. */
export function reasonOf(state: ConnectionState): string {
  return state.phase === 'stale' || state.phase === 'failed' ? state.reason : '';
}

/** Service, key and address of each instance, in order. */
export function registered(graph: TopologyGraph): string[] {
  return graph.services
    .flatMap(({ name, instances }) =>
      instances.map(({ registration, address }) => `${name} ${registration.key} ${address}`),
    )
    .sort();
}

/** The same of a fresh list of an etcd that holds nothing but registrations of its naming layout. */
function registeredIn(listed: ReadonlyMap<string, string>): string[] {
  return [...listed]
    .map(([key, value]) => {
      const address = /"Addr":"([^"]*)"/.exec(value)?.[1] ?? '';
      const service = key.slice(0, key.lastIndexOf('/')).replace(/^\//, '');
      return `${service} ${key} ${address}`;
    })
    .sort();
}

/**
 * Waits until the connection is live and the graph is what a fresh list of the etcd says. It must
 * hold nothing but registrations of its naming layout.
 */
export async function expectEqualTo(
  watched: WatchedRegistries,
  etcd: Pick<EtcdGateway, 'list'>,
  milliseconds = 20_000,
): Promise<void> {
  const wanted = registeredIn(await etcd.list());
  const graph = await watched.until(
    (now) => isLive(now) && registered(now).join() === wanted.join(),
    { milliseconds },
  );
  expect(registered(graph)).toEqual(wanted);
}
