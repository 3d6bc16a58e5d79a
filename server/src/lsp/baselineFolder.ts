import { type FileSystem, isBelow } from '../workspace/index.ts';
import { nodeFileSystem } from './nodeFileSystem.ts';

/** Shows the files of the folder `from` as if they were those of the folder `as`; URIs. */
export function folderInstead({
  from,
  as,
}: {
  readonly from: string;
  readonly as: string;
}): FileSystem {
  const there = (uri: string): string =>
    uri === as || isBelow(as, uri) ? from + uri.slice(as.length) : uri;
  return {
    read: (uri) => nodeFileSystem.read(there(uri)),
    readDirectory: (uri) => nodeFileSystem.readDirectory(there(uri)),
  };
}
