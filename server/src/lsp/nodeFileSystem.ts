import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { URI } from 'vscode-uri';
import type { DirectoryEntry, FileSystem, ReadResult } from '../workspace/index.ts';

/** Files of the disk, by `file:` URIs; there is nothing under other schemes. */
export const nodeFileSystem: FileSystem = {
  async read(uri) {
    const path = pathOf(uri);
    if (path === undefined) {
      return { kind: 'missing' };
    }
    try {
      return decode(await readFile(path));
    } catch (error) {
      return failure(error);
    }
  },

  async readDirectory(uri) {
    const path = pathOf(uri);
    try {
      const entries = path === undefined ? [] : await readdir(path, { withFileTypes: true });
      return entries.map((entry): DirectoryEntry => ({
        name: entry.name,
        kind: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file',
      }));
    } catch {
      // A folder that is gone or closed to us has nothing to show.
      return [];
    }
  },
};

function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : undefined;
}

function decode(bytes: Buffer): ReadResult {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = bytes.toString('utf8', hasMark ? 3 : 0);
  return isUtf8(bytes)
    ? { kind: 'text', text }
    : { kind: 'notUtf8', text, offset: Math.max(text.indexOf('\ufffd'), 0) };
}

const missingCodes = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG']);

function failure(error: unknown): ReadResult {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && missingCodes.has(code)) {
    return { kind: 'missing' };
  }
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}
