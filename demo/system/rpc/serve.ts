import { once } from 'node:events';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMethod, DescService, Message } from '@bufbuild/protobuf';
import { Metadata } from '@grpc/grpc-js';
import type {
  Deadline,
  MethodDefinition,
  sendUnaryData,
  Server,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedHandleCall,
} from '@grpc/grpc-js';
import type { BehaviorControl } from './behavior.ts';
import type { CallContext, Identity } from './context.ts';
import type { BoundService } from './implementation.ts';
import type { Peers } from './peers.ts';
import { toServerError } from './rpcError.ts';

/** What the methods of one instance share. */
export interface ServeOptions {
  readonly identity: Identity;
  readonly peers: Peers;
  /** Absent for services that always behave. */
  readonly behavior?: BehaviorControl;
}

type UnaryCall = ServerUnaryCall<Message, Message>;
type ReadableCall = ServerReadableStream<Message, Message>;
type WritableCall = ServerWritableStream<Message, Message>;
type DuplexCall = ServerDuplexStream<Message, Message>;
type AnyCall = UnaryCall | ReadableCall | WritableCall | DuplexCall;

/** Adds a service to a server. */
export function addService(server: Server, bound: BoundService, options: ServeOptions): void {
  const definition: Record<string, MethodDefinition<Message, Message>> = {};
  const handlers: Record<string, UntypedHandleCall> = {};
  for (const method of bound.description.methods) {
    definition[method.localName] = methodDefinition(bound.description, method);
    handlers[method.localName] = methodHandler(bound, method, options);
  }
  server.addService(definition, handlers);
}

/** A method as grpc-js wants it, for servers and clients alike. */
export function methodDefinition(
  { typeName }: Pick<DescService, 'typeName'>,
  { name, methodKind, input, output }: DescMethod,
): MethodDefinition<Message, Message> {
  return {
    path: `/${typeName}/${name}`,
    requestStream: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
    responseStream: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
    requestSerialize: (message) => Buffer.from(toBinary(input, message)),
    requestDeserialize: (bytes) => fromBinary(input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(output, message)),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  };
}

function methodHandler(
  bound: BoundService,
  method: DescMethod,
  options: ServeOptions,
): UntypedHandleCall {
  switch (method.methodKind) {
    case 'unary':
      return (call: UnaryCall, callback: sendUnaryData<Message>) => {
        void answerOnce({ bound, method, options, call, input: call.request, callback });
      };
    case 'client_streaming':
      return (call: ReadableCall, callback: sendUnaryData<Message>) => {
        void answerOnce({ bound, method, options, call, input: call, callback });
      };
    case 'server_streaming':
      return (call: WritableCall) => {
        void answerWithStream({ bound, method, options, call, input: call.request });
      };
    case 'bidi_streaming':
      return (call: DuplexCall) => {
        void answerWithStream({ bound, method, options, call, input: call });
      };
  }
}

interface Answer<C extends AnyCall> {
  readonly bound: BoundService;
  readonly method: DescMethod;
  readonly options: ServeOptions;
  readonly call: C;
  readonly input: Message | AsyncIterable<Message>;
}

async function answerOnce({
  bound,
  method,
  options,
  call,
  input,
  callback,
}: Answer<UnaryCall | ReadableCall> & {
  readonly callback: sendUnaryData<Message>;
}): Promise<void> {
  const context = contextOf(call, options);
  try {
    await options.behavior?.before(call.metadata, context.signal);
    const reply = await bound.handler(method.localName, 'single')(input, context);
    callback(null, create(method.output, reply));
  } catch (error) {
    callback(toServerError(error));
  }
}

async function answerWithStream({
  bound,
  method,
  options,
  call,
  input,
}: Answer<WritableCall | DuplexCall>): Promise<void> {
  const context = contextOf(call, options);
  const { signal } = context;
  try {
    await options.behavior?.before(call.metadata, signal);
    for await (const reply of bound.handler(method.localName, 'stream')(input, context)) {
      signal.throwIfAborted();
      if (!call.write(create(method.output, reply))) {
        await once(call, 'drain', { signal });
      }
    }
    call.end();
  } catch (error) {
    // After a cancellation there is nobody to tell.
    if (!signal.aborted) {
      call.emit('error', toServerError(error));
    }
  }
}

/** What calls of every kind have. */
interface Surface {
  readonly metadata: Metadata;
  getDeadline(): Deadline;
  sendMetadata(headers: Metadata): void;
  on(event: 'cancelled', listener: () => void): unknown;
}

function contextOf(call: Surface, { identity, peers }: ServeOptions): CallContext {
  const cancelled = new AbortController();
  call.on('cancelled', () => {
    cancelled.abort();
  });
  const headers = new Metadata();
  headers.set('x-demo-instance', identity.id);
  call.sendMetadata(headers);
  const context: CallContext = {
    identity,
    metadata: call.metadata,
    deadline: call.getDeadline(),
    signal: cancelled.signal,
    call: (service, method, request) => peers.call({ service, method, request, context }),
  };
  return context;
}
