import { isDeepStrictEqual } from 'node:util';
import { type Disposable, Emitter, type Event, unexpected } from '../base/index.ts';
import type {
  ConnectionState,
  ConnectionStatus,
  RegistryConnection,
} from '../../../protocol/connections.ts';
import { registrySource } from './kinds.ts';
import {
  noFacts,
  type RegistryFacts,
  type RegistrySource,
  type SourcePorts,
} from './registrySource.ts';

/** One connection: how it stands, and what its registry says or said last. */
export interface ConnectionReport extends RegistryFacts {
  readonly status: ConnectionStatus;
}

interface Entry {
  readonly connection: RegistryConnection;
  readonly endpoint: string;
  readonly abort: AbortController;
  state: ConnectionState;
  facts: RegistryFacts;
}

/** At least so many milliseconds are between two tellings; a change after a pause is told at once. */
const burstTime = 12;

/** Keeps one watch for each connection of a changing set. */
export class RegistryHub implements Disposable {
  readonly #ports: SourcePorts;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Emitter<void>();
  #timer: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** Fires in the turn after a change, once for a burst of them. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(ports: SourcePorts) {
    this.#ports = ports;
  }

  /**
   * Replaces the set. A connection that is the same in every part keeps its watch, and so do all
   * when one of them has no proper shape, which throws.
   */
  set(connections: readonly RegistryConnection[]): void {
    const wanted = new Map(connections.map((connection) => [connection.id, connection]));
    const sources = new Map(
      connections.map((connection) => [connection.id, registrySource(connection, this.#ports)]),
    );
    for (const [id, entry] of this.#entries) {
      if (!isDeepStrictEqual(wanted.get(id), entry.connection)) {
        entry.abort.abort();
        this.#entries.delete(id);
      }
    }
    for (const [id, connection] of wanted) {
      const source = sources.get(id);
      if (source !== undefined && !this.#entries.has(id)) {
        this.#start(connection, source);
      }
    }
    this.#scheduleChange();
  }

  /** What is known now. */
  reports(): readonly ConnectionReport[] {
    return [...this.#entries.values()].map((entry) => ({
      ...entry.facts,
      status: statusOf(entry),
    }));
  }

  /** Ends all watches. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#entries.forEach(({ abort }) => {
      abort.abort();
    });
    this.#entries.clear();
    this.#changed.dispose();
  }

  #start(connection: RegistryConnection, source: RegistrySource): void {
    const abort = new AbortController();
    const entry: Entry = {
      connection,
      endpoint: source.endpoint,
      abort,
      state: { phase: 'connecting' },
      facts: noFacts,
    };
    this.#entries.set(connection.id, entry);
    const update = (change: Partial<Pick<Entry, 'state' | 'facts'>>): void => {
      Object.assign(entry, change);
      if (!abort.signal.aborted) {
        this.#scheduleChange();
      }
    };
    const sink = {
      facts: (facts: RegistryFacts) => {
        update({ facts });
      },
      state: (state: ConnectionState) => {
        update({ state });
      },
    };
    source.watch(sink, abort.signal).catch((error: unknown) => {
      unexpected(`the watch of a ${connection.kind} connection failed`, error);
    });
  }

  #scheduleChange(): void {
    const pause = this.#toldAt + burstTime - performance.now();
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#toldAt = performance.now();
        this.#changed.fire();
      },
      Math.max(0, pause),
    );
  }
}

function statusOf({ connection, endpoint, state }: Entry): ConnectionStatus {
  return { id: connection.id, name: connection.name, kind: connection.kind, endpoint, state };
}
