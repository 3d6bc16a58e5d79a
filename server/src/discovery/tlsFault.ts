/** An error of a socket, as far as it is known: Node's `code`, and its text. */
export interface SocketFault {
  readonly code?: string | undefined;
  readonly message: string;
}

interface Explanation {
  /** Of the code or, where that got lost, of the text. */
  readonly pattern: RegExp;
  readonly text: string;
}

/** The first that fits is taken. Codes are those of Node (tls) and of OpenSSL. */
const explanations: readonly Explanation[] = [
  {
    pattern: /CERT_HAS_EXPIRED|certificate has expired/i,
    text: 'has a TLS certificate that has expired: renew it on the server',
  },
  {
    pattern: /CERT_NOT_YET_VALID|certificate is not yet valid/i,
    text: 'has a TLS certificate that is not valid yet: check the clocks of both machines',
  },
  {
    pattern: /CERT_REVOKED|certificate revoked/i,
    text: 'has a TLS certificate that was revoked: replace it on the server',
  },
  {
    pattern: /ALTNAME_INVALID|does not match certificate's altnames|is not in the cert's list/i,
    text: 'has a TLS certificate for another name: connect by a name that it is for, or give that name as the server name of the TLS options',
  },
  {
    pattern:
      /UNABLE_TO_(VERIFY|GET_ISSUER)|SELF_SIGNED_CERT|unable to (verify|get)|self-signed certificate/i,
    text: 'has a TLS certificate of an authority that is not known here: give the file of that authority as the CA file of the TLS options',
  },
  {
    pattern:
      /CERTIFICATE_REQUIRED|certificate required|(?:SSLV3|TLSV1)_ALERT_HANDSHAKE_FAILURE|handshake failure/i,
    text: 'wants a client certificate: give its file and its key in the TLS options',
  },
  {
    pattern:
      /ALERT_(BAD|UNKNOWN|UNSUPPORTED|ACCESS)|alert (bad certificate|unknown ca|unknown certificate|access denied)/i,
    text: 'does not accept our client certificate: give one that its authority has signed',
  },
  {
    pattern: /CERTIFICATE_EXPIRED|alert certificate expired/i,
    text: 'says that our client certificate has expired: renew it',
  },
  {
    pattern: /WRONG_VERSION_NUMBER|wrong version number|packet length too long/i,
    text: 'does not speak TLS: leave out the TLS options, and write http:// or no scheme',
  },
  {
    pattern: /UNSUPPORTED_PROTOCOL|unsupported protocol|ALERT_PROTOCOL_VERSION|no protocols avail/i,
    text: 'speaks a version of TLS that is too old or too new: allow TLS 1.2 or 1.3 on the server',
  },
  {
    pattern: /certificate|altnames|ERR_TLS|ERR_SSL/i,
    text: 'has a problem with TLS: check the TLS options',
  },
];

/**
 * What is wrong with a TLS connection and what to do next, to be said after the name of the server.
 * Undefined for an error that has nothing to do with TLS.
 */
export function tlsFault({ code = '', message }: SocketFault): string | undefined {
  const found = explanations.find(({ pattern }) => pattern.test(code) || pattern.test(message));
  if (found === undefined) {
    return undefined;
  }
  const detail = oneLine(code === '' ? message : code);
  const colon = found.text.indexOf(':');
  return `${found.text.slice(0, colon)} (${detail})${found.text.slice(colon)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
