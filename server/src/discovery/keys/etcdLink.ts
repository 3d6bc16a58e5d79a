import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { firstThatAnswers, readEndpoints } from '../endpoints.ts';
import { etcdCredentials, type EtcdSession, openSession } from '../etcd/session.ts';
import { type Method, range } from '../etcd/wire.ts';
import { RegistryError } from '../registryError.ts';
import { changeError } from './changeError.ts';
import { slash } from './folders.ts';

const none = new Uint8Array();

/** One session for all requests; it connects when it is first asked. */
export class EtcdLink {
  readonly #connection: EtcdConnection;
  #session: Promise<EtcdSession> | undefined;
  #isClosed = false;

  constructor(connection: EtcdConnection) {
    this.#connection = connection;
  }

  /** A connection that broke meanwhile is made anew: reading twice does no harm. */
  async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      return await this.#once(method, request, signal);
    } catch (error) {
      if (!isUnreachable(error) || signal.aborted) {
        throw error;
      }
      return this.#once(method, request, signal);
    }
  }

  /** Never repeated by itself: a lost answer does not say whether the change has happened. */
  async change<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    // What fails before this has sent nothing.
    const session = await this.#open(signal);
    try {
      return await this.#callOn(session, method, request, signal);
    } catch (error) {
      throw changeError(error, this.#connection.name);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #once<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    return this.#callOn(await this.#open(signal), method, request, signal);
  }

  async #callOn<Request, Response>(
    session: EtcdSession,
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      return await session.call(method, request, signal);
    } catch (error) {
      if (isUnreachable(error)) {
        this.#drop();
      }
      throw error;
    }
  }

  async #open(signal: AbortSignal): Promise<EtcdSession> {
    if (this.#isClosed) {
      throw new RegistryError('unreachable', `${this.#connection.name} is no longer connected`);
    }
    this.#session ??= this.#connect(signal);
    const session = this.#session;
    try {
      return await session;
    } catch (error) {
      if (this.#session === session) {
        this.#session = undefined;
      }
      throw error;
    }
  }

  async #connect(signal: AbortSignal): Promise<EtcdSession> {
    const { endpoints, tls } = this.#connection;
    const credentials = etcdCredentials(this.#connection);
    return firstThatAnswers(readEndpoints(endpoints, tls), async (endpoint) => {
      const session = await openSession({ ...credentials, endpoint }, signal);
      try {
        // Signing in asks nothing of a server without passwords: find out whether one is there.
        await session.call(range, { key: slash, rangeEnd: none, limit: 1, revision: 0 }, signal);
      } catch (error) {
        if (isUnreachable(error)) {
          session.close();
          throw error;
        }
      }
      return session;
    });
  }

  #drop(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.then(
      (open) => {
        open.close();
      },
      () => undefined,
    );
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof RegistryError && error.kind === 'unreachable';
}
