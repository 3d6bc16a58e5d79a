import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { backoffDelay, pause } from '../backoff.ts';
import { type ConnectionPhases, connectionPhases } from '../connectionPhases.ts';
import { readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { type RegistryError, toRegistryError } from '../registryError.ts';
import type { RegistrySink, RegistrySource, SourcePorts } from '../registrySource.ts';
import { ServiceSight } from '../sight.ts';
import { ConsulCatalog } from './catalog.ts';
import { type Coalesced, coalesced } from './coalesced.ts';
import { scopeOf } from './exchange.ts';
import { followCatalog } from './followCatalog.ts';
import { type ConsulClient, consulClient } from './http.ts';
import { testConsul } from './testConsul.ts';

/** Watches the catalog and the health checks of a Consul agent by its HTTP API. */
export function consulSource(connection: ConsulConnection, ports: SourcePorts): RegistrySource {
  return {
    endpoint: connection.endpoints.join(', '),
    watch: (sink, signal) => new ConsulWatch(connection, ports, sink).run(signal),
    test: async (signal) => testConsul(connection, signal),
  };
}

/** A session that lived this long, in milliseconds, may be replaced without delay. */
const stableAfter = 2_000;

/** The facts are told at most this often, in milliseconds; to tell them costs what changed. */
const reportInterval = 10;

/** For who does not say what is looked at. */
const everything = new ServiceSight();

class ConsulWatch {
  readonly #connection: ConsulConnection;
  readonly #ports: SourcePorts;
  readonly #phases: ConnectionPhases;
  readonly #catalog: ConsulCatalog;
  readonly #report: Coalesced;

  constructor(connection: ConsulConnection, ports: SourcePorts, sink: RegistrySink) {
    this.#connection = connection;
    this.#ports = ports;
    this.#catalog = new ConsulCatalog({
      connectionId: connection.id,
      hasToken: (connection.token ?? '') !== '',
    });
    this.#report = coalesced(() => {
      sink.facts(this.#catalog.facts());
    }, reportInterval);
    this.#phases = connectionPhases((state) => {
      ports.logger.info(`${connection.name}: ${state.phase}`);
      sink.state(state);
    }, ports.now);
  }

  /** Sessions one after the other, each on the next endpoint. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let endpoints: readonly RegistryEndpoint[];
    try {
      endpoints = readEndpoints(this.#connection.endpoints, this.#connection.tls);
    } catch (error) {
      this.#lost(error);
      return;
    }
    let attempt = 0;
    for (let turn = 0; !signal.aborted; turn++) {
      const endpoint = endpoints[turn % endpoints.length];
      const startedAt = performance.now();
      const error = endpoint === undefined ? undefined : await this.#session(endpoint, signal);
      if (error === undefined || signal.aborted) {
        return;
      }
      this.#lost(error);
      attempt = performance.now() - startedAt > stableAfter ? 0 : attempt + 1;
      const round = Math.floor(attempt / endpoints.length);
      await pause(backoffDelay(round, error.kind, Math.random()), signal);
    }
  }

  /** Answers what ended it, undefined when the signal did. */
  async #session(
    endpoint: RegistryEndpoint,
    signal: AbortSignal,
  ): Promise<RegistryError | undefined> {
    let client: ConsulClient | undefined;
    try {
      const { token } = this.#connection;
      client = await consulClient({ endpoint, token, scope: scopeOf(this.#connection) });
      await this.#follow(client, signal);
      return undefined;
    } catch (error) {
      return toRegistryError(error, this.#connection.name);
    } finally {
      this.#report.cancel();
      client?.close();
    }
  }

  #follow(client: ConsulClient, signal: AbortSignal): Promise<void> {
    return followCatalog({
      client,
      catalog: this.#catalog,
      connection: this.#connection,
      sight: this.#ports.sight ?? everything,
      onChange: () => {
        this.#report.ask();
      },
      onComplete: () => {
        this.#report.flush();
        this.#phases.live();
      },
      onNoIntentions: ({ message }) => {
        this.#ports.logger.info(`${this.#connection.name}: no intentions: ${message}`);
      },
      signal,
    });
  }

  #lost(error: unknown): void {
    const { message } = toRegistryError(error, this.#connection.name);
    this.#ports.logger.warn(`${this.#connection.name}: ${message}`);
    this.#phases.lost(message);
  }
}
