/**
 * Pictures of the map at several sizes in several themes, of the page as it ships:
 *
 *     node bench/viewPictures.ts [--only 1000-dark-far] [--out test-results/view]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { company } from '../test/webview/support/company.ts';
import { laidOut, type MapPageOptions, mapPages, sendGraph } from './view/mapPage.ts';

interface Shot extends MapPageOptions {
  readonly name: string;
  readonly services: number;
  /** What a person does before the picture. */
  readonly act?: (page: Page) => Promise<void>;
}

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, out: { type: 'string', default: 'test-results/view' } },
});

async function zoomInto(page: Page, notches: number, x = 640, y = 420): Promise<void> {
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  for (let notch = 0; notch < notches; notch += 1) {
    await page.mouse.wheel(0, -40);
  }
  await page.keyboard.up('Control');
  await page.waitForTimeout(400);
}

const shots: readonly Shot[] = [
  { name: '10-dark', services: 10 },
  { name: '10-light', services: 10, theme: 'light' },
  { name: '10-highContrast', services: 10, theme: 'highContrast' },
  { name: '10-dark-near', services: 10, act: (page) => zoomInto(page, 3) },
  { name: '100-dark', services: 100 },
  { name: '100-light', services: 100, theme: 'light' },
  { name: '100-highContrast', services: 100, theme: 'highContrast' },
  { name: '1000-dark-far', services: 1000 },
  { name: '1000-light-far', services: 1000, theme: 'light' },
  { name: '1000-highContrast-far', services: 1000, theme: 'highContrast' },
  { name: '1000-forcedColors-far', services: 1000, forcedColors: true },
  { name: '1000-dark-middle', services: 1000, act: (page) => zoomInto(page, 6) },
  { name: '1000-light-middle', services: 1000, theme: 'light', act: (page) => zoomInto(page, 6) },
  { name: '1000-dark-near', services: 1000, act: (page) => zoomInto(page, 9) },
  { name: '1000-dark-hover', services: 1000, act: (page) => page.mouse.move(700, 480) },
];

await mkdir(options.out, { recursive: true });
const pages = await mapPages();
for (const shot of shots) {
  if (
    options.only !== undefined &&
    !options.only.split(',').some((name) => shot.name.startsWith(name))
  ) {
    continue;
  }
  const page = await pages.open(shot);
  const { services } = shot;
  await sendGraph(page, company({ services, instances: services * 6, edges: services * 2.2 }));
  await laidOut(page);
  await shot.act?.(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(options.out, `${shot.name}.png`) });
  await page.context().close();
}
await pages.close();
