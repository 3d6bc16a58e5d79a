import { list, number, property, text } from '../json.ts';
import { bytesOf, integer, message, messageCodec } from './messageCodec.ts';

/**
 * The messages of etcd's v3 API that we speak, with only the fields that we use. Names and numbers
 * are those of etcdserverpb/rpc.proto and mvccpb/kv.proto; unknown fields are skipped.
 */
export const { encode, decode } = messageCodec({
  Header: message({ cluster_id: ['uint64', 1], revision: ['int64', 3] }),
  KeyValue: message({
    key: ['bytes', 1],
    mod_revision: ['int64', 3],
    value: ['bytes', 5],
    lease: ['int64', 6],
  }),
  Event: message({ type: ['int32', 1], kv: ['KeyValue', 2] }),
  RangeRequest: message({
    key: ['bytes', 1],
    range_end: ['bytes', 2],
    limit: ['int64', 3],
    revision: ['int64', 4],
    sort_order: ['int32', 5],
    sort_target: ['int32', 6],
    keys_only: ['bool', 8],
  }),
  RangeResponse: message({
    header: ['Header', 1],
    kvs: ['KeyValue', 2, 'repeated'],
    more: ['bool', 3],
    count: ['int64', 4],
  }),
  WatchCreate: message({
    key: ['bytes', 1],
    range_end: ['bytes', 2],
    start_revision: ['int64', 3],
    progress_notify: ['bool', 4],
    watch_id: ['int64', 7],
    fragment: ['bool', 8],
  }),
  WatchRequest: message({ create_request: ['WatchCreate', 1] }),
  WatchResponse: message({
    header: ['Header', 1],
    watch_id: ['int64', 2],
    created: ['bool', 3],
    canceled: ['bool', 4],
    compact_revision: ['int64', 5],
    cancel_reason: ['string', 6],
    fragment: ['bool', 7],
    events: ['Event', 11, 'repeated'],
  }),
  LeaseTimeToLiveRequest: message({ ID: ['int64', 1] }),
  LeaseTimeToLiveResponse: message({ TTL: ['int64', 3], grantedTTL: ['int64', 4] }),
  StatusRequest: message({}),
  StatusResponse: message({ version: ['string', 2] }),
  AuthenticateRequest: message({ name: ['string', 1], password: ['string', 2] }),
  AuthenticateResponse: message({ token: ['string', 2] }),
  UserGetRequest: message({ name: ['string', 1] }),
  UserGetResponse: message({ roles: ['string', 2, 'repeated'] }),
  RoleGetRequest: message({ role: ['string', 1] }),
  RoleGetResponse: message({ perm: ['Permission', 2, 'repeated'] }),
  Permission: message({ permType: ['int32', 1], key: ['bytes', 2], range_end: ['bytes', 3] }),
});

/** Of each response: which cluster answers, and how far its store is. */
export interface Header {
  /** Decimal. */
  readonly clusterId: string;
  readonly revision: number;
}

/** A key with its value; both are views into the response. */
export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly modRevision: number;
  /** Decimal; `0` without a lease. */
  readonly lease: string;
}

/** One change of one key. */
export interface KeyEvent {
  readonly kind: 'put' | 'delete';
  /** A deleted key has no value, and the revision of its deletion. */
  readonly kv: KeyValue;
}

/** Asks for the keys from `key` on, up to and without `rangeEnd`. */
export interface RangeRequest {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  readonly limit: number;
  /** 0 for now. */
  readonly revision: number;
  /** Newest change first; in order of the key otherwise. */
  readonly newestFirst?: boolean;
  readonly keysOnly?: boolean;
}

/** One page of keys, all as of one revision. */
export interface RangeResponse {
  readonly header: Header;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  /** Of all keys in the range, whatever the limit. */
  readonly count: number;
}

/** Asks for the changes of a range, from `startRevision` on. */
export interface WatchCreate {
  readonly watchId: number;
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  readonly startRevision: number;
}

