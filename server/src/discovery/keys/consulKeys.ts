import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { list as listOf, number, parseJson, text, textList } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import { consulHttp, type ConsulHttp } from './consulHttp.ts';
import { kvOperation, runTxn } from './consulTxn.ts';
import { folderBelow } from './folders.ts';
import type {
  ChangeOutcome,
  GuardedKey,
  KeyRegistry,
  ListedKey,
  ListedPage,
  ListRequest,
  StoredValue,
} from './keyRegistry.ts';

/** What Consul tells of a key. `flags` are 64 bits that belong to applications: text, and kept. */
export interface ConsulValue extends StoredValue {
  readonly flags: string;
}

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
  const { status, body } = await http.send({ method: 'GET', path: pathOf(key) }, signal);
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
  const call = { method: 'PUT', path: pathOf(name), query, body: value } as const;
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
  const { body } = await http.send({ method: 'DELETE', path: pathOf(name), query }, signal);
  return body.trim() === 'true';
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
  const reply = await http.send({ method: 'GET', path: pathOf(clean), query }, signal);
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

/** Whether the HTTP API can be asked for the key by a path. */
function isPath(key: string): boolean {
  return key === '' || key.replace(/\/$/, '').split('/').every(isPathSegment);
}

/** The folders in front of the first segment that a path can't have. */
function cleanPart(prefix: string): string {
  const segments = prefix.split('/');
  const odd = segments.findIndex((part) => !isPathSegment(part));
  return segments
    .slice(0, odd)
    .map((part) => `${part}/`)
    .join('');
}

/** Consul's router removes empty and dotted segments, and refuses what Go does not print. */
function isPathSegment(part: string): boolean {
  return part !== '.' && part !== '..' && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(part);
}

function pathOf(key: string): string {
  return `kv/${key.split('/').map(encodeURIComponent).join('/')}`;
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

/** As written: a number of 64 bits would not survive JSON. */
function flagsIn(body: string): string {
  return /"Flags":\s*(\d+)/.exec(body)?.[1] ?? '0';
}

function listOfJson(body: string): readonly unknown[] {
  return listOf({ body: parseJson(body) }, 'body');
}

function textsOfJson(body: string): readonly string[] {
  return textList({ body: parseJson(body) }, 'body');
}

function done(revision: number): ChangeOutcome {
  return { kind: 'done', revision };
}

function noHistory(name: string): RegistryError {
  return new RegistryError('unreadable', `${name} keeps no earlier values: only etcd does`);
}
