/** Finds `.proto` files on the disk below import roots, by protoc's rules. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { wellKnownText } from '../compiler/index.ts';

/** An import root: import paths that begin with `virtual` are files below `disk`. */
export interface ImportRoot {
  /** Without a slash at either end; empty for all import paths. */
  readonly virtual: string;
  /** As the user wrote it. */
  readonly written: string;
  readonly disk: string;
}

/** Reads one `-I` value: `DIR`, or `virtual=DIR`. */
export function parseImportRoot(written: string, cwd: string): ImportRoot {
  const equals = written.indexOf('=');
  const virtual = written.slice(0, Math.max(equals, 0)).replace(/^\/+|\/+$/g, '');
  const folder = written.slice(equals + 1);
  return { virtual, written: folder, disk: resolve(cwd, folder === '' ? '.' : folder) };
}

/** The import path of an input file and its size in bytes, or why it has none. */
export type InputFile = { readonly path: string; readonly size: number } | InputProblem;

export interface InputProblem {
  readonly problem: string;
  /** Whether no import root has the file, so that it may be elsewhere. */
  readonly isElsewhere?: boolean;
}

/** Finds the import path of a file that a user names, by its place on the disk or as imports do. */
export function findInput(roots: readonly ImportRoot[], input: string, cwd: string): InputFile {
  const disk = resolve(cwd, input);
  const stats = statOf(disk);
  if (stats instanceof Error) {
    return { problem: `${input}: ${fileProblem(stats)}` };
  }
  if (stats === undefined) {
    return findOnDisk(roots, input) === undefined
      ? { problem: `${input}: No such file or directory`, isElsewhere: true }
      : { path: input, size: 0 };
  }
  if (stats.isDirectory()) {
    return { problem: `${input}: Input file is a directory` };
  }
  if (!stats.isFile()) {
    return { problem: `${input}: Input is not a regular file` };
  }
  for (const [index, root] of roots.entries()) {
    const path = virtualPath(root, disk);
    if (path !== undefined) {
      const shadow = findOnDisk(roots.slice(0, index), path);
      return shadow === undefined
        ? { path, size: stats.size }
        : { problem: shadowed(input, relative(cwd, shadow)) };
    }
  }
  return findOnDisk(roots, input) === undefined
    ? { problem: outside(input), isElsewhere: true }
    : { path: input, size: stats.size };
}

/** Undefined when nothing is there; an error for what cannot be told, such as a loop of links. */
function statOf(disk: string): Stats | Error | undefined {
  try {
    return statSync(disk, { throwIfNoEntry: false });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isFile(disk: string): boolean {
  const stats = statOf(disk);
  return stats !== undefined && !(stats instanceof Error) && stats.isFile();
}

/** Whether a folder is there. */
export function isFolder(disk: string): boolean {
  const stats = statOf(disk);
  return stats !== undefined && !(stats instanceof Error) && stats.isDirectory();
}

function shadowed(input: string, by: string): string {
  return (
    `${input}: Input is shadowed in the --proto_path by "${by}". Either use the latter file as ` +
    "your input or reorder the --proto_path so that the former file's location comes first"
  );
}

function outside(input: string): string {
  return (
    `${input}: File does not reside within any path specified using --proto_path (or -I). ` +
    'Add the folder that its imports start from with -I'
  );
}

function virtualPath(root: ImportRoot, disk: string): string | undefined {
  const below = relative(root.disk, disk);
  if (below === '' || below === '..' || below.startsWith(`..${sep}`) || resolve(below) === below) {
    return undefined;
  }
  const path = below.split(sep).join('/');
  return root.virtual === '' ? path : `${root.virtual}/${path}`;
}

/** A path with a step that is empty, `.` or `..`. */
const unplainPath = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** The file on the disk that an import path names in the first root that has it. */
export function findOnDisk(roots: readonly ImportRoot[], path: string): string | undefined {
  if (unplainPath.test(path)) {
    return undefined;
  }
  for (const root of roots) {
    const below = root.virtual === '' ? path : stripPrefix(path, `${root.virtual}/`);
    const disk = below === undefined ? undefined : join(root.disk, below);
    if (disk !== undefined && isFile(disk)) {
      return disk;
    }
  }
  return undefined;
}

function stripPrefix(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

/** The bytes that an import path names, on the disk or built in; undefined where there are none. */
export function bytesOf(roots: readonly ImportRoot[], path: string): Buffer | undefined {
  const disk = findOnDisk(roots, path);
  if (disk === undefined) {
    const text = wellKnownText(path);
    return text === undefined ? undefined : Buffer.from(text);
  }
  return readFileSync(disk);
}

/** A text, and whether all of its bytes were UTF-8; where not, it has U+FFFD. */
export interface FileText {
  readonly text: string;
  readonly isUtf8: boolean;
}

/** Reads a file as UTF-8. Throws what the file system throws. */
export function readText(disk: string): FileText {
  return textOf(readFileSync(disk));
}

/** Turns the bytes of a file into text. A byte order mark stays. */
export function textOf(bytes: Uint8Array): FileText {
  return isUtf8(bytes)
    ? { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(), isUtf8: true }
    : { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isUtf8: false };
}

/** What went wrong with a file in the words that people know from other tools. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'No such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'Permission denied';
    case 'EISDIR':
      return 'Is a directory';
    case 'EIO':
      return 'Input/output error';
    case 'ELOOP':
      return 'Too many levels of symbolic links';
    case 'ENOSPC':
      return 'No space left on device';
    case 'ENOTDIR':
      return 'Not a directory';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
