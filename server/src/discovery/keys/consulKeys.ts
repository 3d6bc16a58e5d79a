import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { items, number, parseJson, text, textItems } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import { changesOf, refuseTooMany } from './changes.ts';
import { consulHttp, type ConsulHttp } from './consulHttp.ts';
import { cleanPart, flagsIn, isPath, keyPath } from './consulPaths.ts';
import { kvOperation, runTxn } from './consulTxn.ts';
import { folderBelow } from './folders.ts';
import type {
  ChangeOutcome,
  GuardedChange,
  GuardedKey,
  KeyRegistry,
  ListedKey,
  ListedPage,
  ListRequest,
  StoredSubtree,
  StoredValue,
} from './keyRegistry.ts';

/** What Consul tells of a key. `flags` are 64 bits that belong to applications: text, and kept. */
export interface ConsulValue extends StoredValue {
  readonly flags: string;
}

/** Of `PUT /v1/txn`; agents before 1.16 know no other. */
const changeLimit = 64;

/** The key-value store of a Consul. */
export function consulKeys(connection: ConsulConnection): KeyRegistry {
  const { name } = connection;
  const http = consulHttp(connection);
  const read = (key: Uint8Array, signal: AbortSignal): Promise<ConsulValue | undefined> =>
    readValue(http, keyName(key, name), signal);
  const conflict = async (key: Uint8Array, signal: AbortSignal): Promise<ChangeOutcome> => ({
    kind: 'conflict',
    current: await read(key, signal),
  });
  return {
    list: (request, signal) => listPage(http, keyName(request.prefix, name), request, signal),
    read(key, revision, signal) {
      return revision === 0 ? read(key, signal) : Promise.reject(noHistory(name));
    },
    async revisions(keys, signal) {
      const values = await Promise.all(keys.map((key) => read(key, signal)));
      return values.map((value) => value?.revision ?? 0);
    },
    async write(change, signal) {
      const flags = change.expected === 0 ? '0' : ((await read(change.key, signal))?.flags ?? '0');
      const put = { ...change, name: keyName(change.key, name), flags };
      return (await write(http, put, signal)) ?? conflict(change.key, signal);
    },
    async remove(change, signal) {
      const guard = { ...change, name: keyName(change.key, name) };
      return (await remove(http, guard, signal)) ? done(0) : conflict(change.key, signal);
    },
    async rename({ key, to, expected }, signal) {
      const stored = await read(key, signal);
      if (stored?.revision !== expected) {
        return { kind: 'conflict', current: stored };
      }
      const { value, flags } = stored;
      const operations = [
        kvOperation({ verb: 'cas', key: keyName(to, name), index: 0, value, flags }),
        kvOperation({ verb: 'delete-cas', key: keyName(key, name), index: expected }),
      ];
      const result = await runTxn(http, operations, signal);
      if (result !== undefined) {
        return done(number(result[0], 'ModifyIndex') ?? 0);
      }
      const blocking = await read(to, signal);
      return { kind: 'conflict', current: blocking ?? (await read(key, signal)) };
    },
    subtree: ({ prefix }, signal) => subtree(http, keyName(prefix, name), signal),
    changeLimit,
    async transact(changes, signal) {
      refuseTooMany(changes, changeLimit, name);
      const before = await Promise.all(changes.map(({ key }) => read(key, signal)));
      const isStale = changes.some(({ expected }, at) => (before[at]?.revision ?? 0) !== expected);
      const operations = changes.map((change, at) =>
        operationOf(change, keyName(change.key, name), before[at]?.flags),
      );
      const results = isStale ? undefined : await runTxn(http, operations, signal);
      return results === undefined
        ? changesOf(changes, (key) => read(key, signal))
        : { kind: 'done', revisions: revisionsOf(changes, results) };
    },
    history: () => Promise.reject(noHistory(name)),
    close: () => {
      http.close();
    },
  };
}

/** One value, by its path or, where a path can't say the key, by a transaction. */
async function readValue(
  http: ConsulHttp,
  key: string,
  signal: AbortSignal,
): Promise<ConsulValue | undefined> {
  if (!isPath(key)) {
    const found = await runTxn(http, [kvOperation({ verb: 'get', key })], signal);
    return found?.[0] === undefined ? undefined : valueOf(found[0], text(found[0], 'flags') ?? '0');
  }
  const { status, body } = await http.send({ method: 'GET', path: keyPath(key) }, signal);
  const entry = status === 200 ? listOfJson(body)[0] : undefined;
  return entry === undefined ? undefined : valueOf(entry, flagsIn(body));
}

interface NamedWrite extends GuardedKey {
  readonly name: string;
  readonly value: Uint8Array;
  readonly flags: string;
}

