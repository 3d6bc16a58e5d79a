import type { LinkedFile } from '../link/model.ts';
import { buildFileDescriptor, type DescriptorOptions } from './build.ts';
import type { DescriptorSource } from '../print/sources.ts';
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

/**
 * A set of one file that was compiled from the text of a descriptor, whose source info it keeps: the
 * text has none. Options that the text could not have are taken from there too.
 */
export function writeRecompiled(
  file: LinkedFile,
  { descriptor, isComplete }: DescriptorSource,
  { includeSourceInfo, retainOptions }: DescriptorOptions,
): Uint8Array {
  const content = isComplete
    ? buildFileDescriptor(file, { includeSourceInfo: false, retainOptions })
    : descriptor;
  const sourceCodeInfo = includeSourceInfo ? descriptor.sourceCodeInfo : undefined;
  return writeDescriptors([{ ...content, sourceCodeInfo }]);
}

/** The files, with all that they import if that is wanted, an import before its importers. */
export function inOrder(files: readonly LinkedFile[], includeImports: boolean): LinkedFile[] {
  if (files.length < 2 && !includeImports) {
    return [...files];
  }
  const all = importOrder(files, ({ imports }) =>
    imports.map((one) => one.file).filter((file) => file !== undefined),
  );
  const asked = new Set(files);
  return includeImports ? all : all.filter((file) => asked.has(file));
}
