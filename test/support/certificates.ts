import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, writeFiles } from './compileWithProtoc.ts';

const run = promisify(execFile);

/** PEM files for tests: an authority, a server for `localhost` and 127.0.0.1, a client. */
export interface Certificates {
  readonly caFile: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
  readonly remove: () => Promise<void>;
}

/** What is wrong with the server's certificate; nothing unless told. */
export interface CertificateFaults {
  /** It ended yesterday. */
  readonly expired?: boolean;
  /** The name that it is for, instead of `localhost` and 127.0.0.1. */
  readonly onlyFor?: string;
}

/** Makes them with the machine's openssl. */
export async function createCertificates({
  expired = false,
  onlyFor,
}: CertificateFaults = {}): Promise<Certificates> {
  const folder = await temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  await writeFiles(folder.path, {
    'server.ext': `subjectAltName=${onlyFor === undefined ? 'DNS:localhost,IP:127.0.0.1' : `DNS:${onlyFor}`}\n`,
    'client.ext': 'extendedKeyUsage=clientAuth\n',
  });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', [
    ...['req', '-x509', ...key, '-days', '2', '-subj', '/CN=Test Authority'],
    ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
  ]);
  for (const [name, days] of [
    ['server', expired ? '-1' : '2'],
    ['client', '2'],
  ] as const) {
    await run('openssl', [
      ...['req', ...key, '-subj', `/CN=test ${name}`],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)],
    ]);
    await run('openssl', [
      ...['x509', '-req', '-days', days, '-in', file(`${name}.csr`), '-out', file(`${name}.pem`)],
      ...['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'],
      ...['-extfile', file(`${name}.ext`)],
    ]);
  }
  return {
    caFile: file('ca.pem'),
    serverCert: file('server.pem'),
    serverKey: file('server.key'),
    clientCert: file('client.pem'),
    clientKey: file('client.key'),
    remove: folder.remove,
  };
}
