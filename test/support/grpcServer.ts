import { readFile } from 'node:fs/promises';
import {
  createFileRegistry,
  type DescMethod,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import {
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import type { EnumTypeDefinition } from '@grpc/proto-loader';
import { HealthImplementation } from 'grpc-health-check';
import type { Certificates } from './certificates.ts';
import { compileWithProtoc } from './compileWithProtoc.ts';

/** Messages are JSON values here, read and written by a codec that is not the one under test. */
export type UnaryCall = ServerUnaryCall<JsonValue, JsonValue>;
export type ReadableCall = ServerReadableStream<JsonValue, JsonValue>;
export type WritableCall = ServerWritableStream<JsonValue, JsonValue>;
export type DuplexCall = ServerDuplexStream<JsonValue, JsonValue>;
export type Answer = sendUnaryData<JsonValue>;

export interface GrpcServerOptions {
  /** Proto texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /** grpc-js implementations by full service name. */
  readonly services: Readonly<Record<string, UntypedServiceImplementation>>;
  /** Which reflection services to offer; both when absent. */
  readonly reflection?: 'both' | 'v1' | 'v1alpha' | 'none';
  /** Files that reflection does not give, by path. */
  readonly hiddenFiles?: readonly string[];
  readonly tls?: { readonly certificates: Certificates; readonly mutual?: boolean };
  /** Port to listen at; a free one when absent. */
  readonly port?: number;
}

export interface GrpcServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly port: number;
  /** Serialized `FileDescriptorSet`, as protoc made it. */
  readonly descriptorSet: Buffer;
  readonly health: HealthImplementation;
  /** Ends every connection at once, as a process that dies. */
  stop(): void;
}

/** Starts a real grpc-js server over proto texts, with the health service. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const descriptorSet = await compileWithProtoc(options);
  const set = fromBinary(FileDescriptorSetSchema, descriptorSet);
  const registry = createFileRegistry(set);
  const server = new Server();
  for (const [name, implementation] of Object.entries(options.services)) {
    server.addService(serviceDefinition(registry, name), implementation);
  }
  addReflection(server, set, options);
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  const credentials = await serverCredentials(options.tls);
  const port = await bind(server, options.port ?? 0, credentials);
  return {
    address: `127.0.0.1:${port}`,
    port,
    descriptorSet,
    health,
    stop: () => server.forceShutdown(),
  };
}

function serviceDefinition(registry: FileRegistry, name: string): ServiceDefinition {
  const service = registry.getService(name);
  if (service === undefined) {
    throw new Error(`the proto texts define no service ${name}`);
  }
  return Object.fromEntries(
    service.methods.map((method) => [method.name, methodDefinition(registry, name, method)]),
  );
}

function methodDefinition(
  registry: FileRegistry,
  service: string,
  method: DescMethod,
): ServiceDefinition[string] {
  const write = (type: DescMethod['input']) => (value: JsonValue) =>
    Buffer.from(toBinary(type, fromJson(type, value, { registry })));
  const read = (type: DescMethod['input']) => (bytes: Buffer) =>
    toJson(type, fromBinary(type, bytes), { registry });
  return {
    path: `/${service}/${method.name}`,
    requestStream: /client|bidi/.test(method.methodKind),
    responseStream: /server|bidi/.test(method.methodKind),
    requestSerialize: write(method.input),
    requestDeserialize: read(method.input),
    responseSerialize: write(method.output),
    responseDeserialize: read(method.output),
  };
}

function addReflection(server: Server, set: FileDescriptorSet, options: GrpcServerOptions): void {
  const { reflection = 'both', hiddenFiles = [] } = options;
  const fileDescriptorProtos = set.file
    .filter((file) => !hiddenFiles.includes(file.name))
    .map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
  const everything = { all: { ...noType, fileDescriptorProtos } };
  const isWanted = (definition: ServiceDefinition) =>
    reflection === 'both' ||
    Object.values(definition).some(({ path }) =>
      path.startsWith(`/grpc.reflection.${reflection}.`),
    );
  new ReflectionService(everything).addToServer({
    addService: (definition, implementation) => {
      if (isWanted(definition)) {
        server.addService(definition, implementation);
      }
    },
  });
}

/** The parts of a loaded type that the reflection service does not look at. */
const noType: EnumTypeDefinition = {
  format: 'Protocol Buffer 3 EnumDescriptorProto',
  type: {},
  fileDescriptorProtos: [],
};

async function serverCredentials(tls: GrpcServerOptions['tls']): Promise<ServerCredentials> {
  if (tls === undefined) {
    return ServerCredentials.createInsecure();
  }
  const { caFile, serverCert, serverKey } = tls.certificates;
  const [ca, cert, key] = await Promise.all(
    [caFile, serverCert, serverKey].map((file) => readFile(file)),
  );
  if (ca === undefined || cert === undefined || key === undefined) {
    throw new Error('a certificate is missing');
  }
  return ServerCredentials.createSsl(
    ca,
    [{ cert_chain: cert, private_key: key }],
    tls.mutual ?? false,
  );
}

function bind(server: Server, port: number, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => {
      if (error) {
        reject(error);
      } else {
        resolve(bound);
      }
    });
  });
}

/** Metadata from pairs; the value of a `-bin` name is a Buffer. */
export function metadataOf(entries: readonly (readonly [string, string | Buffer])[]): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of entries) {
    metadata.add(name, value);
  }
  return metadata;
}
