import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import type {
  DescMessage,
  DescMethodUnary,
  Message,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import type { Directory } from '../registry/directory.ts';
import { delayHeader, failHeader, isTargeted } from './behavior.ts';
import type { CallContext } from './context.ts';
import { fromServiceError, RpcError } from './rpcError.ts';

export interface PeerCall<I extends DescMessage, O extends DescMessage> {
  /** Name in the registries. */
  readonly service: string;
  readonly method: DescMethodUnary<I, O>;
  readonly request: MessageInitShape<I>;
  /** The call on whose behalf this one is made. */
  readonly context: CallContext;
}

/** For callers that set no deadline. */
const defaultTimeoutMs = 10_000;
const passedOn = ['x-request-id', 'traceparent', 'tracestate'];

/**
 * Calls between the services of the shop. Addresses come from the registries for every call; an
 * instance that can't be reached is skipped, and the next one is asked.
 */
export class Peers {
  readonly #directory: Directory;
  readonly #clients = new Map<string, Client>();
  #turn = 0;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Rejects with an `RpcError` in every case of failure. */
  async call<I extends DescMessage, O extends DescMessage>(
    peerCall: PeerCall<I, O>,
  ): Promise<MessageShape<O>> {
    const { service } = peerCall;
    const addresses = await this.#directory.addresses(service);
    let unreachable = new RpcError({
      code: status.UNAVAILABLE,
      message: `no instance of ${service} is registered`,
    });
    const first = this.#turn++;
    for (let tried = 0; tried < addresses.length; tried++) {
      const address = addresses[(first + tried) % addresses.length] ?? '';
      try {
        return await this.#callAt(address, peerCall);
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== status.UNAVAILABLE) {
          throw error;
        }
        unreachable = error;
        this.#drop(address);
        this.#directory.forget(service);
      }
    }
    throw unreachable;
  }

  /** Closes every channel. */
  close(): void {
    for (const address of [...this.#clients.keys()]) {
      this.#drop(address);
    }
  }

  #callAt<I extends DescMessage, O extends DescMessage>(
    address: string,
    { method, request, context }: PeerCall<I, O>,
  ): Promise<MessageShape<O>> {
    return new Promise((done, fail) => {
      const call = this.#client(address).makeUnaryRequest(
        `/${method.parent.typeName}/${method.name}`,
        (message: Message) => Buffer.from(toBinary<DescMessage>(method.input, message)),
        (bytes) => fromBinary(method.output, bytes),
        create(method.input, request),
        forwarded(context.metadata),
        { deadline: deadlineOf(context) },
        (error: ServiceError | null, reply) => {
          context.signal.removeEventListener('abort', cancel);
          if (reply !== undefined && error === null) {
            done(reply);
          } else {
            fail(toRpcError(error));
          }
        },
      );
      const cancel = (): void => {
        call.cancel();
      };
      context.signal.addEventListener('abort', cancel, { once: true });
    });
  }

  #client(address: string): Client {
    const known = this.#clients.get(address);
    if (known !== undefined) {
      return known;
    }
    const client = new Client(address, credentials.createInsecure());
    this.#clients.set(address, client);
    return client;
  }

  #drop(address: string): void {
    this.#clients.get(address)?.close();
    this.#clients.delete(address);
  }
}

function toRpcError(error: ServiceError | null): RpcError {
  return error === null
    ? new RpcError({ code: status.INTERNAL, message: 'a peer answered with nothing' })
    : fromServiceError(error);
}

function deadlineOf({ deadline }: CallContext): Date {
  const latest = Date.now() + defaultTimeoutMs;
  return new Date(Math.min(latest, Number(deadline)));
}

/** What the next service gets to know of the metadata of a call. */
function forwarded(metadata: Metadata): Metadata {
  const next = new Metadata();
  for (const name of passedOn) {
    for (const value of metadata.get(name)) {
      next.add(name, value);
    }
  }
  if (next.get('x-request-id').length === 0) {
    next.set('x-request-id', randomUUID());
  }
  for (const name of [delayHeader, failHeader]) {
    for (const value of metadata.get(name)) {
      if (isTargeted(String(value))) {
        next.add(name, value);
      }
    }
  }
  return next;
}
