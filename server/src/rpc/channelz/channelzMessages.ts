import protobuf from 'protobufjs/light.js';

/** The part of `grpc/channelz/v1/channelz.proto` that says who is connected to whom. */
const root = protobuf.Root.fromJSON({
  nested: {
    GetTopChannelsRequest: { fields: { startChannelId: { type: 'int64', id: 1 } } },
    GetTopChannelsResponse: {
      fields: {
        channel: { rule: 'repeated', type: 'Channel', id: 1 },
        end: { type: 'bool', id: 2 },
      },
    },
    GetChannelRequest: { fields: { channelId: { type: 'int64', id: 1 } } },
    GetChannelResponse: { fields: { channel: { type: 'Channel', id: 1 } } },
    GetSubchannelRequest: { fields: { subchannelId: { type: 'int64', id: 1 } } },
    GetSubchannelResponse: { fields: { subchannel: { type: 'Channel', id: 1 } } },
    GetSocketRequest: {
      fields: { socketId: { type: 'int64', id: 1 }, summary: { type: 'bool', id: 2 } },
    },
    GetSocketResponse: { fields: { socket: { type: 'Socket', id: 1 } } },
    // A subchannel has the same fields with the same numbers.
    Channel: {
      fields: {
        ref: { type: 'ChannelRef', id: 1 },
        data: { type: 'ChannelData', id: 2 },
        channelRef: { rule: 'repeated', type: 'ChannelRef', id: 3 },
        subchannelRef: { rule: 'repeated', type: 'SubchannelRef', id: 4 },
        socketRef: { rule: 'repeated', type: 'SocketRef', id: 5 },
      },
    },
    ChannelData: { fields: { target: { type: 'string', id: 2 } } },
    ChannelRef: { fields: { channelId: { type: 'int64', id: 1 } } },
    SubchannelRef: { fields: { subchannelId: { type: 'int64', id: 7 } } },
    SocketRef: { fields: { socketId: { type: 'int64', id: 3 } } },
    Socket: { fields: { remote: { type: 'Address', id: 4 } } },
    Address: { fields: { tcpipAddress: { type: 'TcpIpAddress', id: 1 } } },
    TcpIpAddress: {
      fields: { ipAddress: { type: 'bytes', id: 1 }, port: { type: 'int32', id: 2 } },
    },
  },
});

/** Ids are 64-bit numbers as decimal text: they are only ever handed back. */
export interface ChannelzChannel {
  readonly id: string;
  /** As the program gave it, such as `dns:orders:50051`. */
  readonly target: string;
  readonly channels: readonly string[];
  readonly subchannels: readonly string[];
  readonly sockets: readonly string[];
}

/** Some of a server's channels, in the order of their ids. */
export interface ChannelzPage {
  readonly channels: readonly ChannelzChannel[];
  /** None follow. */
  readonly end: boolean;
}

/** The remote end of a TCP connection. */
export interface RemoteAddress {
  /** In four or sixteen bytes. */
  readonly ip: Uint8Array;
  readonly port: number;
}

/** Asks for the channels of a server from an id on. */
export function topChannelsRequest(startChannelId: string): Buffer {
  return encode('GetTopChannelsRequest', { startChannelId });
}

/** Asks for one channel. */
export function channelRequest(channelId: string): Buffer {
  return encode('GetChannelRequest', { channelId });
}

/** Asks for one subchannel. */
export function subchannelRequest(subchannelId: string): Buffer {
  return encode('GetSubchannelRequest', { subchannelId });
}

/** Asks for one socket, without its options. */
export function socketRequest(socketId: string): Buffer {
  return encode('GetSocketRequest', { socketId, summary: true });
}

/** @throws Error when the bytes are no such message; so do the others. */
export function decodeTopChannels(bytes: Uint8Array): ChannelzPage {
  const { channel, end }: DecodedPage = decode('GetTopChannelsResponse', bytes);
  return { channels: channel.map(channelOf), end };
}

/** Undefined when the server has it no more. */
export function decodeChannel(bytes: Uint8Array): ChannelzChannel | undefined {
  const { channel }: { channel?: DecodedChannel | null } = decode('GetChannelResponse', bytes);
  return channel ? channelOf(channel) : undefined;
}

/** Undefined when the server has it no more. */
export function decodeSubchannel(bytes: Uint8Array): ChannelzChannel | undefined {
  const { subchannel }: { subchannel?: DecodedChannel | null } = decode(
    'GetSubchannelResponse',
    bytes,
  );
  return subchannel ? channelOf(subchannel) : undefined;
}

/** Undefined when the connection is none over TCP. */
export function decodeRemote(bytes: Uint8Array): RemoteAddress | undefined {
  const { socket }: DecodedSocket = decode('GetSocketResponse', bytes);
  const address = socket?.remote?.tcpipAddress;
  return address ? { ip: address.ipAddress, port: address.port } : undefined;
}

/** What the decoder makes of the messages above. */
interface DecodedChannel {
  readonly ref?: { readonly channelId: string } | null;
  readonly data?: { readonly target: string } | null;
  readonly channelRef: readonly { readonly channelId: string }[];
  readonly subchannelRef: readonly { readonly subchannelId: string }[];
  readonly socketRef: readonly { readonly socketId: string }[];
}

interface DecodedPage {
  readonly channel: readonly DecodedChannel[];
  readonly end: boolean;
}

interface DecodedSocket {
  readonly socket?: {
    readonly remote?: {
      readonly tcpipAddress?: { readonly ipAddress: Uint8Array; readonly port: number } | null;
    } | null;
  } | null;
}

function channelOf(decoded: DecodedChannel): ChannelzChannel {
  return {
    id: decoded.ref?.channelId ?? '0',
    target: decoded.data?.target ?? '',
    channels: decoded.channelRef.map(({ channelId }) => channelId),
    subchannels: decoded.subchannelRef.map(({ subchannelId }) => subchannelId),
    sockets: decoded.socketRef.map(({ socketId }) => socketId),
  };
}

function encode(type: string, value: Record<string, unknown>): Buffer {
  const messageType = root.lookupType(type);
  return Buffer.from(messageType.encode(messageType.fromObject(value)).finish());
}

function decode<T>(type: string, bytes: Uint8Array): T {
  const messageType = root.lookupType(type);
  const decoded: T = messageType.toObject(messageType.decode(bytes), {
    arrays: true,
    defaults: true,
    longs: String,
  }) as T;
  return decoded;
}
