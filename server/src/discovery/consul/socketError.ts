import { RegistryError } from '../registryError.ts';

/** How messages name an agent. */
export function at(address: string): string {
  return `Consul at ${address}`;
}

/** What is wrong with a certificate or the use of TLS, by the error codes of Node and of OpenSSL. */
const tlsTroubles: readonly (readonly [pattern: RegExp, cause: string, advice: string])[] = [
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    'its certificate is not valid at this time',
    'have it renewed, or check the clock of this machine',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    'its certificate is for another host',
    'connect by a name that the certificate has, or set "serverName" in the TLS options',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE/,
    'its certificate comes from an authority that is not trusted',
    'set "caFile" in the TLS options to the PEM file of its authority',
  ],
  [
    /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA/,
    'it does not accept the client certificate, or wants one',
    'set "certFile" and "keyFile" in the TLS options',
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/,
    'it does not speak TLS there',
    'write http:// in front of its address and take the TLS options away, or give its HTTPS port',
  ],
  [/ERR_(?:OSSL|SSL|TLS)|EPROTO|CERTIFICATE/, 'TLS failed', 'check the TLS options'],
];

/** The error for a request that got no answer: the cause in words, and what to do next. */
export function socketError(error: unknown, address: string): RegistryError {
  const text = error instanceof Error ? error.message : String(error);
  const signs = `${codeOf(error)} ${text.toUpperCase().replaceAll(' ', '_')}`;
  const trouble = tlsTroubles.find(([pattern]) => pattern.test(signs));
  if (trouble !== undefined) {
    const [, cause, advice] = trouble;
    const reason = tlsReason(text);
    return new RegistryError('refused', `${at(address)}: ${cause} (${reason}): ${advice}`);
  }
  return new RegistryError(
    'unreachable',
    `${at(address)} can't be reached (${text}): check that it runs, its address, and whether it wants TLS`,
  );
}

/** What Node adds behind a semicolon, and OpenSSL around its reason, is for programmers. */
function tlsReason(text: string): string {
  const inner = /SSL routines:[^:]*:([^:]+)/.exec(text)?.[1] ?? /^[^;\n]*/.exec(text.trim())?.[0];
  return (inner ?? '').slice(0, 200);
}

/** The error of a port that wants TLS and was spoken to without. */
export function wantsTls(address: string): RegistryError {
  return new RegistryError(
    'refused',
    `${at(address)} wants TLS: write https:// in front of its address, or give it TLS options`,
  );
}

/** Whether a kept connection was closed by the agent just as it was used again. */
export function isStaleSocket(error: unknown): boolean {
  return /^(?:ECONNRESET|EPIPE)$/.test(codeOf(error));
}

/** The code that Node gives an error, such as `ECONNRESET`; empty without one. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
