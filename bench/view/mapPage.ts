/**
 * The topology page as it ships, with its own content security policy, in a headless browser without
 * an editor around it: the messages and the theme come from here.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { pageHtml } from '../../client/src/webviews/page.ts';
import type { TopologyGraph } from '../../protocol/topology.ts';
import { chromiumBinary } from '../../scripts/realParts.ts';
import { type ThemeName, themes } from './themes.ts';

const root = resolve(import.meta.dirname, '..', '..');
const origin = 'https://map.test';

export interface MapPageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly forcedColors?: boolean;
}

export interface MapPages {
  readonly open: (options?: MapPageOptions) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Bundles the page and starts a browser. */
export async function mapPages(): Promise<MapPages> {
  const files = await bundled();
  const browser = await chromium.launch({
    executablePath: await chromiumBinary(() => undefined),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
  return {
    open: (options = {}) => openPage(browser, files, options),
    close: () => browser.close(),
  };
}

/** Sends the whole graph, as the client does. */
export async function sendGraph(page: Page, graph: TopologyGraph): Promise<void> {
  const message = { type: 'topology/update', update: { kind: 'snapshot', graph } };
  await page.evaluate(`window.postMessage(${JSON.stringify(message)})`);
}

/** Waits until the full layout is on the map. */
export async function laidOut(page: Page): Promise<void> {
  await page
    .locator('[data-testid="service-map"]:not([data-arrangement="0"])')
    .waitFor({ timeout: 60_000 });
  await page.waitForTimeout(700);
}

type Files = ReadonlyMap<string, { readonly body: string | Buffer; readonly contentType: string }>;

async function bundled(): Promise<Files> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      webview: 'webview/src/main.tsx',
      layoutWorker: 'webview/src/layout/layoutWorker.ts',
    },
    bundle: true,
    minify: true,
    keepNames: true,
    write: false,
    outdir: 'page',
    platform: 'browser',
    target: 'chrome122',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const icons = join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  const files = new Map<string, { body: string | Buffer; contentType: string }>();
  for (const { path, text } of outputFiles) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    files.set(name, { body: text, contentType });
  }
  files.set('codicon.css', {
    body: await readFile(join(icons, 'codicon.css')),
    contentType: 'text/css',
  });
  files.set('codicon.ttf', {
    body: await readFile(join(icons, 'codicon.ttf')),
    contentType: 'font/ttf',
  });
  files.set('', {
    body: pageHtml({
      view: 'topology',
      title: 'Topology',
      nonce: 'bench',
      cspSource: origin,
      scriptUri: `${origin}/webview.js`,
      styleUris: [`${origin}/codicon.css`, `${origin}/webview.css`],
      workerUri: `${origin}/layoutWorker.js`,
    }),
    contentType: 'text/html',
  });
  return files;
}

async function openPage(browser: Browser, files: Files, options: MapPageOptions): Promise<Page> {
  const { theme = 'dark', width = 1600, height = 1000, scale = 1 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    ...(options.forcedColors === true ? { forcedColors: 'active' } : {}),
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      console.error(`page: ${message.text()}`);
    }
  });
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const file = files.get(name);
    await (file === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ ...file }));
  });
  await page.addInitScript(`window.posted = [];
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.posted.push(message), getState: () => undefined, setState: () => {},
    });`);
  await page.goto(`${origin}/`);
  const { bodyClass, variables } = themes[theme];
  await page.evaluate(`document.body.classList.add(${JSON.stringify(bodyClass)});
    for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
      document.documentElement.style.setProperty('--vscode-' + name, value);
    }`);
  return page;
}
