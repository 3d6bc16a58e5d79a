import type {
  CallMethod,
  CallTarget,
  MetadataEntry,
  ReflectedServices,
} from '../../../protocol/topology.ts';
import type { Channels } from './channel/channels.ts';
import { toMetadata } from './channel/metadata.ts';
import { reflectionSource, type ReflectionSource } from './schema/reflection.ts';

export interface ListMethodsOptions {
  readonly channels: Channels;
  readonly target: CallTarget;
  readonly metadata?: readonly MetadataEntry[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * What a server offers, by its own reflection service. A service that it lists and cannot describe is
 * left out unless it is the only one.
 *
 * @throws CallError
 */
export async function listMethods(options: ListMethodsOptions): Promise<ReflectedServices> {
  const { channels, target, metadata = [], timeoutMs, signal } = options;
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
    const methods = await methodsOf(source);
    return { methods, version: source.version ?? '' };
  } finally {
    source.dispose();
    lease.dispose();
  }
}

async function methodsOf(source: ReflectionSource): Promise<CallMethod[]> {
  const names = (await source.listServices()).filter((name) => !isInfrastructure(name)).sort();
  if (names.length === 0) {
    return [];
  }
  const schema = await source.schemaForAny(names);
  return names.flatMap((name) => schema.methodsOf(name));
}

function isInfrastructure(service: string): boolean {
  return /^grpc\.(?:reflection\.v1(?:alpha)?\.ServerReflection|health\.v1\.Health)$/.test(service);
}
