import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumBinary, codeServerEntry } from '../../scripts/realParts.ts';
import { eventually, Workbench } from '../e2e/workbench.ts';
import { isAvailable } from '../support/realServer.ts';
import { startWebEditor, type WebEditor } from '../support/webEditor.ts';

const isThere =
  (await isAvailable(() => chromiumBinary(() => undefined))) &&
  (await isAvailable(() => codeServerEntry()));

const pictures = resolve(import.meta.dirname, '../../test-results/web');

const files = {
  'proto/shop/v1/order.proto': `syntax = "proto3";

package shop.v1;

import "shop/v1/money.proto";

message Order {
  Money total = 1;
  Nothing oops = 2;
}

service Orders {
  rpc Get(Order) returns (Order);
}
`,
  'proto/shop/v1/money.proto': `syntax = "proto3";

package shop.v1;

// An amount.
message    Money {
  int64 units = 1;
}
`,
};

describe.runIf(isThere)('the extension in VS Code for the Web, over a virtual folder', () => {
  let editor: WebEditor;
  let workbench: Workbench;

  beforeAll(async () => {
    editor = await startWebEditor(files);
    workbench = await Workbench.open({
      url: editor.url,
      executablePath: await chromiumBinary(() => undefined),
      pictures,
    });
  });

  afterAll(async () => {
    await workbench.close();
    await editor.stop();
  });

  const fileRow = (name: string) =>
    workbench.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: name })
      .first();

  const lineOf = (text: string) =>
    workbench.editor().locator('.view-line').filter({ hasText: text }).first();

  it('says what is wrong with a file', async () => {
    await fileRow('proto').click();
    await fileRow('order.proto').dblclick();
    await workbench.errorSquiggles().first().waitFor();
    expect(await workbench.errorSquiggles().count()).toBe(1);
  });

  it('shows what needs no process, and hides the rest', async () => {
    await eventually(
      'references are counted',
      async () => (await workbench.editor().getByText('2 references').count()) === 1,
      15_000,
    );
    expect(await workbench.editor().getByText('Call').count()).toBe(0);
    const icon = workbench.page.locator('.activitybar a.action-label[aria-label="Proto Atlas"]');
    expect(await icon.count()).toBe(0);
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput().fill('>Proto Atlas:');
    await workbench.quickPick('Restart Servers').waitFor();
    const names = workbench.page.locator('.quick-input-list .monaco-list-row .label-name');
    expect(await names.allTextContents()).toEqual([
      'Proto Atlas: Restart Servers',
      'Proto Atlas: Show Log',
    ]);
    await workbench.picture('palette');
    await workbench.page.keyboard.press('Escape');
  });

  it('goes to a definition in another file, and formats that', async () => {
    await workbench.goTo(8, 4);
    await workbench.page.keyboard.press('F12');
    await workbench.activeTab('money.proto').waitFor();
    await workbench.run('Format Document');
    await lineOf('message Money {').waitFor();
    await workbench.page.keyboard.press('Control+S');
    await workbench.picture('formatted');
  });

  it('takes up what is typed', async () => {
    await workbench.goTo(7, 19);
    await workbench.page.keyboard.type('\nMissing other = 2;');
    await workbench.errorSquiggles().first().waitFor();
    await workbench.page.keyboard.press('Control+Shift+K');
    await eventually(
      'the squiggle is gone',
      async () => (await workbench.errorSquiggles().count()) === 0,
      10_000,
    );
  });

  it('comes back when its server is started again', async () => {
    await workbench.run('Proto Atlas: Restart Servers');
    await fileRow('order.proto').dblclick();
    await workbench.errorSquiggles().first().waitFor();
    await workbench.run('Proto Atlas: Show Log');
    const log = workbench.page.locator('.part.panel .view-lines');
    await log.getByText('indexed').first().waitFor();
    expect(await log.textContent()).not.toMatch(/\[(?:error|warning)\]/);
    await workbench.picture('log');
  });
});
