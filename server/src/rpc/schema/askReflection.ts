import type { CallTarget, MetadataEntry } from '../../../../protocol/calls.ts';
import type { Channels } from '../channel/channels.ts';
import { toMetadata } from '../channel/metadata.ts';
import { reflectionSource, type ReflectionSource } from './reflection.ts';

/** Which server to ask for its reflection, and how. */
export interface AskReflectionOptions {
  readonly channels: Channels;
  readonly target: CallTarget;
  /** Sent along with the question. */
  readonly metadata?: readonly MetadataEntry[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Lets `use` ask a server's reflection, and lets go of the connection afterwards.
 *
 * @throws CallError, and what `use` throws.
 */
export async function askReflection<T>(
  options: AskReflectionOptions,
  use: (source: ReflectionSource) => Promise<T>,
): Promise<T> {
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
    return await use(source);
  } finally {
    source.dispose();
    lease.dispose();
  }
}
