import type { ClusterAlarm, ClusterMember, MemberHealth } from '../../../../protocol/cluster.ts';
import { items, list, number, property, text, textItems } from '../json.ts';
import { nameText, valueText } from '../safeText.ts';
import type { SeenCluster } from './clusterSource.ts';
import { failureTolerance } from './failureTolerance.ts';

/** What the agent has answered, unread; what was not answered is absent. */
export interface ConsulView {
  /** `host:port` of the Raft address, empty without a leader. */
  readonly leader?: unknown;
  readonly peers?: unknown;
  readonly members?: unknown;
  readonly raft?: unknown;
  readonly health?: unknown;
  readonly datacenters?: unknown;
  readonly notes?: readonly string[];
}

/** Servers and datacenters beyond this many are left out. */
const mostNames = 100;

/** Servers of a Raft group, known by autopilot, the configuration of Raft, or gossip alone. */
export function consulStatus(
  view: ConsulView,
  {
    connectionId,
    datacenter,
    at,
  }: {
    readonly connectionId: string;
    readonly datacenter: string | undefined;
    readonly at: number;
  },
): SeenCluster {
  const leaderAddress = typeof view.leader === 'string' ? view.leader : '';
  const servers = serversOf(view, datacenter);
  const members = servers
    .slice(0, mostNames)
    .map((server) => memberOf(server, leaderAddress, view));
  const leader = members.find(({ role }) => role === 'leader')?.id;
  const own = leaderAddress === '' ? undefined : (leader ?? nameText(leaderAddress));
  const term = serverHealths(view).map((one) => number(one, 'LastTerm') ?? 0);
  return {
    connectionId,
    kind: 'consul',
    at,
    ...(own === undefined ? {} : { leader: own }),
    ...(term.length === 0 ? {} : { term: String(Math.max(...term)) }),
    members: members.sort((a, b) => a.name.localeCompare(b.name)),
    alarms: alarmsOf(view),
    failureTolerance: number(view.health, 'FailureTolerance') ?? failureTolerance(members),
    datacenters: textItems(view.datacenters).slice(0, mostNames).map(nameText),
    notes: (view.notes ?? []).map(valueText),
  };
}

interface Server {
  readonly name: string;
  /** Of Raft, `host:port`. */
  readonly address: string;
  readonly isVoter: boolean;
}

/** The configuration of Raft is what counts; the peers stand in where it may not be read. */
function serversOf(view: ConsulView, datacenter: string | undefined): readonly Server[] {
  const configured = list(view.raft, 'Servers').map((server) => ({
    name: text(server, 'Node') ?? '',
    address: text(server, 'Address') ?? '',
    isVoter: property(server, 'Voter') !== false,
  }));
  if (configured.length > 0) {
    return configured;
  }
  return textItems(view.peers).map((address) => {
    const member = serfMembers(view).find(
      (one) => serfAddress(one) === address && isOf(one, datacenter),
    );
    return { name: text(member, 'Name') ?? address, address, isVoter: true };
  });
}

function isOf(member: unknown, datacenter: string | undefined): boolean {
  const own = text(property(member, 'Tags'), 'dc');
  return datacenter === undefined || datacenter === '' || own === datacenter;
}

function memberOf(server: Server, leaderAddress: string, view: ConsulView): ClusterMember {
  const { name, address, isVoter } = server;
  const serf = serfMembers(view).find((one) => text(one, 'Name') === name);
  const health = serverHealths(view).find((one) => text(one, 'Name') === name);
  const version = text(health, 'Version') ?? text(property(serf, 'Tags'), 'build')?.split(':')[0];
  const term = number(health, 'LastTerm');
  const index = number(health, 'LastIndex');
  const isLeader = address !== '' && address === leaderAddress;
  return {
    id: nameText(name),
    name: nameText(name),
    role: isLeader ? 'leader' : isVoter ? 'follower' : 'learner',
    ...healthOf(health, serf),
    clientUrls: [],
    peerUrls: [nameText(address)],
    ...(version === undefined || version === '' ? {} : { version: nameText(version) }),
    ...(term === undefined ? {} : { term: String(term) }),
    ...(index === undefined ? {} : { index: String(index) }),
  };
}

/** As gossip has it: 1 alive, 2 leaving, 3 left, 4 failed. */
const serfStates: Readonly<Record<number, string>> = { 2: 'leaving', 3: 'left', 4: 'failed' };

function healthOf(
  health: unknown,
  serf: unknown,
): { readonly health: MemberHealth; readonly reason?: string } {
  const gossip = serfStates[number(serf, 'Status') ?? 0] ?? text(health, 'SerfStatus');
  if (gossip !== undefined && gossip !== 'alive') {
    return { health: 'unreachable', reason: `${nameText(gossip)}, as the other agents see it` };
  }
  if (property(health, 'Healthy') === false) {
    const contact = text(health, 'LastContact') ?? 'unknown';
    const reason = `autopilot finds it unhealthy (last contact with the leader: ${nameText(contact)})`;
    return { health: 'failing', reason };
  }
  return health === undefined && serf === undefined
    ? { health: 'unknown', reason: 'the agent tells nothing of it' }
    : { health: 'healthy' };
}

/** Autopilot knows of no server yet when a cluster has just begun. */
function alarmsOf(view: ConsulView): readonly ClusterAlarm[] {
  return property(view.health, 'Healthy') === false && serverHealths(view).length > 0
    ? [
        {
          kind: 'UNHEALTHY',
          advice: 'autopilot finds that a server lags or is gone: see its log and its network',
        },
      ]
    : [];
}

function serfMembers(view: ConsulView): readonly unknown[] {
  return items(view.members).filter((one) => text(property(one, 'Tags'), 'role') === 'consul');
}

/** The Raft address of a server: its gossip address with the port that it announces. */
function serfAddress(member: unknown): string {
  return `${text(member, 'Addr') ?? ''}:${text(property(member, 'Tags'), 'port') ?? ''}`;
}

function serverHealths(view: ConsulView): readonly unknown[] {
  return list(view.health, 'Servers');
}
