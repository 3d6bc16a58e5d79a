import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { type EtcdCluster, startEtcdCluster } from '../support/etcdCluster.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually, type Workbench } from './workbench.ts';

/** The registry itself: who leads it, and who holds what in it. */
export const clusterSteps: readonly TourStep[] = [
  {
    name: 'leader-change',
    title: 'the side bar names the next leader of a cluster whose leader was killed',
    needs: ['etcd'],
    run: leaderChange,
  },
];

const connection = 'Cluster of three';

const row = '.part.sidebar .monaco-list-row';

async function leaderChange(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  const settings = join(stage.workspace, '.vscode', 'settings.json');
  const before = await readFile(settings, 'utf8');
  const cluster = await startEtcdCluster();
  try {
    await holdLocks(cluster);
    await writeFile(settings, withConnection(before, cluster.endpoints));
    await workbench.closeAllEditors();
    await openGroups(workbench);
    const first = await cluster.leader();
    await workbench.registryLine(`leader ${first.name}, healthy`).waitFor();
    await workbench.registryLine('lock jobs/nightly').click();
    await workbench.picture('leader-before');

    await first.kill();
    const next = await cluster.leader();
    const electedAt = Date.now();
    await workbench.registryLine(`leader ${next.name}, healthy`).waitFor();
    tour.measured(`the next leader is shown ${Date.now() - electedAt} ms after its election`);
    await workbench.registryLine(`follower ${first.name}, unreachable`).waitFor();
    await showHover(workbench, workbench.registryLine(`leader ${next.name}, healthy`));
    await workbench.picture('leader-after');
    await workbench.page.mouse.move(900, 900);
  } finally {
    await writeFile(settings, before);
    await cluster.stop();
  }
  await workbench.registryLine(`etcd ${connection}`).waitFor({ state: 'detached' });
}

/** A line that is drawn again while the pointer rests on it loses its hover: then once more. */
async function showHover(workbench: Workbench, target: Locator): Promise<void> {
  const hover = workbench.page.locator('.monaco-hover').getByText('Raft index');
  const isShown = async (): Promise<boolean> => {
    await workbench.page.mouse.move(900, 900);
    await target.hover();
    return hover.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  };
  await eventually('the hover of the leader', isShown, 20_000);
}

/** By etcd's own services: a lock with one who waits, and an election. */
async function holdLocks({ members: [member] }: EtcdCluster): Promise<void> {
  if (member === undefined) {
    throw new Error('the cluster has no member');
  }
  const [holder, waiter, candidate] = [
    await member.grant(600),
    await member.grant(600),
    await member.grant(300),
  ];
  await member.request('lock/lock', { name: base64('jobs/nightly'), lease: holder });
  // Answers when it has the lock, which is never: the cluster is stopped before.
  void member
    .request('lock/lock', { name: base64('jobs/nightly'), lease: waiter })
    .catch(() => undefined);
  const value = base64('worker-7');
  await member.request('election/campaign', {
    ...{ name: base64('elections/scheduler'), lease: candidate, value },
  });
}

async function openGroups(workbench: Workbench): Promise<void> {
  await workbench.showRegistries();
  const registry = workbench.registryLine(`etcd ${connection}, live`);
  await registry.waitFor();
  // Only the new connection: its groups are lines of the same names as those of the others.
  await collapseOthers(workbench);
  await workbench.registryLine('Leases and locks').click();
  await workbench.registryLine('Cluster').click();
}

async function collapseOthers(workbench: Workbench): Promise<void> {
  const open = workbench.page.locator(
    `${row}[aria-level="1"][aria-expanded="true"]:not([aria-label*="${connection}"])`,
  );
  while ((await open.count()) > 0) {
    await open.first().click();
  }
}

function withConnection(settings: string, endpoints: readonly string[]): string {
  const parsed: unknown = JSON.parse(settings);
  if (typeof parsed !== 'object' || parsed === null) {
    throw new Error('the settings of the workspace are no object');
  }
  const name = 'protoAtlas.connections';
  const known = name in parsed && Array.isArray(parsed[name]) ? (parsed[name] as unknown[]) : [];
  const added = { kind: 'etcd', id: 'tour-cluster', name: connection, endpoints };
  return JSON.stringify({ ...parsed, [name]: [...known, added] }, undefined, 2);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
