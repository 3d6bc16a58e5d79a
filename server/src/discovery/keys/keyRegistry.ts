/** A value with what a later change is compared with. */
export interface StoredValue {
  readonly value: Uint8Array;
  /** More than 0. */
  readonly revision: number;
  /** Decimal; absent without a lease. */
  readonly lease?: string;
  /** The session that holds the lock of the key. */
  readonly session?: string;
}

/** How a guarded change ended. */
export type ChangeOutcome =
  | { readonly kind: 'done'; readonly revision: number }
  /** Nothing was written; `current` is absent when there is no such key. */
  | { readonly kind: 'conflict'; readonly current: StoredValue | undefined };

/** One line of a listing. */
export interface ListedKey {
  readonly kind: 'key' | 'folder';
  /** The whole key; that of a folder ends with its slash. */
  readonly key: Uint8Array;
}

/** One page of a listing. */
export interface ListedPage {
  readonly entries: readonly ListedKey[];
  /** Where the next page begins; absent on the last one. */
  readonly next: Uint8Array | undefined;
}

/** What to list. */
export interface ListRequest {
  /** Empty, or ends with a slash. */
  readonly prefix: Uint8Array;
  /** `next` of the page before. */
  readonly from: Uint8Array | undefined;
  /** Of entries. */
  readonly limit: number;
}

/** A key that is changed only at the revision where it was last seen; 0 is "does not exist". */
export interface GuardedKey {
  readonly key: Uint8Array;
  readonly expected: number;
}

/** Earlier states of a key, the newest first. */
export interface StoredHistory {
  readonly revisions: readonly { readonly revision: number; readonly bytes: number }[];
  readonly end: 'created' | 'compacted' | 'limit';
}

/** A key with all that a copy of it needs. */
export interface SubtreeKey extends StoredValue {
  readonly key: Uint8Array;
  /** A number of 64 bits in decimal; Consul alone. */
  readonly flags?: string;
}

/** Which part of a subtree to read. */
export interface SubtreeRequest {
  readonly prefix: Uint8Array;
  readonly from: Uint8Array | undefined;
  /** Of keys; a registry that has no pages answers all. */
  readonly limit: number;
  /** 0 for now. */
  readonly revision: number;
}

/** One page of a subtree, in the order of the registry. */
export interface StoredSubtree {
  readonly keys: readonly SubtreeKey[];
  readonly next: Uint8Array | undefined;
  /** As of which revision of the store; 0 where it has none. */
  readonly revision: number;
}

/** One change of a transaction. */
export type GuardedChange = GuardedKey &
  (
    | { readonly kind: 'put'; readonly value: Uint8Array; readonly flags?: string }
    | { readonly kind: 'delete' }
  );

/** How a transaction ended: all of it happened, or nothing. */
export type TransactOutcome =
  | { readonly kind: 'done'; readonly revisions: readonly number[] }
  | {
      readonly kind: 'conflict';
      readonly keys: readonly { readonly key: Uint8Array; readonly current?: StoredValue }[];
    };

/**
 * The keys of one registry. Every change is a compare-and-swap that the registry itself decides:
 * two that start from the same revision never both happen. Rejects with a RegistryError.
 */
export interface KeyRegistry {
  list(request: ListRequest, signal: AbortSignal): Promise<ListedPage>;
  /** As of `revision`, or now when it is 0; undefined when there was no such key. */
  read(key: Uint8Array, revision: number, signal: AbortSignal): Promise<StoredValue | undefined>;
  /** In the order asked, 0 for a key that is not there. */
  revisions(keys: readonly Uint8Array[], signal: AbortSignal): Promise<readonly number[]>;
  /** Keeps the lease, the flags and the lock of a key that exists. */
  write(
    change: GuardedKey & { readonly value: Uint8Array },
    signal: AbortSignal,
  ): Promise<ChangeOutcome>;
  remove(change: GuardedKey, signal: AbortSignal): Promise<ChangeOutcome>;
  /** In one transaction; a conflict too when `to` exists, with what is there. */
  rename(
    change: GuardedKey & { readonly to: Uint8Array },
    signal: AbortSignal,
  ): Promise<ChangeOutcome>;
  subtree(request: SubtreeRequest, signal: AbortSignal): Promise<StoredSubtree>;
  /** How many changes {@link KeyRegistry.transact} takes. */
  readonly changeLimit: number;
  /** Different keys, each at most once. Keeps leases, flags and locks as `write` does. */
  transact(changes: readonly GuardedChange[], signal: AbortSignal): Promise<TransactOutcome>;
  history(key: Uint8Array, limit: number, signal: AbortSignal): Promise<StoredHistory>;
  close(): void;
}
