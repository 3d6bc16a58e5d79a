import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Frame } from 'playwright-core';
import { laidOut, selectService, showTopology } from './topologySteps.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually, type Workbench } from './workbench.ts';

/** Finding and choosing on the map, and taking it along. */
export const explorerSteps: readonly TourStep[] = [
  {
    name: 'explorer',
    title: 'the map is filtered, focused, kept as a view and exported',
    needs: ['etcd', 'consul'],
    run: explore,
  },
];

async function explore(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.closeAllEditors();
  await workbench.closeSidebar();
  await workbench.run('Notifications: Clear All Notifications');
  const graph = await showTopology(tour);
  await laidOut(graph);
  await filter(tour, graph);
  await focus(tour, graph);
  await keepView(tour, graph);
  await showEdge(tour);
  await exportMap(tour);
  await actOnInstance(tour);
}

/** By keyboard alone: the command, a key from the list, a value from the list. */
async function filter({ workbench }: TourContext, graph: Frame): Promise<void> {
  const all = await cards(graph);
  await workbench.run('Proto Atlas: Filter Topology');
  const box = graph.locator('[data-testid="filter"]');
  await eventually(
    'the filter has the focus',
    async () => (await graph.locator('[data-testid="filter"]:focus').count()) === 1,
    5_000,
  );
  await workbench.page.keyboard.type('regi');
  await workbench.page.keyboard.press('ArrowDown');
  await workbench.page.keyboard.press('Enter');
  await graph.locator('[data-testid="completion"]').filter({ hasText: 'consul' }).waitFor();
  await workbench.page.keyboard.type('con');
  await workbench.picture('explorer-completion');
  await workbench.page.keyboard.press('ArrowDown');
  await workbench.page.keyboard.press('Enter');
  expectEqual('the filter', await box.inputValue(), 'registry:consul ');
  await graph
    .locator('[data-testid="counts"]')
    .filter({ hasText: ` of ${all} services` })
    .waitFor();

  await graph.locator('[data-testid="filter-menu"]').click();
  await graph.locator('[data-testid="others-left-out"]').check();
  await eventually('the others are left out', async () => (await cards(graph)) < all, 5_000);
  await workbench.picture('explorer-filter');
  await workbench.page.keyboard.press('Escape');
  await graph.locator('[data-testid="clear-filter"]').click();
  await eventually('all are back', async () => (await cards(graph)) === all, 5_000);
}

async function focus({ workbench }: TourContext, graph: Frame): Promise<void> {
  const all = await cards(graph);
  await selectService(graph, 'orders');
  await graph.locator('[data-testid="focus-service"]').click();
  await graph.locator('[data-testid="focus-bar"]').waitFor();
  await graph.locator('[data-testid="hops-1"][aria-pressed="true"]').waitFor();
  await eventually('only neighbours are left', async () => (await cards(graph)) < all, 5_000);
  const near = await cards(graph);
  await graph.locator('[data-testid="direction-callees"]').click();
  await eventually('only callees are left', async () => (await cards(graph)) < near, 5_000);
  await graph.locator('[data-testid="direction-both"]').click();
  await workbench.picture('explorer-focus');
}

/** The view outlives the panel. */
async function keepView(tour: TourContext, graph: Frame): Promise<void> {
  const { workbench } = tour;
  await workbench.run('Proto Atlas: Save Topology View…');
  const name = graph.locator('[data-testid="view-name"]');
  await name.fill('Around orders');
  await name.press('Enter');
  await graph.locator('[data-testid="saved-view"][data-name="Around orders"]').waitFor();
  await workbench.picture('explorer-views');
  await workbench.page.keyboard.press('Escape');

  await workbench.closeAllEditors();
  const again = await showTopology(tour);
  await laidOut(again);
  if ((await again.locator('[data-testid="focus-bar"]').count()) !== 0) {
    throw new Error('a new panel begins with everything while no view is the default');
  }
  await again.locator('[data-testid="views-menu"]').click();
  await again.locator('[data-testid="saved-view"] .view-button').first().click();
  await again.locator('[data-testid="focus-bar"]').filter({ hasText: 'orders' }).waitFor();
}

async function showEdge(tour: TourContext): Promise<void> {
  const graph = await showTopology(tour);
  await selectService(graph, 'orders');
  await graph.locator('[data-testid="edge-pill"]').first().click();
  await graph.locator('[data-testid="edge-source"]').first().waitFor();
  await tour.workbench.picture('explorer-edge');
  await graph.locator('[data-testid="leave-focus"]').click();
}

async function exportMap({ workbench, stage }: TourContext): Promise<void> {
  const file = join(stage.workspace, 'map.svg');
  await exportTopology(workbench, { format: 'SVG', file });
  const svg = await readFile(file, 'utf8');
  const missing = ['storefront', 'orders', 'payments', 'inventory'].filter(
    (name) => !svg.includes(`>${name}<`),
  );
  if (missing.length > 0 || !svg.startsWith('<?xml')) {
    throw new Error(`the picture lacks ${missing.join(', ')}`);
  }
}

/** Exports everything, by the commands' own lists and dialog. */
export async function exportTopology(
  workbench: Workbench,
  { format, file }: { readonly format: 'SVG' | 'JSON'; readonly file: string },
): Promise<void> {
  await workbench.run('Proto Atlas: Export Topology…');
  await pick(workbench, format);
  await pick(workbench, 'Everything');
  const input = workbench.quickInput();
  // The list before has the same title and the same box: the proposed file is the dialog's.
  await eventually(
    'a file is asked for',
    async () =>
      (await input.inputValue().catch(() => '')).endsWith(`topology.${extname(file).slice(1)}`),
    10_000,
  );
  await input.fill(file);
  await input.press('Enter');
  await workbench.page
    .locator('.notifications-toasts')
    .filter({ hasText: `The topology is in ${basename(file)}` })
    .waitFor();
}

/** What is written into the terminal is not run. */
async function openTerminal(tour: TourContext, graph: Frame): Promise<void> {
  const { workbench } = tour;
  await graph.locator('[data-testid="action-terminal"]').first().click();
  await workbench.page.locator('.part.panel .terminal-wrapper .xterm').first().waitFor();
  await workbench.page.waitForTimeout(1_500);
  await workbench.picture('explorer-terminal');
  await workbench.run('Terminal: Kill All Terminals');
}

async function actOnInstance(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  const graph = await showTopology(tour);
  await selectService(graph, 'payments');
  if ((await graph.locator('[data-testid="action-reveal"]').count()) === 0) {
    await graph.locator('.instance-button').first().click();
  }
  await openTerminal(tour, graph);
  await graph.locator('[data-testid="action-reveal"]').first().click();
  await workbench.page
    .locator('.part.sidebar .monaco-list-row.selected[aria-label^="instance "]')
    .waitFor();
  await workbench.run('Notifications: Clear All Notifications');
}

/** By keyboard: what hovers over a list is in the way of the mouse. */
async function pick(workbench: Workbench, text: string): Promise<void> {
  await workbench.quickPick(text).waitFor();
  await workbench.quickInput().fill(text);
  await workbench.focusedPick(text).waitFor();
  await workbench.page.keyboard.press('Enter');
}

function cards(graph: Frame): Promise<number> {
  return graph.locator('[data-testid="service-node"]').count();
}

function expectEqual(what: string, found: string, expected: string): void {
  if (found !== expected) {
    throw new Error(`${what} should be ${JSON.stringify(expected)}, not ${JSON.stringify(found)}`);
  }
}
