/**
 * The demo system: a small shop of gRPC services, one process for each instance, registered in etcd
 * and Consul the way that real frameworks do it. The supervisor starts and ends the processes; it
 * knows nothing of what they serve. Invariants: no process outlives the supervisor, an instance is
 * listed only while it runs, and nobody but the instance itself writes its registrations.
 */
import { spawnInstance } from './instanceProcess.ts';
import type { InstanceProcess, RunningInstance } from './instanceProcess.ts';
import { planOf, shop } from './plan.ts';
import type { Registries } from './plan.ts';

export { InstanceStartError } from './instanceProcess.ts';
export type { RunningInstance } from './instanceProcess.ts';

export interface ShopOptions extends Registries {
  /** What the instances and the supervisor have to say, a line at a time. */
  readonly log: (line: string) => void;
  /** How long an instance may take until it is registered; default 20 s. */
  readonly startTimeoutMs?: number;
}

/** A running shop. */
export interface Shop {
  /** Those that run now, sorted by id. */
  readonly instances: readonly RunningInstance[];
  /**
   * Sends a signal to an instance: SIGKILL ends it without a farewell, SIGSTOP and SIGCONT freeze and
   * thaw it. Settles when it has ended, at once for a signal that does not end it.
   */
  kill(id: string, signal: NodeJS.Signals): Promise<void>;
  /** Starts one more instance of a service. Throws for a service that the shop does not have. */
  start(service: string): Promise<RunningInstance>;
  /** Ends every instance; they leave the registries first. */
  stop(): Promise<void>;
}

const defaultStartTimeoutMs = 20_000;
const lastingSignals: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT'];

/**
 * Starts every service of the shop. Where a registry is absent its services go to the other one; with
 * neither the services know one another through the supervisor. Rejects with an `InstanceStartError`,
 * with nothing left running.
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const supervisor = new Supervisor(options);
  const wanted = shop.flatMap((plan) => Array.from({ length: plan.instances }, () => plan.name));
  const started = await Promise.allSettled(wanted.map((service) => supervisor.start(service)));
  const failure = started.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await supervisor.stop();
    throw failure.reason;
  }
  return supervisor;
}

class Supervisor implements Shop {
  readonly #options: ShopOptions;
  readonly #processes = new Map<string, InstanceProcess>();
  readonly #ordinals = new Map<string, number>();
  #isStopped = false;

  constructor(options: ShopOptions) {
    this.#options = options;
  }

  get instances(): readonly RunningInstance[] {
    return [...this.#processes.values()]
      .map((process) => process.instance)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async start(service: string): Promise<RunningInstance> {
    const { etcd, consul, log, startTimeoutMs = defaultStartTimeoutMs } = this.#options;
    const ordinal = (this.#ordinals.get(planOf(service).name) ?? 0) + 1;
    this.#ordinals.set(service, ordinal);
    const id = `${service}-${ordinal}`;
    const started = await spawnInstance({
      instance: { identity: { service, id, ordinal }, registries: { etcd, consul }, port: 0 },
      log: (line) => {
        log(`${id}: ${line}`);
      },
      timeoutMs: startTimeoutMs,
    });
    this.#processes.set(id, started);
    void started.ended.then((reason) => {
      this.#forget(id, reason);
    });
    this.#introduce();
    if (this.#isStopped) {
      await started.stop();
    }
    return started.instance;
  }

  async kill(id: string, signal: NodeJS.Signals): Promise<void> {
    const process = this.#processes.get(id);
    if (process === undefined) {
      const running = this.instances.map((instance) => instance.id).join(', ');
      throw new Error(`no instance ${JSON.stringify(id)} is running: there are ${running}`);
    }
    process.kill(signal);
    if (!lastingSignals.includes(signal)) {
      await process.ended;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#processes.values()].map((process) => process.stop()));
  }

  #forget(id: string, reason: string): void {
    this.#processes.delete(id);
    if (!this.#isStopped) {
      this.#options.log(`${id}: ${reason}`);
      this.#introduce();
    }
  }

  /** Tells everybody who is there; they listen only where there is no registry. */
  #introduce(): void {
    const addresses: Record<string, string[]> = {};
    for (const { service, address } of this.instances) {
      (addresses[service] ??= []).push(address);
    }
    for (const process of this.#processes.values()) {
      process.tell({ kind: 'peers', addresses });
    }
  }
}
