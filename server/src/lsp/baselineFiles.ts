import { URI } from 'vscode-uri';
import {
  type DirectoryEntry,
  type FileSystem,
  isBelow,
  joinUri,
  mayDeclareRoots,
  pathBelow,
  type ReadResult,
} from '../workspace/index.ts';
import { readObjects, runGit } from './git.ts';
import { decode, nodeFileSystem } from './nodeFileSystem.ts';

/** The files below a folder as they were in a commit. */
export interface CommittedFiles {
  /** URI of the folder. */
  readonly folder: string;
  /** By path from the folder, the id of the content. */
  readonly objects: ReadonlyMap<string, string>;
}

/** Lists the files of a commit that matter here; undefined when git cannot. */
export async function listCommitted(
  folder: string,
  commit: string,
): Promise<CommittedFiles | undefined> {
  const args = ['ls-tree', '-r', '-z', commit, '.'];
  const output = await runGit(URI.parse(folder).fsPath, args);
  if (output === undefined) {
    return undefined;
  }
  const objects = new Map<string, string>();
  for (const line of output.split('\0')) {
    const [, id = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (path.endsWith('.proto') || mayDeclareRoots(path.slice(path.lastIndexOf('/') + 1))) {
      objects.set(path, id);
    }
  }
  return { folder, objects };
}

type Reader = (result: ReadResult) => void;

/**
 * Shows files as they were in commits, and those below none of the folders as they are. What is
 * asked for at the same time is read at once.
 */
export class CommittedFileSystem implements FileSystem {
  readonly #all: readonly CommittedFiles[];
  readonly #entries = new Map<string, Map<string, DirectoryEntry>>();
  /** Of each folder by the ids of contents: two folders may be of two repositories. */
  readonly #waiting = new Map<CommittedFiles, Map<string, Reader[]>>();

  constructor(all: readonly CommittedFiles[]) {
    this.#all = all;
    for (const { folder, objects } of all) {
      this.#addEntry(folder);
      for (const path of objects.keys()) {
        this.#addPath(folder, path);
      }
    }
  }

  async read(uri: string): Promise<ReadResult> {
    const files = this.#holding(uri);
    if (files === undefined) {
      return nodeFileSystem.read(uri);
    }
    const id = files.objects.get(pathIn(files, uri));
    return id === undefined ? { kind: 'missing' } : this.#readObject(files, id);
  }

  async readDirectory(uri: string): Promise<readonly DirectoryEntry[]> {
    return this.#holding(uri) === undefined
      ? nodeFileSystem.readDirectory(uri)
      : [...(this.#entries.get(uri)?.values() ?? [])];
  }

  #holding(uri: string): CommittedFiles | undefined {
    return this.#all.find(({ folder }) => uri === folder || isBelow(folder, uri));
  }

  #readObject(files: CommittedFiles, id: string): Promise<ReadResult> {
    return new Promise((done) => {
      const waiting = this.#waiting.get(files) ?? new Map<string, Reader[]>();
      if (waiting.size === 0) {
        this.#waiting.set(files, waiting);
        queueMicrotask(() => void this.#readWaiting(files));
      }
      waiting.set(id, [...(waiting.get(id) ?? []), done]);
    });
  }

  async #readWaiting(files: CommittedFiles): Promise<void> {
    const waiting = this.#waiting.get(files) ?? new Map<string, Reader[]>();
    this.#waiting.delete(files);
    const contents = await readObjects(URI.parse(files.folder).fsPath, [...waiting.keys()]);
    for (const [id, readers] of waiting) {
      const content = contents.get(id);
      const result: ReadResult = content === undefined ? { kind: 'missing' } : decode(content);
      readers.forEach((done) => {
        done(result);
      });
    }
  }

  #addEntry(folder: string): Map<string, DirectoryEntry> {
    const entries = this.#entries.get(folder) ?? new Map<string, DirectoryEntry>();
    this.#entries.set(folder, entries);
    return entries;
  }

  #addPath(root: string, path: string): void {
    let folder = root;
    const parts = path.split('/');
    for (const [index, name] of parts.entries()) {
      const kind = index === parts.length - 1 ? 'file' : 'folder';
      this.#addEntry(folder).set(name, { name, kind });
      folder = joinUri(folder, name) ?? folder;
    }
  }
}

function pathIn({ folder }: CommittedFiles, uri: string): string {
  return pathBelow(folder, uri) ?? '';
}
