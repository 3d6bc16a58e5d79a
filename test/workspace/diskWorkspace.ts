import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Logger } from '../../server/src/base/index.ts';
import { canonicalUri, nodeFileSystem } from '../../server/src/lsp/index.ts';
import { IndexThread } from '../../server/src/lsp/indexThread.ts';
import { Workspace, type WorkspaceLayout } from '../../server/src/workspace/index.ts';

const programFolder = resolve(import.meta.dirname, '../../server/src');

export interface DiskWorkspaceOptions {
  /** Where the index is kept; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  readonly layout?: Partial<WorkspaceLayout>;
}

/** A folder of the real disk that is gone after the test. */
export class DiskFolder implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'proto-atlas-disk-')));

  uri(path = ''): string {
    return canonicalUri(pathToFileURL(join(this.path, path)).href);
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** What the workspace wrote to the log, and the workspace, which has not read anything yet. */
export interface DiskWorkspace extends Disposable {
  readonly workspace: Workspace;
  readonly log: string[];
}

/** A workspace over a folder of the disk, as the language server has it. */
export function openDisk(
  folder: DiskFolder,
  { cacheFolder, layout }: DiskWorkspaceOptions = {},
): DiskWorkspace {
  const log: string[] = [];
  const note = (message: string): void => void log.push(message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const scheduler = { pause: () => setImmediate(), now: () => performance.now() };
  const parts = { fileSystem: nodeFileSystem, scheduler, logger };
  const indexer = new IndexThread({ ...parts, programFolder, cacheFolder: () => cacheFolder });
  const workspace = new Workspace({ ...parts, indexer });
  workspace.setLayout({ folders: [folder.uri()], importRoots: [], ...layout });
  return { workspace, log, [Symbol.dispose]: () => workspace.dispose() };
}
