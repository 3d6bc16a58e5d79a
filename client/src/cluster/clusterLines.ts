import type {
  ClusterAlarm,
  ClusterEvent,
  ClusterMember,
  ClusterStatus,
  Hold,
  Holdings,
  Lock,
  LockClaim,
} from '../../../protocol/cluster.ts';
import type { KeyBytes } from '../../../protocol/keys.ts';

/** Kinds of registries that are a cluster. */
export type ClusterKind = ClusterStatus['kind'];

/** One line below a registry that is about the registry itself. */
export type ClusterLine =
  | { readonly kind: 'cluster' | 'holdings'; readonly registry: ClusterKind }
  | { readonly kind: 'member'; readonly member: ClusterMember; readonly status: ClusterStatus }
  | { readonly kind: 'alarm'; readonly alarm: ClusterAlarm }
  | { readonly kind: 'event'; readonly event: ClusterEvent; readonly index: number }
  | { readonly kind: 'note'; readonly parent: 'cluster' | 'holdings'; readonly text: string }
  | { readonly kind: 'lock'; readonly lock: Lock; readonly holdings: Holdings }
  | {
      readonly kind: 'claim';
      readonly lock: Lock;
      readonly claim: LockClaim;
      /** 0 for one that has the lock, then the place in the queue. */
      readonly place: number;
      readonly hold: Hold | undefined;
    }
  | { readonly kind: 'holds'; readonly registry: ClusterKind; readonly holdings: Holdings }
  | { readonly kind: 'hold'; readonly registry: ClusterKind; readonly hold: Hold }
  /** A key that is kept by a lease or locked by a session; `parent` is the id of that. */
  | { readonly kind: 'heldKey'; readonly key: KeyBytes; readonly parent: string };

/** What is below the group of a cluster: what is wrong first, then members, then what happened. */
export function clusterChildren(
  status: ClusterStatus,
  events: readonly ClusterEvent[],
): readonly ClusterLine[] {
  const note = (text: string): ClusterLine => ({ kind: 'note', parent: 'cluster', text });
  const notes = [...new Set(status.notes)].map(note);
  const datacenters = status.datacenters ?? [];
  const others = datacenters.length > 1 ? [note(`Datacenters: ${datacenters.join(', ')}`)] : [];
  return [
    ...status.alarms.map((alarm) => ({ kind: 'alarm', alarm }) as const),
    ...status.members.map((member) => ({ kind: 'member', member, status }) as const),
    ...others,
    ...events.map((event, index) => ({ kind: 'event', event, index }) as const),
    ...notes,
  ];
}

/** Locks first: who holds what is asked more often than which leases there are. */
export function holdingsChildren(
  holdings: Holdings,
  registry: ClusterKind,
): readonly ClusterLine[] {
  return [
    ...holdings.locks.map((lock) => ({ kind: 'lock', lock, holdings }) as const),
    { kind: 'holds', registry, holdings },
    ...[...new Set(holdings.notes)].map(
      (text) => ({ kind: 'note', parent: 'holdings', text }) as const,
    ),
  ];
}

/** Holders first, then those who wait in their order. */
export function lockChildren(lock: Lock, holdings: Holdings): readonly ClusterLine[] {
  const line = (claim: LockClaim, place: number): ClusterLine => {
    const hold = holdings.holds.find(({ id }) => id === claim.holdId);
    return { kind: 'claim', lock, claim, place, hold };
  };
  return [
    ...lock.holders.map((claim) => line(claim, 0)),
    ...lock.waiters.map((claim, index) => line(claim, index + 1)),
  ];
}

/** Stays the same as long as the thing does, and differs among the lines of one registry. */
export function clusterLineId(line: ClusterLine): string {
  return JSON.stringify([line.kind, ...ownId(line)]);
}

function ownId(line: ClusterLine): readonly (string | number)[] {
  switch (line.kind) {
    case 'cluster':
    case 'holdings':
    case 'holds':
      return [];
    case 'member':
      return [line.member.id];
    case 'alarm':
      return [line.alarm.kind, line.alarm.memberId ?? ''];
    case 'event':
      return [line.event.at, line.index];
    case 'note':
      return [line.parent, line.text];
    case 'lock':
      return [line.lock.kind, line.lock.key];
    case 'claim':
      return [line.lock.kind, line.lock.key, line.claim.key, line.claim.holdId];
    case 'hold':
      return [line.hold.id];
    case 'heldKey':
      return [line.parent, line.key];
  }
}
