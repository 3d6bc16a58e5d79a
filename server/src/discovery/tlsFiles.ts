import { readFile } from 'node:fs/promises';
import type { TlsOptions } from '../../../protocol/connections.ts';
import { RegistryError } from './registryError.ts';

/** The PEM files of TLS options, read. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Reads the files anew each time, since certificates are renewed. Rejects with a RegistryError. */
export async function readTlsFiles(tls: TlsOptions): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all([
    readPem('CA', tls.caFile),
    readPem('client certificate', tls.certFile),
    readPem('client key', tls.keyFile),
  ]);
  if ((cert === undefined) !== (key === undefined)) {
    throw new RegistryError(
      'refused',
      'a client certificate needs its key, and a key its certificate',
    );
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

async function readPem(what: string, file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined || file === '') {
    return undefined;
  }
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError(
      'refused',
      `the ${what} file can't be read (${reason}): correct its path`,
    );
  }
}
