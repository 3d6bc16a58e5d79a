/**
 * The registry itself: its members, who leads them, and what processes hold in it by leases,
 * sessions and locks. Declarations only. Times are milliseconds since the epoch, sizes bytes.
 */
import type { KeyBytes } from './keys.ts';

/** How a member takes part: a learner and a non-voting server follow without a vote. */
export type MemberRole = 'leader' | 'follower' | 'learner' | 'client';

/** `unknown` is one that could not be asked from here, which does not say that it is down. */
export type MemberHealth = 'healthy' | 'failing' | 'unreachable' | 'unknown';

/** One process of the cluster. What a registry does not tell is absent. */
export interface ClusterMember {
  /** Hexadecimal with etcd, the node's name with Consul. */
  readonly id: string;
  /** Empty for a member that was added and has not started yet. */
  readonly name: string;
  readonly role: MemberRole;
  readonly health: MemberHealth;
  /** Why it is not healthy, for people. */
  readonly reason?: string;
  /** URLs for clients, or addresses. */
  readonly clientUrls: readonly string[];
  readonly peerUrls: readonly string[];
  readonly version?: string;
  /** Decimal, as all numbers of Raft here: they have 64 bits. */
  readonly term?: string;
  /** The newest entry of its log, and how far it has come in applying it. */
  readonly index?: string;
  readonly appliedIndex?: string;
  /** As allocated in the file, and how much of it is in use. */
  readonly databaseBytes?: number;
  readonly databaseBytesInUse?: number;
  readonly quotaBytes?: number;
}

/** Something that the cluster itself complains of. */
export interface ClusterAlarm {
  /** `NOSPACE`, `CORRUPT`, or what a newer registry calls it. */
  readonly kind: string;
  /** Absent when it is about the cluster as a whole. */
  readonly memberId?: string;
  /** For people: what it means and what to do. */
  readonly advice: string;
}

/** All that is known of a cluster at one moment. */
export interface ClusterStatus {
  readonly connectionId: string;
  readonly kind: 'etcd' | 'consul';
  readonly at: number;
  /** Id of the member that leads; absent while there is none. */
  readonly leader?: string;
  /** When it was seen to become the leader; absent when it led at the first look already. */
  readonly leaderSince?: number;
  readonly term?: string;
  /** Sorted by name. */
  readonly members: readonly ClusterMember[];
  readonly alarms: readonly ClusterAlarm[];
  /** Members that may fail before the cluster stops; Consul's autopilot, or the majority. */
  readonly failureTolerance: number;
  /** Consul alone. */
  readonly datacenters?: readonly string[];
  /** What could not be asked and why, for people. */
  readonly notes: readonly string[];
}

/** What happened in a cluster between two looks, with the time of the later one. */
export type ClusterEvent = {
  readonly connectionId: string;
  readonly at: number;
  /** For people, one sentence: `etcd-2 became the leader (term 7), after etcd-1`. */
  readonly text: string;
} & (
  | {
      readonly kind: 'leaderElected';
      readonly memberId: string;
      readonly name: string;
      /** Name of the leader before, empty when there was none. */
      readonly previous: string;
    }
  | { readonly kind: 'leaderLost'; readonly previous: string }
  | {
      readonly kind: 'memberAdded' | 'memberRemoved' | 'memberDown' | 'memberUp';
      readonly memberId: string;
      readonly name: string;
    }
  | { readonly kind: 'alarmRaised' | 'alarmCleared'; readonly alarm: string }
);

/** A status that differs from the one before, and what the difference means. */
export interface ClusterUpdate {
  readonly status: ClusterStatus;
  readonly events: readonly ClusterEvent[];
}

/** What keeps keys alive: a lease of etcd, or a session of Consul. */
export interface Hold {
  /** Of a lease in decimal; a UUID of a session. */
  readonly id: string;
  /** As people see it: of a lease in hexadecimal, the name of a session or its id. */
  readonly label: string;
  /** Seconds; 0 for a session without a time limit. */
  readonly grantedTtlSeconds: number;
  /** Seconds until it ends unless it is kept alive; Consul does not tell. */
  readonly remainingTtlSeconds?: number;
  /** Consul: the node that it ends with, what happens to its keys, and the checks that it needs. */
  readonly node?: string;
  readonly behavior?: 'release' | 'delete';
  readonly checks?: readonly string[];
  readonly lockDelaySeconds?: number;
  /** At most 100, in the order of the registry. */
  readonly keys: readonly KeyBytes[];
  /** How many keys there are in all; absent when that may not be asked. */
  readonly keyCount?: number;
}

/** One that has a lock, or waits for it. */
export interface LockClaim {
  /** The key by which it claims: that of the lock itself with Consul. */
  readonly key: KeyBytes;
  /** Id of its {@link Hold}. */
  readonly holdId: string;
  /** The value as text, cut: with an election the name of the candidate. */
  readonly value: string;
  /** Revision or index at which the claim began. */
  readonly sinceRevision: number;
  /** When this server first saw it hold the lock; no registry keeps the time itself. */
  readonly seenSince: number;
  /** It was there at the first look, so it is older than `seenSince`. */
  readonly isOlder: boolean;
}

/** A lock, an election or a semaphore. */
export interface Lock {
  readonly kind: 'lock' | 'election' | 'semaphore';
  /** The prefix of etcd's recipe without its last slash, the key of Consul. */
  readonly key: KeyBytes;
  /** More than one with a semaphore alone; empty while nobody has the lock. */
  readonly holders: readonly LockClaim[];
  /** In the order in which they will have it. */
  readonly waiters: readonly LockClaim[];
  /** Of a semaphore. */
  readonly limit?: number;
}

/** Who holds what at one moment. */
export interface Holdings {
  readonly connectionId: string;
  readonly at: number;
  /** Those that end soonest first; at most as many as were asked for. */
  readonly holds: readonly Hold[];
  readonly holdCount: number;
  /** Sorted by key. */
  readonly locks: readonly Lock[];
  /** What could not be asked and why, for people. */
  readonly notes: readonly string[];
}

export interface ClusterRequests {
  /** How the cluster was at the last look, or is now; a failure when the connection is a file. */
  'cluster/get': {
    readonly params: { readonly connectionId: string };
    readonly result: ClusterStatus;
  };
  /**
   * Which clusters a person looks at now: those are asked twice a second. The others are asked every
   * five seconds for their leader.
   */
  'cluster/look': {
    readonly params: { readonly connectionIds: readonly string[] };
    readonly result: null;
  };
  /** Leases or sessions, their keys, and the locks that are made of them. */
  'holdings/get': {
    readonly params: { readonly connectionId: string; readonly limit: number };
    readonly result: Holdings;
  };
  /** Ends a lease or a session, and with it its keys or their locks. */
  'holdings/end': {
    readonly params: { readonly connectionId: string; readonly holdId: string };
    readonly result: null;
  };
  /** Takes one lock from one holder, who keeps its lease or session; false when it has it no more. */
  'holdings/release': {
    readonly params: {
      readonly connectionId: string;
      readonly key: KeyBytes;
      readonly holdId: string;
    };
    readonly result: { readonly released: boolean };
  };
}

/** From the topology server to the client. */
export interface ClusterNotifications {
  'cluster/changed': ClusterUpdate;
}
