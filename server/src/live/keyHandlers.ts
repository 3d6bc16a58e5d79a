import { isDeepStrictEqual } from 'node:util';
import type { Disposable } from '../base/index.ts';
import {
  type ChangeOutcome,
  type GuardedChange,
  type KeyRegistry,
  openKeys,
  type StoredValue,
  type TransactOutcome,
} from '../discovery/index.ts';
import type {
  KeyChange,
  KeyOutcome,
  KeyValue,
  TransactionOutcome,
} from '../../../protocol/keys.ts';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { TopologyRequests } from '../../../protocol/topology.ts';
import { base64, bytesOf } from './base64.ts';
import type { Handlers } from './endpoint.ts';

/** The requests that this table answers. */
type KeyRequest = Extract<keyof TopologyRequests, `keys/${string}`>;

/** Registries whose keys were asked for, by connection; each is opened once. */
export class OpenKeys implements Disposable {
  #connections: ReadonlyMap<string, RegistryConnection> = new Map();
  readonly #open = new Map<string, KeyRegistry>();

  /** Closes what is no longer configured in the same way. */
  set(connections: readonly RegistryConnection[]): void {
    const before = this.#connections;
    this.#connections = new Map(connections.map((connection) => [connection.id, connection]));
    for (const [id, registry] of this.#open) {
      if (!isDeepStrictEqual(before.get(id), this.#connections.get(id))) {
        registry.close();
        this.#open.delete(id);
      }
    }
  }

  /** Throws when there is no such connection, or when it has no keys. */
  of(connectionId: string): KeyRegistry {
    const known = this.#open.get(connectionId);
    const connection = this.#connections.get(connectionId);
    if (known !== undefined) {
      return known;
    }
    if (connection === undefined) {
      throw new Error('this registry is no longer connected: add the connection again');
    }
    const opened = openKeys(connection);
    this.#open.set(connectionId, opened);
    return opened;
  }

  dispose(): void {
    this.set([]);
  }
}

/** A line of conversion for each request about keys. */
export function keyHandlers(keys: OpenKeys): Pick<Handlers, KeyRequest> {
  return {
    'keys/list': async ({ connectionId, prefix, from, limit }, signal) => {
      const start = from === undefined ? undefined : bytesOf(from);
      const request = { prefix: bytesOf(prefix), from: start, limit: Math.max(1, limit) };
      const { entries, next } = await keys.of(connectionId).list(request, signal);
      return {
        entries: entries.map(({ kind, key }) => ({ kind, key: base64(key) })),
        ...(next === undefined ? {} : { next: base64(next) }),
      };
    },
    'keys/read': async ({ connectionId, key, revision = 0 }, signal) => {
      const stored = await keys.of(connectionId).read(bytesOf(key), revision, signal);
      return stored === undefined ? null : valueOf(stored);
    },
    'keys/revisions': async ({ connectionId, keys: wanted }, signal) => ({
      revisions: await keys.of(connectionId).revisions(wanted.map(bytesOf), signal),
    }),
    'keys/write': async ({ connectionId, key, value, expected }, signal) => {
      const change = { key: bytesOf(key), value: bytesOf(value), expected };
      return outcomeOf(await keys.of(connectionId).write(change, signal));
    },
    'keys/delete': async ({ connectionId, key, expected }, signal) =>
      outcomeOf(await keys.of(connectionId).remove({ key: bytesOf(key), expected }, signal)),
    'keys/rename': async ({ connectionId, key, to, expected }, signal) => {
      const change = { key: bytesOf(key), to: bytesOf(to), expected };
      return outcomeOf(await keys.of(connectionId).rename(change, signal));
    },
    'keys/subtree': async ({ connectionId, prefix, limit, from, revision = 0 }, signal) => {
      const start = from === undefined ? undefined : bytesOf(from);
      const part = { prefix: bytesOf(prefix), from: start, limit: Math.max(1, limit), revision };
      const page = await keys.of(connectionId).subtree(part, signal);
      return {
        entries: page.keys.map(({ key, flags, ...value }) => ({
          key: base64(key),
          ...valueOf(value),
          ...(flags === undefined ? {} : { flags }),
        })),
        ...(page.next === undefined ? {} : { next: base64(page.next) }),
        revision: page.revision,
      };
    },
    'keys/limits': ({ connectionId }) => ({ changes: keys.of(connectionId).changeLimit }),
    'keys/transact': async ({ connectionId, changes }, signal) => {
      const guarded = changes.map(changeOf);
      return transactionOf(await keys.of(connectionId).transact(guarded, signal));
    },
    'keys/history': ({ connectionId, key, limit }, signal) =>
      keys.of(connectionId).history(bytesOf(key), Math.max(1, limit), signal),
  };
}

function outcomeOf(outcome: ChangeOutcome): KeyOutcome {
  if (outcome.kind === 'done') {
    return outcome;
  }
  const { current } = outcome;
  return { kind: 'conflict', ...(current === undefined ? {} : { current: valueOf(current) }) };
}

function changeOf(change: KeyChange): GuardedChange {
  const { expected } = change;
  const key = bytesOf(change.key);
  return change.kind === 'delete'
    ? { kind: 'delete', key, expected }
    : {
        ...{ kind: 'put', key, expected, value: bytesOf(change.value) },
        ...(change.flags === undefined ? {} : { flags: change.flags }),
      };
}

function transactionOf(outcome: TransactOutcome): TransactionOutcome {
  return outcome.kind === 'done'
    ? outcome
    : {
        kind: 'conflict',
        keys: outcome.keys.map(({ key, current }) => ({
          key: base64(key),
          ...(current === undefined ? {} : { current: valueOf(current) }),
        })),
      };
}

function valueOf({ value, revision, lease, session }: StoredValue): KeyValue {
  return {
    value: base64(value),
    revision,
    ...(lease === undefined ? {} : { lease }),
    ...(session === undefined ? {} : { session }),
  };
}
