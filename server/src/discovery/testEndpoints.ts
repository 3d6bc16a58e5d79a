import type { EndpointTest, RegistryConnection } from '../../../protocol/connections.ts';
import { registrySource } from './kinds.ts';
import { toRegistryError } from './registryError.ts';
import type { SourcePorts } from './registrySource.ts';

/**
 * Connects once to each endpoint, to all at the same time. Rejects with the RegistryError of the
 * first one when none answers.
 */
export async function testEndpoints(
  connection: RegistryConnection,
  ports: SourcePorts,
  signal: AbortSignal,
): Promise<{ readonly endpoints: readonly EndpointTest[] }> {
  const tried = await Promise.all(
    singles(connection).map((single) => testOne(single, ports, signal)),
  );
  const endpoints = tried.map(({ test }) => test);
  const [first] = tried;
  if (endpoints.every(({ detail }) => detail === undefined)) {
    throw toRegistryError(first?.error ?? new Error('no endpoint is given'), connection.name);
  }
  return { endpoints };
}

interface Tried {
  readonly test: EndpointTest;
  readonly error?: unknown;
}

async function testOne(
  connection: RegistryConnection,
  ports: SourcePorts,
  signal: AbortSignal,
): Promise<Tried> {
  const source = registrySource(connection, ports);
  const startedAt = performance.now();
  const result = (rest: Pick<EndpointTest, 'detail' | 'problem'>): EndpointTest => {
    const milliseconds = Math.round(performance.now() - startedAt);
    return { endpoint: source.endpoint, milliseconds, ...rest };
  };
  try {
    return { test: result({ detail: await source.test(signal) }) };
  } catch (error) {
    const { message } = toRegistryError(error, connection.name);
    return { test: result({ problem: message }), error };
  }
}

/** The connection with one of its endpoints, for each of them. */
function singles(connection: RegistryConnection): readonly RegistryConnection[] {
  return connection.kind === 'static' || connection.endpoints.length < 2
    ? [connection]
    : connection.endpoints.map((endpoint) => ({ ...connection, endpoints: [endpoint] }));
}
