import type {
  KeyChange,
  KeyEntry,
  KeyHistory,
  KeyOutcome,
  KeyPage,
  KeyValue,
  SubtreePage,
  TransactionOutcome,
} from '../../../protocol/keys.ts';
import type { TopologySender } from '../topology/topologyService.ts';

/** A key of one connection. */
export interface KeyPlace {
  readonly connectionId: string;
  readonly key: Uint8Array;
}

/** What a key holds. */
export interface ReadValue {
  readonly value: Uint8Array;
  readonly revision: number;
  readonly lease?: string;
}

/** How a guarded change ended. */
export type ChangeResult =
  | { readonly kind: 'done'; readonly revision: number }
  /** Nothing was changed; `current` is absent when there is no such key. */
  | { readonly kind: 'conflict'; readonly current: ReadValue | undefined };

/** One change of a transaction; `expected` 0 is for a key that is not there. */
export type PlannedChange =
  | {
      readonly kind: 'put';
      readonly key: Uint8Array;
      readonly value: Uint8Array;
      readonly expected: number;
      readonly flags?: string;
    }
  | { readonly kind: 'delete'; readonly key: Uint8Array; readonly expected: number };

/** How a transaction ended: everything was written, or nothing. */
export type TransactionResult =
  | { readonly kind: 'done'; readonly revisions: readonly number[] }
  | {
      readonly kind: 'conflict';
      /** The keys that are in the way; `current` is absent for one that is gone. */
      readonly keys: readonly {
        readonly key: Uint8Array;
        readonly current: ReadValue | undefined;
      }[];
    };

/** All keys of a subtree as of one moment. */
export interface Subtree {
  readonly keys: readonly (ReadValue & {
    readonly key: Uint8Array;
    readonly session?: string;
    readonly flags?: string;
  })[];
  /** Of the store; 0 with Consul. */
  readonly revision: number;
}

/** One entry of a listing. */
export interface ListedEntry {
  readonly kind: KeyEntry['kind'];
  readonly key: Uint8Array;
}

/** The topology server's requests about keys, in bytes. Rejects with messages for people. */
export class KeyClient {
  readonly #send: TopologySender['send'];

  constructor(topology: Pick<TopologySender, 'send'>) {
    this.#send = (method, params, signal) => topology.send(method, params, signal);
  }

  /** At most `limit` entries directly below a folder, and whether there are more. */
  async list(
    { connectionId, key }: KeyPlace,
    limit: number,
  ): Promise<{ readonly entries: readonly ListedEntry[]; readonly hasMore: boolean }> {
    const entries: KeyEntry[] = [];
    let from: string | undefined;
    do {
      const rest = Math.min(1_000, limit - entries.length);
      const request = { connectionId, prefix: base64(key), limit: rest };
      const params = from === undefined ? request : { ...request, from };
      const page: KeyPage = await this.#send('keys/list', params);
      entries.push(...page.entries);
      from = page.next;
    } while (from !== undefined && entries.length < limit);
    const listed = entries.map((entry) => ({ kind: entry.kind, key: bytesOf(entry.key) }));
    return { entries: listed, hasMore: from !== undefined };
  }

  /** Undefined when there is no such key. */
  async read(place: KeyPlace, revision?: number): Promise<ReadValue | undefined> {
    const params = { ...wirePlace(place), ...(revision === undefined ? {} : { revision }) };
    const found = await this.#send('keys/read', params);
    return found === null ? undefined : valueOf(found);
  }

  /** 0 for a key that is not there. */
  async revisions(connectionId: string, keys: readonly Uint8Array[]): Promise<readonly number[]> {
    const params = { connectionId, keys: keys.map(base64) };
    return (await this.#send('keys/revisions', params)).revisions;
  }

  /** `expected` 0 means only if it does not exist. */
  async write(place: KeyPlace, value: Uint8Array, expected: number): Promise<ChangeResult> {
    const params = { ...wirePlace(place), value: base64(value), expected };
    return resultOf(await this.#send('keys/write', params));
  }

  async remove(place: KeyPlace, expected: number): Promise<ChangeResult> {
    return resultOf(await this.#send('keys/delete', { ...wirePlace(place), expected }));
  }

  async rename(place: KeyPlace, to: Uint8Array, expected: number): Promise<ChangeResult> {
    const params = { ...wirePlace(place), to: base64(to), expected };
    return resultOf(await this.#send('keys/rename', params));
  }

  /** Everything below a prefix. Rejects when the signal aborts. */
  async subtree({ connectionId, key }: KeyPlace, signal?: AbortSignal): Promise<Subtree> {
    const entries: SubtreePage['entries'][number][] = [];
    const request = { connectionId, prefix: base64(key), limit: subtreePage };
    let page: SubtreePage = await this.#send('keys/subtree', request, signal);
    const { revision } = page;
    entries.push(...page.entries);
    while (page.next !== undefined) {
      const more = { ...request, from: page.next, revision };
      page = await this.#send('keys/subtree', more, signal);
      entries.push(...page.entries);
    }
    const keys = entries.map((entry) => ({
      ...entry,
      key: bytesOf(entry.key),
      value: bytesOf(entry.value),
    }));
    return { keys, revision };
  }

  /** How many keys one transaction may change. */
  async changeLimit(connectionId: string): Promise<number> {
    return (await this.#send('keys/limits', { connectionId })).changes;
  }

  /** All changes at once, or none. */
  async transact(
    connectionId: string,
    changes: readonly PlannedChange[],
  ): Promise<TransactionResult> {
    const params = { connectionId, changes: changes.map(wireChange) };
    return transactionOf(await this.#send('keys/transact', params));
  }

  history(place: KeyPlace, limit: number): Promise<KeyHistory> {
    return this.#send('keys/history', { ...wirePlace(place), limit });
  }
}

/** Keys with their values that travel at once. */
const subtreePage = 200;

function wireChange(change: PlannedChange): KeyChange {
  const { expected } = change;
  const key = base64(change.key);
  return change.kind === 'delete'
    ? { kind: 'delete', key, expected }
    : {
        kind: 'put',
        key,
        expected,
        value: base64(change.value),
        ...(change.flags === undefined ? {} : { flags: change.flags }),
      };
}

function transactionOf(outcome: TransactionOutcome): TransactionResult {
  return outcome.kind === 'done'
    ? outcome
    : {
        kind: 'conflict',
        keys: outcome.keys.map(({ key, current }) => ({
          key: bytesOf(key),
          current: current && valueOf(current),
        })),
      };
}

function resultOf(outcome: KeyOutcome): ChangeResult {
  if (outcome.kind === 'done') {
    return outcome;
  }
  const { current } = outcome;
  return { kind: 'conflict', current: current && valueOf(current) };
}

function valueOf(found: KeyValue): ReadValue {
  return { ...found, value: bytesOf(found.value) };
}

function wirePlace({ connectionId, key }: KeyPlace): { connectionId: string; key: string } {
  return { connectionId, key: base64(key) };
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
