/** The files that `--descriptor_set_in` gives, to be compiled like files on the disk. */
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { descriptorSources, type DescriptorSource } from '../compiler/index.ts';
import { fileProblem, type InputFile } from './protoPath.ts';

/** Files of descriptor sets by import path. */
export type SetFiles = ReadonlyMap<string, DescriptorSource>;

/** A descriptor set that cannot be read, told in one line. */
export class DescriptorSetError extends Error {}

/** Reads the sets that the flag names, of which the first that has a file counts. Throws `DescriptorSetError`. */
export function readSets(written: string, cwd: string): SetFiles {
  const names = written.split(delimiter).filter((name) => name !== '');
  const sources = descriptorSources(names.map((name) => readSet(name, cwd)));
  if ('malformed' in sources) {
    throw new DescriptorSetError(`${names[sources.malformed] ?? written}: Unable to parse.`);
  }
  return sources;
}

function readSet(name: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, name));
  } catch (error) {
    throw new DescriptorSetError(`${name}: ${fileProblem(error)}`);
  }
}

/** Finds an input where there is no import root: it has to be called as the set calls it. */
export function findInSets(sets: SetFiles, input: string): InputFile {
  return sets.has(input)
    ? { path: input, size: 0 }
    : {
        problem:
          `Could not find file in descriptor database: ${input}: No such file or directory. ` +
          'Without --proto_path (or -I) files are searched for in the descriptor sets alone',
      };
}
