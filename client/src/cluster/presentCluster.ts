import type {
  ClusterAlarm,
  ClusterEvent,
  ClusterMember,
  ClusterStatus,
  Hold,
  LockClaim,
  MemberHealth,
} from '../../../protocol/cluster.ts';
import type { KeyBytes } from '../../../protocol/keys.ts';
import { keyText } from '../keys/keyPath.ts';
import type { ClusterKind, ClusterLine } from './clusterLines.ts';
import { markdownTable } from './markdown.ts';

/** How a line looks, without the editor's own types. */
export interface ClusterPresentation {
  readonly label: string;
  readonly description?: string;
  /** Markdown, with everything in it escaped. */
  readonly hover?: string;
  /** Name of an icon of the editor, and of the colour that it has. */
  readonly icon: string;
  readonly color?: string;
  /** What the menus in package.json ask for. */
  readonly context: string;
  readonly isFolder: boolean;
  /** What a screen reader says. */
  readonly spoken: string;
}

/** Says how a line looks. */
export function presentCluster(line: ClusterLine): ClusterPresentation {
  switch (line.kind) {
    case 'cluster':
      return group('Cluster', 'server-environment', 'cluster');
    case 'holdings':
      return group(`${holdNames[line.registry].many} and locks`, 'lock', 'holdings');
    case 'holds':
      return {
        ...group(holdNames[line.registry].many, 'clock', 'holds'),
        description: String(line.holdings.holdCount),
      };
    case 'member':
      return presentMember(line.member, line.status);
    case 'alarm':
      return presentAlarm(line.alarm);
    case 'event':
      return presentEvent(line.event);
    case 'note':
      return { ...leaf, label: line.text, icon: 'info', context: 'note', spoken: line.text };
    case 'lock':
      return presentLock(line);
    case 'claim':
      return presentClaim(line);
    case 'hold':
      return presentHold(line.hold, line.registry);
    case 'heldKey':
      return presentHeldKey(line.key);
  }
}

const leaf = { isFolder: false } as const;
const folder = { isFolder: true } as const;

/** What keeps keys alive is called by the registry's own word. */
export const holdNames: Readonly<
  Record<ClusterKind, { readonly one: string; readonly many: string }>
> = {
  etcd: { one: 'lease', many: 'Leases' },
  consul: { one: 'session', many: 'Sessions' },
};

function group(label: string, icon: string, context: string): ClusterPresentation {
  return { ...folder, label, icon, context, spoken: label };
}

const healthLooks: Readonly<
  Record<MemberHealth, { readonly icon: string; readonly color: string }>
> = {
  healthy: { icon: 'circle-filled', color: 'testing.iconPassed' },
  failing: { icon: 'warning', color: 'list.warningForeground' },
  unreachable: { icon: 'error', color: 'list.errorForeground' },
  unknown: { icon: 'question', color: 'descriptionForeground' },
};

function presentMember(member: ClusterMember, status: ClusterStatus): ClusterPresentation {
  const { id, name, role, health, version = '', databaseBytesInUse, databaseBytes } = member;
  const label = name === '' ? id : name;
  const size = databaseBytesInUse ?? databaseBytes;
  const parts = [
    role === 'follower' ? '' : role,
    health === 'healthy' ? '' : health,
    version,
    size === undefined ? '' : sizeText(size),
  ];
  const isLeader = role === 'leader' && health === 'healthy';
  return {
    ...leaf,
    label,
    description: parts.filter((part) => part !== '').join(' · '),
    hover: memberHover(member, status),
    ...(isLeader ? { icon: 'star-full', color: 'charts.yellow' } : healthLooks[health]),
    context: 'member',
    spoken: `${role} ${label}, ${health}${version === '' ? '' : `, version ${version}`}`,
  };
}

/** Everything that is known of a member. */
function memberHover(member: ClusterMember, status: ClusterStatus): string {
  const { id, name, role, health, reason = '', clientUrls, peerUrls, version = '' } = member;
  const since = role === 'leader' ? status.leaderSince : undefined;
  const applied = member.appliedIndex === undefined ? '' : `, applied ${member.appliedIndex}`;
  return markdownTable(name === '' ? id : name, [
    ['Role', `${role}${since === undefined ? '' : ` since ${timeText(since)}`}`],
    ['Health', health],
    ['Why', reason],
    ['Id', id === name ? '' : id],
    ['Version', version],
    ['Clients', clientUrls.join(', ')],
    ['Peers', peerUrls.join(', ')],
    ['Raft term', member.term ?? ''],
    ['Raft index', member.index === undefined ? '' : `${member.index}${applied}`],
    ['Database', databaseText(member)],
    ['May fail', `${status.failureTolerance} more of ${status.members.length}`],
  ]);
}

function databaseText({ databaseBytes, databaseBytesInUse, quotaBytes }: ClusterMember): string {
  if (databaseBytes === undefined) {
    return '';
  }
  const inUse = databaseBytesInUse === undefined ? '' : `${sizeText(databaseBytesInUse)} in use, `;
  const quota = quotaBytes === undefined ? '' : `, quota ${sizeText(quotaBytes)}`;
  return `${inUse}${sizeText(databaseBytes)} allocated${quota}`;
}

