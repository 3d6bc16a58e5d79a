import { after, allKeys, endOfPrefix, type KeyRange } from '../etcd/keyRange.ts';
import { range } from '../etcd/wire.ts';
import type { EtcdLink } from './etcdLink.ts';
import { folderBelow } from './folders.ts';
import type { ListedKey, ListedPage, ListRequest } from './keyRegistry.ts';

/** Keys asked for at once while listing; a folder of more is stepped over. */
const stride = 512;

/**
 * Steps from entry to entry: what is inside of a folder is not read beyond one stride. Only the
 * prefixes of the connection are asked for, since a user may be allowed to read no others.
 */
export async function listFolder(
  link: EtcdLink,
  { prefix, from, limit }: ListRequest,
  { readable, signal }: { readonly readable: readonly KeyRange[]; readonly signal: AbortSignal },
): Promise<ListedPage> {
  const entries: ListedKey[] = [];
  let key: Uint8Array = from ?? new Uint8Array();
  for (const { key: start, rangeEnd } of readable.flatMap((one) => overlap(one, prefix))) {
    key = later(key, start);
    for (let more = true; more;) {
      const request = { key, rangeEnd, limit: Math.min(stride, limit + 1), revision: 0 };
      const page = await link.call(range, { ...request, keysOnly: true }, signal);
      for (const kv of page.kvs) {
        if (Buffer.compare(kv.key, key) < 0) {
          continue; // Inside of the folder that was listed last.
        }
        if (entries.length === limit) {
          return { entries, next: key };
        }
        const folder = folderBelow(prefix, kv.key);
        entries.push(folder ? { kind: 'folder', key: folder } : { kind: 'key', key: kv.key });
        key = folder ? endOfPrefix(folder) : after(kv.key);
      }
      more = page.more;
    }
  }
  return { entries, next: undefined };
}

/** The part of a range that starts with the prefix: none or one. */
export function overlap(readable: KeyRange, prefix: Uint8Array): readonly KeyRange[] {
  if (prefix.length === 0) {
    return [readable];
  }
  const end = endOfPrefix(prefix);
  const isAll = readable.key === allKeys.key;
  const rangeEnd = isAll || Buffer.compare(end, readable.rangeEnd) < 0 ? end : readable.rangeEnd;
  const key = isAll ? prefix : later(prefix, readable.key);
  return Buffer.compare(key, rangeEnd) < 0 ? [{ key, rangeEnd }] : [];
}

function later(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Buffer.compare(a, b) < 0 ? b : a;
}
