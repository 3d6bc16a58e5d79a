import { create, toBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  type Answer,
  type DuplexCall,
  type GrpcServer,
  type GrpcServerOptions,
  metadataOf,
  type ReadableCall,
  startGrpcServer,
  type UnaryCall,
  type WritableCall,
} from './grpcServer.ts';

export const echoService = 'test.echo.Echo';

export const echoProto = `
syntax = "proto3";
package test.echo;

import "google/api/annotations.proto";
import "google/protobuf/any.proto";
import "google/protobuf/timestamp.proto";
import "test/echo/types.proto";

service Echo {
  rpc Say(EchoRequest) returns (EchoReply) { option (google.api.http).get = "/v1/say"; }
  rpc Repeat(EchoRequest) returns (stream EchoReply);
  rpc Collect(stream EchoRequest) returns (EchoReply);
  rpc Chat(stream EchoRequest) returns (stream EchoReply);
  // Fails as the request says.
  rpc Fail(EchoRequest) returns (EchoReply) { option deprecated = true; }
  // Never answers.
  rpc Hang(EchoRequest) returns (stream EchoReply);
}

message EchoRequest {
  string text = 1;
  int32 count = 2;
  Mood mood = 3;
  google.protobuf.Timestamp at = 4;
  int64 wide = 5;
}

message EchoReply {
  string text = 1;
  int32 index = 2;
  Mood mood = 3;
  google.protobuf.Timestamp at = 4;
  int64 wide = 5;
  google.protobuf.Any extra = 6;
}
`;

export const echoTypesProto = `
syntax = "proto3";
package test.echo;
enum Mood { MOOD_UNSPECIFIED = 0; MOOD_GOOD = 1; MOOD_BAD = 2; }
message Extra { string note = 1; }
`;

/** Nothing imports it: only an Any of a reply or of a status names its message. */
const hiddenProto = `
syntax = "proto3";
package test.echo;
message Hidden { string note = 1; }
`;

/** `google.rpc.Status` with one BadRequest, one detail of the call's schema and one of nobody's. */
function statusDetails(text: string): Buffer {
  return Buffer.concat([
    Buffer.from([8, 3]),
    detail('google.rpc.BadRequest', Buffer.from('0a0d0a047465787412056c6f6e6721', 'hex')),
    detail('test.echo.Extra', Buffer.from('0a026f6b', 'hex')),
    detail('nobody.Knows', Buffer.from('0801', 'hex')),
    ...(text === 'hidden' ? [detail('test.echo.Hidden', Buffer.from('0a026f6b', 'hex'))] : []),
  ]);
}

export type EchoServerOptions = Omit<GrpcServerOptions, 'files' | 'services'>;

/** A server of `test.echo.Echo`. */
export function startEchoServer(options: EchoServerOptions = {}): Promise<GrpcServer> {
  return startGrpcServer({
    ...options,
    files: {
      'test/echo/echo.proto': echoProto,
      'test/echo/types.proto': echoTypesProto,
      'test/echo/hidden.proto': hiddenProto,
    },
    services: { [echoService]: implementation },
  });
}

const implementation: UntypedServiceImplementation = {
  /** Gives back the request, and its metadata `x-*` as headers and, with `-bin`, trailers. */
  Say: (call: UnaryCall, answer: Answer) => {
    const entries = Object.entries(call.metadata.toJSON()).flatMap(([name, values]) =>
      values.map((value) => [name, value] as const),
    );
    const sent = entries.filter(([name]) => name.startsWith('x-'));
    call.sendMetadata(metadataOf(sent.filter(([name]) => !name.endsWith('-bin'))));
    const trailers = metadataOf(sent.filter(([name]) => name.endsWith('-bin')));
    answer(null, reply(call.request, 0), trailers);
  },

  Repeat: (call: WritableCall) => {
    const count = Number(field(call.request, 'count') ?? 0);
    for (let index = 0; index < count; index += 1) {
      call.write(reply(call.request, index));
    }
    call.end();
  },

  Collect: (call: ReadableCall, answer: Answer) => {
    const texts: string[] = [];
    call.on('data', (request: JsonValue) => texts.push(textOf(request)));
    call.on('end', () => answer(null, { text: texts.join('+') }));
  },

  Chat: (call: DuplexCall) => {
    let index = 0;
    call.on('data', (request: JsonValue) => call.write(reply(request, index++)));
    call.on('end', () => call.end());
  },

  Fail: (call: UnaryCall, answer: Answer) => {
    answer({
      code: Number(field(call.request, 'count') ?? status.UNKNOWN),
      details: textOf(call.request),
      metadata: metadataOf([['grpc-status-details-bin', statusDetails(textOf(call.request))]]),
    });
  },

  /** Sends `count` replies, then is silent. */
  Hang: (call: WritableCall) => {
    const count = Number(field(call.request, 'count') ?? 0);
    for (let index = 0; index < count; index += 1) {
      call.write(reply(call.request, index));
    }
  },
};

function reply(request: JsonValue, index: number): JsonObject {
  const { text, mood, at, wide } = isObject(request) ? request : {};
  const echoed = Object.entries({ text, mood, at, wide }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const extra = { '@type': 'type.googleapis.com/test.echo.Hidden', note: 'found' };
  return { ...Object.fromEntries(echoed), index, ...(text === 'hidden' && { extra }) };
}

function textOf(request: JsonValue): string {
  const text = field(request, 'text');
  return typeof text === 'string' ? text : '';
}

function field(request: JsonValue, name: string): JsonValue | undefined {
  return isObject(request) ? request[name] : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function detail(type: string, value: Uint8Array): Buffer {
  const any = toBinary(
    AnySchema,
    create(AnySchema, { typeUrl: `type.googleapis.com/${type}`, value }),
  );
  return Buffer.concat([Buffer.from([0x1a, any.length]), any]);
}
