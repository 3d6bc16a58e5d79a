import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { items, list, number, parseJson, text, textList } from '../json.ts';
import { consulHttp, type ConsulHttp } from '../keys/consulHttp.ts';
import { flagsIn, keyPath } from '../keys/consulPaths.ts';
import { RegistryError } from '../registryError.ts';
import { decodeText, nameText } from '../safeText.ts';
import { missingRights, strangeAnswer, withRight } from './consulRights.ts';
import { readSemaphore, type SemaphoreEntry } from './consulSemaphore.ts';
import {
  byKey,
  type HoldRegistry,
  moreLocks,
  mostKeys,
  mostLocks,
  type SeenHold,
  type SeenLock,
} from './holdings.ts';

/** The sessions of a Consul, and the keys that they have locked. */
export function consulHoldings(connection: ConsulConnection): HoldRegistry {
  const http = consulHttp(connection);
  return {
    async holdings(limit, signal) {
      const [sessions, missing] = await Promise.all([
        readSessions(http, signal),
        missingRights(http, signal),
      ]);
      // Without sessions no key is locked, and the keys need not be read.
      const { entries, notes } =
        sessions.length === 0 ? { entries: [], notes: [] } : await readEntries(http, signal);
      const keysOf = groupBySession(entries);
      const more = sessions.length - limit;
      const locks = locksOf(entries).sort(byKey);
      return {
        holds: sessions.slice(0, limit).map((session) => holdOf(session, keysOf)),
        holdCount: sessions.length,
        locks: locks.slice(0, mostLocks),
        notes: [
          ...missing,
          ...notes,
          ...(more > 0 ? [`${more} more sessions are not shown`] : []),
          ...moreLocks(locks.length),
        ],
      };
    },
    async end(holdId, signal) {
      const path = `session/destroy/${encodeURIComponent(holdId)}`;
      const answer = await withRight(http.send({ method: 'PUT', path }, signal), 'session:write');
      if (answer.status !== 200 || parseJson(answer.body) !== true) {
        throw strangeAnswer('the session was not ended', answer);
      }
    },
    release: ({ key, holdId }, signal) => release(http, { key, holdId }, signal),
    close: () => {
      http.close();
    },
  };
}

/** Consul answers an empty list when there are none: anything else is no answer. */
async function readSessions(http: ConsulHttp, signal: AbortSignal): Promise<readonly unknown[]> {
  const asked = http.send({ method: 'GET', path: 'session/list' }, signal);
  const answer = await withRight(asked, 'session:read');
  const sessions = parseJson(answer.body);
  if (answer.status !== 200 || !Array.isArray(sessions)) {
    throw strangeAnswer('the sessions are not known', answer);
  }
  return items(sessions);
}

interface ReadEntries {
  readonly entries: readonly SemaphoreEntry[];
  readonly notes: readonly string[];
}

/** Consul can't be asked for locked keys alone. Sessions are shown without keys that it does not give. */
async function readEntries(http: ConsulHttp, signal: AbortSignal): Promise<ReadEntries> {
  const call = { method: 'GET', path: 'kv/', query: { recurse: '' } } as const;
  try {
    const answer = await withRight(http.send(call, signal), 'key:list');
    const all = parseJson(answer.body);
    // 404 is how Consul says that there is no key.
    if (answer.status !== 404 && (answer.status !== 200 || !Array.isArray(all))) {
      throw strangeAnswer('the keys are not known', answer);
    }
    return { entries: answer.status === 404 ? [] : entriesOf(items(all)), notes: [] };
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind === 'unreachable') {
      throw error;
    }
    return { entries: [], notes: [`locks can't be shown: ${error.message}`] };
  }
}

function entriesOf(all: readonly unknown[]): readonly SemaphoreEntry[] {
  return all.map((entry) => ({
    name: text(entry, 'Key') ?? '',
    value: Buffer.from(text(entry, 'Value') ?? '', 'base64'),
    session: text(entry, 'Session'),
    createIndex: number(entry, 'CreateIndex') ?? 0,
    modifyIndex: number(entry, 'ModifyIndex') ?? 0,
  }));
}

