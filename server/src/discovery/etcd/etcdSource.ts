import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { connectionPhases } from '../connectionPhases.ts';
import { customLayouts } from '../conventions/custom/customLayout.ts';
import { readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { toRegistryError } from '../registryError.ts';
import type { RegistrySink, RegistrySource, SourcePorts } from '../registrySource.ts';
import { rangesOf } from './keyRange.ts';
import { KeyStore } from './keyStore.ts';
import { KeyWatch } from './keyWatch.ts';
import { watchLeases } from './leaseWatch.ts';
import { etcdCredentials } from './session.ts';
import { testEtcd } from './testEtcd.ts';

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
  const report = paced(() => {
    if (!signal.aborted) {
      sink.facts(store.facts());
    }
  });
  let leases = new AbortController();
  const watch = new KeyWatch(
    {
      endpoints,
      credentials: etcdCredentials(connection),
      ranges: rangesOf(connection.prefixes),
      store,
    },
    {
      changed: report.request,
      live(session) {
        report.flush();
        phases.live();
        leases.abort();
        leases = new AbortController();
        void watchLeases({ session, store, now, changed: report.request }, leases.signal);
      },
      lost(reason) {
        leases.abort();
        logger.warn(`${connection.name}: ${reason}`);
        phases.lost(reason);
      },
    },
  );
  await watch.run(signal);
  leases.abort();
}

/** Milliseconds between two reports of a registry that changes all the time; one costs what changed. */
const reportPause = 5;

/** Runs once for a burst of requests: at the end of the turn, or a pause after the last run. */
function paced(run: () => void): { readonly request: () => void; readonly flush: () => void } {
  let isRequested = false;
  let ranAt = 0;
  const flush = (): void => {
    if (isRequested) {
      isRequested = false;
      ranAt = performance.now();
      run();
    }
  };
  return {
    request() {
      if (!isRequested) {
        isRequested = true;
        const wait = ranAt + reportPause - performance.now();
        if (wait > 0) {
          setTimeout(flush, wait);
        } else {
          setImmediate(flush);
        }
      }
    },
    flush,
  };
}
