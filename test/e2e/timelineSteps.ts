import type { Frame } from 'playwright-core';
import { laidOut, selectService, showTopology, shownAddresses } from './topologySteps.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually } from './workbench.ts';

/** Longer than the lease of the demo's services. */
const leaveMs = 8_000;

/** Looking back at what happened to the services. */
export const timelineSteps: readonly TourStep[] = [
  {
    name: 'timeline',
    title: 'an instance that was killed is there again when one looks back, and gone when live',
    needs: ['etcd'],
    run: lookBack,
  },
];

async function lookBack(tour: TourContext): Promise<void> {
  const { shop } = tour.stage;
  const graph = await showTopology(tour);
  await graph.locator('[data-testid="time-track"]').waitFor();
  const victim = shop.instances.find(({ service }) => service === 'inventory');
  if (victim === undefined) {
    throw new Error('no instance of inventory runs');
  }
  await selectService(graph, 'inventory');
  await shop.kill(victim.id, 'SIGKILL');
  const isThere = async (): Promise<boolean> =>
    (await shownAddresses(graph)).includes(victim.address);
  await eventually(`${victim.address} is off the graph`, async () => !(await isThere()), leaveMs);

  await showChanges(graph);
  const left = graph
    .locator('[data-testid="change"][data-what="left"]')
    .filter({ hasText: victim.address })
    .first();
  await left.waitFor();
  await left.click();
  await graph.locator('[data-testid="past-banner"]').waitFor();
  await graph.locator('[data-testid="time-track"]').press('ArrowLeft');
  tour.measured(
    `back in ${await eventually(`${victim.address} is there again`, isThere, 2_000)} ms`,
  );
  await checkSpoken(graph);
  await graph.locator('[data-testid="compare"]').click();
  const card = '[data-testid="service-node"][data-service="inventory"][data-mark="changed"]';
  await graph.locator(card).waitFor();
  await graph.locator('[data-testid="fit"]').click();
  await laidOut(graph);
  await tour.workbench.picture('timeline-compared');

  await graph.locator('[data-testid="back-to-live"]').click();
  await eventually(`${victim.address} is gone when live`, async () => !(await isThere()), 2_000);
  await shop.start('inventory');
  await play(graph);
}

async function showChanges(graph: Frame): Promise<void> {
  const toggle = graph.locator('[data-testid="changes-toggle"]');
  if ((await toggle.getAttribute('aria-pressed')) !== 'true') {
    await toggle.click();
  }
}

/** What a screen reader is told of the playhead. */
async function checkSpoken(graph: Frame): Promise<void> {
  const text = await graph.locator('[data-testid="time-track"]').getAttribute('aria-valuetext');
  if (!/^\d\d:\d\d:\d\d, .* ago, \d+ changes? since$/.test(text ?? '')) {
    throw new Error(`the playhead tells of itself: ${text ?? 'nothing'}`);
  }
}

/** Plays the last moments, fast, until the playhead meets now. */
async function play(graph: Frame): Promise<void> {
  const track = graph.locator('[data-testid="time-track"]');
  await track.press('Shift+ArrowLeft');
  await graph.locator('select[aria-label="Speed of the replay"]').selectOption('16');
  await graph.locator('[data-testid="play"]').click();
  await graph.locator('[data-testid="live-mark"]').waitFor({ timeout: 5_000 });
}
