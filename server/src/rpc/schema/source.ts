import type { Disposable } from '../../base/index.ts';
import type { Schema } from './schema.ts';

/** Where descriptors come from. Each kind is one function that makes one. */
export interface DescriptorSource extends Disposable {
  /**
   * A schema that holds `symbol`, the full name of a service or message, and all that it refers to.
   *
   * @throws CallError when the source has no such symbol or cannot be asked.
   */
  schemaFor(symbol: string): Promise<Schema>;
}
