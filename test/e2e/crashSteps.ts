import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cursorAfter } from './languageSteps.ts';
import { laidOut, rightGraph, showTopology } from './topologySteps.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually } from './workbench.ts';

const run = promisify(execFile);
const orderProto = 'proto/shop/orders/v1/order.proto';

type Program = 'languageServer.cjs' | 'topologyServer.cjs';

/** Both servers killed while they work: nothing that a person has typed or sees is lost. */
export const crashSteps: readonly TourStep[] = [
  {
    name: 'language-crash',
    title: 'a killed language server comes back to the text that is not saved',
    run: killLanguageServer,
  },
  {
    name: 'language-crashes',
    title: 'one that is killed again and again is left alone, with a button that restarts it',
    run: killAgainAndAgain,
  },
  {
    name: 'topology-crash',
    title: 'with the topology server killed the graph stays, says so and is live again',
    run: killTopologyServer,
  },
];

async function killLanguageServer(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  const { keyboard } = workbench.page;
  await workbench.run('Notifications: Clear All Notifications');
  await workbench.openFile(orderProto);
  const saved = await readFile(join(stage.workspace, orderProto), 'utf8');
  await cursorAfter(tour, orderProto, 'acme.money.v1.Money', 'acme.money.v1.Money total');
  await keyboard.type('y');
  await workbench.errorSquiggles().first().waitFor();
  const started = Date.now();
  await killAndWait('languageServer.cjs');
  // Typed while no server may be there: only the next one can know it.
  await keyboard.type('z');
  await keyboard.press('ArrowLeft');
  await eventually(
    'the squiggle names the text of now',
    () => namesInHover(tour, 'Moneyyz'),
    20_000,
  );
  tour.measured(`errors of the unsaved text ${Date.now() - started} ms after the kill`);
  await completesHere(tour);
  await noNotifications(tour);
  if ((await readFile(join(stage.workspace, orderProto), 'utf8')) !== saved) {
    throw new Error('the file was saved: nothing is shown');
  }
  await workbench.run('File: Revert File');
  await eventually(
    'the squiggle is gone',
    async () => (await workbench.errorSquiggles().count()) === 0,
    10_000,
  );
}

async function namesInHover({ workbench }: TourContext, text: string): Promise<boolean> {
  await workbench.run('Show or Focus Hover');
  const shown = workbench.page.locator('.monaco-hover:not(.hidden)').filter({ hasText: text });
  const isThere = await shown
    .first()
    .waitFor({ timeout: 1_000 })
    .then(
      () => true,
      () => false,
    );
  await workbench.page.keyboard.press('Escape');
  return isThere;
}

/** At the mistyped name: what it may have meant is offered. */
async function completesHere({ workbench }: TourContext): Promise<void> {
  const { keyboard } = workbench.page;
  await keyboard.press('Backspace');
  await keyboard.press('Delete');
  await workbench.run('Trigger Suggest');
  const row = workbench.page
    .locator('.suggest-widget.visible .monaco-list-row')
    .filter({ hasText: 'Money' });
  await row.first().waitFor({ timeout: 10_000 });
  await keyboard.press('Escape');
}

async function noNotifications({ workbench }: TourContext): Promise<void> {
  const shown = await notifications(workbench).allInnerTexts();
  if (shown.length > 0) {
    throw new Error(`there is a notification: ${shown.join(' | ')}`);
  }
}

function notifications(workbench: TourContext['workbench']) {
  return workbench.page.locator('.notifications-toasts .notification-list-item');
}

async function killAgainAndAgain(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.openFile(orderProto);
  const notice = notifications(workbench).filter({ hasText: 'The Protobuf language server ended' });
  for (let kill = 1; kill <= 6 && (await notice.count()) === 0; kill++) {
    await killServer('languageServer.cjs');
    await eventually(
      'it runs again, or is left alone',
      async () => (await notice.count()) > 0 || (await pidOf('languageServer.cjs')) !== undefined,
      15_000,
    );
  }
  await notice.waitFor({ timeout: 15_000 });
  await notice.getByText(/ended 6 times within \d+ s/).waitFor();
  await notice.getByText('Show Log').waitFor();
  await workbench.picture('language-left-alone');
  await notice.getByText('Restart', { exact: true }).click();
  await notice.waitFor({ state: 'detached' });
  await cursorAfter(tour, orderProto, 'acme.money.v1.Money', 'acme.money.v1.Money total');
  await workbench.page.keyboard.type('y');
  await workbench.errorSquiggles().first().waitFor({ timeout: 20_000 });
  await noNotifications(tour);
  await workbench.run('File: Revert File');
}

async function killTopologyServer(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  await workbench.run('Notifications: Clear All Notifications');
  const graph = await showTopology(tour);
  await laidOut(graph);
  const nodes = graph.locator('[data-testid="service-node"]');
  const chips = graph.locator('[data-testid="connection-chip"]');
  const count = await nodes.count();
  const phases = async (): Promise<(string | null)[]> =>
    Promise.all((await chips.all()).map((chip) => chip.getAttribute('data-phase')));
  await eventually('all are live', async () => areAll(await phases(), 'live'), 15_000);
  const started = Date.now();
  await killServer('topologyServer.cjs');
  await eventually('the chips say stale', async () => (await phases()).includes('stale'), 5_000);
  await workbench.picture('topology-reconnects');
  let fewest = count;
  await eventually(
    'all are live again',
    async () => {
      fewest = Math.min(fewest, await nodes.count());
      return areAll(await phases(), 'live');
    },
    15_000,
  );
  tour.measured(`live again ${Date.now() - started} ms after the kill`);
  if (fewest < count) {
    throw new Error(`the graph had ${fewest} services of ${count} on the way`);
  }
  await rightGraph(graph, stage, 10_000);
  await noNotifications(tour);
}

function areAll<T>(values: readonly T[], wanted: T): boolean {
  return values.length > 0 && values.every((value) => value === wanted);
}

/** Kills a server and waits until another one has taken its place. */
async function killAndWait(program: Program): Promise<void> {
  const killed = await killServer(program);
  await eventually(
    `another ${program} runs`,
    async () => ![undefined, killed].includes(await pidOf(program)),
    10_000,
  );
}

async function killServer(program: Program): Promise<number> {
  const pid = await pidOf(program);
  if (pid === undefined) {
    throw new Error(`no ${program} runs below the editor`);
  }
  process.kill(pid, 'SIGKILL');
  await eventually(`process ${pid} is gone`, async () => (await pidOf(program)) !== pid, 5_000);
  return pid;
}

/** The process below this one, which has started the editor, that runs a program. */
async function pidOf(program: Program): Promise<number | undefined> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,stat=,args='], { maxBuffer: 1 << 24 });
  const processes = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const isDead = state?.startsWith('Z') ?? true;
    return isDead || command === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const below = new Set([process.pid]);
  for (const above of below) {
    processes.filter(({ parent }) => parent === above).forEach(({ pid }) => below.add(pid));
  }
  return processes.find(({ pid, command }) => below.has(pid) && command.includes(program))?.pid;
}
