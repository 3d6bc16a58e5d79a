import { compile } from '../compile.ts';
import { buildFileDescriptor } from '../descriptor/build.ts';
import type { FileDescriptor } from '../descriptor/model.ts';
import { MalformedBytes } from '../descriptor/protoReader.ts';
import { readFileDescriptorSet } from '../descriptor/readDescriptor.ts';
import { wellKnownPaths, wellKnownText } from '../wellKnown/wellKnown.ts';
import { printFile } from './printFile.ts';
import { TypePool } from './typePool.ts';

/**
 * The files of a `google.protobuf.FileDescriptorSet` as texts by import path, to be compiled as
 * files are: that gives the same descriptors again, without source info. Of several files of one
 * path the first counts. Undefined when the bytes are no such set.
 */
export function sourcesFromDescriptorSet(
  bytes: Uint8Array,
): ReadonlyMap<string, string> | undefined {
  try {
    return printAll(readFileDescriptorSet(bytes));
  } catch (error) {
    if (error instanceof MalformedBytes) {
      return undefined;
    }
    throw error;
  }
}

function printAll(files: readonly FileDescriptor[]): Map<string, string> {
  const pool = new TypePool([...files, ...wellKnownDescriptors()]);
  const texts = new Map<string, string>();
  for (const file of files) {
    if (!texts.has(file.name)) {
      texts.set(file.name, printFile(file, pool));
    }
  }
  return texts;
}

let wellKnown: readonly FileDescriptor[] | undefined;

/** What a set may refer to without holding it, above all the options of descriptor.proto. */
function wellKnownDescriptors(): readonly FileDescriptor[] {
  wellKnown ??= compile({
    files: wellKnownPaths,
    resolve: (path) => {
      const text = wellKnownText(path);
      return text === undefined ? undefined : { text };
    },
  }).files.map((file) =>
    buildFileDescriptor(file, { includeSourceInfo: false, retainOptions: false }),
  );
  return wellKnown;
}
