import { bytesOf, integer, message, messageCodec } from '../etcd/messageCodec.ts';
import type { Method } from '../etcd/wire.ts';
import { list, property, text, textList } from '../json.ts';

/**
 * What is asked of a cluster and of its leases. Names and numbers are those of
 * etcdserverpb/rpc.proto and mvccpb/kv.proto; unknown fields are skipped.
 */
const { encode, decode } = messageCodec({
  Header: message({ member_id: ['uint64', 2], raft_term: ['uint64', 4] }),
  Empty: message({}),
  StatusResponse: message({
    header: ['Header', 1],
    version: ['string', 2],
    db_size: ['int64', 3],
    leader: ['uint64', 4],
    raft_index: ['uint64', 5],
    raft_term: ['uint64', 6],
    raft_applied_index: ['uint64', 7],
    errors: ['string', 8, 'repeated'],
    db_size_in_use: ['int64', 9],
    is_learner: ['bool', 10],
    db_size_quota: ['int64', 12],
  }),
  Member: message({
    ID: ['uint64', 1],
    name: ['string', 2],
    peer_urls: ['string', 3, 'repeated'],
    client_urls: ['string', 4, 'repeated'],
    is_learner: ['bool', 5],
  }),
  MemberListResponse: message({ members: ['Member', 2, 'repeated'] }),
  LeaseStatus: message({ ID: ['int64', 1] }),
  LeaseLeasesResponse: message({ leases: ['LeaseStatus', 2, 'repeated'] }),
  LeaseTimeToLiveRequest: message({ ID: ['int64', 1], keys: ['bool', 2] }),
  LeaseTimeToLiveResponse: message({
    TTL: ['int64', 3],
    granted_ttl: ['int64', 4],
    keys: ['bytes', 5, 'repeated'],
  }),
  LeaseRevokeRequest: message({ ID: ['int64', 1] }),
  RangeRequest: message({ key: ['bytes', 1], range_end: ['bytes', 2], limit: ['int64', 3] }),
  KeyValue: message({
    key: ['bytes', 1],
    create_revision: ['int64', 2],
    mod_revision: ['int64', 3],
    value: ['bytes', 5],
    lease: ['int64', 6],
  }),
  RangeResponse: message({ kvs: ['KeyValue', 2, 'repeated'], count: ['int64', 4] }),
});

/** One member as it sees itself and its cluster. Ids are hexadecimal, numbers of Raft decimal. */
export interface MemberStatus {
  readonly memberId: string;
  readonly version: string;
  /** Undefined while it knows of none. */
  readonly leader: string | undefined;
  readonly term: string;
  readonly index: string;
  readonly appliedIndex: string;
  readonly databaseBytes: number;
  readonly databaseBytesInUse: number;
  /** 0 when the server does not tell: etcd before 3.6. */
  readonly quotaBytes: number;
  readonly isLearner: boolean;
  /** As the server writes them: `memberID:10501334649042878790 alarm:NOSPACE `. */
  readonly errors: readonly string[];
}

/** One member as the cluster has it in its list. */
export interface ListedMember {
  /** Hexadecimal. */
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

/** A key of a lease with where it stands among others. */
export interface LeasedKey {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  /** Decimal. */
  readonly lease: string;
}

type Nothing = Record<never, never>;

/** Answers at once and from the member itself, also while there is no leader. */
export const memberStatus: Method<Nothing, MemberStatus> = {
  path: '/etcdserverpb.Maintenance/Status',
  encode: () => encode('Empty', {}),
  decode(bytes) {
    const response = decode('StatusResponse', bytes);
    const leader = hexId(response, 'leader');
    return {
      memberId: hexId(property(response, 'header'), 'member_id'),
      version: text(response, 'version') ?? '',
      leader: leader === '0' ? undefined : leader,
      term: text(response, 'raft_term') ?? '0',
      index: text(response, 'raft_index') ?? '0',
      appliedIndex: text(response, 'raft_applied_index') ?? '0',
      databaseBytes: integer(response, 'db_size'),
      databaseBytesInUse: integer(response, 'db_size_in_use'),
      quotaBytes: integer(response, 'db_size_quota'),
      isLearner: property(response, 'is_learner') === true,
      errors: textList(response, 'errors'),
    };
  },
};

/** As the member that is asked knows it: no leader is needed. */
export const memberList: Method<Nothing, readonly ListedMember[]> = {
  path: '/etcdserverpb.Cluster/MemberList',
  encode: () => encode('Empty', {}),
  decode: (bytes) =>
    list(decode('MemberListResponse', bytes), 'members').map((member) => ({
      id: hexId(member, 'ID'),
      name: text(member, 'name') ?? '',
      peerUrls: textList(member, 'peer_urls'),
      clientUrls: textList(member, 'client_urls'),
      isLearner: property(member, 'is_learner') === true,
    })),
};

/** The ids of all leases in decimal, those that end soonest first. */
export const leaseLeases: Method<Nothing, readonly string[]> = {
  path: '/etcdserverpb.Lease/LeaseLeases',
  encode: () => encode('Empty', {}),
  decode: (bytes) =>
    list(decode('LeaseLeasesResponse', bytes), 'leases').map((one) => text(one, 'ID') ?? '0'),
};

/** Seconds, and the keys where they may be read; the TTL of a lease that is gone is below 0. */
export const leaseKeys: Method<
  { readonly id: string; readonly keys: boolean },
  { readonly ttl: number; readonly grantedTtl: number; readonly keys: readonly Uint8Array[] }
> = {
  path: '/etcdserverpb.Lease/LeaseTimeToLive',
  encode: ({ id, keys }) => encode('LeaseTimeToLiveRequest', { ID: id, keys }),
  decode(bytes) {
    const response = decode('LeaseTimeToLiveResponse', bytes);
    return {
      ttl: integer(response, 'TTL'),
      grantedTtl: integer(response, 'granted_ttl'),
      keys: list(response, 'keys').filter((key) => key instanceof Uint8Array),
    };
  },
};

/** Ends a lease and deletes its keys. */
export const leaseRevoke: Method<{ readonly id: string }, Nothing> = {
  path: '/etcdserverpb.Lease/LeaseRevoke',
  encode: ({ id }) => encode('LeaseRevokeRequest', { ID: id }),
  decode: () => ({}),
};

/** Keys from `key` on, up to and without `rangeEnd`, with the revision that each began at. */
export const leasedRange: Method<
  { readonly key: Uint8Array; readonly rangeEnd: Uint8Array; readonly limit: number },
  readonly LeasedKey[]
> = {
  path: '/etcdserverpb.KV/Range',
  encode: ({ key, rangeEnd, limit }) => encode('RangeRequest', { key, range_end: rangeEnd, limit }),
  decode: (bytes) =>
    list(decode('RangeResponse', bytes), 'kvs').map((kv) => ({
      key: bytesOf(kv, 'key'),
      value: bytesOf(kv, 'value'),
      createRevision: integer(kv, 'create_revision'),
      modRevision: integer(kv, 'mod_revision'),
      lease: text(kv, 'lease') ?? '0',
    })),
};

/** Members are known by hexadecimal ids wherever people meet them. */
function hexId(object: unknown, name: string): string {
  return BigInt(text(object, name) ?? '0').toString(16);
}
