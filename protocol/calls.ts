/**
 * Calls of gRPC methods: where to, with what, and what comes back. Declarations only. Times are
 * milliseconds since the epoch, durations milliseconds, unless a name says otherwise.
 */
import type { TlsOptions } from './connections.ts';

/** How to reach a server. */
export interface CallTarget {
  /** `host:port`. */
  readonly address: string;
  /** Absent for plaintext. */
  readonly tls?: TlsOptions;
  readonly authority?: string;
}

export interface MetadataEntry {
  /** Lower-cased on the wire. A name that ends in `-bin` holds base64. */
  readonly name: string;
  readonly value: string;
}

/** Where message types come from. */
export type SchemaSource =
  | { readonly kind: 'descriptorSet'; readonly base64: string }
  /** The server's reflection service, v1 and then v1alpha, asked with the call's own metadata. */
  | { readonly kind: 'reflection' };

export interface CallMethod {
  /** Full names without a leading dot. */
  readonly service: string;
  readonly method: string;
  readonly kind: 'unary' | 'serverStreaming' | 'clientStreaming' | 'bidiStreaming';
  readonly inputType: string;
  readonly outputType: string;
  readonly deprecated: boolean;
}

export interface ReflectedServices {
  /** Without the reflection and health services of gRPC itself. */
  readonly methods: readonly CallMethod[];
  /** `v1` or `v1alpha`. */
  readonly version: string;
}

export interface CallRequest {
  /** Chosen by the caller, unique while the call lives. */
  readonly callId: string;
  readonly target: CallTarget;
  readonly schema: SchemaSource;
  readonly service: string;
  readonly method: string;
  /**
   * Messages in protobuf's JSON mapping. Unary and server streaming take one. For the other kinds
   * they are sent at once, and more follow by `call/send`.
   */
  readonly messages: readonly string[];
  /** Half-close after `messages`; always so for unary and server streaming. */
  readonly halfClose: boolean;
  readonly metadata: readonly MetadataEntry[];
  readonly deadlineMs?: number;
  /** Default 4 MiB. */
  readonly maxReceiveBytes?: number;
}

/** One entry of `google.rpc.Status.details`, or another decoded `Any`. */
export interface ErrorDetail {
  /** Full message name, such as `google.rpc.BadRequest`. */
  readonly type: string;
  /** Pretty-printed JSON; when the type is unknown, the bytes in base64. */
  readonly json: string;
  readonly decoded: boolean;
}

export interface CallStatus {
  readonly code: number;
  /** `OK`, `NOT_FOUND`, … */
  readonly name: string;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  /** What a person can do about it, when we know. */
  readonly hint?: string;
}

/** Since `call/start` was received; absent when it did not come to that. */
export interface CallTiming {
  readonly schemaMs?: number;
  readonly headersMs?: number;
  readonly firstMessageMs?: number;
  readonly totalMs: number;
}

/** How a call ended, whatever its status. */
export interface CallOutcome {
  readonly callId: string;
  readonly status: CallStatus;
  readonly headers: readonly MetadataEntry[];
  readonly trailers: readonly MetadataEntry[];
  readonly messagesReceived: number;
  readonly timing: CallTiming;
  /** Address of the server that answered. */
  readonly peer?: string;
}

export type CallEvent =
  | {
      readonly kind: 'headers';
      readonly callId: string;
      readonly headers: readonly MetadataEntry[];
    }
  | {
      readonly kind: 'message';
      readonly callId: string;
      /** Pretty-printed JSON. */
      readonly json: string;
      readonly wireBytes: number;
      readonly atMs: number;
    };

export interface CallRequests {
  'reflection/methods': {
    readonly params: { readonly target: CallTarget };
    readonly result: ReflectedServices;
  };
  /** An example request message with every field, in pretty-printed JSON, and the method's shape. */
  'call/example': {
    readonly params: {
      readonly target: CallTarget;
      readonly schema: SchemaSource;
      readonly service: string;
      readonly method: string;
    };
    readonly result: { readonly json: string; readonly method: CallMethod };
  };
  /** Answers when the call has ended; messages come before as `call/event`. */
  'call/start': { readonly params: CallRequest; readonly result: CallOutcome };
  'call/send': {
    readonly params: { readonly callId: string; readonly message: string };
    readonly result: null;
  };
  'call/halfClose': { readonly params: { readonly callId: string }; readonly result: null };
  'call/cancel': { readonly params: { readonly callId: string }; readonly result: null };
}
