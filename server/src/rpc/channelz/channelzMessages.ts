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
  const page = decode('GetTopChannelsResponse', bytes);
  return { channels: list(page, 'channel').map(channelOf), end: field(page, 'end') === true };
}

/** Undefined when the server has it no more. */
export function decodeChannel(bytes: Uint8Array): ChannelzChannel | undefined {
  const channel = field(decode('GetChannelResponse', bytes), 'channel');
  return isPresent(channel) ? channelOf(channel) : undefined;
}

/** Undefined when the server has it no more. */
export function decodeSubchannel(bytes: Uint8Array): ChannelzChannel | undefined {
  const subchannel = field(decode('GetSubchannelResponse', bytes), 'subchannel');
  return isPresent(subchannel) ? channelOf(subchannel) : undefined;
}

/** Undefined when the connection is none over TCP, or its address has neither 4 nor 16 bytes. */
export function decodeRemote(bytes: Uint8Array): RemoteAddress | undefined {
  const socket = field(decode('GetSocketResponse', bytes), 'socket');
  const address = field(field(socket, 'remote'), 'tcpipAddress');
  const ip = field(address, 'ipAddress');
  const port = field(address, 'port');
  return ip instanceof Uint8Array && (ip.length === 4 || ip.length === 16)
    ? { ip, port: typeof port === 'number' ? port : 0 }
    : undefined;
}

function channelOf(channel: unknown): ChannelzChannel {
  return {
    id: text(field(channel, 'ref'), 'channelId') ?? '0',
    target: text(field(channel, 'data'), 'target') ?? '',
    channels: ids(channel, 'channelRef', 'channelId'),
    subchannels: ids(channel, 'subchannelRef', 'subchannelId'),
    sockets: ids(channel, 'socketRef', 'socketId'),
  };
}

function ids(channel: unknown, references: string, id: string): readonly string[] {
  return list(channel, references).flatMap((reference) => text(reference, id) ?? []);
}

function encode(type: string, value: Record<string, unknown>): Buffer {
  const messageType = root.lookupType(type);
  return Buffer.from(messageType.encode(messageType.fromObject(value)).finish());
}

/** Plain values; absent lists are empty, absent messages null. */
function decode(type: string, bytes: Uint8Array): unknown {
  const messageType = root.lookupType(type);
  const options = { arrays: true, defaults: true, longs: String };
  return messageType.toObject(messageType.decode(bytes), options);
}

function isPresent(message: unknown): message is object {
  return typeof message === 'object' && message !== null;
}

function field(message: unknown, name: string): unknown {
  return isPresent(message) ? Reflect.get(message, name) : undefined;
}

function text(message: unknown, name: string): string | undefined {
  const value = field(message, name);
  return typeof value === 'string' ? value : undefined;
}

function list(message: unknown, name: string): readonly unknown[] {
  const value = field(message, name);
  return Array.isArray(value) ? value : [];
}
