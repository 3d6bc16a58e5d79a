import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TourContext, TourStep } from './tour.ts';
import { eventually } from './workbench.ts';

const orderProto = 'proto/shop/orders/v1/order.proto';
const notificationProto = 'proto/shop/notifications/v1/notification_service.proto';

/** The language server in the editor: diagnostics, completion, hover, definition, outline. */
export const languageSteps: readonly TourStep[] = [
  { name: 'diagnostics', title: 'a mistyped type gets a squiggle', run: mistype },
  { name: 'diagnostics-mended', title: 'and loses it when mended', run: mend },
  { name: 'hover', title: 'hover shows the documentation of a type', run: hover },
  { name: 'definition', title: 'go to definition crosses import roots', run: definition },
  { name: 'completion', title: 'an accepted completion adds its import', run: completion },
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

/** Puts the cursor behind `prefix` where the saved file has `text`, and `extra` columns further. */
async function cursorAfter(
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
