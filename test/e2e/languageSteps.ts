import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TourContext, TourStep } from './tour.ts';
import { eventually } from './workbench.ts';

const orderProto = 'proto/shop/orders/v1/order.proto';
const orderServiceProto = 'proto/shop/orders/v1/order_service.proto';
const notificationProto = 'proto/shop/notifications/v1/notification_service.proto';

/** The language server in the editor: the ten answers that people use most. */
export const languageSteps: readonly TourStep[] = [
  { name: 'diagnostics', title: 'a mistyped type gets a squiggle', run: mistype },
  { name: 'diagnostics-mended', title: 'and loses it when mended', run: mend },
  { name: 'hover', title: 'hover shows the documentation of a type', run: hover },
  { name: 'definition', title: 'go to definition crosses import roots', run: definition },
  { name: 'completion', title: 'an accepted completion adds its import', run: completion },
  { name: 'references', title: 'every use of a message is listed across files', run: references },
  { name: 'rename', title: 'a rename changes every file, and back', run: rename },
  { name: 'quick-fix', title: 'a quick fix imports what is missing', run: quickFix },
  { name: 'format', title: 'a crooked file is formatted', run: format },
  { name: 'outline', title: 'the outline of a file is one list to jump in', run: outline },
  { name: 'symbols', title: 'a symbol is found by its name in the whole workspace', run: symbols },
];

async function mistype(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.openFile(orderProto);
  await cursorAfter(tour, orderProto, 'acme.money.v1.Money', 'acme.money.v1.Money total');
  await eventually(
    'no squiggles at first',
    async () => (await workbench.errorSquiggles().count()) === 0,
    15_000,
  );
  const started = Date.now();
  await workbench.page.keyboard.type('y');
  await workbench.errorSquiggles().first().waitFor({ timeout: 10_000 });
  tour.measured(`${Date.now() - started} ms`);
  await workbench.page.keyboard.press('ArrowLeft');
  await workbench.run('Show or Focus Hover');
  await workbench.page
    .locator('.monaco-hover:not(.hidden)')
    .filter({ hasText: 'Moneyy' })
    .first()
    .waitFor();
}

async function mend(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.page.keyboard.press('Escape');
  await cursorAfter(tour, orderProto, 'acme.money.v1.Money', 'acme.money.v1.Money total', 1);
  await workbench.page.keyboard.press('Backspace');
  await workbench.page.keyboard.press('Control+S');
  await eventually(
    'the squiggle is gone',
    async () => (await workbench.errorSquiggles().count()) === 0,
    10_000,
  );
}

async function hover(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await cursorAfter(tour, orderProto, 'acme.money.v1.Mon', 'acme.money.v1.Money total');
  await workbench.run('Show or Focus Hover');
  const shown = workbench.page
    .locator('.monaco-hover:not(.hidden)')
    .filter({ hasText: 'acme.money.v1.Money' });
  await shown.first().waitFor();
}

async function definition(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.page.keyboard.press('Escape');
  await cursorAfter(tour, orderProto, 'acme.money.v1.Mon', 'acme.money.v1.Money total');
  await workbench.page.keyboard.press('F12');
  await workbench.activeTab('money.proto').waitFor();
  const breadcrumbs = workbench.page.locator('.editor-group-container.active .breadcrumbs-control');
  await breadcrumbs.filter({ hasText: 'third_party' }).waitFor();
}

