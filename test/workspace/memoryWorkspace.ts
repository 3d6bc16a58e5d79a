import { silentLogger } from '../../server/src/base/index.ts';
import {
  type DirectoryEntry,
  type FileStamp,
  type FileSystem,
  joinUri,
  type ReadResult,
  type Snapshot,
  Workspace,
  type WorkspaceLayout,
} from '../../server/src/workspace/index.ts';
import { hashWord } from '../../server/src/workspace/fileIndex/words.ts';
import { type Fixture, parseCursorFixture, parseFixture } from '../support/fixture.ts';

/** The workspace folder of every test. */
export const folder = 'file:///ws';

/** The URI of a path below the workspace folder. */
export function uriOf(path: string): string {
  return joinUri(folder, path) ?? folder;
}

/** A disk in memory, by path below the workspace folder. */
export class MemoryFileSystem implements FileSystem {
  readonly files: Map<string, string>;
  /** Paths whose bytes are not UTF-8. */
  readonly notUtf8 = new Set<string>();
  reads = 0;

  constructor(files: Iterable<readonly [string, string]> = []) {
    this.files = new Map(files);
  }

  read(uri: string): ReturnType<FileSystem['read']> {
    return Promise.resolve(this.readNow(uri));
  }

  readNow(uri: string): ReadResult {
    this.reads++;
    const path = decodeURIComponent(uri.slice(folder.length + 1));
    const text = uri.startsWith(`${folder}/`) ? this.files.get(path) : undefined;
    if (text === undefined) {
      return { kind: 'missing' };
    }
    return this.notUtf8.has(path)
      ? { kind: 'notUtf8', text, offset: text.indexOf('\ufffd') }
      : { kind: 'text', text };
  }

  /** The text stands for its time; folders never change. */
  stamp(uri: string): FileStamp | undefined {
    const path = decodeURIComponent(uri.slice(folder.length + 1));
    const text = this.files.get(path);
    if (text !== undefined) {
      return { size: text.length, modified: hashWord(text), changed: hashWord(text) };
    }
    const isFolder = [...this.files.keys()].some((each) => each.startsWith(`${path}/`));
    return isFolder ? { size: 0, modified: 0, changed: 0 } : undefined;
  }

  readDirectory(uri: string): Promise<readonly DirectoryEntry[]> {
    const prefix = decodeURIComponent(uri.slice(folder.length + 1));
    const below = prefix === '' ? '' : `${prefix}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const path of this.files.keys()) {
      if (path.startsWith(below)) {
        const [name = '', ...rest] = path.slice(below.length).split('/');
        entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
      }
    }
    return Promise.resolve([...entries.values()]);
  }
}

/** A workspace over a disk in memory, all read. */
export async function openWorkspace(
  fileSystem: FileSystem,
  layout: Partial<WorkspaceLayout> = {},
): Promise<Workspace> {
  const workspace = new Workspace({
    fileSystem,
    scheduler: { pause: () => Promise.resolve(), now: () => performance.now() },
    logger: silentLogger,
  });
  workspace.setLayout({ folders: [folder], importRoots: [], ...layout });
  await workspace.loadAll();
  return workspace;
}

/** The snapshot of a fixture's files. */
export async function snapshotOf(
  source: string,
): Promise<{ readonly fixture: Fixture; readonly snapshot: Snapshot }> {
  const fixture = parseFixture(source);
  const workspace = await openWorkspace(new MemoryFileSystem(fixture.texts));
  return { fixture, snapshot: workspace.snapshot() };
}

/** The snapshot of a fixture's files and the position of its cursor. */
export async function cursorOf(source: string) {
  const fixture = parseCursorFixture(source);
  const workspace = await openWorkspace(new MemoryFileSystem(fixture.texts));
  const uri = uriOf(fixture.file.path);
  const snapshot = await workspace.load(uri);
  const { line, column } = snapshot.source(uri)?.lines.positionAt(fixture.offset) ?? {
    line: 0,
    column: 0,
  };
  return { ...fixture, snapshot, uri, position: { line, character: column } };
}
