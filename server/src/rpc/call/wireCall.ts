import type { ClientDuplexStream, Metadata, StatusObject } from '@grpc/grpc-js';
import type { ChannelLease } from '../channel/channels.ts';
import { deferred } from './deferred.ts';

export interface WireCallOptions {
  readonly lease: ChannelLease;
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly metadata: Metadata;
  /** Milliseconds since the epoch. */
  readonly deadline: number | undefined;
  readonly onHeaders: (metadata: Metadata) => void;
  /** While a promise that it returns is open, no further message is read. */
  readonly onMessage: (bytes: Buffer) => void | Promise<void>;
}

/**
 * One HTTP/2 stream of bytes. On the wire the four kinds differ only in how many messages each side
 * sends, so all of them are made as a bidirectional stream.
 */
export class WireCall {
  /** Settles when the status has come and every message before it has been delivered. */
  readonly status: Promise<StatusObject>;
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  #isHalfClosed = false;
  #isCancelled = false;

  constructor(options: WireCallOptions) {
    const { lease, path, metadata, deadline } = options;
    this.#stream = lease.client.makeBidiStreamRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
      metadata,
      deadline === undefined ? {} : { deadline },
    );
    this.status = this.#listen(options);
  }

  get isWritable(): boolean {
    return !this.#isHalfClosed && !this.#isCancelled && this.#stream.writable;
  }

  /** The address that answered, once there is a connection. */
  get peer(): string | undefined {
    const peer = this.#stream.getPeer();
    return peer === '' || peer === 'unknown' ? undefined : peer;
  }

  /** Resolves when the connection has taken the message; rejects when the call ended before. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error: Error | null | undefined) => {
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      });
    });
  }

  halfClose(): void {
    if (this.isWritable) {
      this.#isHalfClosed = true;
      this.#stream.end();
    }
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#stream.cancel();
    // Whoever holds up the messages must not hold up the end.
    this.#stream.resume();
  }

  #listen({ onHeaders, onMessage }: WireCallOptions): Promise<StatusObject> {
    const stream = this.#stream;
    const ended = deferred<undefined>();
    const status = deferred<StatusObject>();
    stream.on('metadata', onHeaders);
    stream.on('data', (bytes: Buffer) => {
      const delivered = onMessage(bytes);
      if (delivered !== undefined && !this.#isCancelled) {
        stream.pause();
        void delivered.finally(() => stream.resume());
      }
    });
    stream.on('end', () => ended.resolve(undefined));
    stream.on('status', status.resolve);
    // The status says the same, and comes always.
    stream.on('error', () => undefined);
    return Promise.all([status.promise, ended.promise]).then(([result]) => result);
  }
}
