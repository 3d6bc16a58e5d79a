import type { Locator } from 'playwright-core';
import type { Etcd } from '../support/etcd.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually, type Workbench } from './workbench.ts';

/** The side bar, and a key that two people change at once. */
export const keysSteps: readonly TourStep[] = [
  {
    name: 'keys-conflict',
    title: 'a save over the change of somebody else loses neither',
    needs: ['etcd'],
    run: keysConflict,
  },
];

const key = 'config/shop.json';

/** All are of the same length, which the editor's own check before a save does not notice. */
const base = '{"discount": 1}';
const theirs = '{"discount": 2}';
const mine = '{"discount": 3}';
const later = '{"discount": 4}';

async function keysConflict(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  const { etcd } = tour.stage;
  if (etcd === undefined) {
    throw new Error('the step was walked without etcd');
  }
  await etcd.put(key, base);
  await workbench.closeAllEditors();
  await workbench.run('Notifications: Clear All Notifications');
  await openFromSideBar(workbench);
  await showsText(workbench, base);
  await workbench.page.locator('.statusbar-item').filter({ hasText: 'JSON' }).waitFor();

  await replaceDigit(workbench, '3');
  await etcd.put(key, theirs);
  await save(workbench);
  await notice(workbench, 'changed by somebody else').waitFor();
  await workbench.picture('keys-conflict-offer');
  await expectValue(etcd, theirs);
  await choose(workbench, 'Compare');
  const diff = workbench.page.locator('.monaco-diff-editor');
  await diff.locator('.editor.original').getByText(theirs.slice(-3)).first().waitFor();
  await diff.locator('.editor.modified').getByText(mine.slice(-3)).first().waitFor();
  await workbench.run('Notifications: Clear All Notifications');
  await workbench.picture('keys-conflict-compare');

  await workbench.run('View: Close Editor');
  await workbench.activeTab('shop.json').waitFor();
  await save(workbench);
  await choose(workbench, 'Overwrite');
  await eventually('ours is in etcd', async () => (await valueOf(etcd)) === mine, 5_000);

  await workbench.run('Notifications: Clear All Notifications');
  const startedAt = Date.now();
  await etcd.put(key, later);
  await showsText(workbench, later);
  tour.measured(`a change elsewhere is shown after ${Date.now() - startedAt} ms`);
  await etcd.remove(key);
}

async function openFromSideBar(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.activitybar a.action-label[aria-label="Proto Atlas"]').click();
  await line(workbench, 'etcd').waitFor();
  await line(workbench, 'Keys').click();
  await line(workbench, 'folder config').click();
  await line(workbench, 'key shop.json').click();
  await workbench.activeTab('shop.json').waitFor();
}

/** The first line of the tree whose spoken label begins with the text. */
function line(workbench: Workbench, label: string): Locator {
  return workbench.page.locator(`.part.sidebar .monaco-list-row[aria-label^="${label}"]`).first();
}

/** A digit and the brace: the editor draws spaces in a way of its own. */
async function showsText(workbench: Workbench, text: string): Promise<void> {
  await workbench.editor().getByText(text.slice(-2)).first().waitFor();
}

/** The whole text would be typed with the closing brackets that the editor adds. */
async function replaceDigit(workbench: Workbench, digit: string): Promise<void> {
  await workbench.editor().locator('.view-line').first().click();
  await workbench.goTo(1, base.indexOf('1') + 1);
  await workbench.page.keyboard.press('Delete');
  await workbench.page.keyboard.insertText(digit);
  await workbench.page.locator('.tab.active.dirty').waitFor();
}

async function save(workbench: Workbench): Promise<void> {
  await workbench.page.keyboard.press('Control+S');
}

function notice(workbench: Workbench, text: string): Locator {
  const toasts = workbench.page.locator('.notifications-toasts .notification-list-item');
  return toasts.filter({ hasText: text }).filter({ hasText: 'Yours is still in the editor' });
}

async function choose(workbench: Workbench, button: string): Promise<void> {
  const offer = notice(workbench, 'changed by somebody else');
  await offer.getByRole('button', { name: button, exact: true }).click();
}

async function expectValue(etcd: Etcd, expected: string): Promise<void> {
  const value = await valueOf(etcd);
  if (value !== expected) {
    throw new Error(`etcd should hold ${expected}, not ${value}`);
  }
}

async function valueOf(etcd: Etcd): Promise<string> {
  const answer = await etcd.request('kv/range', { key: Buffer.from(key).toString('base64') });
  const [first] = Array.isArray(answer.kvs) ? (answer.kvs as readonly unknown[]) : [];
  const isValue = typeof first === 'object' && first !== null && 'value' in first;
  return isValue ? Buffer.from(String(first.value), 'base64').toString('utf8') : '';
}
