import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratorId } from '../../../protocol/language.ts';
import type { PluginCommand } from './runPlugin.ts';

/** Bundled file, and the entry that it is made from. */
const generators: Readonly<
  Record<GeneratorId, { readonly name: string; readonly bundle: string; readonly entry: string }>
> = {
  'protobuf-es': {
    name: 'protoc-gen-es',
    bundle: 'protobuf-es.cjs',
    entry: 'protobufEs.ts',
  },
};

/**
 * A generator that comes with the program.
 *
 * @param programFolder Folder of the running main: the bundle's, or that of the sources.
 */
export function shippedGenerator(id: GeneratorId, programFolder: string): PluginCommand {
  const { name, bundle, entry } = generators[id];
  const bundled = join(programFolder, 'generators', bundle);
  const script = existsSync(bundled) ? bundled : join(programFolder, 'generators', entry);
  return { kind: 'script', name, script };
}
