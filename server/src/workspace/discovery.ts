import { isDataFile } from './dataFiles.ts';
import type { FileSystem } from './ports.ts';
import { mayDeclareRoots } from './roots/finders.ts';
import { joinUri } from './uri.ts';

/** What a walk through a folder finds. URIs in order of the walk. */
export interface Discovered {
  readonly protoFiles: readonly string[];
  /** `buf.yaml` and `buf.work.yaml`. */
  readonly bufFiles: readonly string[];
  /** Files that may declare import roots, those of buf among them. */
  readonly configFiles: readonly string[];
  /** Files that may hold messages. */
  readonly dataFiles: readonly string[];
  /** True when the walk stopped at `maximumFiles`. */
  readonly truncated: boolean;
}

/** More files than this in one folder are left out, with a warning. */
export const maximumFiles = 100_000;

const concurrency = 16;

/** Folders that hold copies and products, never sources; one may still be an import root itself. */
const skippedFolders = new Set(['node_modules', 'bazel-bin', 'bazel-out', 'bazel-testlogs']);

/** Finds the files below a folder that matter to the workspace. Links are not followed. */
export async function discover(fileSystem: FileSystem, folder: string): Promise<Discovered> {
  const protoFiles: string[] = [];
  const bufFiles: string[] = [];
  const configFiles: string[] = [];
  const dataFiles: string[] = [];
  let level = [folder];
  while (level.length > 0 && protoFiles.length < maximumFiles) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += concurrency) {
      const batch = level.slice(at, at + concurrency);
      const lists = await Promise.all(batch.map((uri) => fileSystem.readDirectory(uri)));
      for (const [index, entries] of lists.entries()) {
        for (const entry of entries) {
          const uri = joinUri(batch[index] ?? folder, entry.name);
          if (uri === undefined) {
            continue;
          }
          if (entry.kind === 'folder') {
            if (!isSkipped(entry.name)) {
              next.push(uri);
            }
          } else if (isProtoFile(entry.name)) {
            protoFiles.push(uri);
          } else if (mayDeclareRoots(entry.name)) {
            configFiles.push(uri);
            if (isBufFile(entry.name)) {
              bufFiles.push(uri);
            }
          }
          if (entry.kind === 'file' && isDataFile(entry.name)) {
            dataFiles.push(uri);
          }
        }
      }
    }
    level = next;
  }
  const truncated = protoFiles.length >= maximumFiles;
  return { protoFiles, bufFiles, configFiles, dataFiles, truncated };
}

/** Whether a file name or URI is that of a Protobuf source. */
export function isProtoFile(name: string): boolean {
  return name.endsWith('.proto');
}

/** Whether a file name or URI is that of a file that declares import roots. */
export function isBufFile(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return base === 'buf.yaml' || base === 'buf.work.yaml';
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}