function groupBySession(
  entries: readonly SemaphoreEntry[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, session } of entries) {
    if (session !== undefined) {
      const keys = groups.get(session) ?? [];
      keys.push(name);
      groups.set(session, keys);
    }
  }
  return groups;
}

function holdOf(session: unknown, keysOf: ReadonlyMap<string, readonly string[]>): SeenHold {
  const id = text(session, 'ID') ?? '';
  const name = text(session, 'Name') ?? '';
  const keys = keysOf.get(id) ?? [];
  return {
    id,
    label: nameText(name === '' ? id : name),
    grantedTtlSeconds: seconds(text(session, 'TTL') ?? ''),
    node: nameText(text(session, 'Node') ?? ''),
    behavior: text(session, 'Behavior') === 'delete' ? 'delete' : 'release',
    checks: checksOf(session),
    // Nanoseconds.
    lockDelaySeconds: (number(session, 'LockDelay') ?? 0) / 1e9,
    keys: keys.slice(0, mostKeys).map((key) => Buffer.from(key, 'utf8')),
    keyCount: keys.length,
  };
}

/** `Checks` until 1.6; later agents divide them into those of the node and of services. */
function checksOf(session: unknown): readonly string[] {
  const services = list(session, 'ServiceChecks').map((check) => text(check, 'ID') ?? '');
  const node = [...textList(session, 'NodeChecks'), ...textList(session, 'Checks')];
  return [...new Set([...node, ...services])].filter((name) => name !== '').map(nameText);
}

/** A duration of Go, such as `15s`, `1m30s` or `1h0m0s`; 0 for an empty one. */
export function seconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...duration.matchAll(/([\d.]+)(h|ms|m|s)/g)].reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}

/** A locked key is a lock of its own unless it belongs to a semaphore. */
function locksOf(entries: readonly SemaphoreEntry[]): SeenLock[] {
  const semaphores = entries.map((entry) => readSemaphore(entry, entries));
  const found = semaphores.filter((one) => one !== undefined);
  const taken = new Set(found.flatMap(({ contenders }) => contenders));
  const plain = entries.flatMap((entry): SeenLock[] => {
    const { name, session, value, modifyIndex } = entry;
    if (session === undefined || taken.has(name)) {
      return [];
    }
    const key = Buffer.from(name, 'utf8');
    const text = nameText(decodeText(value));
    const holder = { key, holdId: session, value: text, sinceRevision: modifyIndex };
    return [{ kind: 'lock', key, holders: [holder], waiters: [] }];
  });
  return [...found.map(({ lock }) => lock), ...plain];
}

/** Value and flags stay as they are: letting go of a key would write them too. */
async function release(
  http: ConsulHttp,
  { key, holdId }: { readonly key: Uint8Array; readonly holdId: string },
  signal: AbortSignal,
): Promise<boolean> {
  const path = keyPath(Buffer.from(key).toString('utf8'));
  const found = await withRight(http.send({ method: 'GET', path }, signal), 'key:read');
  if (found.status !== 200 && found.status !== 404) {
    throw strangeAnswer('the lock was not released: its key is not known', found);
  }
  const [entry] = found.status === 200 ? items(parseJson(found.body)) : [];
  if (text(entry, 'Session') !== holdId) {
    return false;
  }
  const value = Buffer.from(text(entry, 'Value') ?? '', 'base64');
  const query = { release: holdId, flags: flagsIn(found.body) };
  const asked = http.send({ method: 'PUT', path, query, body: value }, signal);
  const answer = await withRight(asked, 'key:write');
  if (answer.status !== 200) {
    throw strangeAnswer('the lock was not released', answer);
  }
  return parseJson(answer.body) === true;
}
