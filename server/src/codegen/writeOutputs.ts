import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CodegenError, reasonOf } from './codegenError.ts';
import type { OutputFile } from './assembleFiles.ts';

export interface WriteResult {
  /** Absolute paths of the files whose content is new, sorted. */
  readonly written: readonly string[];
  /** Absolute paths of those that held it already and were not touched, sorted. */
  readonly unchanged: readonly string[];
}

interface PlannedFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Writes outputs below a folder: all of them or, when one may not be written, none. Each file is
 * replaced as a whole, so that a reader never sees half of it.
 *
 * @throws CodegenError of kind `path` for an output that would lie outside, `write` when the disk
 *   refuses.
 */
export async function writeOutputs(
  folder: string,
  outputs: readonly OutputFile[],
): Promise<WriteResult> {
  outputs.forEach(({ name }) => {
    checkName(name);
  });
  checkCollisions(outputs);
  const root = await realFolder(folder);
  const planned = outputs.map(({ name, content }) => ({ path: join(root, name), content }));
  for (const { path } of planned) {
    await checkPlace(root, path);
  }
  const changed = await changedFiles(planned);
  await replaceAll(changed);
  const inFolder = ({ path }: PlannedFile) => join(resolve(folder), relative(root, path));
  return {
    written: changed.map(inFolder).sort(),
    unchanged: planned
      .filter((file) => !changed.includes(file))
      .map(inFolder)
      .sort(),
  };
}

/** Also what only Windows reads as a way out, a device or a stream: outputs move between machines. */
function checkName(name: string): void {
  const isPlain =
    name !== '' &&
    // eslint-disable-next-line no-control-regex -- these are the characters that are refused
    !/[\u0000-\u001f\\:]/.test(name) &&
    name
      .split('/')
      .every((part) => part !== '' && !/^\.{1,2}$|[. ]$/.test(part) && !isDevice(part));
  if (!isPlain) {
    throw outside(name);
  }
}

function isDevice(part: string): boolean {
  return process.platform === 'win32' && /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part);
}

/** Two names that some file systems take for one; or a file where another needs a folder. */
function checkCollisions(outputs: readonly OutputFile[]): void {
  const seen = new Map<string, string>();
  for (const { name } of outputs) {
    const folded = name.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new CodegenError({
        kind: 'path',
        message: `the generator wrote ${other} and ${name}, which are one file on many disks; nothing was written`,
      });
    }
    seen.set(folded, name);
  }
  for (const folded of seen.keys()) {
    for (let end = folded.lastIndexOf('/'); end > 0; end = folded.lastIndexOf('/', end - 1)) {
      if (seen.has(folded.slice(0, end))) {
        throw outside(seen.get(folded) ?? folded);
      }
    }
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await realpath(folder);
  } catch (error) {
    throw new CodegenError({
      kind: 'write',
      message: `the output folder ${folder} cannot be made: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

/** No step from the root to the file may be a link that leads out, and the file no link at all. */
async function checkPlace(root: string, path: string): Promise<void> {
  const steps = relative(root, path).split(sep);
  let current = root;
  for (const [index, step] of steps.entries()) {
    current = join(current, step);
    const isFile = index === steps.length - 1;
    const kind = await kindOf(current);
    if (kind === 'nothing') {
      return;
    }
    if (kind === 'link' && (isFile || !(await isInside(root, current)))) {
      throw outside(relative(root, path));
    }
    if ((kind === 'folder') === isFile && kind !== 'link') {
      throw new CodegenError({
        kind: 'path',
        message: `${current} is ${isFile ? 'a folder' : 'no folder'}, and the generator needs it otherwise; nothing was written`,
      });
    }
  }
}

async function kindOf(path: string): Promise<'nothing' | 'link' | 'folder' | 'file'> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) {
      return 'link';
    }
    return stats.isDirectory() ? 'folder' : 'file';
  } catch {
    // Missing, or hidden from us: then writing fails, and says so.
    return 'nothing';
  }
}

async function isInside(root: string, path: string): Promise<boolean> {
  try {
    const real = await realpath(path);
    return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    // A link to nowhere.
    return false;
  }
}

async function changedFiles(planned: readonly PlannedFile[]): Promise<PlannedFile[]> {
  const isChanged = await Promise.all(
    planned.map(async ({ path, content }) => {
      const existing = await readFile(path).catch(() => undefined);
      return existing?.equals(Buffer.from(content)) !== true;
    }),
  );
  return planned.filter((_, index) => isChanged[index]);
}

/** Every file is complete on the disk before the first one takes its place. */
async function replaceAll(files: readonly PlannedFile[]): Promise<void> {
  const staged: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const { path, content } of files) {
      await mkdir(dirname(path), { recursive: true });
      const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
      staged.push({ temporary, path });
      await writeFile(temporary, content, { flag: 'wx' });
    }
    for (const { temporary, path } of staged) {
      await rename(temporary, path);
    }
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    throw new CodegenError({
      kind: 'write',
      message: `the generated files cannot be written: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

function outside(name: string): CodegenError {
  return new CodegenError({
    kind: 'path',
    message: `the generator wants to write ${JSON.stringify(name)}, which is no plain path below the output folder; nothing was written`,
  });
}
