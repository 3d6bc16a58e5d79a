import type {
  CallMethod,
  CallTarget,
  MetadataEntry,
  SchemaSource,
} from '../../../protocol/topology.ts';
import type { Channels } from './channel/channels.ts';
import { toMetadata } from './channel/metadata.ts';
import { exampleJson } from './json/exampleMessage.ts';
import { descriptorSetSource } from './schema/descriptorSet.ts';
import { reflectionSource } from './schema/reflection.ts';
import type { MethodSchema } from './schema/schema.ts';

export interface ExampleRequestOptions {
  readonly channels: Channels;
  readonly target: CallTarget;
  readonly schema: SchemaSource;
  /** Full name without a leading dot. */
  readonly service: string;
  readonly method: string;
  /** For the server's reflection. */
  readonly metadata?: readonly MetadataEntry[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ExampleRequest {
  /** Pretty-printed; the encoder takes it as it stands. */
  readonly json: string;
  readonly method: CallMethod;
}

/**
 * An example request message of a method, with every field. The server is asked for nothing when the
 * schema is a descriptor set.
 *
 * @throws CallError
 */
export async function exampleRequest(options: ExampleRequestOptions): Promise<ExampleRequest> {
  const { info, input } = await findMethod(options);
  return { json: exampleJson(input), method: info };
}

async function findMethod(options: ExampleRequestOptions): Promise<MethodSchema> {
  const { schema, service, method } = options;
  if (schema.kind === 'reflection') {
    return reflectMethod(options);
  }
  const source = await descriptorSetSource(schema.base64).schemaFor(service);
  return source.method(service, method);
}

async function reflectMethod(options: ExampleRequestOptions): Promise<MethodSchema> {
  const { channels, target, service, method, metadata = [], timeoutMs, signal } = options;
  const headers = toMetadata(metadata);
  const lease = await channels.acquire(target);
  const source = reflectionSource({
    lease,
    secure: target.tls !== undefined,
    metadata: headers,
    ...(timeoutMs !== undefined && { deadline: Date.now() + timeoutMs }),
    signal,
  });
  try {
    return (await source.schemaFor(service)).method(service, method);
  } finally {
    source.dispose();
    lease.dispose();
  }
}
