import { type BufModule, bufModules } from './bufConfig.ts';
import { discover } from './discovery.ts';
import { readClaimingFiles } from './roots/claimingFiles.ts';
import type { ImportRoot } from './roots/importRoot.ts';
import type { LintedModule } from './lintModules.ts';
import type { FileSystem } from './ports.ts';
import type { ClaimingFile, PackageCaches } from './roots/placeRoots.ts';
import { joinUri, nameOf, parentUri } from './uri.ts';

/** What the workspace is to look at. All URIs canonical. */
export interface WorkspaceLayout {
  readonly folders: readonly string[];
  /** Import roots that the user set, the most important first. */
  readonly importRoots: readonly string[];
  /** Where Go and buf keep the modules that they have fetched. */
  readonly caches?: PackageCaches;
  /** Lint rules and categories for files that no `buf.yaml` speaks of; none when absent. */
  readonly lintUse?: readonly string[];
  /** The same for what counts as breaking. */
  readonly breakingUse?: readonly string[];
}

/** What is there to look at. */
export interface ScannedLayout {
  readonly protoFiles: ReadonlySet<string>;
  /** Files that may hold messages. */
  readonly dataFiles: ReadonlySet<string>;
  /** Those of the settings. */
  readonly declaredRoots: readonly ImportRoot[];
  /** What buf files and the files of builds say about roots. */
  readonly claims: readonly ClaimingFile[];
  /** Those of `buf.yaml` files. */
  readonly lintedModules: readonly LintedModule[];
  /** Folders with more files than are looked at. */
  readonly truncated: readonly string[];
}

/** Walks the folders and roots of a layout and reads the buf files found there. */
export async function scanLayout(
  fileSystem: FileSystem,
  { folders, importRoots }: WorkspaceLayout,
): Promise<ScannedLayout> {
  const protoFiles = new Set<string>();
  const dataFiles = new Set<string>();
  const bufFiles = new Set<string>();
  const configFiles = new Set<string>();
  const truncated: string[] = [];
  for (const folder of new Set([...folders, ...importRoots])) {
    const found = await discover(fileSystem, folder);
    found.protoFiles.forEach((uri) => protoFiles.add(uri));
    found.dataFiles.forEach((uri) => dataFiles.add(uri));
    found.bufFiles.forEach((uri) => bufFiles.add(uri));
    found.configFiles.forEach((uri) => configFiles.add(uri));
    if (found.truncated) {
      truncated.push(folder);
    }
  }
  const fromSettings = importRoots.map((uri): ImportRoot => ({
    uri,
    origin: 'settings',
    votes: 0,
  }));
  const modules = await readBufFiles(fileSystem, [...bufFiles]);
  const claims = await readClaimingFiles(fileSystem, {
    candidates: configFiles,
    protoFiles,
    folders,
  });
  return {
    protoFiles,
    dataFiles,
    declaredRoots: fromSettings,
    claims,
    lintedModules: modules.flatMap(({ root, excludes, lint, breaking }) =>
      lint === undefined ? [] : [{ root, excludes, lint, breaking }],
    ),
    truncated,
  };
}

async function readBufFiles(
  fileSystem: FileSystem,
  files: readonly string[],
): Promise<readonly (BufModule & { readonly root: string })[]> {
  const results = await Promise.all(files.map((uri) => fileSystem.read(uri)));
  return files.flatMap((uri, index) => {
    const result = results[index];
    const modules = result?.kind === 'text' ? bufModules(nameOf(uri), result.text) : [];
    return modules.flatMap((module) => {
      const folder = parentUri(uri);
      const root = module.path === '.' ? folder : joinUri(folder, module.path);
      return root === undefined ? [] : [{ ...module, root }];
    });
  });
}
