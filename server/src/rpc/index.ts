/**
 * Calls gRPC methods with no generated code: descriptors come from a descriptor set or from the
 * server's reflection service, messages are written and read in protobuf's JSON mapping, and all
 * four kinds of method share one path.
 *
 * The layer does not know where an address came from (discovery), nor who shows the outcome (LSP,
 * JSON-RPC, an editor, a command line); it never writes a message body or metadata to a log.
 *
 * Invariants: a call that reached the wire always ends in a `CallOutcome`, whatever the server does;
 * one that did not ends in a `CallError`, and nothing else is thrown. Every channel belongs to a
 * `Channels` pool and is closed with it. Bytes from the wire are decoded and checked here, and
 * nothing of protobufjs or grpc-js leaves through this door.
 */
export { CallError, type CallErrorKind } from './callError.ts';
export { type Channels, type ChannelsOptions, createChannels } from './channel/channels.ts';
export { type CallHandle, startCall, type StartCallOptions } from './call/startCall.ts';
export {
  openConnections,
  type OpenConnection,
  type OpenConnectionsOptions,
} from './channelz/openConnections.ts';
export { statusName } from './call/statusCodes.ts';
export {
  type ExampleRequest,
  exampleRequest,
  type ExampleRequestOptions,
} from './exampleRequest.ts';
export { splitJsonValues } from './json/jsonText.ts';
export { listMethods } from './listMethods.ts';
export type { AskReflectionOptions } from './schema/askReflection.ts';
