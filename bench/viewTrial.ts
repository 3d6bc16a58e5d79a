/**
 * Which way of drawing keeps up with 1,000 services: the same cards, edges and motion in a headless
 * browser for each candidate of `viewTrial/`. The libraries are no dependencies; to run all of it:
 *
 *     mkdir /tmp/trial && cd /tmp/trial
 *     npm init -y && npm install react react-dom @xyflow/react cytoscape sigma graphology
 *     node bench/viewTrial.ts --packages /tmp/trial/node_modules [--only canvas,svg]
 *
 * Figures and the decision are in docs/VIEW.md.
 */
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { chromiumBinary } from '../scripts/realParts.ts';
import { company } from '../test/webview/support/company.ts';

const names = ['flow', 'cytoscape', 'sigma', 'svg', 'canvas'] as const;
const window = { width: 1600, height: 900 } as const;
const { values: options } = parseArgs({
  options: { packages: { type: 'string', default: '' }, only: { type: 'string' } },
});

interface Frames {
  readonly perSecond: number;
  /** Milliseconds that nineteen of twenty frames stay below. */
  readonly p95: number;
  readonly longest: number;
}

/** Groups of cards in rows; the layout itself is no part of the trial. */
function input(): Readonly<Record<string, unknown>> {
  const graph = company({ services: 1000, instances: 10_000, edges: 2500 });
  const cards = graph.services.map(({ id, name, instances }, index) => ({
    id,
    name,
    instances: instances.length,
    x: (index % 32) * 308,
    y: Math.floor(index / 32) * 120,
  }));
  const zoom = 0.16;
  return { cards, edges: graph.edges, ...window, view: { x: 12, y: 100, zoom } };
}

async function bundle(name: string): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'viewTrial', `${name}.mjs`)],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'trial',
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    nodePaths: options.packages === '' ? [] : [options.packages],
  });
  const of = (end: string): string =>
    outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: of('.js'), style: of('.css') };
}

const baseStyle = `html, body, #root { margin: 0; height: 100%; background: #1e1e1e; color: #ddd }
.card { width: 224px; height: 92px; background: #2b2b2b; border: 1px solid #555; border-radius: 8px }`;

/** Milliseconds from the call of `start` to the second frame after it. */
const firstPaint = `new Promise((done) => {
  const begin = performance.now();
  window.trial.start(window.trialInput);
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begin)));
})`;

/** Moves for three seconds and answers the lengths of the frames. */
function motion(step: string): string {
  return `new Promise((done) => {
    const { view } = window.trialInput;
    const lengths = [];
    let before = performance.now();
    const begin = before;
    const frame = (now) => {
      lengths.push(now - before);
      before = now;
      const t = (now - begin) / 1000;
      if (t > 3) { done(lengths.slice(2)); return; }
      window.trial.show({ ...(${step})(t, view), fit: view });
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`;
}

const farPan = `(t, view) => ({ x: view.x + 300 * Math.sin(2 * t), y: view.y + 80 * Math.sin(3 * t), zoom: view.zoom })`;
const nearPan = `(t) => ({ x: -1500 + 900 * Math.sin(2 * t), y: -700 + 300 * Math.sin(3 * t), zoom: 0.6 })`;
const zooming = `(t, view) => {
  const zoom = 0.16 * Math.exp(1.1 * (1 - Math.cos(2 * t)));
  return { zoom, x: 800 - (800 - view.x) * zoom / view.zoom, y: 450 - (450 - view.y) * zoom / view.zoom };
}`;

async function frames(page: Page, step: string): Promise<Frames> {
  const lengths = (await page.evaluate<number[]>(motion(step))).toSorted((a, b) => a - b);
  const sum = lengths.reduce((all, each) => all + each, 0);
  return {
    perSecond: Math.round((1000 * lengths.length) / sum),
    p95: Math.round(lengths[Math.floor(lengths.length * 0.95)] ?? 0),
    longest: Math.round(lengths.at(-1) ?? 0),
  };
}

async function tryOut(page: Page, name: string): Promise<Readonly<Record<string, unknown>>> {
  const { script, style } = await bundle(name);
  await page.goto('about:blank');
  await page.setContent(`<style>${baseStyle}${style}</style><div id="root"></div>`);
  await page.evaluate(`window.trialInput = ${JSON.stringify(input())}`);
  await page.addScriptTag({ content: script });
  const paint = Math.round(await page.evaluate<number>(firstPaint));
  await page.waitForTimeout(500);
  const session = await page.context().newCDPSession(page);
  const [far, near, zoom] = [
    await frames(page, farPan),
    await frames(page, nearPan),
    await frames(page, zooming),
  ];
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const elements = await page.evaluate<number>(`document.querySelectorAll('*').length`);
  const show = ({ perSecond, p95, longest }: Frames): string => `${perSecond} (${p95}, ${longest})`;
  return {
    'first paint ms': paint,
    'far pan fps (p95, longest ms)': show(far),
    'near pan': show(near),
    zoom: show(zoom),
    'heap MB': Math.round(usedSize / 1e5) / 10,
    elements,
    'KB brotli': Math.round(brotliCompressSync(script).length / 1000),
  };
}

const browser = await chromium.launch({
  executablePath: await chromiumBinary(() => undefined),
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: window });
const table: Record<string, unknown> = {};
for (const name of options.only?.split(',') ?? names) {
  table[name] = await tryOut(page, name).catch((error: unknown) => ({ failed: String(error) }));
}
await browser.close();
console.table(table);
