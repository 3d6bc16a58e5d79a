import { statusCode } from './statusCodes.ts';

/** What is known about a call that failed. */
export interface FailureFacts {
  readonly code: number;
  readonly message: string;
  /** Whether TLS was used. */
  readonly secure: boolean;
  readonly maxReceiveBytes: number;
  readonly deadlineMs?: number | undefined;
  /** Whether the server answered with headers before it failed. */
  readonly answered?: boolean;
  /** Whether it was cancelled on this side. */
  readonly byCaller?: boolean;
}

/**
 * The message of a status without the frame that grpc-js puts around the reason of a failed
 * connection; every other message is as the server wrote it.
 */
export function plainMessage(message: string): string {
  const reason =
    /^No connection established\. Last error: ([^]*?)\. Resolution note: ?([^]*)$/.exec(message);
  if (reason === null) {
    return message;
  }
  const [, error = '', note = ''] = reason;
  const bare = error
    .replace(/^Error(?: \[\w+\])?: /, '')
    .replace(/ \(\d{4}-\d\d-\d\dT[\d:.]+Z\)$/, '')
    .replace(/[0-9A-F]{8,}:error:[0-9A-F]+:([^:]*):[^:]*:([^:]*):[^]*$/, '$1: $2')
    .trim();
  return `no connection: ${bare}${note === '' ? '' : ` (${note})`}`;
}

/**
 * What a person can do about a failed call, without a final dot; undefined when nothing sure can be
 * said. The messages of TLS and sockets are those of Node and grpc-js.
 */
export function hintFor(facts: FailureFacts): string | undefined {
  switch (facts.code) {
    case statusCode.cancelled:
      return facts.byCaller === true
        ? undefined
        : 'The server or a proxy on the way ended the call; the server may have been stopped';
    case statusCode.unavailable:
      return unavailableHint(facts);
    case statusCode.deadlineExceeded:
      return deadlineHint(facts);
    case statusCode.resourceExhausted:
      return sizeHint(facts);
    case statusCode.unimplemented:
      return 'The server does not offer this method; check its version and that the service is registered';
    case statusCode.unauthenticated:
      return 'Add the credentials that the server asks for as metadata, such as "authorization: Bearer …"';
    case statusCode.permissionDenied:
      return 'The server knows who calls and does not allow it; check the credentials in the metadata';
    case statusCode.internal:
    case statusCode.unknown:
      return transportHint(facts);
    default:
      return undefined;
  }
}

function unavailableHint({ message, secure, answered }: FailureFacts): string {
  const known = connectionHints.find(({ pattern }) => pattern.test(message));
  if (known !== undefined) {
    return known.hint;
  }
  if (answered === true) {
    return 'The server went away during the call; check its log, then call again';
  }
  return !secure &&
    /failed to connect|dropped|ECONNRESET|EPIPE|closed|protocol error/i.test(message)
    ? 'The server closed the connection at once; it may expect TLS, or may not be a gRPC server'
    : 'Check that the server runs and that the address is right';
}

const connectionHints: readonly { readonly pattern: RegExp; readonly hint: string }[] = [
  {
    pattern: /ECONNREFUSED/,
    hint: 'Nothing listens at this address; start the server, or check host and port',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|name resolution/i,
    hint: 'The host name cannot be resolved; check its spelling, or use an IP address',
  },
  {
    pattern: /wrong.version.number|WRONG_VERSION|packet length too long|EPROTO.*(?:record|http)/i,
    hint: 'The server does not speak TLS; call it in plaintext',
  },
  {
    pattern: /certificate required|handshake failure|bad certificate/i,
    hint: 'The server asks for a client certificate; set the certificate and key files',
  },
  {
    pattern: /altnames|ERR_TLS_CERT_ALTNAME_INVALID/i,
    hint: 'The certificate is for another name; set the server name that it holds',
  },
  {
    pattern: /certificate has expired|CERT_HAS_EXPIRED|not yet valid/i,
    hint: "The server's certificate is out of date; renew it, or check this machine's clock",
  },
  {
    pattern: /self.signed|unable to (?:verify|get)|UNABLE_TO|DEPTH_ZERO/i,
    hint: "The server's certificate is not trusted; set the CA file that signed it, or skip verification for a server of your own",
  },
  {
    pattern: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no connection within/i,
    hint: 'The host does not answer; check the network, a firewall, and the address',
  },
];

function deadlineHint({ deadlineMs, answered }: FailureFacts): string {
  const limit = deadlineMs === undefined ? '' : ` of ${deadlineMs} ms`;
  return answered === true
    ? `The server had begun to answer; raise the deadline${limit}, or cancel the stream by hand`
    : `The server did not answer in time; raise the deadline${limit}, or look at what it waits for (a breakpoint?)`;
}

function sizeHint({ message, maxReceiveBytes }: FailureFacts): string {
  return /larger than max/i.test(message)
    ? `The reply is larger than ${maxReceiveBytes} bytes; raise the setting protoAtlas.call.maxReceiveMessageBytes`
    : 'The server or its quota is exhausted; try again later';
}

function transportHint({ message, secure }: FailureFacts): string | undefined {
  if (/RST_STREAM|protocol error|parse error|bad response|HTTP status/i.test(message)) {
    return secure
      ? 'What answers may not be a gRPC server; check the port'
      : 'What answers may not be a gRPC server, or it may expect TLS; check the port';
  }
  return undefined;
}
