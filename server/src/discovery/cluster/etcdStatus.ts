import type { ClusterAlarm, ClusterMember } from '../../../../protocol/cluster.ts';
import { nameText, valueText } from '../safeText.ts';
import type { SeenCluster } from './clusterSource.ts';
import type { AddressAnswer } from './etcdAddress.ts';
import type { ListedMember, MemberStatus } from './etcdWire.ts';
import { failureTolerance } from './failureTolerance.ts';

/** What one address answered, and which member it is or was. */
export interface AnswerFrom extends AddressAnswer {
  /** `host:port`. */
  readonly address: string;
  readonly memberId: string | undefined;
}

/** A cluster has three to seven; whoever says more is not believed further than this. */
const mostMembers = 100;

/** Puts together what the members of an etcd say of themselves and of each other. */
export function etcdStatus(
  answers: readonly AnswerFrom[],
  { connectionId, at }: { readonly connectionId: string; readonly at: number },
): SeenCluster {
  const statuses = answers.map(({ status }) => status).filter((one) => one !== undefined);
  const newest = newestOf(statuses.filter(({ leader }) => leader !== undefined));
  const leader = newest?.leader;
  const listed = newestList(answers).slice(0, mostMembers);
  const members = listed.map((member) => memberOf(member, leader, answers));
  const term = newestOf(statuses)?.term;
  return {
    connectionId,
    kind: 'etcd',
    at,
    ...(leader === undefined ? {} : { leader }),
    ...(term === undefined ? {} : { term }),
    members: members.sort((a, b) => order(a).localeCompare(order(b))),
    alarms: alarmsOf(statuses),
    failureTolerance: failureTolerance(members),
    notes: statuses.length === 0 ? reasonsOf(answers) : [],
  };
}

/** Where the client URL of a member leads, as `host:port`; undefined for a URL of another kind. */
export function addressOfUrl(url: string): string | undefined {
  return /^(?:https?:\/\/)?([^/]+:\d+)\/?$/.exec(url)?.[1];
}

/** The answer of the highest term: a member that was cut off still names the leader of its time. */
function newestOf(statuses: readonly MemberStatus[]): MemberStatus | undefined {
  return statuses.reduce<MemberStatus | undefined>(
    (best, one) => (best === undefined || BigInt(one.term) > BigInt(best.term) ? one : best),
    undefined,
  );
}

function newestList(answers: readonly AnswerFrom[]): readonly ListedMember[] {
  const newest = newestOf(
    answers.map(({ status }) => status).filter((status) => status !== undefined),
  );
  const from = answers.find(({ status }) => status === newest && newest !== undefined);
  return from?.members ?? answers.find(({ members }) => members !== undefined)?.members ?? [];
}

function memberOf(
  member: ListedMember,
  leader: string | undefined,
  answers: readonly AnswerFrom[],
): ClusterMember {
  const { id, name, clientUrls, peerUrls, isLearner } = member;
  const own = answers.find(({ status }) => status?.memberId === id)?.status;
  return {
    id,
    name: nameText(name),
    role: isLearner ? 'learner' : id === leader && own !== undefined ? 'leader' : 'follower',
    ...(own === undefined ? absence(member, answers) : presence(own)),
    clientUrls: clientUrls.map(nameText),
    peerUrls: peerUrls.map(nameText),
  };
}

type Presence = Omit<ClusterMember, 'id' | 'name' | 'role' | 'clientUrls' | 'peerUrls'>;

function presence(status: MemberStatus): Presence {
  const { databaseBytes, databaseBytesInUse, quotaBytes, term, index, appliedIndex } = status;
  const problems = status.errors.map((error) => nameText(error.trim()));
  return {
    health: problems.length === 0 ? 'healthy' : 'failing',
    ...(problems.length === 0 ? {} : { reason: problems.join('; ') }),
    version: nameText(status.version),
    ...{ term, index, appliedIndex, databaseBytes },
    ...(databaseBytesInUse === 0 ? {} : { databaseBytesInUse }),
    ...(quotaBytes === 0 ? {} : { quotaBytes }),
  };
}

/** A member that never answered here may only have addresses that lead nowhere from this machine. */
function absence({ id, name, clientUrls }: ListedMember, answers: readonly AnswerFrom[]): Presence {
  const addresses = clientUrls.map(addressOfUrl);
  const been = answers.find(({ memberId }) => memberId === id);
  const known = been ?? answers.find(({ address }) => addresses.includes(address));
  if (known?.reason !== undefined) {
    return { health: been ? 'unreachable' : 'unknown', reason: valueText(known.reason) };
  }
  return {
    health: 'unknown',
    reason: name === '' ? 'it was added and has not started yet' : 'it was not asked yet',
  };
}

const alarmAdvice: Readonly<Record<string, string>> = {
  NOSPACE:
    'the database is full, so nothing can be written: compact, defragment, and then disarm the alarm (etcdctl alarm disarm), or raise --quota-backend-bytes',
  CORRUPT:
    'the data of a member differ from the others: stop that member, remove it, and add it again with empty data',
};

/** Each member tells of all alarms: each is counted once. */
function alarmsOf(statuses: readonly MemberStatus[]): readonly ClusterAlarm[] {
  const alarms = new Map<string, ClusterAlarm>();
  for (const error of statuses.flatMap(({ errors }) => errors)) {
    const [, id, kind = ''] = /memberID:(\d+)\s+alarm:(\w+)/.exec(error) ?? [];
    if (id !== undefined && id.length <= 20) {
      const memberId = BigInt(id).toString(16);
      const advice = alarmAdvice[kind] ?? 'see the documentation of etcd for this alarm';
      alarms.set(`${memberId} ${kind}`, { kind: nameText(kind), memberId, advice });
    }
  }
  return [...alarms.values()];
}

function reasonsOf(answers: readonly AnswerFrom[]): readonly string[] {
  const reasons = answers.map(({ reason }) => reason).filter((reason) => reason !== undefined);
  return [...new Set(reasons.map(valueText))];
}

function order({ name, id }: ClusterMember): string {
  return `${name}\u0000${id}`;
}
