import grpc from '@grpc/grpc-js';
import { number, text } from '../json.ts';
import { RegistryError, type RegistryErrorKind } from '../registryError.ts';
import { tlsFault } from '../tlsFault.ts';

/**
 * What went wrong with etcd, for whoever must act on it:
 *
 * - `permission`: the user may not read these keys, and may read others.
 * - `leaderless`: this member lives, and has no majority of its cluster.
 * - `silent`: something takes connections and says nothing: an etcd does before a majority runs.
 * - `revisionGone`: the revision asked for is forgotten, or lies in the future of this store.
 */
export type EtcdFault = 'permission' | 'leaderless' | 'silent' | 'revisionGone' | 'other';

/** Why etcd did not do as asked. The message can be shown as it stands. */
export class EtcdError extends RegistryError {
  readonly fault: EtcdFault;

  constructor(kind: RegistryErrorKind, message: string, fault: EtcdFault = 'other') {
    super(kind, message);
    this.fault = fault;
  }
}

/** Where a call was made, and as whom. */
export interface CallPlace {
  readonly endpoint: { readonly address: string };
  readonly username?: string;
}

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
export function sessionError(error: unknown, where: CallPlace): RegistryError {
  return error instanceof RegistryError ? error : explain(failureOf(error), where);
}

/** Why the server took a watch back; the reason is its own text. */
export function watchRefusal(reason: string, where: CallPlace): RegistryError {
  const details = reason === '' ? 'it ended the watch without a reason' : reason;
  const isRefused = details.includes('permission denied');
  return explain({ status: isRefused ? code.permissionDenied : code.unavailable, details }, where);
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
export function isRevisionGone(error: unknown): boolean {
  return faultOf(error) === 'revisionGone';
}

/** The fault of what was caught. */
export function faultOf(error: unknown): EtcdFault {
  return error instanceof EtcdError ? error.fault : 'other';
}

function failureOf(error: unknown): Failure {
  const fallback = error instanceof Error ? error.message : String(error);
  return {
    status: number(error, 'code') ?? code.unknown,
    details: text(error, 'details') ?? fallback,
  };
}

function explain(failure: Failure, { endpoint, username }: CallPlace): RegistryError {
  const at = `etcd at ${endpoint.address}`;
  const { status, details } = failure;
  if (/required revision (has been compacted|is a future revision)/.test(details)) {
    const what = 'no longer has the past that was asked for';
    return new EtcdError('unreadable', `${at} ${what} (${details})`, 'revisionGone');
  }
  if (status === code.permissionDenied || details.includes('permission denied')) {
    const advice = 'read these keys: set the prefixes that it may read';
    const message = `${at} does not let the user ${userText(username)} ${advice}`;
    return new EtcdError('refused', message, 'permission');
  }
  if (/etcdserver: (no leader|request timed out|leader changed|not leader)/.test(details)) {
    const advice = 'start the members that are down, until a majority runs';
    const message = `${at} answers, but its cluster has no leader (${details}): ${advice}`;
    return new EtcdError('unreachable', message, 'leaderless');
  }
  const refusal = refusalText(failure, username);
  if (refusal !== undefined) {
    return new EtcdError('refused', `${at} ${refusal}`);
  }
  const kind: RegistryErrorKind = unreachableCodes.has(status) ? 'unreachable' : 'unreadable';
  return new EtcdError(kind, `${at} ${adviceText(kind, failure)}`);
}

function userText(username: string | undefined): string {
  return username === undefined || username === '' ? 'anonymous' : `"${username}"`;
}

function refusalText(
  { status, details }: Failure,
  username: string | undefined,
): string | undefined {
  if (details.includes('authentication failed')) {
    return `refused the user name or password of ${userText(username)}: correct them`;
  }
  if (details.includes('user name is empty')) {
    return 'asks for a user name and password: add them to the connection';
  }
  if (status === code.unauthenticated) {
    return `does not accept the session of ${userText(username)} (${details})`;
  }
  return alarmText(details) ?? tlsFault({ message: connectionDetail(details) });
}

function alarmText(details: string): string | undefined {
  if (details.includes('database space exceeded')) {
    return 'is full (alarm NOSPACE) and takes no changes, only reads: compact its history, defragment it and disarm the alarm, or give it a larger --quota-backend-bytes';
  }
  return /corrupt (cluster|alarm)|etcdserver: corrupt/.test(details)
    ? 'has found that its members differ (alarm CORRUPT): replace the broken member, then disarm the alarm'
    : undefined;
}

function adviceText(kind: RegistryErrorKind, { status, details }: Failure): string {
  if (kind === 'unreadable') {
    return `answers with an error (${details}): is it an etcd of version 3.4 or later?`;
  }
  return status === code.deadlineExceeded
    ? 'does not answer in time: check that it is not overloaded, and the network to it'
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
