import { homedir } from 'node:os';
import type { FileSystem } from '../workspace/index.ts';
import { generateCodeFor } from './generateCodeFor.ts';
import { gitHistory } from './gitHistory.ts';
import type { ServerHost } from './host.ts';
import { IndexThread } from './indexThread.ts';
import { nodeFileSystem } from './nodeFileSystem.ts';
import { packageCaches } from './packageCaches.ts';

export interface NodeHostOptions {
  /** Folder of the running program, where what ships with it lies. */
  readonly programFolder: string;
}

/** A process of Node as the server's host. */
export function nodeHost({ programFolder }: NodeHostOptions): ServerHost {
  return {
    fileSystem: diskAnd,
    home: homedir(),
    packageCaches: () =>
      packageCaches({ variables: process.env, home: homedir(), platform: process.platform }),
    history: gitHistory,
    createIndexer: (parts) => new IndexThread({ ...parts, programFolder }),
    generateCode: (parts, params, signal) =>
      generateCodeFor({ ...parts, programFolder }, params, signal),
  };
}

/** The disk, and for URIs that do not lead there what the client reads. */
function diskAnd(ofClient: FileSystem): FileSystem {
  const ownerOf = (uri: string): FileSystem => (isOnDisk(uri) ? nodeFileSystem : ofClient);
  return {
    read: (uri) => ownerOf(uri).read(uri),
    readNow: (uri) => ownerOf(uri).readNow?.(uri),
    stamp: (uri) => ownerOf(uri).stamp?.(uri),
    readDirectory: (uri) => ownerOf(uri).readDirectory(uri),
  };
}

function isOnDisk(uri: string): boolean {
  return uri.startsWith('file:');
}
