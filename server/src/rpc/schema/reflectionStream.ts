import type { ClientDuplexStream, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Disposable } from '../../base/index.ts';
import type { ChannelLease } from '../channel/channels.ts';
import { isOk, statusCode } from '../call/statusCodes.ts';
import { plainMessage } from '../call/hints.ts';
import {
  decodeReflectionResponse,
  encodeReflectionRequest,
  type ReflectionRequest,
  type ReflectionResponse,
} from './reflectionMessages.ts';

export type ReflectionVersion = 'v1' | 'v1alpha';

/** The stream to the reflection service ended before it answered. */
export class ReflectionFailure extends Error {
  readonly code: number;

  constructor(code: number, details: string) {
    super(details);
    this.name = 'ReflectionFailure';
    this.code = code;
  }
}

export interface ReflectionStreamOptions {
  readonly lease: ChannelLease;
  readonly version: ReflectionVersion;
  readonly metadata: Metadata;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

interface Pending {
  resolve(response: ReflectionResponse): void;
  reject(error: ReflectionFailure): void;
}

/** One `ServerReflectionInfo` stream. Answers come in the order of the questions. */
export class ReflectionStream implements Disposable {
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  readonly #pending: Pending[] = [];
  #failure: ReflectionFailure | undefined;

  constructor({ lease, version, metadata, deadline }: ReflectionStreamOptions) {
    this.#stream = lease.client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
      metadata,
      { deadline },
    );
    this.#stream.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.#stream.on('status', (status) => this.#fail(failureOf(status)));
    // The status says the same, and comes always.
    this.#stream.on('error', () => undefined);
  }

  /** @throws ReflectionFailure */
  ask(request: ReflectionRequest): Promise<ReflectionResponse> {
    if (this.#failure !== undefined) {
      return Promise.reject(this.#failure);
    }
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#stream.write(encodeReflectionRequest(request));
    });
  }

  dispose(): void {
    this.#fail(new ReflectionFailure(statusCode.cancelled, 'the call was cancelled'));
    this.#stream.cancel();
  }

  #receive(bytes: Buffer): void {
    const pending = this.#pending.shift();
    try {
      pending?.resolve(decodeReflectionResponse(bytes));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      pending?.reject(
        new ReflectionFailure(statusCode.internal, `malformed reflection reply: ${reason}`),
      );
    }
  }

  #fail(failure: ReflectionFailure): void {
    this.#failure ??= failure;
    for (const pending of this.#pending.splice(0)) {
      pending.reject(this.#failure);
    }
  }
}

function failureOf({ code, details }: StatusObject): ReflectionFailure {
  return isOk(code)
    ? new ReflectionFailure(statusCode.internal, 'the server ended the reflection stream early')
    : new ReflectionFailure(code, plainMessage(details));
}
