import { setTimeout as delay } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import { BehaviorSchema } from '../gen/shop/control/v1/chaos_service_pb.ts';
import type { Behavior, Failure } from '../gen/shop/control/v1/chaos_service_pb.ts';
import { invalidArgument, RpcError } from './rpcError.ts';

/** Metadata that makes one call wait so many milliseconds. */
export const delayHeader = 'x-demo-delay-ms';
/** Metadata that makes one call fail, by the name of a status code. */
export const failHeader = 'x-demo-fail';

const codes: Readonly<Record<string, unknown>> = status;

/**
 * How this instance misbehaves: as told by `ChaosService`, or for one call by its metadata. A value
 * such as `payments=UNAVAILABLE` is meant for that service, wherever in the depth of the call it is;
 * a bare value is meant for the service that is called first.
 */
export class BehaviorControl {
  readonly #service: string;
  readonly #onHealth: (healthy: boolean) => void;
  #behavior: Behavior = create(BehaviorSchema);

  constructor(service: string, onHealth: (healthy: boolean) => void) {
    this.#service = service;
    this.#onHealth = onHealth;
  }

  get behavior(): Behavior {
    return this.#behavior;
  }

  /** Rejects a failure with an unknown status code. */
  set(behavior: Behavior): void {
    if (behavior.failure !== undefined && statusCode(behavior.failure.code) === undefined) {
      throw invalidArgument([
        { field: 'behavior.failure.code', description: 'is no name of a gRPC status code' },
      ]);
    }
    this.#behavior = behavior;
    this.#onHealth(!behavior.unhealthy);
  }

  /** Waits and fails as told; called before each call of the instance's own services. */
  async before(metadata: Metadata, signal: AbortSignal): Promise<void> {
    const waits = milliseconds(this.#behavior) + Number(this.#header(metadata, delayHeader) ?? 0);
    if (waits > 0) {
      await delay(Math.min(waits, 600_000), undefined, { signal });
    }
    const { failure } = this.#behavior;
    if (failure !== undefined && Math.random() < (failure.ratio ?? 1)) {
      throw toError(failure, this.#service);
    }
    const asked = this.#header(metadata, failHeader);
    if (asked !== undefined) {
      throw toError({ code: asked, message: '' }, this.#service);
    }
  }

  #header(metadata: Metadata, name: string): string | undefined {
    return metadata
      .get(name)
      .map((value) => target(String(value)))
      .find(({ service }) => service === undefined || service === this.#service)?.value;
  }
}

/** Whether a header's value names a service, so that it is passed on to those called next. */
export function isTargeted(value: string): boolean {
  return target(value).service !== undefined;
}

function target(value: string): { readonly service: string | undefined; readonly value: string } {
  const at = value.indexOf('=');
  return at < 0
    ? { service: undefined, value: value.trim() }
    : { service: value.slice(0, at).trim(), value: value.slice(at + 1).trim() };
}

function toError({ code, message }: Pick<Failure, 'code' | 'message'>, service: string): RpcError {
  return new RpcError({
    code: statusCode(code) ?? status.UNKNOWN,
    message: message === '' ? `${service} fails as told` : message,
  });
}

function statusCode(name: string): status | undefined {
  const code = codes[name];
  return typeof code === 'number' && code !== 0 ? code : undefined;
}

function milliseconds({ latency }: Behavior): number {
  return latency === undefined ? 0 : Number(latency.seconds) * 1000 + latency.nanos / 1e6;
}
