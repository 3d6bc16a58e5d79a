import type { ClusterEvent, ClusterMember, ClusterStatus } from '../../../../protocol/cluster.ts';

/**
 * What happened between two looks at a cluster. Nothing at the first look, and nothing of members
 * while no member answers: then only we are cut off. `lastLeader` is the name of the leader before an
 * election that is under way.
 */
export function clusterEvents(
  before: ClusterStatus | undefined,
  after: ClusterStatus,
  lastLeader = '',
): readonly ClusterEvent[] {
  if (before === undefined || isCutOff(before) || isCutOff(after)) {
    return [];
  }
  return [
    ...leaderEvents(before, after, lastLeader),
    ...memberEvents(before, after),
    ...alarmEvents(before, after),
  ];
}

/** Whether no member answers: then it is we who are cut off, as far as can be known. */
export function isCutOff({ members }: Pick<ClusterStatus, 'members'>): boolean {
  return members.every(({ health }) => health === 'unreachable' || health === 'unknown');
}

function leaderEvents(
  before: ClusterStatus,
  after: ClusterStatus,
  lastLeader: string,
): readonly ClusterEvent[] {
  if (before.leader === after.leader) {
    return [];
  }
  const common = { connectionId: after.connectionId, at: after.at };
  const previous = leaderName(before) || lastLeader;
  if (after.leader === undefined) {
    const text = `${previous} is no longer the leader, and there is no other yet`;
    return [{ ...common, kind: 'leaderLost', previous, text }];
  }
  const name = leaderName(after);
  const term = after.term === undefined ? '' : ` (term ${after.term})`;
  const text = `${name} became the leader${term}${previous === '' ? '' : `, after ${previous}`}`;
  return [{ ...common, kind: 'leaderElected', memberId: after.leader, name, previous, text }];
}

function memberEvents(before: ClusterStatus, after: ClusterStatus): readonly ClusterEvent[] {
  const known = new Map(before.members.map((member) => [member.id, member]));
  const now = new Set(after.members.map(({ id }) => id));
  const changed = after.members.flatMap((member) =>
    memberEvent(known.get(member.id), member, after),
  );
  const gone = before.members.filter(({ id }) => !now.has(id));
  return [...changed, ...gone.map((member) => event('memberRemoved', member, after))];
}

function memberEvent(
  before: ClusterMember | undefined,
  member: ClusterMember,
  after: ClusterStatus,
): readonly ClusterEvent[] {
  if (before === undefined) {
    return [event('memberAdded', member, after)];
  }
  const wasDown = before.health === 'unreachable';
  const isDown = member.health === 'unreachable';
  return wasDown === isDown ? [] : [event(isDown ? 'memberDown' : 'memberUp', member, after)];
}

const memberTexts = {
  memberAdded: 'joined the cluster',
  memberRemoved: 'was removed from the cluster',
  memberDown: 'can not be reached any more',
  memberUp: 'can be reached again',
} as const;

function event(
  kind: keyof typeof memberTexts,
  { id, name }: ClusterMember,
  { connectionId, at }: ClusterStatus,
): ClusterEvent {
  const text = `${name === '' ? id : name} ${memberTexts[kind]}`;
  return { connectionId, at, kind, memberId: id, name, text };
}

function alarmEvents(before: ClusterStatus, after: ClusterStatus): readonly ClusterEvent[] {
  const { connectionId, at } = after;
  const kinds = (status: ClusterStatus): Set<string> =>
    new Set(status.alarms.map(({ kind }) => kind));
  const [old, now] = [kinds(before), kinds(after)];
  const raised = [...now].filter((kind) => !old.has(kind));
  const cleared = [...old].filter((kind) => !now.has(kind));
  return [
    ...raised.map((alarm) => {
      const text = `alarm ${alarm} was raised`;
      return { connectionId, at, kind: 'alarmRaised', alarm, text } as const;
    }),
    ...cleared.map((alarm) => {
      const text = `alarm ${alarm} is over`;
      return { connectionId, at, kind: 'alarmCleared', alarm, text } as const;
    }),
  ];
}

/** Its id where it has no name, and empty when nobody leads. */
export function leaderName({ leader = '', members }: ClusterStatus): string {
  const name = members.find(({ id }) => id === leader)?.name ?? '';
  return name === '' ? leader : name;
}
