import type { Metadata } from '@grpc/grpc-js';
import type protobuf from 'protobufjs/light.js';
import type { ErrorDetail } from '../../../../protocol/calls.ts';
import { findType } from '../json/fields.ts';
import { messageToJson } from '../json/replyMessage.ts';
import { errorDetailsRoot, type PackedDetail, unpackStatus } from './errorDetails.ts';

/**
 * The details of a failed call, from the trailer `grpc-status-details-bin`. A type is looked for in
 * the call's schema and then among the standard ones of google.rpc; bytes of any other are given in
 * base64. A trailer that is malformed becomes one such detail.
 *
 * @param missing Receives the full names of the types that were not found.
 */
export function statusDetails(
  trailers: Metadata,
  root: protobuf.Root | undefined,
  missing = new Set<string>(),
): ErrorDetail[] {
  return trailers.get('grpc-status-details-bin').flatMap((value) => {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : value;
    const packed = unpackStatus(bytes);
    return packed === undefined
      ? [opaque('google.rpc.Status', bytes)]
      : packed.map((detail) => decodeDetail(detail, { root, missing }));
  });
}

function decodeDetail(
  { type, value }: PackedDetail,
  { root, missing }: { readonly root: protobuf.Root | undefined; readonly missing: Set<string> },
): ErrorDetail {
  const found = (root && findType(root, type)) ?? findType(errorDetailsRoot, type);
  if (found === undefined) {
    missing.add(type);
    return opaque(type, value);
  }
  try {
    return { type, json: messageToJson(found, value, missing), decoded: true };
  } catch {
    // The bytes are no such message, whatever they say.
    return opaque(type, value);
  }
}

function opaque(type: string, bytes: Uint8Array): ErrorDetail {
  return { type, json: Buffer.from(bytes).toString('base64'), decoded: false };
}
