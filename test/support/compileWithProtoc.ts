import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = resolve(import.meta.dirname, '../../node_modules');

/** The script of the real protoc, to be run by Node. */
export const protocScript = join(packages, 'protoc/protoc.cjs');

/** A new folder under the system's temporary one; `remove` deletes it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'proto-atlas-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Writes files below a folder, by relative path. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

export interface CompileWithProtocOptions {
  /** Texts by path; the first root is these, then protoc's own and google-proto-files. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths to compile; all of `files` when absent. */
  readonly entries?: readonly string[];
}

/** A serialized `FileDescriptorSet` with all imports, as protoc makes it. */
export async function compileWithProtoc(options: CompileWithProtocOptions): Promise<Buffer> {
  const folder = await temporaryFolder();
  try {
    await writeFiles(folder.path, options.files);
    const out = join(folder.path, 'set.bin');
    await run(process.execPath, [
      protocScript,
      `-I${folder.path}`,
      `-I${join(packages, 'protoc/include')}`,
      `-I${join(packages, 'google-proto-files')}`,
      '--include_imports',
      `--descriptor_set_out=${out}`,
      ...(options.entries ?? Object.keys(options.files)),
    ]);
    return await readFile(out);
  } finally {
    await folder.remove();
  }
}
