import grpc from '@grpc/grpc-js';
import { number, text } from '../json.ts';
import { RegistryError, type RegistryErrorKind } from '../registryError.ts';

/** The status codes that mean something here. */
const code = {
  cancelled: Number(grpc.status.CANCELLED),
  unknown: Number(grpc.status.UNKNOWN),
  deadlineExceeded: Number(grpc.status.DEADLINE_EXCEEDED),
  permissionDenied: Number(grpc.status.PERMISSION_DENIED),
  internal: Number(grpc.status.INTERNAL),
  unavailable: Number(grpc.status.UNAVAILABLE),
  unauthenticated: Number(grpc.status.UNAUTHENTICATED),
} as const;

/** Codes with which a connection that breaks, or can't be made, is reported. */
const unreachableCodes: ReadonlySet<number> = new Set([
  code.unavailable,
  code.deadlineExceeded,
  code.cancelled,
  code.internal,
  code.unknown,
]);

interface Failure {
  readonly status: number;
  readonly details: string;
}

/** Says in words what went wrong with a call to etcd, and what a person can do. */
export function sessionError(
  error: unknown,
  where: { readonly endpoint: { readonly address: string }; readonly username?: string },
): RegistryError {
  if (error instanceof RegistryError) {
    return error;
  }
  const at = `etcd at ${where.endpoint.address}`;
  const failure = failureOf(error);
  const refusal = refusalText(failure, where.username);
  if (refusal !== undefined) {
    return new RegistryError('refused', `${at} ${refusal}`);
  }
  const kind: RegistryErrorKind = unreachableCodes.has(failure.status)
    ? 'unreachable'
    : 'unreadable';
  return new RegistryError(kind, `${at} ${adviceText(kind, failure)}`);
}

/** A token ends after some minutes; signing in again gives a new one. */
export function isTokenOutdated(error: unknown): boolean {
  const { status, details } = failureOf(error);
  return (
    status === code.unauthenticated ||
    /revision of auth store is old|invalid auth token/.test(details)
  );
}

/** The server has authentication switched off. */
export function isAuthDisabled(error: unknown): boolean {
  return failureOf(error).details.includes('authentication is not enabled');
}

/** The revision asked for is forgotten, or lies in the future of this store. */
export function isRevisionGone(error: RegistryError): boolean {
  return /required revision (has been compacted|is a future revision)/.test(error.message);
}

function failureOf(error: unknown): Failure {
  const fallback = error instanceof Error ? error.message : String(error);
  return {
    status: number(error, 'code') ?? code.unknown,
    details: text(error, 'details') ?? fallback,
  };
}

function refusalText(
  { status, details }: Failure,
  username: string | undefined,
): string | undefined {
  const name = username === undefined || username === '' ? 'anonymous' : `"${username}"`;
  if (details.includes('authentication failed')) {
    return `refused the user name or password of ${name}: correct them`;
  }
  if (details.includes('user name is empty')) {
    return 'asks for a user name and password: add them to the connection';
  }
  if (status === code.permissionDenied || details.includes('permission denied')) {
    return `does not let the user ${name} read these keys: set the prefixes that it may read`;
  }
  if (status === code.unauthenticated) {
    return `does not accept the session of ${name} (${details})`;
  }
  return /certificate|unable to verify|altnames|ERR_TLS/i.test(details)
    ? `has a TLS certificate problem (${connectionDetail(details)}): check the TLS options`
    : undefined;
}

function adviceText(kind: RegistryErrorKind, { status, details }: Failure): string {
  if (kind === 'unreadable') {
    return `answers with an error (${details}): is it an etcd of version 3.4 or later?`;
  }
  return status === code.deadlineExceeded
    ? 'does not answer in time: check the address, and that the server is not overloaded'
    : `can't be reached (${connectionDetail(details)}): check that it runs, its address, and whether it wants TLS`;
}

/** What the socket said, out of the sentence that grpc-js makes of it. */
function connectionDetail(details: string): string {
  const cause = /(?:Last error: |errors?: \[?)(?:Error: )?(.*)$/s.exec(details)?.[1] ?? details;
  return cause
    .replace(/\. Resolution note:.*$/s, '')
    .trim()
    .slice(0, 300);
}
