import type { LinkedFile } from '../link/model.ts';
import { buildFileDescriptor, type DescriptorOptions } from './build.ts';
import { importOrder } from './importOrder.ts';
import type { FileDescriptor } from './model.ts';
import { writeDescriptors } from './writeDescriptor.ts';

/** What goes into a descriptor set. */
export interface DescriptorSetOptions extends Partial<DescriptorOptions> {
  /** Whether all files that the given ones need go in as well. */
  readonly includeImports: boolean;
}

/**
 * A `google.protobuf.FileDescriptorSet` as bytes, byte for byte as protoc's `--descriptor_set_out`:
 * an import comes before its importers, each file once.
 */
export function writeFileDescriptorSet(
  files: readonly LinkedFile[],
  options: DescriptorSetOptions,
): Uint8Array {
  const { includeSourceInfo = false, retainOptions = false } = options;
  const build = (file: LinkedFile): FileDescriptor =>
    buildFileDescriptor(file, { includeSourceInfo, retainOptions });
  return writeDescriptors(inOrder(files, options.includeImports).map(build));
}

/** The files, with all that they import if that is wanted, an import before its importers. */
export function inOrder(files: readonly LinkedFile[], includeImports: boolean): LinkedFile[] {
  const all = importOrder(files, ({ imports }) =>
    imports.map((one) => one.file).filter((file) => file !== undefined),
  );
  const asked = new Set(files);
  return includeImports ? all : all.filter((file) => asked.has(file));
}
