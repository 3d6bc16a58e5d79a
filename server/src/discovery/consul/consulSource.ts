import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { backoffDelay, pause } from '../backoff.ts';
import { type ConnectionPhases, connectionPhases } from '../connectionPhases.ts';
import { firstThatAnswers, readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { isObject, property, text } from '../json.ts';
import { RegistryError, toRegistryError } from '../registryError.ts';
import type { RegistrySink, RegistrySource, SourcePorts } from '../registrySource.ts';
import { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import { ConsulCatalog } from './catalog.ts';
import { scopeOf } from './exchange.ts';
import { type ConsulClient, consulClient } from './http.ts';
import { readIntentions } from './intentions.ts';
import { ServiceWatches } from './serviceWatches.ts';

/** Watches the catalog and the health checks of a Consul agent by its HTTP API. */
export function consulSource(connection: ConsulConnection, ports: SourcePorts): RegistrySource {
  return {
    endpoint: connection.endpoints.join(', '),
    watch: (sink, signal) => new ConsulWatch(connection, ports, sink).run(signal),
    test: async (signal) => testConsul(connection, signal),
  };
}

/**
 * Under this name the servers of Consul list themselves. They are no part of anybody's system, so
 * they are left out.
 */
const consulItself = 'consul';

/**
 * The catalog is asked with a short wait, which makes it the sign of life: an agent that is frozen
 * or cut off is noticed within 9 s.
 */
const catalogQuery = { path: 'catalog/services', waitSeconds: 5 };
const intentionsQuery = { path: 'connect/intentions', waitSeconds: 60 };

/** A session that lived this long, in milliseconds, may be replaced without delay. */
const stableAfter = 2_000;

class ConsulWatch {
  readonly #connection: ConsulConnection;
  readonly #ports: SourcePorts;
  readonly #sink: RegistrySink;
  readonly #phases: ConnectionPhases;
  readonly #catalog: ConsulCatalog;

  constructor(connection: ConsulConnection, ports: SourcePorts, sink: RegistrySink) {
    this.#connection = connection;
    this.#ports = ports;
    this.#sink = sink;
    this.#catalog = new ConsulCatalog({
      connectionId: connection.id,
      hasToken: (connection.token ?? '') !== '',
    });
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
      client = await consulClient({
        endpoint,
        token: this.#connection.token,
        scope: scopeOf(this.#connection),
      });
      await this.#follow(client, signal);
      return undefined;
    } catch (error) {
      return toRegistryError(error, this.#connection.name);
    } finally {
      client?.close();
    }
  }

  async #follow(client: ConsulClient, signal: AbortSignal): Promise<void> {
    const group = new TaskGroup(signal);
    const firstRound = new FirstRound(() => {
      this.#report();
      this.#phases.live();
    });
    const watches = new ServiceWatches({
      client,
      group,
      onService: (name, answer) => {
        this.#catalog.setService(name, answer);
        this.#report();
        firstRound.seen(name);
      },
      onRefused: (name, { message }) => {
        this.#catalog.refuseService(name, message);
        this.#report();
        firstRound.seen(name);
      },
    });
    group.start((ends) =>
      followQuery(
        client,
        catalogQuery,
        ({ json, isFiltered }) => {
          const names = serviceNames(json);
          const hasNews = this.#catalog.setFiltered(isFiltered);
          if (this.#catalog.keepOnly(names) || hasNews) {
            this.#report();
          }
          watches.setNames(names);
          firstRound.expect(names);
        },
        ends,
      ),
    );
    group.start((ends) =>
      this.#followIntentions(client, ends, () => {
        firstRound.seenIntentions();
      }),
    );
    await group.done();
  }

  /** Intentions need a permission of their own, and Connect may be off: then there are none. */
  async #followIntentions(
    client: ConsulClient,
    signal: AbortSignal,
    seen: () => void,
  ): Promise<void> {
    try {
      await followQuery(
        client,
        intentionsQuery,
        ({ json }) => {
          this.#catalog.setIntentions(readIntentions(json, this.#connection.id));
          this.#report();
          seen();
        },
        signal,
      );
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind === 'unreachable') {
        throw error;
      }
      this.#ports.logger.info(`${this.#connection.name}: no intentions: ${error.message}`);
      const isRefused = error.kind === 'refused';
      this.#catalog.refuseIntentions(
        isRefused ? 'the token may not read them: it needs intentions:read' : undefined,
      );
      this.#report();
      seen();
    }
  }

  #report(): void {
    this.#sink.facts(this.#catalog.facts());
  }

  #lost(error: unknown): void {
    const { message } = toRegistryError(error, this.#connection.name);
    this.#ports.logger.warn(`${this.#connection.name}: ${message}`);
    this.#phases.lost(message);
  }
}

/**
 * Waits until the intentions and each service of the first catalog were read once: only then the
 * picture is right.
 */
class FirstRound {
  readonly #complete: () => void;
  readonly #seen = new Set<string>();
  #expected: ReadonlySet<string> | undefined;
  #hasIntentions = false;
  #isComplete = false;

  constructor(complete: () => void) {
    this.#complete = complete;
  }

  expect(names: ReadonlySet<string>): void {
    this.#expected = names;
    this.#check();
  }

  seen(name: string): void {
    this.#seen.add(name);
    this.#check();
  }

  seenIntentions(): void {
    this.#hasIntentions = true;
    this.#check();
  }

  #check(): void {
    if (this.#isComplete || !this.#hasIntentions || this.#expected === undefined) {
      return;
    }
    if ([...this.#expected].every((name) => this.#seen.has(name))) {
      this.#isComplete = true;
      this.#complete();
    }
  }
}

function serviceNames(json: unknown): ReadonlySet<string> {
  const names = isObject(json) ? Object.keys(json) : [];
  return new Set(names.filter((name) => name !== consulItself));
}

function testConsul(connection: ConsulConnection, signal: AbortSignal): Promise<string> {
  const endpoints = readEndpoints(connection.endpoints, connection.tls);
  return firstThatAnswers(endpoints, (endpoint) => testEndpoint(endpoint, connection, signal));
}

async function testEndpoint(
  endpoint: RegistryEndpoint,
  connection: ConsulConnection,
  signal: AbortSignal,
): Promise<string> {
  const client = await consulClient({
    endpoint,
    token: connection.token,
    scope: scopeOf(connection),
  });
  try {
    const { json } = await client.get({ path: 'catalog/services' }, signal);
    const count = serviceNames(json).size;
    const version = await consulVersion(client, signal);
    return `Consul${version === '' ? '' : ` ${version}`}, ${count} ${count === 1 ? 'service' : 'services'}`;
  } finally {
    client.close();
  }
}

/** Empty where the token may not read the agent. */
export async function consulVersion(client: ConsulClient, signal: AbortSignal): Promise<string> {
  try {
    const { json } = await client.get({ path: 'agent/self' }, signal);
    return text(property(json, 'Config'), 'Version') ?? '';
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'refused') {
      return '';
    }
    throw error;
  }
}
