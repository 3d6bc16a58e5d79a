/** Keys of a registry as the topology server lists, reads and changes them. Declarations only. */

/**
 * A key of a registry: base64 of its bytes, since a registry takes any. Slashes divide it by custom
 * alone; a folder is a prefix that ends with one.
 */
export type KeyBytes = string;

/** Where a key is. */
export interface KeyPlace {
  readonly connectionId: string;
  readonly key: KeyBytes;
}

/** What stands directly below a prefix. */
export interface KeyEntry {
  readonly kind: 'key' | 'folder';
  /** The whole key; that of a folder ends with its slash. */
  readonly key: KeyBytes;
}

/** One page of a listing, in the order of the registry. */
export interface KeyPage {
  readonly entries: readonly KeyEntry[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: KeyBytes;
}

/** A value as it was at one moment. */
export interface KeyValue {
  /** Base64 of the bytes. */
  readonly value: string;
  /** `mod_revision` of etcd, `ModifyIndex` of Consul: what a save is compared with. More than 0. */
  readonly revision: number;
  /** The lease that the key ends with, in decimal; etcd alone. */
  readonly lease?: string;
  /** The session that has locked the key; Consul alone. */
  readonly session?: string;
}

/** How a change ended that was to happen only if nobody else had changed the key. */
export type KeyOutcome =
  | { readonly kind: 'done'; readonly revision: number }
  /** Nothing was written. What the key holds now, absent when there is none. */
  | { readonly kind: 'conflict'; readonly current?: KeyValue };

/** One earlier state of a key. */
export interface KeyRevision {
  readonly revision: number;
  readonly bytes: number;
}

/** The states of a key, the newest first, back to `end`. */
export interface KeyHistory {
  readonly revisions: readonly KeyRevision[];
  /**
   * Where the list stops: at the creation of the key, at the revision before which the registry has
   * forgotten everything, or at the limit of what was asked.
   */
  readonly end: 'created' | 'compacted' | 'limit';
}

/** A key of a subtree with all that a copy of it needs. */
export interface SubtreeEntry extends KeyValue {
  readonly key: KeyBytes;
  /** A number of 64 bits in decimal that belongs to applications; Consul alone. */
  readonly flags?: string;
}

/** A part of a subtree. Pages of one export are all as of `revision`. */
export interface SubtreePage {
  readonly entries: readonly SubtreeEntry[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: KeyBytes;
  /** Of the store with etcd; 0 with Consul, which answers everything at once. */
  readonly revision: number;
}

/** One change of a transaction, made only if the key is at `expected`; 0 means not there. */
export type KeyChange =
  | {
      readonly kind: 'put';
      readonly key: KeyBytes;
      readonly value: string;
      readonly expected: number;
      /** Of a key that is created; one that exists keeps its own. */
      readonly flags?: string;
    }
  | { readonly kind: 'delete'; readonly key: KeyBytes; readonly expected: number };

/** How a transaction ended. */
export type TransactionOutcome =
  /** The revision of each key in the order of the changes; 0 of one that was deleted. */
  | { readonly kind: 'done'; readonly revisions: readonly number[] }
  /** Nothing was written. The keys that are not as expected, and what they hold now. */
  | {
      readonly kind: 'conflict';
      readonly keys: readonly { readonly key: KeyBytes; readonly current?: KeyValue }[];
    };

export interface KeyRequests {
  /** Keys and folders directly below a prefix; nothing deeper is read. */
  'keys/list': {
    readonly params: {
      readonly connectionId: string;
      /** Empty, or ends with a slash. */
      readonly prefix: KeyBytes;
      /** `next` of the page before. */
      readonly from?: KeyBytes;
      /** Of entries, at least 1. */
      readonly limit: number;
    };
    readonly result: KeyPage;
  };
  /** The value now or, with etcd, as of a revision; null when there is no such key. */
  'keys/read': {
    readonly params: KeyPlace & { readonly revision?: number };
    readonly result: KeyValue | null;
  };
  /** The revision of each key in the order asked, 0 for one that is not there. */
  'keys/revisions': {
    readonly params: { readonly connectionId: string; readonly keys: readonly KeyBytes[] };
    readonly result: { readonly revisions: readonly number[] };
  };
  /** Writes if the key is still at `expected`; 0 means only if it does not exist. Keeps its lease. */
  'keys/write': {
    readonly params: KeyPlace & { readonly value: string; readonly expected: number };
    readonly result: KeyOutcome;
  };
  /** Deletes the key if it is still at `expected`. */
  'keys/delete': {
    readonly params: KeyPlace & { readonly expected: number };
    readonly result: KeyOutcome;
  };
  /** Moves value and lease in one transaction, if the key is at `expected` and `to` is free. */
  'keys/rename': {
    readonly params: KeyPlace & { readonly to: KeyBytes; readonly expected: number };
    readonly result: KeyOutcome;
  };
  /** Earlier states of a key; a failure where the registry keeps none. */
  'keys/history': {
    readonly params: KeyPlace & { readonly limit: number };
    readonly result: KeyHistory;
  };
  /** Every key that starts with the prefix, with its value; at most `limit` a page. */
  'keys/subtree': {
    readonly params: {
      readonly connectionId: string;
      readonly prefix: KeyBytes;
      readonly limit: number;
      /** `next` and `revision` of the page before. */
      readonly from?: KeyBytes;
      readonly revision?: number;
    };
    readonly result: SubtreePage;
  };
  /** How many keys one transaction may change. */
  'keys/limits': {
    readonly params: { readonly connectionId: string };
    readonly result: { readonly changes: number };
  };
  /** Makes all changes at once if every key is as expected, and none otherwise. */
  'keys/transact': {
    readonly params: { readonly connectionId: string; readonly changes: readonly KeyChange[] };
    readonly result: TransactionOutcome;
  };
}
