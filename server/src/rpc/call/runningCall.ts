import { performance } from 'node:perf_hooks';
import { connectivityState, type Metadata, type StatusObject } from '@grpc/grpc-js';
import type {
  CallMethod,
  CallOutcome,
  CallRequest,
  CallStatus,
  CallTiming,
  MetadataEntry,
} from '../../../../protocol/calls.ts';
import { CallError, reasonOf } from '../callError.ts';
import { type ChannelLease, defaultMaxReceiveBytes } from '../channel/channels.ts';
import { fromMetadata, toMetadata } from '../channel/metadata.ts';
import { messageToJson } from '../json/replyMessage.ts';
import { encodeMessage } from '../json/requestMessage.ts';
import type { MethodSchema } from '../schema/schema.ts';
import type { ReflectionOptions } from '../schema/reflection.ts';
import { openSource } from '../schema/openSource.ts';
import { deferred } from './deferred.ts';
import { hintFor, plainMessage } from './hints.ts';
import { LateTypes } from './lateTypes.ts';
import type { CallHandle, StartCallOptions } from './startCall.ts';
import { statusDetails } from './statusDetails.ts';
import { isOk, statusCode, statusName } from './statusCodes.ts';
import { WireCall } from './wireCall.ts';

/** A channel that has not connected by then is given up; without it a silent host takes minutes. */
const connectTimeoutMs = 10_000;

interface Prepared {
  readonly schema: MethodSchema;
  readonly messages: readonly Buffer[];
}

interface Receiving {
  readonly wire: WireCall;
  readonly late: LateTypes;
}

/**
 * One call from its request to its outcome: descriptors, messages, the wire, the outcome. What the
 * wire carries is bytes; this class alone knows their types.
 */
export class RunningCall implements CallHandle {
  readonly outcome: Promise<CallOutcome>;
  readonly #request: CallRequest;
  readonly #onEvent: StartCallOptions['onEvent'];
  readonly #startedAt = performance.now();
  readonly #deadline: number | undefined;
  readonly #abort = new AbortController();
  readonly #opened = deferred<WireCall>();
  #prepared: Prepared | undefined;
  #headers: readonly MetadataEntry[] = [];
  #received = 0;
  #schemaMs: number | undefined;
  #headersMs: number | undefined;
  #firstMessageMs: number | undefined;
  #ownFailure: { readonly code: number; readonly message: string } | undefined;

  constructor(request: CallRequest, { channels, onEvent, signal }: StartCallOptions) {
    this.#request = request;
    this.#onEvent = onEvent;
    this.#deadline = request.deadlineMs === undefined ? undefined : Date.now() + request.deadlineMs;
    // Nobody may be waiting to send when the call fails to open.
    this.#opened.promise.catch(() => undefined);
    this.#follow(signal);
    this.outcome = this.#run(channels).finally(() => this.#opened.reject(callEnded()));
  }

  async send(message: string): Promise<void> {
    const wire = await this.#opened.promise;
    const schema = this.#prepared?.schema;
    if (schema === undefined || !takesStream(schema.info) || !wire.isWritable) {
      throw callEnded();
    }
    await wire.write(encodeMessage(schema.input, message, 'the message'));
  }

