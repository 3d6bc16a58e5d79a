import type { CallMethod, SchemaSource } from '../../../protocol/calls.ts';
import { exampleJson } from './json/exampleMessage.ts';
import { askReflection, type AskReflectionOptions } from './schema/askReflection.ts';
import { descriptorSetSource } from './schema/descriptorSet.ts';
import type { MethodSchema } from './schema/schema.ts';
import type { DescriptorSource } from './schema/source.ts';

/** `metadata` is for the server's reflection. */
export interface ExampleRequestOptions extends AskReflectionOptions {
  readonly schema: SchemaSource;
  /** Full name without a leading dot. */
  readonly service: string;
  readonly method: string;
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
  const find = async (source: DescriptorSource): Promise<MethodSchema> =>
    (await source.schemaFor(service)).method(service, method);
  return schema.kind === 'reflection'
    ? askReflection(options, find)
    : find(descriptorSetSource(schema.base64));
}
