import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  Message,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { CallContext } from './context.ts';

/** One function for each method of a service, named as in the generated code. */
export type Implementation<S extends DescService> = {
  readonly [K in keyof S['method']]: MethodImplementation<S['method'][K]>;
};

type MethodImplementation<M> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageShape<I>, context: CallContext) => Awaitable<MessageInitShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageShape<I>, context: CallContext) => Replies<O>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (requests: Requests<I>, context: CallContext) => Awaitable<MessageInitShape<O>>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (requests: Requests<I>, context: CallContext) => Replies<O>
          : never;

type Awaitable<T> = T | Promise<T>;
type Requests<I extends DescMessage> = AsyncIterable<MessageShape<I>>;
type Replies<O extends DescMessage> = AsyncIterable<MessageInitShape<O>>;

/** A message to be made, of a type that is only known at run time. */
export type AnyInit = MessageInitShape<DescMessage>;

/** What one call is handed to, whatever its method. */
export interface AnyHandler {
  /** For methods that answer with one message. */
  readonly single: (
    input: Message | AsyncIterable<Message>,
    context: CallContext,
  ) => Awaitable<AnyInit>;
  /** For methods that answer with a stream. */
  readonly stream: (
    input: Message | AsyncIterable<Message>,
    context: CallContext,
  ) => AsyncIterable<AnyInit>;
}

/** A service with its functions, their types forgotten, ready for a server. */
export interface BoundService {
  readonly description: DescService;
  /** The function behind a method, by its name in the generated code. */
  handler<K extends keyof AnyHandler>(localName: string, kind: K): AnyHandler[K];
}

/**
 * Binds functions to a service. Their types are checked here, against the generated code; behind it
 * the server knows that a message is what the method's descriptor says.
 */
export function implement<S extends DescService>(
  description: S,
  implementation: Implementation<S>,
): BoundService {
  // The one place that forgets types: the compiler can't follow a method's name to its shapes.
  const functions = implementation as Readonly<Record<string, AnyHandler[keyof AnyHandler]>>;
  return {
    description,
    handler<K extends keyof AnyHandler>(localName: string) {
      return functions[localName] as AnyHandler[K];
    },
  };
}
