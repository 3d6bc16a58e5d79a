/**
 * How the map keeps up at several sizes, of the page as it ships in a headless browser without a
 * graphics card: first paint, full layout, frames while it is panned and zoomed, longest task, heap.
 *
 *     node bench/viewSpeed.ts [--sizes 200,1000]
 */
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { company } from '../test/webview/support/company.ts';
import { mapPages, sendGraph } from './view/mapPage.ts';

const { values: options } = parseArgs({
  options: { sizes: { type: 'string', default: '200,1000' } },
});

/** Marks the moments of the page: when the message came, when the map first had cards, long tasks. */
const watch = `(() => {
  window.moments = { tasks: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.moments.tasks.push([Math.round(entry.startTime), Math.round(entry.duration)]);
    }
  }).observe({ type: 'longtask', buffered: true });
  window.addEventListener('message', () => {
    window.moments.message ??= performance.now();
    const look = () => {
      const map = document.querySelector('[data-testid="service-map"]');
      if (map?.querySelector('[data-testid="service-group"], [data-testid="service-node"]')) {
        window.moments.painted ??= performance.now();
      }
      if (Number(map?.dataset.arrangement) > 0) {
        window.moments.arranged ??= performance.now();
        return;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(() => requestAnimationFrame(look));
  });
})()`;

/** Turns the wheel once each frame for some seconds; answers the lengths of the frames. */
function motion(seconds: number, wheel: string): string {
  return `new Promise((done) => {
    const map = document.querySelector('[data-testid="service-map"]');
    const box = map.getBoundingClientRect();
    const at = { clientX: box.left + box.width * 0.45, clientY: box.top + box.height * 0.45 };
    const wheel = ${wheel};
    const lengths = [];
    let before = performance.now();
    const begin = before;
    const frame = (now) => {
      lengths.push(now - before);
      before = now;
      const t = (now - begin) / 1000;
      if (t > ${seconds}) { done(lengths.slice(2)); return; }
      map.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ...at, ...wheel(t) }));
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`;
}

const panning = `(t) => ({ deltaX: 22 * Math.cos(2 * t), deltaY: 14 * Math.cos(3 * t) })`;
const zoomingIn = `() => ({ deltaY: -2.2, ctrlKey: true })`;
const zooming = `(t) => ({ deltaY: -9 * Math.sin(2.1 * t), ctrlKey: true })`;

/** Milliseconds that the page's main thread has computed, whatever else the machine did. */
async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

async function frames(
  page: Page,
  session: CDPSession,
  { seconds, wheel }: { readonly seconds: number; readonly wheel: string },
): Promise<string> {
  const before = await busyMs(session);
  const lengths = await page.evaluate<number[]>(motion(seconds, wheel));
  const busy = ((await busyMs(session)) - before) / lengths.length;
  const sorted = lengths.toSorted((one, other) => one - other);
  const sum = sorted.reduce((all, each) => all + each, 0);
  const p95 = Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0);
  return `${Math.round((1000 * sorted.length) / sum)} (${p95}, ${Math.round(sorted.at(-1) ?? 0)}) ${busy.toFixed(1)}`;
}

async function measure(page: Page, services: number): Promise<Readonly<Record<string, unknown>>> {
  await page.evaluate(watch);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const start = await busyMs(session);
  await sendGraph(page, company({ services, instances: services * 10, edges: services * 2.5 }));
  await page
    .locator('[data-testid="service-map"]:not([data-arrangement="0"])')
    .waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1200);
  const moments = await page.evaluate<Record<string, number>>('window.moments');
  const tasks = await page.evaluate<number[][]>('window.moments.tasks');
  const { message = 0, painted = 0, arranged = 0 } = moments;
  const opening = (await busyMs(session)) - start;
  const far = await frames(page, session, { seconds: 3, wheel: panning });
  const zoom = await frames(page, session, { seconds: 3, wheel: zooming });
  await frames(page, session, { seconds: 2, wheel: zoomingIn });
  const middle = await frames(page, session, { seconds: 3, wheel: panning });
  await frames(page, session, { seconds: 2, wheel: zoomingIn });
  const near = await frames(page, session, { seconds: 3, wheel: panning });
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const again = await page.evaluate<number>(`new Promise((done) => {
    const map = document.querySelector('[data-testid="service-map"]');
    const old = map.dataset.arrangement;
    const begin = performance.now();
    document.querySelector('[data-testid="rearrange"]').click();
    const look = () => map.dataset.arrangement === old ? requestAnimationFrame(look) : done(performance.now() - begin);
    look();
  })`);
  return {
    'first paint ms': Math.round(painted - message),
    'laid out ms': Math.round(arranged - message),
    'laid out again ms': Math.round(again),
    'long tasks ms': tasks.map(([, length]) => length).join(' '),
    'computing until then ms': Math.round(opening),
    'far pan fps (p95, longest) computing ms': far,
    zoom,
    'middle pan': middle,
    'near pan': near,
    'heap MB': Math.round(usedSize / 1e6),
  };
}

const pages = await mapPages();
const table: Record<string, unknown> = {};
for (const size of options.sizes.split(',').map(Number)) {
  const page = await pages.open();
  table[size] = await measure(page, size);
  await page.context().close();
}
await pages.close();
console.table(table);
