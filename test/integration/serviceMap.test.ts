import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { laidOut, type MapPages, mapPages, sendGraph } from '../../bench/view/mapPage.ts';
import type { TopologyGraph } from '../../protocol/topology.ts';
import { chromiumBinary } from '../../scripts/realParts.ts';
import { isAvailable } from '../support/realServer.ts';
import { company } from '../webview/support/company.ts';

const hasChromium = await isAvailable(() => chromiumBinary(() => undefined));

let pages: MapPages | undefined;
let small: Page;
let large: Page;

beforeAll(async () => {
  if (!hasChromium) {
    return;
  }
  pages = await mapPages();
  small = await pages.open();
  await sendGraph(small, company({ services: 12, instances: 40, edges: 24 }));
  await laidOut(small);
  large = await pages.open();
  await sendGraph(large, company({ services: 1000, instances: 3000, edges: 2500 }));
  await laidOut(large);
}, 120_000);

afterAll(() => pages?.close());

const focusedName = (page: Page): Promise<string> =>
  page.evaluate<string>(`document.activeElement?.getAttribute('aria-label') ?? ''`);

/** Where an element is on the page. */
async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) {
    throw new Error(`${selector} is not on the page`);
  }
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe.skipIf(!hasChromium)('a small map in a browser', () => {
  it('has a named button over each card', async () => {
    const cards = small.locator('[data-testid="service-node"]');
    expect(await cards.count()).toBe(12);
    expect(await small.getByRole('button', { name: /^checkout-gateway, / }).count()).toBe(1);
  });

  it('is travelled with arrow keys, and Enter opens a service', async () => {
    await small.locator('[data-service="checkout-gateway"]').focus();
    await small.keyboard.press('ArrowRight');
    const name = await focusedName(small);
    expect(name).not.toMatch(/^checkout-gateway,/);
    await small.keyboard.press('Enter');
    const shown = await small.locator('[data-testid="inspector"]').getAttribute('data-shown');
    expect(name.startsWith(`${shown ?? ''},`)).toBe(true);
    await small.keyboard.press('Escape');
    await small.locator('[data-testid="inspector"]').waitFor({ state: 'detached' });
  });

  it('goes through the edges of a service with e', async () => {
    await small.locator('[data-service="checkout-gateway"]').focus();
    await small.keyboard.press('e');
    await small.getByText('checkout-gateway →').first().waitFor();
    await small.keyboard.press('Escape');
  });

  it('opens the card under the pointer, and lets it be dragged', async () => {
    const card = '[data-service="checkout-gateway"]';
    const before = await middleOf(small, card);
    await small.mouse.move(before.x, before.y);
    await small.mouse.down();
    await small.mouse.move(before.x + 60, before.y + 45, { steps: 4 });
    await small.mouse.up();
    const after = await middleOf(small, card);
    expect(Math.round(after.x - before.x)).toBe(60);
    expect(Math.round(after.y - before.y)).toBe(45);
    await small.mouse.click(after.x, after.y);
    await small.locator('[data-testid="inspector"][data-shown="checkout-gateway"]').waitFor();
    await small.keyboard.press('Escape');
  });

  it('draws something where a card is', async () => {
    const colours = await small.evaluate<number>(`(() => {
      const canvas = document.querySelector('canvas.picture');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set();
      for (let at = 0; at < data.length; at += 4) {
        seen.add(data[at] * 65536 + data[at + 1] * 256 + data[at + 2]);
      }
      return seen.size;
    })()`);
    expect(colours).toBeGreaterThan(50);
  });
});

/** Where the canvas and the elements over it lie on the page, as the browser has scrolled them. */
const scrolled = (page: Page): Promise<number> =>
  page.evaluate<number>(`(() => {
    const map = document.querySelector('[data-testid="service-map"]').getBoundingClientRect();
    const picture = document.querySelector('canvas.picture').getBoundingClientRect();
    return Math.abs(map.left - picture.left) + Math.abs(map.top - picture.top);
  })()`);

