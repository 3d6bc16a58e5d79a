import { compile } from '../compileSession.ts';
import { buildFileDescriptor } from '../descriptor/build.ts';
import type { FileDescriptor } from '../descriptor/model.ts';
import { MalformedBytes } from '../descriptor/protoReader.ts';
import { readFileDescriptorSet } from '../descriptor/readDescriptor.ts';
import { wellKnownPaths, wellKnownText } from '../wellKnown/wellKnown.ts';
import { type PrintedFile, printFile } from './printFile.ts';
import { TypePool } from './typePool.ts';

/** A file of a descriptor set: its text, and the descriptor that the text is made of. */
export interface DescriptorSource extends PrintedFile {
  readonly descriptor: FileDescriptor;
}

/**
 * The files of a `google.protobuf.FileDescriptorSet` as texts by import path, to be compiled as
 * files are: that gives the same descriptors again, without source info. Of several files of one
 * path the first counts. Undefined when the bytes are no such set.
 */
export function sourcesFromDescriptorSet(
  bytes: Uint8Array,
): ReadonlyMap<string, string> | undefined {
  const sources = descriptorSources([bytes]);
  return 'malformed' in sources
    ? undefined
    : new Map([...sources].map(([path, { text }]) => [path, text]));
}

/** Tells by its index which of several sets is none. */
export interface MalformedSet {
  readonly malformed: number;
}

/** The files of several sets by import path, where options of one may be defined in another. */
export function descriptorSources(
  sets: readonly Uint8Array[],
): ReadonlyMap<string, DescriptorSource> | MalformedSet {
  const read: FileDescriptor[][] = [];
  for (const bytes of sets) {
    const files = unlessMalformed(() => readFileDescriptorSet(bytes));
    if (files === undefined) {
      return { malformed: read.length };
    }
    read.push(files);
  }
  return printSets(read);
}

function printSets(
  sets: readonly (readonly FileDescriptor[])[],
): ReadonlyMap<string, DescriptorSource> | MalformedSet {
  const pool = new TypePool([...sets.flat(), ...wellKnownDescriptors()]);
  const sources = new Map<string, DescriptorSource>();
  for (const [malformed, files] of sets.entries()) {
    for (const descriptor of files.filter((file) => !sources.has(file.name))) {
      // Options are bytes until they are printed.
      const printed = unlessMalformed(() => printFile(descriptor, pool));
      if (printed === undefined) {
        return { malformed };
      }
      sources.set(descriptor.name, { ...printed, descriptor });
    }
  }
  return sources;
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedBytes) {
      return undefined;
    }
    throw error;
  }
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
