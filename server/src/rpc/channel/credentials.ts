import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ChannelCredentials } from '@grpc/grpc-js';
import type { TlsOptions } from '../../../../protocol/connections.ts';
import { CallError, reasonOf } from '../callError.ts';

export interface TargetCredentials {
  readonly channel: ChannelCredentials;
  /** Differs when a certificate file has changed, so that a cached channel is not used with old ones. */
  readonly fingerprint: string;
}

/**
 * Credentials for a target: plaintext without options. PEM files are read anew each time.
 *
 * @throws CallError that names the file which cannot be read or used.
 */
export async function createCredentials(tls: TlsOptions | undefined): Promise<TargetCredentials> {
  if (tls === undefined) {
    return { channel: ChannelCredentials.createInsecure(), fingerprint: '' };
  }
  checkPair(tls);
  const [ca, cert, key] = await Promise.all([
    readPem(tls.caFile),
    readPem(tls.certFile),
    readPem(tls.keyFile),
  ]);
  checkPem(tls, { ca, cert, key });
  return {
    channel: ChannelCredentials.createSsl(ca, key, cert, verification(tls)),
    fingerprint: fingerprintOf([ca, cert, key]),
  };
}

async function readPem(file: string | undefined): Promise<Buffer | null> {
  if (file === undefined) {
    return null;
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw new CallError({
      kind: 'tls',
      what: `cannot read the file: ${reasonOf(error)}`,
      where: file,
      next: 'Check the path in the TLS options',
      cause: error,
    });
  }
}

function checkPair(tls: TlsOptions): void {
  if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    throw new CallError({
      kind: 'tls',
      what: 'a client certificate needs both a certificate and a key',
      where: tls.certFile ?? tls.keyFile ?? '',
      next: `Give the ${tls.keyFile === undefined ? 'key' : 'certificate'} file too`,
    });
  }
}

/** grpc-js would fail each handshake with a message that names no file. */
function checkPem(
  tls: TlsOptions,
  { ca, cert, key }: Readonly<Record<'ca' | 'cert' | 'key', Buffer | null>>,
): void {
  try {
    if (ca?.includes('-----BEGIN ') === false) {
      // OpenSSL takes such a file for one without certificates, and then trusts nobody.
      throw new Error('no certificate in PEM form');
    }
    createSecureContext({
      ...(ca !== null && { ca }),
      ...(cert !== null && { cert }),
      ...(key !== null && { key }),
    });
  } catch (error) {
    throw new CallError({
      kind: 'tls',
      what: `the files cannot be used: ${reasonOf(error)}`,
      where: [tls.caFile, tls.certFile, tls.keyFile]
        .filter((file) => file !== undefined)
        .join(', '),
      next: 'Check that they are PEM files and that the key belongs to the certificate',
      cause: error,
    });
  }
}

function verification(tls: TlsOptions): Parameters<typeof ChannelCredentials.createSsl>[3] {
  return tls.insecureSkipVerify === true
    ? { rejectUnauthorized: false, checkServerIdentity: () => undefined }
    : {};
}

function fingerprintOf(parts: readonly (Buffer | null)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part ?? '\0').update('\0');
  }
  return hash.digest('hex');
}