async function completion(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  const file = join(stage.workspace, notificationProto);
  const before = await readFile(file, 'utf8');
  const wanted = 'import "acme/money/v1/money.proto";';
  if (before.includes(wanted)) {
    throw new Error(`${notificationProto} imports money.proto already: nothing to show`);
  }
  await workbench.openFile(notificationProto);
  const line = before.split('\n').findIndex((text) => /^message \w+ \{$/.test(text)) + 1;
  await workbench.goTo(line, (before.split('\n')[line - 1] ?? '').length + 1);
  await workbench.page.keyboard.type('\nMo', { delay: 60 });
  const row = workbench.page
    .locator('.suggest-widget.visible .monaco-list-row')
    .filter({ hasText: 'Money' });
  await row.first().waitFor();
  await workbench.picture('completion-list');
  await row.first().click();
  await workbench.page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
  await workbench.page.keyboard.type(' refund = 15;');
  await workbench.page.keyboard.press('Control+S');
  await eventually(
    'the import and the field are in the saved file',
    async () => {
      const text = await readFile(file, 'utf8');
      return text.includes(wanted) && text.includes('acme.money.v1.Money refund = 15;');
    },
    10_000,
  );
  await eventually(
    'the file is free of errors',
    async () => (await workbench.errorSquiggles().count()) === 0,
    10_000,
  );
}

async function references(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.openFile(orderProto);
  const lenses = workbench.editor().locator('.codelens-decoration');
  await lenses.filter({ hasText: 'references' }).first().waitFor();
  await cursorAfter(tour, orderProto, 'message Ord', 'message Order {');
  await workbench.page.keyboard.press('Shift+F12');
  const files = workbench.page.locator('.peekview-widget .reference-file');
  await files.filter({ hasText: 'order_service.proto' }).first().waitFor();
}

/** Back again, so that what follows finds the files as they were. */
async function rename(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  await workbench.page.keyboard.press('Escape');
  const files = [orderProto, orderServiceProto].map((path) => join(stage.workspace, path));
  const texts = async (): Promise<string[]> =>
    Promise.all(files.map((file) => readFile(file, 'utf8')));
  const before = await texts();
  const wanted = before.map((text) => text.replaceAll(/\bOrderLine\b/g, 'OrderItem'));
  if (before.some((text, index) => text === wanted[index])) {
    throw new Error('not every file names OrderLine: nothing to show');
  }
  await workbench.openFile(orderProto);
  await renameTo(tour, 'OrderLine', 'OrderItem', wanted, texts);
  await workbench.picture('renamed');
  await renameTo(tour, 'OrderItem', 'OrderLine', before, texts);
}

async function renameTo(
  tour: TourContext,
  from: string,
  to: string,
  wanted: readonly string[],
  texts: () => Promise<readonly string[]>,
): Promise<void> {
  const { page } = tour.workbench;
  await cursorAfter(tour, orderProto, `message ${from}`, `message ${from} {`);
  await page.keyboard.press('F2');
  const input = page.locator('.rename-box input.rename-input');
  await input.waitFor();
  await input.fill(to);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
  await eventually(
    `${to} is in every file`,
    async () => {
      await tour.workbench.run('File: Save All Files');
      return JSON.stringify(await texts()) === JSON.stringify(wanted);
    },
    20_000,
  );
}

async function quickFix(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  const file = join(stage.workspace, notificationProto);
  const wanted = 'import "acme/geo/v1/address.proto";';
  await workbench.openFile(notificationProto);
  const lines = (await readFile(file, 'utf8')).split('\n');
  const line = lines.findIndex((text) => text === 'message SubscribeNotificationsResponse {') + 1;
  await workbench.goTo(line, (lines[line - 1] ?? '').length + 1);
  await workbench.page.keyboard.type('\nacme.geo.v1.PostalAddress sent_to = 2;');
  await workbench.page.keyboard.press('Escape');
  await workbench.errorSquiggles().first().waitFor({ timeout: 10_000 });
  await workbench.goTo(line + 1, 20);
  await workbench.page.keyboard.press('Control+.');
  const menu = workbench.page.locator('.action-widget');
  await menu.filter({ hasText: 'acme/geo/v1/address.proto' }).first().waitFor();
  await workbench.picture('quick-fix-list');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.keyboard.press('Control+S');
  await eventually(
    'the import is in the saved file',
    async () => (await readFile(file, 'utf8')).includes(wanted),
    10_000,
  );
}

async function format(tour: TourContext): Promise<void> {
  const { workbench, stage } = tour;
  const file = join(stage.workspace, notificationProto);
  await workbench.openFile(notificationProto);
  await workbench.run('Format Document');
  await workbench.page.waitForTimeout(500);
  await workbench.page.keyboard.press('Control+S');
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  const straight = await readFile(file, 'utf8');
  const line = straight.split('\n').findIndex((text) => text.startsWith('enum Channel')) + 1;
  await workbench.goTo(line, 1);
  await workbench.page.keyboard.type('      ');
  await workbench.page.keyboard.press('Control+S');
  await eventually(
    'the crooked file is saved',
    async () => (await readFile(file, 'utf8')).includes('      enum Channel'),
    10_000,
  );
  await workbench.picture('format-before');
  await workbench.run('Format Document');
  await eventually(
    'the file is as it was',
    async () => {
      // The command has ended some time after it was chosen.
      await workbench.page.keyboard.press('Control+S');
      return (await readFile(file, 'utf8')) === straight;
    },
    10_000,
  );
}

async function outline(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.openFile(orderProto);
  await workbench.page.keyboard.press('Control+Shift+O');
  await workbench.quickInput().waitFor();
  for (const name of ['OrderStatus', 'ORDER_STATUS_PLACED', 'OrderLine', 'unit_price']) {
    await workbench.quickPick(name).waitFor();
  }
}

async function symbols(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Control+T');
  await workbench.quickInput().waitFor();
  await workbench.quickInput().fill('#shipm');
  await workbench.focusedPick('Shipment').waitFor();
  await workbench.picture('symbols-list');
  await workbench.page.keyboard.press('Enter');
  await workbench.activeTab('shipping_service.proto').waitFor();
}

/** Puts the cursor behind `prefix` where the saved file has `text`, and `extra` columns further. */
export async function cursorAfter(
  { workbench, stage }: TourContext,
  path: string,
  prefix: string,
  text: string,
  extra = 0,
): Promise<void> {
  const lines = (await readFile(join(stage.workspace, path), 'utf8')).split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  const column = lines[index]?.indexOf(text) ?? -1;
  if (column === -1) {
    throw new Error(`${path} has no ${JSON.stringify(text)}`);
  }
  await workbench.goTo(index + 1, column + prefix.length + 1 + extra);
}
