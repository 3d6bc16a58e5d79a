import { type ChannelOptions, Client, connectivityState } from '@grpc/grpc-js';
import type { CallTarget } from '../../../../protocol/calls.ts';
import type { Disposable } from '../../base/index.ts';
import { CallError } from '../callError.ts';
import { createCredentials } from './credentials.ts';

/** Default limit of one received message, that of gRPC. */
export const defaultMaxReceiveBytes = 4 * 1024 * 1024;

export interface ChannelsOptions {
  /** How long an unused channel stays open; default one minute. */
  readonly idleMs?: number;
}

/** A channel in use. Disposing gives it back, it does not close it. */
export interface ChannelLease extends Disposable {
  readonly client: Client;
  /** `host:port` as asked for. */
  readonly address: string;
  readonly maxReceiveBytes: number;
}

/** Open channels, shared by calls to the same target. Disposing closes all of them. */
export interface Channels extends Disposable {
  /**
   * A channel to the target; it connects with the first call.
   *
   * @throws CallError when the address or a TLS file cannot be used.
   */
  acquire(target: CallTarget, maxReceiveBytes?: number): Promise<ChannelLease>;
}

interface PooledChannel {
  readonly client: Client;
  users: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/** Makes an empty pool. */
export function createChannels({ idleMs = 60_000 }: ChannelsOptions = {}): Channels {
  return new ChannelPool(idleMs);
}

class ChannelPool implements Channels {
  readonly #idleMs: number;
  readonly #pooled = new Map<string, PooledChannel>();
  #disposed = false;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  async acquire(
    target: CallTarget,
    maxReceiveBytes: number = defaultMaxReceiveBytes,
  ): Promise<ChannelLease> {
    checkAddress(target.address);
    const credentials = await createCredentials(target.tls);
    if (this.#disposed) {
      throw new CallError({ kind: 'state', what: 'the pool of channels is closed' });
    }
    const key = JSON.stringify([target, credentials.fingerprint, maxReceiveBytes]);
    const channel = this.#reusable(key) ?? {
      client: new Client(
        target.address,
        credentials.channel,
        channelOptions(target, maxReceiveBytes),
      ),
      users: 0,
      idleTimer: undefined,
    };
    this.#pooled.set(key, channel);
    return this.#lease(key, channel, { address: target.address, maxReceiveBytes });
  }

  dispose(): void {
    this.#disposed = true;
    for (const channel of this.#pooled.values()) {
      clearTimeout(channel.idleTimer);
      channel.client.close();
    }
    this.#pooled.clear();
  }

  /**
   * A channel that failed to connect waits longer and longer before it tries again and fails calls
   * at once meanwhile; a person who has just started the server wants it tried now.
   */
  #reusable(key: string): PooledChannel | undefined {
    const channel = this.#pooled.get(key);
    if (channel === undefined || !isFailing(channel.client)) {
      return channel;
    }
    this.#pooled.delete(key);
    clearTimeout(channel.idleTimer);
    if (channel.users === 0) {
      channel.client.close();
    }
    return undefined;
  }

  #lease(
    key: string,
    channel: PooledChannel,
    facts: { readonly address: string; readonly maxReceiveBytes: number },
  ): ChannelLease {
    clearTimeout(channel.idleTimer);
    channel.users += 1;
    let returned = false;
    return {
      ...facts,
      client: channel.client,
      dispose: () => {
        if (!returned) {
          returned = true;
          this.#giveBack(key, channel);
        }
      },
    };
  }

  #giveBack(key: string, channel: PooledChannel): void {
    channel.users -= 1;
    if (channel.users > 0) {
      return;
    }
    if (this.#pooled.get(key) !== channel) {
      channel.client.close();
      return;
    }
    channel.idleTimer = setTimeout(() => {
      this.#pooled.delete(key);
      channel.client.close();
    }, this.#idleMs).unref();
  }
}

function isFailing(client: Client): boolean {
  return client.getChannel().getConnectivityState(false) === connectivityState.TRANSIENT_FAILURE;
}

function channelOptions(target: CallTarget, maxReceiveBytes: number): ChannelOptions {
  const serverName = target.tls?.serverName;
  const authority = target.authority ?? serverName;
  return {
    'grpc.max_receive_message_length': maxReceiveBytes,
    'grpc.max_send_message_length': -1,
    // Otherwise a closed channel would leave its connection to others of this process.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.primary_user_agent': 'proto-atlas',
    ...(serverName !== undefined && { 'grpc.ssl_target_name_override': serverName }),
    ...(authority !== undefined && { 'grpc.default_authority': authority }),
  };
}

/** `host:port`, `[v6]:port`, or another form that gRPC names with a scheme, such as `unix:/path`. */
function checkAddress(address: string): void {
  if (/^(?:\[[0-9a-fA-F:.%\w]+\]|[^\s:/[\]]+):\d{1,5}$/.test(address)) {
    return;
  }
  if (/^(?:unix|dns|ipv4|ipv6):\S+$/.test(address)) {
    return;
  }
  throw new CallError({
    kind: 'target',
    what: address === '' ? 'the address is empty' : `"${address}" is not an address`,
    next: 'Write it as host:port, such as 127.0.0.1:50051',
  });
}