/** Whether all of an element can be seen in the map. */
const isSeen = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const map = document.querySelector('[data-testid="service-map"]').getBoundingClientRect();
    const own = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
    return own.left >= map.left && own.right <= map.right && own.top >= map.top && own.bottom <= map.bottom;
  })()`);

describe.skipIf(!hasChromium)('a map that is too small for its graph', () => {
  let narrow: Page;
  beforeAll(async () => {
    const page = await pages?.open({ width: 620, height: 700 });
    if (page === undefined) {
      throw new Error('there is no browser');
    }
    narrow = page;
    await sendGraph(narrow, company({ services: 40, instances: 60, edges: 80 }));
    await laidOut(narrow);
  }, 60_000);

  it('shows each service that is chosen, with the picture where the elements are', async () => {
    const names = await narrow.evaluate<string[]>(
      `[...document.querySelectorAll('[data-service]')].map(({ dataset }) => dataset.service)`,
    );
    expect(names).toHaveLength(40);
    for (const name of names) {
      const selector = `[data-service="${name}"]`;
      await narrow.locator(selector).focus();
      await narrow.keyboard.press('Enter');
      await narrow.locator(`[data-testid="inspector"][data-shown="${name}"]`).waitFor();
      expect(await scrolled(narrow)).toBe(0);
      await expect.poll(() => isSeen(narrow, selector)).toBe(true);
    }
  });

  it('moves to what takes the focus, and stays when the window has it again', async () => {
    await narrow.keyboard.press('Escape');
    await narrow.keyboard.press('0');
    for (let notch = 0; notch < 6; notch++) {
      await narrow.keyboard.press('+');
    }
    const last = '[data-service="search-gateway"]';
    for (const selector of ['[data-service="checkout-gateway"]', last]) {
      await narrow.locator(selector).focus();
      expect(await scrolled(narrow)).toBe(0);
      expect(await isSeen(narrow, selector)).toBe(true);
    }
    const { x, y } = await middleOf(narrow, '[data-testid="service-map"]');
    await narrow.mouse.move(x, y);
    await narrow.mouse.wheel(2_000, 2_000);
    expect(await isSeen(narrow, last)).toBe(false);
    await narrow.evaluate(`document.activeElement.dispatchEvent(
      new FocusEvent('focusin', { bubbles: true, relatedTarget: null }))`);
    expect(await isSeen(narrow, last)).toBe(false);
  });
});

/** Changes the health of some services, as an update of the registry does. */
async function changeHealth(page: Page, graph: TopologyGraph, revision: number): Promise<void> {
  const changedServices = graph.services
    .filter((_, at) => at % 4 === revision % 4)
    .map(({ id, instances }) => ({
      id,
      health: revision % 2 === 0 ? 'critical' : 'passing',
      upsertedInstances: [],
      patchedInstances: instances.map((one) => ({ id: one.id, health: 'critical' })),
      removedInstances: [],
    }));
  const none = { upsertedServices: [], removedServices: [], upsertedEdges: [], removedEdges: [] };
  const update = { kind: 'delta', delta: { revision, changedServices, ...none } };
  await page.evaluate(`window.postMessage(${JSON.stringify({ type: 'topology/update', update })})`);
  await page.locator(`[data-testid="topology-map"][data-revision="${revision}"]`).waitFor();
  await page.waitForTimeout(120);
}

/** Remembers what the canvas shows, and answers by how much it differs from what was remembered before. */
const difference = (page: Page): Promise<{ readonly pixels: number; readonly most: number }> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('canvas.picture');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const before = window.remembered ?? data;
    window.remembered = data;
    let [pixels, most] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const by = Math.max(...[0, 1, 2].map((each) => Math.abs(data[at + each] - before[at + each])));
      pixels += by > 0 ? 1 : 0;
      most = Math.max(most, by);
    }
    return { pixels, most };
  })()`);

describe.skipIf(!hasChromium)('a map that is drawn part by part', () => {
  it('is the same as one that is drawn whole, but for how its lines are smoothed', async () => {
    const page = await pages?.open();
    if (page === undefined) {
      throw new Error('there is no browser');
    }
    const graph = company({ services: 60, instances: 200, edges: 120 });
    await sendGraph(page, graph);
    await laidOut(page);
    const { x, y } = await middleOf(page, '[data-service="checkout-gateway"]');
    await page.mouse.click(x, y);
    await page.mouse.move(1, 1);
    await page.waitForTimeout(500);
    await difference(page);
    for (let revision = 2; revision < 12; revision++) {
      await changeHealth(page, graph, revision);
    }
    // Flashes are over by then.
    await page.waitForTimeout(2_600);
    expect((await difference(page)).pixels).toBeGreaterThan(2_000);
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    await page.setViewportSize({ width: width - 100, height });
    await page.waitForTimeout(300);
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    const { pixels, most } = await difference(page);
    expect(pixels).toBeLessThan(1_000);
    expect(most).toBeLessThan(80);
  });
});

describe.skipIf(!hasChromium)('a map of a thousand services in a browser', () => {
  it('shows groups from afar, each with its counts and its health', async () => {
    const groups = large.locator('[data-testid="service-group"]');
    expect(await groups.count()).toBeGreaterThan(20);
    expect(await large.locator('[data-testid="service-node"]').count()).toBe(0);
    const name = await groups.first().getAttribute('aria-label');
    expect(name).toMatch(/^[a-z]+, \d+ services, \d+ instances/);
  });

  it('goes into a group with a double click, and back to all of it with 0', async () => {
    const { x, y } = await middleOf(large, '[data-group="checkout"]');
    await large.mouse.dblclick(x, y);
    await large.locator('[data-service="checkout-gateway"]').waitFor();
    await large.locator('[data-service="checkout-gateway"]').focus();
    await large.keyboard.press('0');
    await large.locator('[data-service]').first().waitFor({ state: 'detached' });
  });

  it('opens and closes a group with the keyboard', async () => {
    await large.locator('[data-group="checkout"]').focus();
    await large.keyboard.press('o');
    await large.locator('[data-group="checkout"][aria-expanded="true"]').waitFor();
    await large.keyboard.press('o');
    await large.locator('[data-group="checkout"][aria-expanded="false"]').waitFor();
  });

  it('moves where the overview is clicked', async () => {
    await large.locator('[data-group="checkout"]').focus();
    await large.keyboard.press('Enter');
    await large.locator('[data-service="checkout-gateway"]').waitFor();
    const before = await large.locator('.reach').getAttribute('style');
    const { x, y } = await middleOf(large, '[data-testid="minimap"]');
    await large.mouse.click(x - 50, y - 20);
    expect(await large.locator('.reach').getAttribute('style')).not.toBe(before);
    await large.locator('[data-testid="fit"]').click();
  });

  it('groups by something else at once', async () => {
    await large.locator('[data-testid="group-by"]').selectOption('connection');
    await large.locator('[data-group="Core services"]').waitFor();
    expect(await large.locator('[data-testid="service-group"]').count()).toBe(2);
    await large.locator('[data-testid="group-by"]').selectOption('auto');
    await large.locator('[data-group="checkout"]').waitFor();
  });
});
