import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { isUnbounded, type KeyRange, rangesOf } from '../etcd/keyRange.ts';
import { isRevisionGone } from '../etcd/sessionError.ts';
import { type KeyValue, range } from '../etcd/wire.ts';
import { RegistryError } from '../registryError.ts';
import { changesOf, refuseTooMany } from './changes.ts';
import { EtcdLink } from './etcdLink.ts';
import { listFolder, overlap } from './etcdListing.ts';
import { txn, type TxnOperation } from './etcdTxn.ts';
import type {
  ChangeOutcome,
  GuardedChange,
  KeyRegistry,
  StoredHistory,
  StoredSubtree,
  StoredValue,
  SubtreeRequest,
} from './keyRegistry.ts';

const none = new Uint8Array();

/** What a server allows unless it was started with another --max-txn-ops. */
const changeLimit = 128;

/** The keys of an etcd. Connects when it is first asked, and again after the connection broke. */
export function etcdKeys(connection: EtcdConnection): KeyRegistry {
  const link = new EtcdLink(connection);
  const readable = rangesOf(connection.prefixes);
  const read = async (
    key: Uint8Array,
    revision: number,
    signal: AbortSignal,
  ): Promise<StoredValue | undefined> => {
    const request = { key, rangeEnd: none, limit: 1, revision };
    const { kvs } = await link.call(range, request, signal);
    return kvs[0] && storedValue(kvs[0]);
  };
  const change = async (
    guards: readonly { readonly key: Uint8Array; readonly expected: number }[],
    operations: readonly TxnOperation[],
    signal: AbortSignal,
  ): Promise<ChangeOutcome> => {
    const request = {
      guards: guards.map(({ key, expected }) => ({ key, modRevision: expected })),
      operations,
    };
    const { succeeded, revision } = await link.change(txn, request, signal);
    return succeeded
      ? { kind: 'done', revision }
      : { kind: 'conflict', current: await currentOf(guards, (key) => read(key, 0, signal)) };
  };
  return {
    list: (request, signal) => listFolder(link, request, { readable, signal }),
    read,
    revisions: (keys, signal) => Promise.all(keys.map((key) => revisionOf(link, key, signal))),
    write: ({ key, value, expected }, signal) => {
      const lease = expected === 0 ? '0' : 'keep';
      return change([{ key, expected }], [{ kind: 'put', key, value, lease }], signal);
    },
    remove: (guard, signal) => change([guard], [{ kind: 'delete', key: guard.key }], signal),
    async rename({ key, to, expected }, signal) {
      const stored = await read(key, 0, signal);
      if (stored?.revision !== expected) {
        return { kind: 'conflict', current: stored };
      }
      const { value, lease = '0' } = stored;
      const guards = [
        { key, expected },
        { key: to, expected: 0 },
      ];
      const put = { kind: 'put', key: to, value, lease } as const;
      return change(guards, [put, { kind: 'delete', key }], signal);
    },
    subtree: (request, signal) => subtree(link, request, { readable, signal }),
    changeLimit,
    async transact(changes, signal) {
      refuseTooMany(changes, changeLimit, connection.name);
      const guards = changes.map(({ key, expected }) => ({ key, modRevision: expected }));
      const request = { guards, operations: changes.map(operationOf) };
      const { succeeded, revision } = await link.change(txn, request, signal);
      return succeeded
        ? { kind: 'done', revisions: changes.map(({ kind }) => (kind === 'put' ? revision : 0)) }
        : changesOf(changes, (key) => read(key, 0, signal));
    },
    history: (key, limit, signal) => history((at) => read(key, at, signal), limit),
    close: () => {
      link.close();
    },
  };
}

async function revisionOf(link: EtcdLink, key: Uint8Array, signal: AbortSignal): Promise<number> {
  const request = { key, rangeEnd: none, limit: 1, revision: 0, keysOnly: true };
  const { kvs } = await link.call(range, request, signal);
  return kvs[0]?.modRevision ?? 0;
}

/** What stands in the way: of several keys the one that is not as expected. */
async function currentOf(
  guards: readonly { readonly key: Uint8Array; readonly expected: number }[],
  read: (key: Uint8Array) => Promise<StoredValue | undefined>,
): Promise<StoredValue | undefined> {
  for (const { key, expected } of guards) {
    const current = await read(key);
    if ((current?.revision ?? 0) !== expected) {
      return current;
    }
  }
  return undefined;
}

/** Each state is asked for as of the revision before the next one. */
async function history(
  readAt: (revision: number) => Promise<StoredValue | undefined>,
  limit: number,
): Promise<StoredHistory> {
  const revisions: { revision: number; bytes: number }[] = [];
  let state: StoredValue | undefined = await readAt(0);
  while (state !== undefined) {
    revisions.push({ revision: state.revision, bytes: state.value.length });
    if (revisions.length >= limit) {
      return { revisions, end: 'limit' };
    }
    try {
      state = state.revision <= 1 ? undefined : await readAt(state.revision - 1);
    } catch (error) {
      if (error instanceof RegistryError && isRevisionGone(error)) {
        return { revisions, end: 'compacted' };
      }
      throw error;
    }
  }
  return { revisions, end: 'created' };
}

function storedValue({ value, modRevision, lease }: KeyValue): StoredValue {
  return { value, revision: modRevision, ...(lease === '0' ? {} : { lease }) };
}

function operationOf(change: GuardedChange): TxnOperation {
  const { key } = change;
  return change.kind === 'delete'
    ? { kind: 'delete', key }
    : { kind: 'put', key, value: change.value, lease: change.expected === 0 ? '0' : 'keep' };
}

/** The pages of one export are all as of the revision that the first one was read at. */
async function subtree(
  link: EtcdLink,
  { prefix, from, limit, revision }: SubtreeRequest,
  { readable, signal }: { readonly readable: readonly KeyRange[]; readonly signal: AbortSignal },
): Promise<StoredSubtree> {
  const keys: KeyValue[] = [];
  let asOf = revision;
  for (const { key: start, rangeEnd } of readable.flatMap((one) => overlap(one, prefix))) {
    const key = from === undefined || Buffer.compare(from, start) < 0 ? start : from;
    const isPast = !isUnbounded(rangeEnd) && Buffer.compare(key, rangeEnd) >= 0;
    if (isPast) {
      continue;
    }
    const request = { key, rangeEnd, limit: limit - keys.length + 1, revision: asOf };
    const page = await link.call(range, request, signal);
    asOf = asOf === 0 ? page.header.revision : asOf;
    keys.push(...page.kvs);
    if (keys.length > limit) {
      return { keys: keys.slice(0, limit).map(subtreeKey), next: keys[limit]?.key, revision: asOf };
    }
  }
  return { keys: keys.map(subtreeKey), next: undefined, revision: asOf };
}

function subtreeKey(kv: KeyValue): StoredSubtree['keys'][number] {
  return { key: kv.key, ...storedValue(kv) };
}
