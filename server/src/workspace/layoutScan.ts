import { bufModulePaths } from './bufConfig.ts';
import { discover } from './discovery.ts';
import type { ImportRoot } from './importRoots.ts';
import type { FileSystem } from './ports.ts';
import { joinUri, nameOf, parentUri } from './uri.ts';

/** What the workspace is to look at. All URIs canonical. */
export interface WorkspaceLayout {
  readonly folders: readonly string[];
  /** Import roots that the user set, the most important first. */
  readonly importRoots: readonly string[];
}

/** What is there to look at. */
export interface ScannedLayout {
  readonly protoFiles: ReadonlySet<string>;
  readonly declaredRoots: readonly ImportRoot[];
  /** Folders with more files than are looked at. */
  readonly truncated: readonly string[];
}

/** Walks the folders and roots of a layout and reads the buf files found there. */
export async function scanLayout(
  fileSystem: FileSystem,
  { folders, importRoots }: WorkspaceLayout,
): Promise<ScannedLayout> {
  const protoFiles = new Set<string>();
  const bufFiles = new Set<string>();
  const truncated: string[] = [];
  for (const folder of new Set([...folders, ...importRoots])) {
    const found = await discover(fileSystem, folder);
    found.protoFiles.forEach((uri) => protoFiles.add(uri));
    found.bufFiles.forEach((uri) => bufFiles.add(uri));
    if (found.truncated) {
      truncated.push(folder);
    }
  }
  const fromSettings = importRoots.map((uri) => declared(uri, 'settings'));
  const fromBuf = await bufRoots(fileSystem, [...bufFiles]);
  return { protoFiles, declaredRoots: withoutRepeats([...fromSettings, ...fromBuf]), truncated };
}

async function bufRoots(
  fileSystem: FileSystem,
  files: readonly string[],
): Promise<readonly ImportRoot[]> {
  const results = await Promise.all(files.map((uri) => fileSystem.read(uri)));
  return files.flatMap((uri, index) => {
    const result = results[index];
    const paths = result?.kind === 'text' ? bufModulePaths(nameOf(uri), result.text) : [];
    return paths
      .map((path) => (path === '.' ? parentUri(uri) : joinUri(parentUri(uri), path)))
      .filter((root) => root !== undefined)
      .map((root) => declared(root, 'buf'));
  });
}

function declared(uri: string, origin: 'settings' | 'buf'): ImportRoot {
  return { uri, origin, votes: 0 };
}

function withoutRepeats(roots: readonly ImportRoot[]): readonly ImportRoot[] {
  return [...new Map(roots.toReversed().map((root) => [root.uri, root])).values()].toReversed();
}
