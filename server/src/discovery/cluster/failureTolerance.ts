import type { ClusterMember } from '../../../../protocol/cluster.ts';

/** How many more members may fail: a majority of those that vote has to stay. */
export function failureTolerance(members: readonly ClusterMember[]): number {
  const voters = members.filter(({ role }) => role !== 'learner');
  const down = voters.filter(({ health }) => health === 'unreachable').length;
  return Math.max(0, Math.ceil(voters.length / 2) - 1 - down);
}
