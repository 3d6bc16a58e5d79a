import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { firstThatAnswers, readEndpoints } from '../endpoints.ts';
import { after, allKeys, type KeyRange, rangesOf } from '../etcd/keyRange.ts';
import { type EtcdSession, openSession } from '../etcd/session.ts';
import { isRevisionGone } from '../etcd/sessionError.ts';
import { type KeyValue, type Method, range } from '../etcd/wire.ts';
import { RegistryError } from '../registryError.ts';
import { changeError } from './changeError.ts';
import { endOfPrefix, folderBelow, slash } from './folders.ts';
import { txn, type TxnOperation } from './etcdTxn.ts';
import type {
  ChangeOutcome,
  KeyRegistry,
  ListedKey,
  ListedPage,
  ListRequest,
  StoredHistory,
  StoredValue,
} from './keyRegistry.ts';

const none = new Uint8Array();

/** Keys asked for at once while listing; a folder of more is stepped over. */
const stride = 512;

/** The keys of an etcd. Connects when it is first asked, and again after the connection broke. */
export function etcdKeys(connection: EtcdConnection): KeyRegistry {
  const link = new Link(connection);
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
    const { succeeded, revision } = await link.change(request, signal);
    return succeeded
      ? { kind: 'done', revision }
      : { kind: 'conflict', current: await currentOf(guards, (key) => read(key, 0, signal)) };
  };
  return {
    list: (request, signal) => list(link, request, { readable, signal }),
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
    history: (key, limit, signal) => history((at) => read(key, at, signal), limit),
    close: () => {
      link.close();
    },
  };
}

/** One session for all requests. */
class Link {
  readonly #connection: EtcdConnection;
  #session: Promise<EtcdSession> | undefined;
  #isClosed = false;

  constructor(connection: EtcdConnection) {
    this.#connection = connection;
  }

  /** A connection that broke meanwhile is made anew: reading twice does no harm. */
  async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      return await this.#once(method, request, signal);
    } catch (error) {
      if (!isUnreachable(error) || signal.aborted) {
        throw error;
      }
      return this.#once(method, request, signal);
    }
  }

  /** Never repeated by itself: a lost answer does not say whether the change has happened. */
  async change(
    request: Parameters<typeof txn.encode>[0],
    signal: AbortSignal,
  ): Promise<ReturnType<typeof txn.decode>> {
    try {
      return await this.#once(txn, request, signal);
    } catch (error) {
      throw changeError(error, this.#connection.name);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #once<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      const session = await this.#open(signal);
      return await session.call(method, request, signal);
    } catch (error) {
      if (isUnreachable(error)) {
        this.#drop();
      }
      throw error;
    }
  }

  async #open(signal: AbortSignal): Promise<EtcdSession> {
    if (this.#isClosed) {
      throw new RegistryError('unreachable', `${this.#connection.name} is no longer connected`);
    }
    this.#session ??= this.#connect(signal);
    const session = this.#session;
    try {
      return await session;
    } catch (error) {
      if (this.#session === session) {
        this.#session = undefined;
      }
      throw error;
    }
  }

  async #connect(signal: AbortSignal): Promise<EtcdSession> {
    const { endpoints, tls, username, password } = this.#connection;
    const credentials = {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
    return firstThatAnswers(readEndpoints(endpoints, tls), async (endpoint) => {
      const session = await openSession({ ...credentials, endpoint }, signal);
      try {
        // Signing in asks nothing of a server without passwords: find out whether one is there.
        await session.call(range, { key: slash, rangeEnd: none, limit: 1, revision: 0 }, signal);
      } catch (error) {
        if (isUnreachable(error)) {
          session.close();
          throw error;
        }
      }
      return session;
    });
  }

  #drop(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.then(
      (open) => {
        open.close();
      },
      () => undefined,
    );
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof RegistryError && error.kind === 'unreachable';
}

/**
 * Steps from entry to entry: what is inside of a folder is not read beyond one stride. Only the
 * prefixes of the connection are asked for, since a user may be allowed to read no others.
 */
async function list(
  link: Link,
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
function overlap(readable: KeyRange, prefix: Uint8Array): readonly KeyRange[] {
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

async function revisionOf(link: Link, key: Uint8Array, signal: AbortSignal): Promise<number> {
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