/** Undefined when the key was not as expected. */
async function write(
  http: ConsulHttp,
  { name, value, expected, flags }: NamedWrite,
  signal: AbortSignal,
): Promise<ChangeOutcome | undefined> {
  if (!isPath(name)) {
    const operation = kvOperation({ verb: 'cas', key: name, index: expected, value, flags });
    const result = await runTxn(http, [operation], signal);
    return result && done(number(result[0], 'ModifyIndex') ?? 0);
  }
  const query = { cas: String(expected), ...(flags === '0' ? {} : { flags }) };
  const call = { method: 'PUT', path: keyPath(name), query, body: value } as const;
  if ((await http.send(call, signal)).body.trim() !== 'true') {
    return undefined;
  }
  const now = await readValue(http, name, signal);
  // Changed again at once: the old revision stays, at which the next save will find the conflict.
  const isOurs = now !== undefined && Buffer.compare(now.value, value) === 0;
  return done(isOurs ? now.revision : expected);
}

async function remove(
  http: ConsulHttp,
  { name, expected }: GuardedKey & { readonly name: string },
  signal: AbortSignal,
): Promise<boolean> {
  if (!isPath(name)) {
    const operation = kvOperation({ verb: 'delete-cas', key: name, index: expected });
    return (await runTxn(http, [operation], signal)) !== undefined;
  }
  const query = { cas: String(expected) };
  const { body } = await http.send({ method: 'DELETE', path: keyPath(name), query }, signal);
  return body.trim() === 'true';
}

function operationOf(change: GuardedChange, key: string, flags: string | undefined): string {
  const { kind, expected: index } = change;
  return kind === 'delete'
    ? kvOperation({ verb: 'delete-cas', key, index })
    : kvOperation({
        verb: 'cas',
        ...{ key, index, value: change.value, flags: flags ?? change.flags ?? '0' },
      });
}

/** Consul tells of the keys that were written, in their order, and of none that was deleted. */
function revisionsOf(changes: readonly GuardedChange[], results: readonly unknown[]): number[] {
  const byKey = new Map(results.map((one) => [text(one, 'Key'), number(one, 'ModifyIndex') ?? 0]));
  return changes.map(({ kind, key }) =>
    kind === 'put' ? (byKey.get(Buffer.from(key).toString('utf8')) ?? 0) : 0,
  );
}

/** Consul has no pages: everything comes at once, as of one index. */
async function subtree(
  http: ConsulHttp,
  prefix: string,
  signal: AbortSignal,
): Promise<StoredSubtree> {
  const clean = isPath(prefix) ? prefix : cleanPart(prefix);
  const call = { method: 'GET', path: keyPath(clean), query: { recurse: '' } } as const;
  const { status, body } = await http.send(call, signal);
  const entries = status === 200 ? listOfJson(body) : [];
  const flags = [...body.matchAll(/"Flags":\s*(\d+)/g)].map(([, digits]) => digits ?? '0');
  const keys = entries.map((entry, at) => ({
    name: text(entry, 'Key') ?? '',
    ...valueOf(entry, flags[at] ?? '0'),
  }));
  const below = keys.filter(({ name }) => name.startsWith(prefix));
  return {
    keys: below.map(({ name, ...value }) => ({ key: Buffer.from(name, 'utf8'), ...value })),
    next: undefined,
    revision: 0,
  };
}

/** Consul lists all at once; the pages are cut here. */
async function listPage(
  http: ConsulHttp,
  prefix: string,
  { from, limit }: ListRequest,
  signal: AbortSignal,
): Promise<ListedPage> {
  const bytes = Buffer.from(prefix, 'utf8');
  const clean = isPath(prefix) ? prefix : cleanPart(prefix);
  const query: Record<string, string> =
    clean === prefix ? { keys: '', separator: '/' } : { keys: '' };
  const reply = await http.send({ method: 'GET', path: keyPath(clean), query }, signal);
  const names = reply.status === 200 ? textsOfJson(reply.body) : [];
  const entries = new Map<string, ListedKey>();
  for (const name of names) {
    if (name.startsWith(prefix)) {
      const key = Buffer.from(name, 'utf8');
      const folder = folderBelow(bytes, key);
      const entry: ListedKey = folder ? { kind: 'folder', key: folder } : { kind: 'key', key };
      entries.set(Buffer.from(entry.key).toString('latin1'), entry);
    }
  }
  const sorted = [...entries.values()].sort((a, b) => Buffer.compare(a.key, b.key));
  const rest = from === undefined ? sorted : sorted.filter(({ key }) => !isBefore(key, from));
  return { entries: rest.slice(0, limit), next: rest[limit]?.key };
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) < 0;
}

/** Consul's names are text, which its JSON could not say otherwise. */
function keyName(key: Uint8Array, connection: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(key);
  } catch {
    const advice = 'name the key in UTF-8';
    throw new RegistryError('unreadable', `${connection} takes no such key: ${advice}`);
  }
}

function valueOf(entry: unknown, flags: string): ConsulValue {
  const session = text(entry, 'Session');
  return {
    value: Buffer.from(text(entry, 'Value') ?? '', 'base64'),
    revision: number(entry, 'ModifyIndex') ?? 0,
    flags,
    ...(session === undefined ? {} : { session }),
  };
}

function listOfJson(body: string): readonly unknown[] {
  return items(parseJson(body));
}

function textsOfJson(body: string): readonly string[] {
  return textItems(parseJson(body));
}

function done(revision: number): ChangeOutcome {
  return { kind: 'done', revision };
}

function noHistory(name: string): RegistryError {
  return new RegistryError('unreadable', `${name} keeps no earlier values: only etcd does`);
}