/** One message of a watch stream: a confirmation, changes, progress, or the end of a watcher. */
export interface WatchResponse {
  readonly header: Header;
  readonly watchId: number;
  readonly created: boolean;
  readonly canceled: boolean;
  /** More than 0 when history before it is forgotten and so the watch can't go on. */
  readonly compactRevision: number;
  readonly cancelReason: string;
  /** More responses of the same revision follow. */
  readonly fragment: boolean;
  readonly events: readonly KeyEvent[];
}

/** How a method is called: its path, and its messages from and to bytes. */
export interface Method<Request, Response> {
  readonly path: string;
  /** A member that knows no leader refuses at once, instead of answering late or with old facts. */
  readonly needsLeader?: true;
  readonly encode: (request: Request) => Buffer;
  /** Throws when the bytes are no such message. */
  readonly decode: (bytes: Buffer) => Response;
}

/** Lists keys. */
export const range: Method<RangeRequest, RangeResponse> = {
  path: '/etcdserverpb.KV/Range',
  needsLeader: true,
  encode: (request) =>
    encode('RangeRequest', {
      key: request.key,
      range_end: request.rangeEnd,
      limit: request.limit,
      revision: request.revision,
      // DESCEND by MOD.
      sort_order: request.newestFirst === true ? 2 : 0,
      sort_target: request.newestFirst === true ? 3 : 0,
      keys_only: request.keysOnly === true,
    }),
  decode(bytes) {
    const response = decode('RangeResponse', bytes);
    return {
      header: headerOf(response),
      kvs: list(response, 'kvs').map(keyValueOf),
      more: property(response, 'more') === true,
      count: integer(response, 'count'),
    };
  },
};

/** Follows keys; one request creates one watcher on the stream. */
export const watch: Method<WatchCreate, WatchResponse> = {
  path: '/etcdserverpb.Watch/Watch',
  needsLeader: true,
  encode: (create) =>
    encode('WatchRequest', {
      create_request: {
        key: create.key,
        range_end: create.rangeEnd,
        start_revision: create.startRevision,
        progress_notify: true,
        watch_id: create.watchId,
        fragment: true,
      },
    }),
  decode(bytes) {
    const response = decode('WatchResponse', bytes);
    return {
      header: headerOf(response),
      watchId: integer(response, 'watch_id'),
      created: property(response, 'created') === true,
      canceled: property(response, 'canceled') === true,
      compactRevision: integer(response, 'compact_revision'),
      cancelReason: text(response, 'cancel_reason') ?? '',
      fragment: property(response, 'fragment') === true,
      events: list(response, 'events').map((event) => ({
        kind: number(event, 'type') === 1 ? 'delete' : 'put',
        kv: keyValueOf(property(event, 'kv')),
      })),
    };
  },
};

/** Seconds; a lease that is gone has a TTL below 0. */
export const leaseTimeToLive: Method<
  { readonly id: string },
  { readonly ttl: number; readonly grantedTtl: number }
> = {
  path: '/etcdserverpb.Lease/LeaseTimeToLive',
  needsLeader: true,
  encode: ({ id }) => encode('LeaseTimeToLiveRequest', { ID: id }),
  decode(bytes) {
    const response = decode('LeaseTimeToLiveResponse', bytes);
    return { ttl: integer(response, 'TTL'), grantedTtl: integer(response, 'grantedTTL') };
  },
};

/** The version of the member. */
export const status: Method<Record<never, never>, { readonly version: string }> = {
  path: '/etcdserverpb.Maintenance/Status',
  encode: () => encode('StatusRequest', {}),
  decode: (bytes) => ({ version: text(decode('StatusResponse', bytes), 'version') ?? '' }),
};

function headerOf(response: unknown): Header {
  const header = property(response, 'header');
  return { clusterId: text(header, 'cluster_id') ?? '', revision: integer(header, 'revision') };
}

function keyValueOf(kv: unknown): KeyValue {
  return {
    key: bytesOf(kv, 'key'),
    value: bytesOf(kv, 'value'),
    modRevision: integer(kv, 'mod_revision'),
    lease: text(kv, 'lease') ?? '0',
  };
}
