import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { connectionPhases } from '../connectionPhases.ts';
import { customLayouts } from '../conventions/custom/customLayout.ts';
import { firstThatAnswers, readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { toRegistryError } from '../registryError.ts';
import type { RegistrySink, RegistrySource, SourcePorts } from '../registrySource.ts';
import { rangesOf } from './keyRange.ts';
import { KeyStore } from './keyStore.ts';
import { KeyWatch } from './keyWatch.ts';
import { watchLeases } from './leaseWatch.ts';
import { openSession } from './session.ts';
import { range, status } from './wire.ts';

/** Watches the registrations in an etcd of version 3.4 or later. */
export function etcdSource(connection: EtcdConnection, ports: SourcePorts): RegistrySource {
  return {
    endpoint: connection.endpoints.join(', '),
    watch: (sink, signal) => watchEtcd(connection, ports, sink, signal),
    test: async (signal) => testEtcd(connection, signal),
  };
}

async function watchEtcd(
  connection: EtcdConnection,
  { logger, now }: SourcePorts,
  sink: RegistrySink,
  signal: AbortSignal,
): Promise<void> {
  const phases = connectionPhases((state) => {
    logger.info(`${connection.name}: ${state.phase}`);
    sink.state(state);
  }, now);
  let endpoints: readonly [RegistryEndpoint, ...RegistryEndpoint[]];
  let store: KeyStore;
  try {
    endpoints = readEndpoints(connection.endpoints, connection.tls);
    store = new KeyStore(connection.id, customLayouts(connection.layouts ?? []));
  } catch (error) {
    phases.lost(toRegistryError(error, connection.name).message);
    return;
  }
  const report = onceATick(() => {
    if (!signal.aborted) {
      sink.facts(store.facts());
    }
  });
  let leases = new AbortController();
  const watch = new KeyWatch(
    { ...credentialsOf(connection), endpoints, ranges: rangesOf(connection.prefixes), store },
    {
      changed: report.request,
      live(session) {
        report.flush();
        phases.live();
        leases = new AbortController();
        void watchLeases({ session, store, now, changed: report.request }, leases.signal);
      },
      lost(error) {
        leases.abort();
        logger.warn(`${connection.name}: ${error.message}`);
        phases.lost(error.message);
      },
    },
  );
  await watch.run(signal);
  leases.abort();
}

function testEtcd(connection: EtcdConnection, signal: AbortSignal): Promise<string> {
  const endpoints = readEndpoints(connection.endpoints, connection.tls);
  customLayouts(connection.layouts ?? []);
  return firstThatAnswers(endpoints, (endpoint) => testEndpoint(endpoint, connection, signal));
}

async function testEndpoint(
  endpoint: RegistryEndpoint,
  connection: EtcdConnection,
  signal: AbortSignal,
): Promise<string> {
  const session = await openSession({ ...credentialsOf(connection), endpoint }, signal);
  try {
    const { version } = await session.call(status, {}, signal);
    let count = 0;
    for (const keyRange of rangesOf(connection.prefixes)) {
      const request = { ...keyRange, limit: 1, revision: 0, keysOnly: true };
      count += (await session.call(range, request, signal)).count;
    }
    return `etcd ${version}, ${count} ${count === 1 ? 'key' : 'keys'} to look at`;
  } finally {
    session.close();
  }
}

function credentialsOf({ username, password }: EtcdConnection): {
  readonly username?: string;
  readonly password?: string;
} {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

/** Runs once for all requests of a turn of the event loop: a burst of events is one report. */
function onceATick(run: () => void): { readonly request: () => void; readonly flush: () => void } {
  let isRequested = false;
  const flush = (): void => {
    if (isRequested) {
      isRequested = false;
      run();
    }
  };
  return {
    request() {
      if (!isRequested) {
        isRequested = true;
        setImmediate(flush);
      }
    },
    flush,
  };
}
