import { onTestFinished } from 'vitest';
import type { ConsulConnection } from '../../protocol/connections.ts';
import { watchRegistries, type WatchedRegistries } from './registries.ts';

/** A connection to these agents, with the id `one`. */
export function connectionTo(...endpoints: string[]): ConsulConnection {
  return { kind: 'consul', id: 'one', name: 'test consul', endpoints };
}

/** The graph of a connection until the test ends. */
export function watching(connection: ConsulConnection): WatchedRegistries {
  const watched = watchRegistries([connection]);
  onTestFinished(() => {
    watched.dispose();
  });
  return watched;
}
