import { createHash } from 'node:crypto';
import { CallError } from '../callError.ts';
import { buildSchema, decodeDescriptorSet } from './descriptors.ts';
import type { Schema } from './schema.ts';
import type { DescriptorSource } from './source.ts';

/**
 * A source over a serialized `google.protobuf.FileDescriptorSet` in base64.
 *
 * @throws CallError of kind `schema` when it cannot be read.
 */
export function descriptorSetSource(base64: string): DescriptorSource {
  const schema = recentSchema(base64);
  return { schemaFor: () => Promise.resolve(schema), dispose: () => undefined };
}

/** Calls come in rows with the same set, and resolving a large one takes most of a second. */
const recent = new Map<string, Schema>();
const maxRecent = 8;

function recentSchema(base64: string): Schema {
  const key = createHash('sha256').update(base64).digest('base64');
  const schema = recent.get(key) ?? readSchema(base64);
  recent.delete(key);
  recent.set(key, schema);
  const [oldest] = recent.keys();
  if (recent.size > maxRecent && oldest !== undefined) {
    recent.delete(oldest);
  }
  return schema;
}

function readSchema(base64: string): Schema {
  const files = decodeDescriptorSet(Buffer.from(base64, 'base64'));
  if (files.length === 0) {
    throw new CallError({
      kind: 'schema',
      what: 'the descriptor set is empty',
      next: 'Check that the .proto file compiles',
    });
  }
  return buildSchema(files);
}
