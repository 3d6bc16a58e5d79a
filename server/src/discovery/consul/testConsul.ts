import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { firstThatAnswers, readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { agentFacts } from './agentFacts.ts';
import { scopeOf } from './exchange.ts';
import { consulClient } from './http.ts';
import { serviceNames } from './serviceNames.ts';

/** Says what answers, such as `Consul 1.21.4, 3 services, datacenter dc1`. Rejects with a RegistryError. */
export function testConsul(connection: ConsulConnection, signal: AbortSignal): Promise<string> {
  const endpoints = readEndpoints(connection.endpoints, connection.tls);
  return firstThatAnswers(endpoints, (endpoint) => testEndpoint(endpoint, connection, signal));
}

async function testEndpoint(
  endpoint: RegistryEndpoint,
  connection: ConsulConnection,
  signal: AbortSignal,
): Promise<string> {
  const { token } = connection;
  const client = await consulClient({ endpoint, token, scope: scopeOf(connection) });
  try {
    const { json } = await client.get({ path: 'catalog/services' }, signal);
    const { version = '', datacenter } = await agentFacts(client, signal);
    const count = serviceNames(json).size;
    return [
      `Consul ${version}`.trim(),
      `${count} ${count === 1 ? 'service' : 'services'}`,
      ...(datacenter === undefined ? [] : [`datacenter ${connection.datacenter ?? datacenter}`]),
    ].join(', ');
  } finally {
    client.close();
  }
}
