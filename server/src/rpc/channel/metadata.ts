import { Metadata } from '@grpc/grpc-js';
import type { MetadataEntry } from '../../../../protocol/calls.ts';
import { CallError, reasonOf } from '../callError.ts';

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const ownedByTransport = new Set([
  'content-type',
  'te',
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
  'grpc-status',
  'grpc-message',
]);

/**
 * Entries as gRPC sends them: names in lower case, the value of a `-bin` name as the bytes that its
 * base64 stands for.
 *
 * @throws CallError for a name or value that HTTP/2 or gRPC does not allow.
 */
export function toMetadata(entries: readonly MetadataEntry[]): Metadata {
  const metadata = new Metadata();
  for (const { name, value } of entries) {
    checkName(name);
    try {
      metadata.add(name, isBinary(name) ? fromBase64(name, value) : value);
    } catch (error) {
      throw error instanceof CallError ? error : badEntry(name, reasonOf(error));
    }
  }
  return metadata;
}

/** Entries as received, in the order of arrival; bytes of `-bin` names as base64. */
export function fromMetadata(metadata: Metadata): MetadataEntry[] {
  return Object.entries(metadata.toJSON()).flatMap(([name, values]) =>
    values.map((value) => ({
      name,
      value: typeof value === 'string' ? value : value.toString('base64'),
    })),
  );
}

function isBinary(name: string): boolean {
  return name.toLowerCase().endsWith('-bin');
}

function checkName(name: string): void {
  if (!/^[0-9A-Za-z_.-]+$/.test(name)) {
    throw badEntry(name, 'a name holds letters, digits, "-", "_" and "." only');
  }
  if (ownedByTransport.has(name.toLowerCase())) {
    throw badEntry(name, 'gRPC sets this one itself');
  }
}

function fromBase64(name: string, value: string): Buffer {
  const trimmed = value.trim();
  if (!base64.test(trimmed)) {
    throw badEntry(name, 'the value of a name that ends in "-bin" is base64, and this is not');
  }
  return Buffer.from(trimmed, 'base64');
}

function badEntry(name: string, reason: string): CallError {
  return new CallError({
    kind: 'metadata',
    what: reason,
    where: `metadata "${name}"`,
    next: 'Correct or remove this entry',
  });
}