function presentAlarm({ kind, advice }: ClusterAlarm): ClusterPresentation {
  return {
    ...leaf,
    label: `Alarm ${kind}`,
    description: advice,
    hover: markdownTable(`Alarm ${kind}`, [['What to do', advice]]),
    icon: 'flame',
    color: 'list.errorForeground',
    context: 'alarm',
    spoken: `alarm ${kind}: ${advice}`,
  };
}

function presentEvent({ at, text }: ClusterEvent): ClusterPresentation {
  return {
    ...leaf,
    label: text,
    description: timeText(at),
    icon: 'history',
    context: 'event',
    spoken: `${timeText(at)}: ${text}`,
  };
}

function presentLock({
  lock,
  holdings,
}: Extract<ClusterLine, { kind: 'lock' }>): ClusterPresentation {
  const label = textOf(lock.key);
  const holders = lock.holders.map((claim) => {
    const hold = holdings.holds.find(({ id }) => id === claim.holdId);
    return claimName(claim, hold);
  });
  const by = holders.length === 0 ? 'free' : `held by ${holders.join(', ')}`;
  const waiting = lock.waiters.length === 0 ? '' : ` · ${lock.waiters.length} waiting`;
  const limit = lock.limit === undefined ? '' : ` · ${holders.length} of ${lock.limit}`;
  return {
    ...folder,
    label,
    description: `${by}${limit}${waiting}`,
    hover: markdownTable(label, [
      ['Kind', lock.kind],
      ['Held by', holders.join(', ')],
      ['Waiting', String(lock.waiters.length)],
    ]),
    icon: lock.kind === 'election' ? 'person' : 'lock',
    context: 'lock',
    spoken: `${lock.kind} ${label}, ${by}${waiting}`,
  };
}

function presentClaim({
  lock,
  claim,
  place,
  hold,
}: Extract<ClusterLine, { kind: 'claim' }>): ClusterPresentation {
  const name = claimName(claim, hold);
  const state = place === 0 ? `holds it ${sinceText(claim)}` : `waits, number ${place}`;
  return {
    ...leaf,
    label: name,
    description: `${state}${hold === undefined ? '' : ` · ${timeLeft(hold)}`}`,
    hover: markdownTable(name, [
      ['Lock', textOf(lock.key)],
      ['State', state],
      ['By key', textOf(claim.key)],
      ['Since revision', String(claim.sinceRevision)],
      ['Value', claim.value],
      ...holdRows(hold),
    ]),
    icon: place === 0 ? 'key' : 'watch',
    context: place === 0 && lock.kind !== 'semaphore' ? 'claim.holder' : 'claim',
    spoken: `${name} ${state}`,
  };
}

function presentHold(hold: Hold, registry: ClusterKind): ClusterPresentation {
  const { one } = holdNames[registry];
  const { label, keyCount, node = '' } = hold;
  const keys = keyCount === undefined ? '' : `${keyCount} ${keyCount === 1 ? 'key' : 'keys'}`;
  const parts = [keys, node, timeLeft(hold)];
  const description = parts.filter((part) => part !== '').join(' · ');
  return {
    isFolder: hold.keys.length > 0,
    label,
    description,
    hover: markdownTable(`${one} ${label}`, [['Keys', keys], ...holdRows(hold)]),
    icon: 'clock',
    context: one,
    spoken: `${one} ${label}, ${description}`,
  };
}

function holdRows(hold: Hold | undefined): readonly (readonly [string, string])[] {
  if (hold === undefined) {
    return [];
  }
  const { id, label, node = '', behavior, checks = [], lockDelaySeconds } = hold;
  return [
    ['Id', id === label ? '' : id],
    ['Name', label],
    ['Time', timeLeft(hold)],
    ['Node', node],
    ['When it ends', behavior === undefined ? '' : `its keys are ${endings[behavior]}`],
    ['Checks', checks.join(', ')],
    ['Lock delay', lockDelaySeconds === undefined ? '' : `${lockDelaySeconds} s`],
  ];
}

const endings = { release: 'released', delete: 'deleted' } as const;

function timeLeft({ grantedTtlSeconds, remainingTtlSeconds }: Hold): string {
  if (grantedTtlSeconds === 0) {
    return 'no time limit';
  }
  return remainingTtlSeconds === undefined
    ? `TTL ${grantedTtlSeconds} s`
    : `${remainingTtlSeconds} of ${grantedTtlSeconds} s left`;
}

function presentHeldKey(key: KeyBytes): ClusterPresentation {
  const label = textOf(key);
  return { ...leaf, label, icon: 'key', context: 'heldKey', spoken: `key ${label}` };
}

/** The candidate of an election, or else what the lease or session is called. */
function claimName({ value, holdId }: LockClaim, hold: Hold | undefined): string {
  const isName = value !== '' && value.length <= 80 && !value.includes('{');
  return isName ? value : (hold?.label ?? holdId);
}

function sinceText({ seenSince, isOlder }: LockClaim): string {
  return `since ${isOlder ? 'before ' : ''}${timeText(seenSince)}`;
}

/** A key as the server sends it, as text. */
export function textOf(key: KeyBytes): string {
  return keyText(Buffer.from(key, 'base64'));
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString();
}

/** Bytes in the unit that a person would choose. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power] ?? 'B'}`;
}
