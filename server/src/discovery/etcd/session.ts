import grpc from '@grpc/grpc-js';
import type { EtcdConnection } from '../../../../protocol/connections.ts';
import type { RegistryEndpoint } from '../endpoints.ts';
import { RegistryError } from '../registryError.ts';
import { readTlsFiles, type TlsFiles } from '../tlsFiles.ts';
import { authenticate } from './authWire.ts';
import { knock } from './knock.ts';
import { isAuthDisabled, isTokenOutdated, sessionError, watchRefusal } from './sessionError.ts';
import { type Method, watch, type WatchCreate, type WatchResponse } from './wire.ts';

/** Where to connect, and as whom. */
export interface SessionOptions {
  readonly endpoint: RegistryEndpoint;
  readonly username?: string;
  readonly password?: string;
  /** How many times longer than usual to wait for an answer; 1 unless the network is slow. */
  readonly patience?: number;
}

/** An open watch. */
export interface WatchStream {
  /** Resolves with what ended the stream; never rejects. */
  readonly ended: Promise<RegistryError>;
  close(): void;
}

/**
 * One connection to one member of etcd. It does not reconnect: when it breaks, calls reject and
 * streams end, and a new session is due. Every call rejects with a RegistryError.
 */
export interface EtcdSession {
  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response>;
  openWatch(
    creates: readonly WatchCreate[],
    onResponse: (response: WatchResponse) => void,
  ): WatchStream;
  /** What a watcher's end means. */
  explainCancel(reason: string): RegistryError;
  close(): void;
}

/** In milliseconds. */
const callTimeout = 5_000;

/**
 * etcd closes connections that ping more often than every 5 s. With this a member that is frozen or
 * cut off is noticed within 9 s even when nothing is sent.
 */
const keepaliveTime = 6_000;
const keepaliveTimeout = 3_000;

/** The user of a connection, for a session. */
export function etcdCredentials({
  username,
  password,
}: Pick<EtcdConnection, 'username' | 'password'>): Pick<SessionOptions, 'username' | 'password'> {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

/** Connects, and signs in when a user name is given. */
export async function openSession(
  options: SessionOptions,
  signal: AbortSignal,
): Promise<EtcdSession> {
  const session = new GrpcSession(options, await connect(options, signal));
  try {
    await session.signIn(signal);
  } catch (error) {
    session.close();
    throw error;
  }
  return session;
}

async function connect(
  { endpoint, patience = 1 }: SessionOptions,
  signal: AbortSignal,
): Promise<grpc.Client> {
  const { address, tls } = endpoint;
  const files = tls === undefined ? {} : await readTlsFiles(tls);
  const secrets = credentials(tls, files);
  if (!hasProxy()) {
    await knock({ endpoint, files, limit: callTimeout * patience }, signal);
  }
  return new grpc.Client(address, secrets, {
    'grpc.keepalive_time_ms': keepaliveTime,
    'grpc.keepalive_timeout_ms': keepaliveTimeout * patience,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.max_receive_message_length': -1,
    // Trying again is the watch's business; a pooled subchannel would carry its own waiting over.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    ...(tls?.serverName === undefined ? {} : { 'grpc.ssl_target_name_override': tls.serverName }),
  });
}

/** A proxy may be the only way there; grpc-js finds it by these variables. */
function hasProxy(): boolean {
  const { grpc_proxy: own, https_proxy: secure, http_proxy: plain } = process.env;
  return [own, secure, plain].some((url) => url !== undefined && url !== '');
}

function credentials(tls: RegistryEndpoint['tls'], files: TlsFiles): grpc.ChannelCredentials {
  if (tls === undefined) {
    return grpc.credentials.createInsecure();
  }
  const verify = tls.insecureSkipVerify === true ? { rejectUnauthorized: false } : {};
  try {
    return grpc.credentials.createSsl(files.ca, files.key, files.cert, verify);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError(
      'refused',
      `the TLS files can't be used (${reason}): check that they are PEM`,
    );
  }
}

class GrpcSession implements EtcdSession {
  readonly #options: SessionOptions;
  readonly #client: grpc.Client;
  readonly #metadata = new grpc.Metadata();

  constructor(options: SessionOptions, client: grpc.Client) {
    this.#options = options;
    this.#client = client;
  }

  async signIn(signal: AbortSignal): Promise<void> {
    const { username = '', password = '' } = this.#options;
    if (username === '') {
      return;
    }
    try {
      const { token } = await this.#send(authenticate, { name: username, password }, signal);
      this.#metadata.set('token', token);
    } catch (error) {
      // A server that wants no password lets everybody in.
      if (!isAuthDisabled(error)) {
        throw this.#explain(error);
      }
    }
  }

  async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      return await this.#send(method, request, signal);
    } catch (error) {
      if (!isTokenOutdated(error) || this.#options.username === undefined) {
        throw this.#explain(error);
      }
    }
    await this.signIn(signal);
    return this.#send(method, request, signal).catch((error: unknown) => {
      throw this.#explain(error);
    });
  }

  openWatch(
    creates: readonly WatchCreate[],
    onResponse: (response: WatchResponse) => void,
  ): WatchStream {
    const { path, encode, decode } = watch;
    const metadata = this.#metadataFor(watch);
    const stream = this.#client.makeBidiStreamRequest(path, encode, decode, metadata);
    const ended = new Promise<RegistryError>((done) => {
      stream.on('error', (error: unknown) => {
        done(this.#explain(error));
      });
      stream.on('end', () => {
        done(this.#explain(new Error('the watch was ended by the server')));
      });
    });
    stream.on('data', onResponse);
    for (const create of creates) {
      stream.write(create);
    }
    return {
      ended,
      close: () => {
        stream.cancel();
      },
    };
  }

  explainCancel(reason: string): RegistryError {
    return watchRefusal(reason, this.#options);
  }

  close(): void {
    this.#client.close();
  }

  #send<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    return new Promise((done, fail) => {
      const call = this.#client.makeUnaryRequest(
        method.path,
        method.encode,
        method.decode,
        request,
        this.#metadataFor(method),
        { deadline: Date.now() + callTimeout * (this.#options.patience ?? 1) },
        (error, response) => {
          signal.removeEventListener('abort', cancel);
          if (error === null && response !== undefined) {
            done(response);
          } else {
            fail(error ?? new Error('the server sent no answer'));
          }
        },
      );
      const cancel = (): void => {
        call.cancel();
      };
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) {
        cancel();
      }
    });
  }

  #metadataFor({ needsLeader }: { readonly needsLeader?: true }): grpc.Metadata {
    if (needsLeader !== true) {
      return this.#metadata;
    }
    const metadata = this.#metadata.clone();
    metadata.set('hasleader', 'true');
    return metadata;
  }

  #explain(error: unknown): RegistryError {
    return sessionError(error, this.#options);
  }
}
