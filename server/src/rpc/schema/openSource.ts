import type { SchemaSource } from '../../../../protocol/calls.ts';
import { descriptorSetSource } from './descriptorSet.ts';
import { reflectionSource, type ReflectionOptions } from './reflection.ts';
import type { DescriptorSource } from './source.ts';

/**
 * The source that a request asks for. A new kind is one file and one line here.
 *
 * @throws CallError when the source cannot be used.
 */
export function openSource(source: SchemaSource, options: ReflectionOptions): DescriptorSource {
  switch (source.kind) {
    case 'descriptorSet':
      return descriptorSetSource(source.base64);
    case 'reflection':
      return reflectionSource(options);
  }
}
