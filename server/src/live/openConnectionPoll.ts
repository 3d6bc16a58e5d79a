import { setTimeout } from 'node:timers/promises';
import { type Disposable, Emitter, type Event, type Logger } from '../base/index.ts';
import { type Channels, openConnections } from '../rpc/index.ts';
import type { HeldConnection, HeldConnections } from '../topology/index.ts';
import type { CallTarget } from '../../../protocol/calls.ts';
import type { ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';

export interface OpenConnectionPollOptions {
  readonly channels: Channels;
  readonly logger: Logger;
  readonly graph: () => TopologyGraph;
  /** Milliseconds from one round of questions to the next. */
  readonly periodMs?: number;
}

const usualPeriodMs = 2_000;

/** More instances than these are not asked in one round. */
const mostInstances = 300;

/** Instances that are asked at the same time. */
const atOnce = 8;

/** Rounds until one that offered no channelz, or did not answer, is asked again. */
const roundsOfRest = 30;

const timeoutMs = 2_000;

/**
 * Asks instances again and again which connections they hold open. It is off until it is started:
 * asking connects to every instance that has an address.
 */
export class OpenConnectionPoll implements Disposable {
  readonly #options: OpenConnectionPollOptions;
  readonly #changed = new Emitter<void>();
  #held = new Map<string, readonly HeldConnection[]>();
  /** Instance id to the round from which on it is asked again. */
  #dueFrom: ReadonlyMap<string, number> = new Map();
  #rounds = 0;
  #running: AbortController | undefined;

  /** Fires after each round, and when it is switched off. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: OpenConnectionPollOptions) {
    this.#options = options;
  }

  get held(): HeldConnections {
    return this.#held;
  }

  switch(on: boolean): void {
    if (on === (this.#running !== undefined)) {
      return;
    }
    this.#running?.abort();
    this.#running = undefined;
    this.#held = new Map();
    this.#dueFrom = new Map();
    if (on) {
      const stop = new AbortController();
      this.#running = stop;
      void this.#run(stop.signal);
    } else {
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.switch(false);
    this.#changed.dispose();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { periodMs = usualPeriodMs } = this.#options;
    while (!signal.aborted) {
      await this.#round(signal);
      // Rejects when it is switched off meanwhile, which ends the loop.
      await setTimeout(periodMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const instances = this.#options.graph().services.flatMap((service) => service.instances);
    const known = new Set(instances.map(({ id }) => id));
    const held = new Map([...this.#held].filter(([id]) => known.has(id)));
    const dueFrom = new Map([...this.#dueFrom].filter(([id]) => known.has(id)));
    const round = this.#rounds++;
    const queue = longestWaiting(instances, dueFrom, round).values();
    const worker = async (): Promise<void> => {
      for (const instance of queue) {
        const connections = await this.#ask(instance, signal);
        if (connections === undefined) {
          held.delete(instance.id);
          dueFrom.set(instance.id, round + 1 + roundsOfRest);
        } else {
          held.set(instance.id, connections);
          dueFrom.set(instance.id, round + 1);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (!signal.aborted) {
      this.#held = held;
      this.#dueFrom = dueFrom;
      this.#changed.fire();
    }
  }

  /** Undefined when it does not tell, for whatever reason. */
  async #ask(
    instance: ServiceInstance,
    signal: AbortSignal,
  ): Promise<readonly HeldConnection[] | undefined> {
    const { channels, logger } = this.#options;
    const target = grpcTarget(instance);
    if (target === undefined || signal.aborted) {
      return undefined;
    }
    try {
      return await openConnections({ channels, target, signal, timeoutMs });
    } catch (error) {
      logger.debug(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}

/** The instances of one round: of more than fit, those that were due first, so all have their turn. */
function longestWaiting(
  instances: readonly ServiceInstance[],
  dueFrom: ReadonlyMap<string, number>,
  round: number,
): readonly ServiceInstance[] {
  const waitsSince = ({ id }: ServiceInstance): number => dueFrom.get(id) ?? 0;
  return instances
    .filter((one) => one.address !== '' && waitsSince(one) <= round)
    .sort((a, b) => waitsSince(a) - waitsSince(b))
    .slice(0, mostInstances);
}

/** An endpoint that says `grpc`, or the address when no endpoint says what it speaks. */
function grpcTarget({ address, endpoints }: ServiceInstance): CallTarget | undefined {
  const named = endpoints.find(({ protocol }) => protocol === 'grpc');
  const speaksOther = endpoints.some(({ protocol }) => protocol !== '');
  const place = named?.address ?? (speaksOther ? undefined : address);
  if (place === undefined) {
    return undefined;
  }
  return named?.secure === true ? { address: place, tls: {} } : { address: place };
}
