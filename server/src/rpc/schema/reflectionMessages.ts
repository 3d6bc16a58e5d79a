import protobuf from 'protobufjs/light.js';

/**
 * The messages of `grpc/reflection/v1/reflection.proto`; those of `v1alpha` have the same shape. What
 * is only ever echoed back is left out.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Request: {
      oneofs: {
        kind: { oneof: ['fileByFilename', 'fileContainingSymbol', 'listServices'] },
      },
      fields: {
        host: { type: 'string', id: 1 },
        fileByFilename: { type: 'string', id: 3 },
        fileContainingSymbol: { type: 'string', id: 4 },
        listServices: { type: 'string', id: 7 },
      },
    },
    Response: {
      oneofs: { kind: { oneof: ['files', 'services', 'error'] } },
      fields: {
        files: { type: 'Files', id: 4 },
        services: { type: 'Services', id: 6 },
        error: { type: 'Failure', id: 7 },
      },
    },
    Files: { fields: { descriptors: { rule: 'repeated', type: 'bytes', id: 1 } } },
    Services: { fields: { service: { rule: 'repeated', type: 'Service', id: 1 } } },
    Service: { fields: { name: { type: 'string', id: 1 } } },
    Failure: { fields: { code: { type: 'int32', id: 1 }, message: { type: 'string', id: 2 } } },
  },
});

const requestType = root.lookupType('Request');
const responseType = root.lookupType('Response');

export type ReflectionRequest =
  | { readonly fileByFilename: string }
  | { readonly fileContainingSymbol: string }
  | { readonly listServices: string };

export type ReflectionResponse =
  | { readonly kind: 'files'; readonly descriptors: readonly Uint8Array[] }
  | { readonly kind: 'services'; readonly names: readonly string[] }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

export function encodeReflectionRequest(request: ReflectionRequest): Buffer {
  return Buffer.from(requestType.encode(requestType.create(request)).finish());
}

/** @throws Error when the bytes are no `ServerReflectionResponse`, or one of no known kind. */
export function decodeReflectionResponse(bytes: Uint8Array): ReflectionResponse {
  const { files, services, error } = readResponse(bytes);
  if (files !== undefined) {
    return { kind: 'files', descriptors: files.descriptors };
  }
  if (services !== undefined) {
    return { kind: 'services', names: services.service.map(({ name }) => name) };
  }
  if (error !== undefined) {
    return { kind: 'error', ...error };
  }
  throw new Error('the reply is empty');
}

/** What the decoder makes of `Response` above. */
interface DecodedResponse {
  readonly files?: { readonly descriptors: readonly Uint8Array[] };
  readonly services?: { readonly service: readonly { readonly name: string }[] };
  readonly error?: { readonly code: number; readonly message: string };
}

function readResponse(bytes: Uint8Array): DecodedResponse {
  return responseType.toObject(responseType.decode(bytes), { arrays: true, defaults: true });
}
