import type { CallStatus } from '../../../protocol/calls.ts';

/**
 * Why a call could not be made at all.
 *
 * - `target`: the address cannot be read; `tls`: a certificate or key cannot be used;
 * - `schema`: descriptors are missing or broken; `method`: the schema has no such method;
 * - `message`: a request body does not fit; `metadata`: an entry cannot be sent;
 * - `unreachable`: the server did not answer while its schema was asked for;
 * - `state`: a message was sent to a call that takes none, or takes none any more.
 */
export type CallErrorKind =
  'target' | 'tls' | 'schema' | 'method' | 'message' | 'metadata' | 'unreachable' | 'state';

export interface CallErrorParts {
  readonly kind: CallErrorKind;
  /** What is wrong, as a sentence without its final dot. */
  readonly what: string;
  /** Where: an address, a file, `line 3, column 7 of the request`. */
  readonly where?: string;
  /** What a person can do next, as a sentence without its final dot. */
  readonly next?: string;
  /** The gRPC status behind it, when there is one. */
  readonly status?: CallStatus;
  readonly cause?: unknown;
}

/** A call that could not be made. Its message can be shown as it stands: where, what, what next. */
export class CallError extends Error {
  readonly kind: CallErrorKind;
  readonly what: string;
  readonly where: string | undefined;
  readonly next: string | undefined;
  readonly status: CallStatus | undefined;

  constructor(parts: CallErrorParts) {
    super(messageOf(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'CallError';
    this.kind = parts.kind;
    this.what = parts.what;
    this.where = parts.where;
    this.next = parts.next;
    this.status = parts.status;
  }
}

/** The text of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function messageOf({ what, where, next }: CallErrorParts): string {
  const head = where === undefined ? what : `${where}: ${what}`;
  return next === undefined ? head : `${head}. ${next}${/[?!.]$/.test(next) ? '' : '.'}`;
}