  halfClose(): void {
    this.#opened.promise.then(
      (wire) => wire.halfClose(),
      () => undefined,
    );
  }

  cancel(): void {
    this.#abort.abort();
  }

  #follow(signal: AbortSignal | undefined): void {
    if (signal?.aborted === true) {
      this.cancel();
    }
    signal?.addEventListener('abort', () => this.cancel(), { signal: this.#abort.signal });
  }

  async #run(channels: StartCallOptions['channels']): Promise<CallOutcome> {
    const { target, metadata, maxReceiveBytes } = this.#request;
    const headers = toMetadata(metadata);
    const lease = await channels.acquire(target, maxReceiveBytes);
    try {
      this.#prepared = await this.#prepare(lease, headers);
      return await this.#exchange(lease, headers, this.#prepared);
    } catch (error) {
      if (this.#abort.signal.aborted && isInterruption(error)) {
        return this.#outcome({ code: statusCode.cancelled, message: 'the call was cancelled' });
      }
      throw error;
    } finally {
      lease.dispose();
    }
  }

  async #prepare(lease: ChannelLease, metadata: Metadata): Promise<Prepared> {
    const { service, method } = this.#request;
    const source = openSource(this.#request.schema, this.#reflectionOptions(lease, metadata));
    try {
      const schema = (await source.schemaFor(service)).method(service, method);
      this.#schemaMs = this.#elapsed();
      return { schema, messages: this.#encodeAll(schema) };
    } finally {
      source.dispose();
    }
  }

  #reflectionOptions(lease: ChannelLease, metadata: Metadata): ReflectionOptions {
    return {
      lease,
      secure: this.#request.target.tls !== undefined,
      metadata,
      ...(this.#deadline !== undefined && { deadline: this.#deadline }),
      signal: this.#abort.signal,
    };
  }

  #encodeAll({ info, input }: MethodSchema): Buffer[] {
    const { messages } = this.#request;
    if (!takesStream(info) && messages.length !== 1) {
      throw new CallError({
        kind: 'message',
        what: `${info.service}/${info.method} takes one message, not ${messages.length}`,
        next: 'Give one JSON object',
      });
    }
    return messages.map((text, index) =>
      encodeMessage(input, text, messages.length === 1 ? 'the request' : `message ${index + 1}`),
    );
  }

  async #exchange(
    lease: ChannelLease,
    metadata: Metadata,
    { schema, messages }: Prepared,
  ): Promise<CallOutcome> {
    this.#abort.signal.throwIfAborted();
    const late = new LateTypes({
      request: this.#request,
      reflection: this.#reflectionOptions(lease, metadata),
    });
    const wire: WireCall = new WireCall({
      lease,
      path: `/${schema.info.service}/${schema.info.method}`,
      metadata,
      deadline: this.#deadline,
      onHeaders: (received) => this.#receiveHeaders(received),
      onMessage: (bytes) => this.#receiveMessage(bytes, { wire, late }),
    });
    const onAbort = () => wire.cancel();
    this.#abort.signal.addEventListener('abort', onAbort);
    const connecting = this.#limitConnecting(lease, wire);
    try {
      this.#writeAll(wire, messages, schema.info);
      this.#opened.resolve(wire);
      const status = await wire.status;
      await this.#learnDetails(status.metadata, late);
      return this.#outcome(this.#judge(status, schema.info), {
        trailers: status.metadata,
        peer: wire.peer,
      });
    } finally {
      clearTimeout(connecting);
      this.#abort.signal.removeEventListener('abort', onAbort);
    }
  }

  #limitConnecting(lease: ChannelLease, wire: WireCall): NodeJS.Timeout {
    return setTimeout(() => {
      const state = lease.client.getChannel().getConnectivityState(false);
      if (this.#headersMs === undefined && state === connectivityState.CONNECTING) {
        this.#ownFailure = {
          code: statusCode.unavailable,
          message: `no connection within ${connectTimeoutMs / 1000} s`,
        };
        wire.cancel();
      }
    }, connectTimeoutMs).unref();
  }

  /** Failures of a write are the call's, and show in its status. */
  #writeAll(wire: WireCall, messages: readonly Buffer[], info: CallMethod): void {
    for (const message of messages) {
      wire.write(message).catch(() => undefined);
    }
    if (this.#request.halfClose || !takesStream(info)) {
      wire.halfClose();
    }
  }

  #receiveHeaders(metadata: Metadata): void {
    this.#headersMs = this.#elapsed();
    this.#headers = fromMetadata(metadata);
    void this.#onEvent({
      kind: 'headers',
      callId: this.#request.callId,
      headers: this.#headers,
    });
  }

  #receiveMessage(bytes: Buffer, parts: Receiving): void | Promise<void> {
    const atMs = this.#elapsed();
    this.#firstMessageMs ??= atMs;
    const missing = new Set<string>();
    const json = this.#decode(bytes, parts.wire, missing);
    if (json === undefined) {
      return;
    }
    this.#received += 1;
    const deliver = (text: string) =>
      this.#onEvent({
        kind: 'message',
        callId: this.#request.callId,
        json: text,
        wireBytes: bytes.length,
        atMs,
      });
    if (!parts.late.canLearn(missing)) {
      return deliver(json);
    }
    return this.#learn(missing, parts.late).then(() =>
      deliver(this.#decode(bytes, parts.wire, missing) ?? json),
    );
  }

  /** A reply that is none of its type ends the call. */
  #decode(bytes: Buffer, wire: WireCall, missing: Set<string>): string | undefined {
    const schema = this.#prepared?.schema;
    try {
      return schema && messageToJson(schema.output, bytes, missing);
    } catch (error) {
      this.#ownFailure = {
        code: statusCode.internal,
        message: `the reply is no ${schema?.info.outputType ?? 'message'}: ${reasonOf(error)}`,
      };
      wire.cancel();
      return undefined;
    }
  }

  async #learnDetails(trailers: Metadata, late: LateTypes): Promise<void> {
    const missing = new Set<string>();
    statusDetails(trailers, this.#prepared?.schema.input.root, missing);
    if (late.canLearn(missing)) {
      await this.#learn(missing, late);
    }
  }

  async #learn(missing: ReadonlySet<string>, late: LateTypes): Promise<void> {
    const schema = await late.learn(missing);
    if (schema !== undefined && this.#prepared !== undefined) {
      this.#prepared = { ...this.#prepared, schema };
    }
  }

  /** The status that counts: one of ours over that of the cancel that it caused. */
  #judge({ code, details }: StatusObject, info: CallMethod): { code: number; message: string } {
    if (this.#ownFailure !== undefined) {
      return this.#ownFailure;
    }
    const isSingleReply = info.kind === 'unary' || info.kind === 'clientStreaming';
    if (isOk(code) && isSingleReply && this.#received !== 1) {
      return {
        code: statusCode.internal,
        message: `the server answered OK with ${this.#received} messages instead of one`,
      };
    }
    return { code, message: plainMessage(details) };
  }

  #outcome(
    status: { readonly code: number; readonly message: string },
    end?: { readonly trailers: Metadata; readonly peer: string | undefined },
  ): CallOutcome {
    return {
      callId: this.#request.callId,
      status: this.#describe(status, end?.trailers),
      headers: this.#headers,
      trailers: end === undefined ? [] : fromMetadata(end.trailers),
      messagesReceived: this.#received,
      timing: this.#timing(),
      ...(end?.peer !== undefined && { peer: end.peer }),
    };
  }

  #describe(
    { code, message }: { readonly code: number; readonly message: string },
    trailers: Metadata | undefined,
  ): CallStatus {
    const { target, maxReceiveBytes, deadlineMs } = this.#request;
    const hint = hintFor({
      code,
      message,
      secure: target.tls !== undefined,
      maxReceiveBytes: maxReceiveBytes ?? defaultMaxReceiveBytes,
      deadlineMs,
      answered: this.#headersMs !== undefined,
      byCaller: this.#abort.signal.aborted,
    });
    return {
      code,
      name: statusName(code),
      message,
      details: trailers ? statusDetails(trailers, this.#prepared?.schema.input.root) : [],
      ...(hint !== undefined && { hint }),
    };
  }

  #timing(): CallTiming {
    return {
      ...(this.#schemaMs !== undefined && { schemaMs: this.#schemaMs }),
      ...(this.#headersMs !== undefined && { headersMs: this.#headersMs }),
      ...(this.#firstMessageMs !== undefined && { firstMessageMs: this.#firstMessageMs }),
      totalMs: this.#elapsed(),
    };
  }

  /** Milliseconds since the start, to the microsecond. */
  #elapsed(): number {
    return Math.round((performance.now() - this.#startedAt) * 1000) / 1000;
  }
}

function takesStream({ kind }: CallMethod): boolean {
  return kind === 'clientStreaming' || kind === 'bidiStreaming';
}

function callEnded(): CallError {
  return new CallError({
    kind: 'state',
    what: 'the call takes no more messages',
    next: 'Start it again',
  });
}

/** Whether an error only says that the call was cancelled meanwhile. */
function isInterruption(error: unknown): boolean {
  return !(error instanceof CallError) || error.status?.code === statusCode.cancelled;
}
