import { type Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { CallTarget } from '../../../../protocol/calls.ts';
import { CallError } from '../callError.ts';
import type { Channels } from '../channel/channels.ts';
import { statusCode } from '../call/statusCodes.ts';
import {
  channelRequest,
  type ChannelzChannel,
  decodeChannel,
  decodeRemote,
  decodeSubchannel,
  decodeTopChannels,
  type RemoteAddress,
  socketRequest,
  subchannelRequest,
  topChannelsRequest,
} from './channelzMessages.ts';

/** A connection that a process holds open to a server that it calls. */
export interface OpenConnection {
  /** As the program named the server, such as `dns:orders:50051`. */
  readonly target: string;
  /** `host:port` of the other end; IPv6 in brackets. */
  readonly remote: string;
}

export interface OpenConnectionsOptions {
  readonly channels: Channels;
  readonly target: CallTarget;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** More questions than these to one server are not asked. */
const mostQuestions = 400;

/**
 * The connections that the process behind an address holds as a client, by its channelz service.
 * Undefined when it offers none. What closes between two questions is left out.
 *
 * @throws CallError when the server can't be reached or does not answer in time.
 */
export async function openConnections(
  options: OpenConnectionsOptions,
): Promise<readonly OpenConnection[] | undefined> {
  const lease = await options.channels.acquire(options.target);
  try {
    return await new Inquiry(lease.client, options).run();
  } catch (error) {
    if (isStatus(error, statusCode.unimplemented)) {
      return undefined;
    }
    if (isStatus(error)) {
      throw new CallError({
        kind: 'unreachable',
        what: `${options.target.address} does not tell of its connections: ${error.details}`,
      });
    }
    throw error;
  } finally {
    lease.dispose();
  }
}

/** One walk over a server's channels. */
class Inquiry {
  readonly #client: Client;
  readonly #deadline: number;
  readonly #signal: AbortSignal;
  readonly #seen = new Set<string>();
  #questions = 0;

  constructor(client: Client, { timeoutMs, signal }: OpenConnectionsOptions) {
    this.#client = client;
    this.#deadline = Date.now() + timeoutMs;
    this.#signal = signal;
  }

  async run(): Promise<readonly OpenConnection[]> {
    const found: OpenConnection[] = [];
    for (const channel of await this.#topChannels()) {
      const remotes = await this.#remotesOf(channel);
      found.push(...remotes.map((remote) => ({ target: channel.target, remote })));
    }
    return found;
  }

  async #topChannels(): Promise<readonly ChannelzChannel[]> {
    const found: ChannelzChannel[] = [];
    for (let start = '0'; ;) {
      const bytes = await this.#ask('GetTopChannels', topChannelsRequest(start));
      const page = decodeTopChannels(bytes);
      found.push(...page.channels);
      const last = page.channels.at(-1);
      if (page.end || last === undefined || this.#questions >= mostQuestions) {
        return found;
      }
      start = String(BigInt(last.id) + 1n);
    }
  }

  /** Down to the sockets; a server that lists a channel below itself is not followed in circles. */
  async #remotesOf(channel: ChannelzChannel): Promise<readonly string[]> {
    const remotes: string[] = [];
    for (const id of this.#fresh('socket', channel.sockets)) {
      const bytes = await this.#askIfThere('GetSocket', socketRequest(id));
      const remote = bytes && decodeRemote(bytes);
      remotes.push(...(remote === undefined ? [] : [textOf(remote)]));
    }
    for (const id of this.#fresh('subchannel', channel.subchannels)) {
      const bytes = await this.#askIfThere('GetSubchannel', subchannelRequest(id));
      const below = bytes && decodeSubchannel(bytes);
      remotes.push(...(below === undefined ? [] : await this.#remotesOf(below)));
    }
    for (const id of this.#fresh('channel', channel.channels)) {
      const bytes = await this.#askIfThere('GetChannel', channelRequest(id));
      const below = bytes && decodeChannel(bytes);
      remotes.push(...(below === undefined ? [] : await this.#remotesOf(below)));
    }
    return remotes;
  }

  #fresh(kind: string, ids: readonly string[]): readonly string[] {
    return ids.filter((id) => {
      const isNew = !this.#seen.has(`${kind} ${id}`);
      this.#seen.add(`${kind} ${id}`);
      return isNew;
    });
  }

  /** Undefined when it is gone meanwhile, or when enough was asked. */
  async #askIfThere(method: string, request: Buffer): Promise<Uint8Array | undefined> {
    if (this.#questions >= mostQuestions) {
      return undefined;
    }
    try {
      return await this.#ask(method, request);
    } catch (error) {
      if (isStatus(error, statusCode.notFound)) {
        return undefined;
      }
      throw error;
    }
  }

  #ask(method: string, request: Buffer): Promise<Uint8Array> {
    this.#questions += 1;
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(
        `/grpc.channelz.v1.Channelz/${method}`,
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => bytes,
        request,
        new Metadata(),
        { deadline: this.#deadline },
        (error, bytes) => {
          this.#signal.removeEventListener('abort', cancel);
          if (error === null && bytes !== undefined) {
            resolve(bytes);
          } else {
            reject(error ?? new Error('an answer without a message'));
          }
        },
      );
      const cancel = (): void => {
        call.cancel();
      };
      this.#signal.addEventListener('abort', cancel, { once: true });
      if (this.#signal.aborted) {
        cancel();
      }
    });
  }
}

function isStatus(error: unknown, code?: number): error is ServiceError {
  return (
    error instanceof Error &&
    'code' in error &&
    'details' in error &&
    (code === undefined || error.code === code)
  );
}

/** An IPv4 address within IPv6 is written as the IPv4 address that it is. */
function textOf({ ip, port }: RemoteAddress): string {
  const mapped =
    ip.length === 16 && ip.subarray(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 255));
  const bytes = mapped ? ip.subarray(12) : ip;
  if (bytes.length === 4) {
    return `${[...bytes].join('.')}:${port}`;
  }
  const groups = Array.from({ length: bytes.length / 2 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return `[${groups.join(':')}]:${port}`;
}
