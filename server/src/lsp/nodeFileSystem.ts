import { isUtf8 } from 'node:buffer';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { URI } from 'vscode-uri';
import type { DirectoryEntry, FileSystem, ReadResult } from '../workspace/index.ts';

/** Files of the disk, by `file:` URIs; there is nothing under other schemes. */
export const nodeFileSystem = {
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

  readNow(uri) {
    const path = pathOf(uri);
    if (path === undefined) {
      return { kind: 'missing' };
    }
    try {
      return decode(readFileSync(path));
    } catch (error) {
      return failure(error);
    }
  },

  stamp(uri) {
    const path = pathOf(uri);
    try {
      const stats = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
      return stats && { size: stats.size, modified: stats.mtimeMs, changed: stats.ctimeMs };
    } catch {
      // A folder on the way is closed to us, or a link leads in a circle.
      return undefined;
    }
  },

  async readDirectory(uri) {
    const path = pathOf(uri);
    try {
      const entries = path === undefined ? [] : await folders.read(path);
      return entries.map((entry): DirectoryEntry => ({
        name: entry.name,
        kind: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file',
      }));
    } catch {
      // A folder that is gone or closed to us has nothing to show.
      return [];
    }
  },
} satisfies Required<FileSystem>;

/** Milliseconds of waiting for the disk between two turns of the event loop. */
const sliceMs = 8;
/** A folder that takes longer lies far away. */
const nearMs = 2;

/** Reads the folders of a near disk without leaving the thread, which takes a third of the time. */
class Folders {
  #isNear = true;
  #sliceStart = 0;

  async read(path: string): Promise<Dirent[]> {
    const started = performance.now();
    if (!this.#isNear) {
      return readdir(path, { withFileTypes: true });
    }
    if (started - this.#sliceStart > sliceMs) {
      await setImmediate();
      this.#sliceStart = performance.now();
      return this.read(path);
    }
    const entries = readdirSync(path, { withFileTypes: true });
    this.#isNear = performance.now() - started < nearMs;
    return entries;
  }
}

const folders = new Folders();

/** Most paths need no decoding, and there are many. */
const plainUri = /^file:\/\/\/[\w./~-]*$/;

function pathOf(uri: string): string | undefined {
  if (process.platform !== 'win32' && plainUri.test(uri)) {
    return uri.slice('file://'.length);
  }
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : undefined;
}

/** What the bytes of a file say. */
export function decode(bytes: Buffer): ReadResult {
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
