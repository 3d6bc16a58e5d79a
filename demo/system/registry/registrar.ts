import { setTimeout as delay } from 'node:timers/promises';

/** What is written to a registry about an instance. */
export interface Registrant {
  /** Name of the service, such as `inventory`. */
  readonly service: string;
  /** Name of the instance, such as `inventory-2`. */
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
  /** Full name of the gRPC service, for health checks. */
  readonly grpcService: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One registration of one instance in one registry. Every function rejects when that is away. */
export interface Registrar {
  /** For people: `etcd as /microservices/payments/payments-1`. */
  readonly label: string;
  /** Resolves when those who ask the registry are sent to the instance. */
  register(): Promise<void>;
  /** Keeps the registration alive; false when the registry has lost it. */
  confirm(): Promise<boolean>;
  withdraw(): Promise<void>;
}

export interface KeepRegisteredOptions {
  readonly log: (message: string) => void;
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** Called once, when the registry has the instance for the first time. */
  readonly onRegistered: () => void;
}

const confirmEveryMs = 1_000;
const retryEveryMs = 300;

/**
 * Registers an instance and keeps it so for as long as it runs: a registry that was away, came back
 * empty or dropped the registration has it again within about a second and a half.
 */
export async function keepRegistered(
  registrar: Registrar,
  { log, signal, onRegistered }: KeepRegisteredOptions,
): Promise<void> {
  let isRegistered = false;
  let isFirst = true;
  let problem = '';
  while (!signal.aborted) {
    try {
      const isKept = isRegistered && (await registrar.confirm());
      if (!isKept) {
        await registrar.register();
        log(`${isFirst ? 'registered' : 'registered again'} in ${registrar.label}`);
        isRegistered = true;
      }
      if (isFirst) {
        isFirst = false;
        onRegistered();
      }
      problem = '';
      await wait(confirmEveryMs, signal);
    } catch (error) {
      problem = report(error, { registrar, log, problem });
      await wait(retryEveryMs, signal);
    }
  }
}

/** Logs a problem when it is not the one of the last time. */
function report(
  error: unknown,
  {
    registrar,
    log,
    problem,
  }: {
    readonly registrar: Registrar;
    readonly log: (message: string) => void;
    readonly problem: string;
  },
): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message !== problem) {
    log(`not in ${registrar.label}: ${message}; trying again`);
  }
  return message;
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
