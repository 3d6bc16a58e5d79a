import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { RegistryEndpoint } from '../endpoints.ts';
import { text } from '../json.ts';
import type { RegistryErrorKind } from '../registryError.ts';
import { tlsFault } from '../tlsFault.ts';
import type { TlsFiles } from '../tlsFiles.ts';
import { EtcdError } from './sessionError.ts';

/** The beginning of each connection of HTTP/2 (RFC 9113, 3.4), with an empty SETTINGS frame. */
const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const settingsFrame = 4;
const tlsAlert = 0x15;

/** How a server is to be greeted. */
export interface KnockOptions {
  readonly endpoint: RegistryEndpoint;
  readonly files: TlsFiles;
  /** Milliseconds for each step: the connection, the handshake, the first answer. */
  readonly limit: number;
}

/**
 * Connects once, as a gRPC client would, and waits for the first frame. Rejects with the cause where
 * a gRPC library has only "no connection established", and leaves no socket behind.
 */
export async function knock(options: KnockOptions, signal: AbortSignal): Promise<void> {
  const { endpoint, limit } = options;
  const tcp = openTcp(endpoint);
  // Errors that come when nobody waits any more are of no interest.
  tcp.on('error', ignore);
  const abort = (): void => void tcp.destroy();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) {
    abort();
  }
  try {
    await happens(tcp, 'connect', limit, `nothing comes back from ${endpoint.address}`);
    const socket = await secured(tcp, options);
    socket.write(preface);
    checkAnswer(await happens(socket, 'data', limit, silentText));
  } catch (error) {
    throw knockError(error, endpoint);
  } finally {
    signal.removeEventListener('abort', abort);
    tcp.destroy();
  }
}

const silentText = 'it accepts connections and says nothing';
const silentAdvice =
  'An etcd that starts says nothing until most members of its cluster run: start those that are down';

const closedAdvice =
  'it may want TLS, or be starting: write https:// before the address, or add the TLS options';

/** A step that took too long, or a peer of another kind; the message is a half sentence. */
class KnockFault extends Error {
  readonly kind: RegistryErrorKind;
  readonly advice: string;

  constructor(kind: RegistryErrorKind, what: string, advice: string) {
    super(what);
    this.kind = kind;
    this.advice = advice;
  }
}

function openTcp({ address }: RegistryEndpoint): Socket {
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return connectTcp({ host: hostOf(address), port });
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

async function secured(tcp: Socket, { endpoint, files, limit }: KnockOptions): Promise<Socket> {
  const { tls, address } = endpoint;
  if (tls === undefined) {
    return tcp;
  }
  const socket = connectTls({
    socket: tcp,
    host: hostOf(address),
    ...files,
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ALPNProtocols: ['h2'],
    rejectUnauthorized: tls.insecureSkipVerify !== true,
  });
  socket.on('error', ignore);
  await happens(socket, 'secureConnect', limit, 'it does not answer the TLS handshake');
  return socket;
}

/** The first argument of an event. Rejects with the socket's error, at its end, or after `limit`. */
function happens(
  socket: Socket,
  event: string,
  limit: number,
  otherwise: string,
): Promise<unknown> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      const advice =
        'check the address, that no firewall drops the traffic, and that it is not stuck';
      fail(new KnockFault('unreachable', otherwise, advice));
    }, limit);
    const settle = (): void => {
      clearTimeout(timer);
    };
    socket.once(event, (value: unknown) => {
      settle();
      done(value);
    });
    socket.once('error', (error) => {
      settle();
      fail(error);
    });
    socket.once('close', () => {
      settle();
      fail(new KnockFault('unreachable', 'it closes the connection at once', closedAdvice));
    });
  });
}

function checkAnswer(answer: unknown): void {
  // The first piece may be shorter than a frame's head.
  if (
    !Buffer.isBuffer(answer) ||
    (answer[0] === 0 && (answer[3] ?? settingsFrame) === settingsFrame)
  ) {
    return;
  }
  if (answer[0] === tlsAlert || /HTTPS server/i.test(answer.toString('latin1'))) {
    const advice = 'write https:// before the address, or add the TLS options';
    throw new KnockFault('refused', 'it wants TLS', advice);
  }
  throw new KnockFault('unreadable', 'it does not speak gRPC', 'check the port');
}

function knockError(error: unknown, { address, tls }: RegistryEndpoint): EtcdError {
  const at = `etcd at ${address}`;
  if (error instanceof KnockFault && error.message === silentText) {
    const advice = `${error.advice}. ${silentAdvice}`;
    return new EtcdError(
      'unreachable',
      `${at} can't be reached (${silentText}): ${advice}`,
      'silent',
    );
  }
  if (error instanceof KnockFault) {
    return new EtcdError(error.kind, `${at} can't be reached (${error.message}): ${error.advice}`);
  }
  const message = messageOf(error);
  const fault = tls === undefined ? undefined : tlsFault({ code: text(error, 'code'), message });
  if (fault !== undefined) {
    return new EtcdError('refused', `${at} ${fault}`);
  }
  return new EtcdError('unreachable', `${at} can't be reached (${message}): ${adviceFor(error)}`);
}

function adviceFor(error: unknown): string {
  switch (text(error, 'code')) {
    case 'ENOTFOUND':
      return 'check the spelling of its name';
    case 'ECONNRESET':
      return 'it may not speak TLS, or be starting: leave out https:// and the TLS options';
    default:
      return 'check that it runs, its address, and whether it wants TLS';
  }
}

/** Of a host with several addresses, whose errors Node bundles without a text, the code. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? (text(error, 'code') ?? 'no reason is given') : message;
}

function ignore(): void {
  // The one who waits has its own listener.
}
