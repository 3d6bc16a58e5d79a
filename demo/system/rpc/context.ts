import type {
  DescMessage,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { Deadline, Metadata } from '@grpc/grpc-js';

/** Which process of which service this is. */
export interface Identity {
  /** Name in the registries, such as `inventory`. */
  readonly service: string;
  /** Unique in the shop, such as `inventory-2`. */
  readonly id: string;
  /** Counted from 1 over the life of the shop. */
  readonly ordinal: number;
}

/** Everything that a method may know about the call that it answers. */
export interface CallContext {
  readonly identity: Identity;
  /** As received. */
  readonly metadata: Metadata;
  /** When the caller gives up; `Infinity` when it does not. */
  readonly deadline: Deadline;
  /** Aborted when the caller has cancelled or its deadline has passed. */
  readonly signal: AbortSignal;
  /**
   * Calls another service of the shop, found in the registries, with what is left of the deadline.
   * Rejects with an `RpcError` that carries the other service's status and details.
   */
  call<I extends DescMessage, O extends DescMessage>(
    service: string,
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>>;
}
