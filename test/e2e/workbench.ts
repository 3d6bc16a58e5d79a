import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';

export interface WorkbenchOptions {
  readonly url: string;
  readonly executablePath: string;
  /** Pictures are written here. */
  readonly pictures: string;
}

const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A VS Code window as a person uses it: keys, clicks and what can be seen. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #pictures: string;

  private constructor(browser: Browser, page: Page, pictures: string) {
    this.#browser = browser;
    this.page = page;
    this.#pictures = pictures;
  }

  /** Opens the window and waits until it takes input. */
  static async open({ url, executablePath, pictures }: WorkbenchOptions): Promise<Workbench> {
    await mkdir(pictures, { recursive: true });
    const browser = await chromium.launch({ executablePath, args: chromiumFlags });
    const context = await browser.newContext({
      viewport: { width: 1600, height: 1000 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(url);
    await page.locator('.monaco-workbench .explorer-folders-view').waitFor({ timeout: 90_000 });
    return new Workbench(browser, page, pictures);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /**
   * Runs a command by its palette title. Answers when it was chosen, in ms since the epoch. A palette
   * that opens while another closes may lose what is typed, so it is opened again then.
   */
  async run(title: string): Promise<number> {
    const row = this.page.locator('.quick-input-list .monaco-list-row .label-name');
    const chosen = row.getByText(title, { exact: true }).first();
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      await this.quickInput().waitFor();
      await this.quickInput().fill(`>${title}`);
      const isThere = await chosen.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
      if (isThere || attempt === 4) {
        break;
      }
      await this.page.keyboard.press('Escape');
    }
    const at = Date.now();
    await chosen.click();
    return at;
  }

  /** Shows the tree of registries in the side bar; a click on the icon of what is there hides it. */
  async showRegistries(): Promise<void> {
    const title = this.page
      .locator('.part.sidebar .title-label')
      .filter({ hasText: 'Proto Atlas' });
    for (let attempt = 1; attempt <= 5; attempt++) {
      const isThere = await title.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (isThere) {
        return;
      }
      await this.page.locator('.activitybar a.action-label[aria-label="Proto Atlas"]').click();
    }
    await title.waitFor();
  }

  /** The first line of the tree of registries whose spoken label begins with the text. */
  registryLine(label: string): Locator {
    return this.page.locator(`.part.sidebar .monaco-list-row[aria-label^="${label}"]`).first();
  }

  /** Opens a file of the workspace; `path` is relative to it, `line` 1-based. */
  async openFile(path: string, line?: number): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput().waitFor();
    await this.quickInput().fill(line === undefined ? path : `${path}:${line}`);
    const name = path.split('/').at(-1) ?? path;
    await this.focusedPick(name).waitFor();
    await this.page.keyboard.press('Enter');
    await this.activeTab(name).waitFor();
  }

  quickInput(): Locator {
    return this.page.locator(
      '.quick-input-widget:not([style*="display: none"]) .quick-input-box input',
    );
  }

  /** A row of the open quick pick. */
  quickPick(text: string): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: text })
      .first();
  }

  /** The row of the open quick pick that Enter takes, once it has this text. */
  focusedPick(text: string): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row.focused')
      .filter({ hasText: text });
  }

  activeTab(name: string): Locator {
    return this.page.locator('.tab.active').filter({ hasText: name });
  }

  /** The text editor that has the focus of its group. */
  editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  errorSquiggles(): Locator {
    return this.editor().locator('.squiggly-error');
  }

  /** Puts the cursor at a 1-based line and column of the active editor. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput().waitFor();
    await this.quickInput().fill(`:${line}:${column}`);
    await this.quickPick(`line ${line}`).waitFor();
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** The frame of a webview that holds `selector`. */
  async webview(selector: string, timeoutMs = 30_000): Promise<Frame> {
    const giveUp = Date.now() + timeoutMs;
    while (Date.now() < giveUp) {
      for (const frame of this.page.frames()) {
        const count = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (count > 0) {
          return frame;
        }
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no webview shows ${selector} within ${timeoutMs} ms`);
  }

  /** Waits for hovers and notices to have faded in. */
  async picture(name: string): Promise<void> {
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: join(this.#pictures, `${name}.png`) });
  }

  /** Gives the whole width to the editors. */
  async closeSidebar(): Promise<void> {
    const sidebar = this.page.locator('.part.sidebar');
    if (await sidebar.isVisible()) {
      await this.run('View: Toggle Primary Side Bar Visibility');
      await sidebar.waitFor({ state: 'hidden' });
    }
  }

  async closeAllEditors(): Promise<void> {
    await this.run('View: Close All Editors');
  }
}

/** Waits until `probe` is true; fails with `what` otherwise. Answers how long it took, in ms. */
export async function eventually(
  what: string | (() => string),
  probe: () => Promise<boolean>,
  timeoutMs: number,
): Promise<number> {
  const start = Date.now();
  for (;;) {
    if (await probe()) {
      return Date.now() - start;
    }
    if (Date.now() - start > timeoutMs) {
      throw new Error(`${typeof what === 'string' ? what : what()}: not within ${timeoutMs} ms`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}
