import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  {
    name: 'keys-together',
    title: 'changed keys are listed, compared and saved in one transaction',
    needs: ['etcd'],
    run: keysTogether,
  },
  {
    name: 'keys-copy',
    title: 'a folder of keys is exported, and imported over exactly what the preview shows',
    needs: ['etcd'],
    run: keysCopy,
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
  await notice(workbench).waitFor();
  const count = await workbench.page.locator(toasts).count();
  if (count !== 1) {
    throw new Error(`a refused save should be told once, not in ${count} notices`);
  }
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

const limits = ['limits/orders.json', 'limits/users.json', 'limits/web.json'];

async function keysTogether(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  const { etcd } = tour.stage;
  if (etcd === undefined) {
    throw new Error('the step was walked without etcd');
  }
  await Promise.all(limits.map((name) => etcd.put(name, base)));
  await workbench.closeAllEditors();
  await workbench.run('Notifications: Clear All Notifications');
  await workbench.showRegistries();
  await workbench.registryLine('etcd').waitFor();
  await workbench.run('Proto Atlas: Refresh Side Bar');
  await workbench.registryLine('Keys').waitFor();
  if ((await workbench.registryLine('Keys').getAttribute('aria-expanded')) !== 'true') {
    await workbench.registryLine('Keys').click();
  }
  await workbench.registryLine('folder limits').click();
  for (const name of limits) {
    const short = name.slice('limits/'.length);
    await workbench.registryLine(`key ${short}`).dblclick();
    await workbench.activeTab(short).waitFor();
    await showsText(workbench, base);
    await replaceDigit(workbench, '3');
  }
  await workbench.page.keyboard.press('Control+Shift+G');
  await workbench.run('Proto Atlas: Show Changed Keys');
  await workbench.page.locator('.multiDiffEntry, .monaco-diff-editor').first().waitFor();
  await workbench.page.locator('.scm-view').getByText('users.json').first().waitFor();
  await workbench.picture('keys-together-changes');

  await etcd.put(limits[1] ?? '', theirs);
  await saveTogether(workbench);
  const refused = workbench.page.locator('.notifications-toasts').getByText('Nothing was written');
  await refused.waitFor();
  await workbench.picture('keys-together-conflict');
  await expectValue(etcd, base, limits[0]);

  await workbench.page.getByRole('button', { name: 'Overwrite', exact: true }).click();
  for (const name of limits) {
    await eventually(`${name} is in etcd`, async () => (await valueOf(etcd, name)) === mine, 5_000);
  }
  await workbench.page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
  await Promise.all(limits.map((name) => etcd.remove(name)));
}

async function keysCopy(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  const { etcd, workspace } = tour.stage;
  if (etcd === undefined) {
    throw new Error('the step was walked without etcd');
  }
  await Promise.all(limits.map((name) => etcd.put(name, base)));
  await workbench.closeAllEditors();
  await workbench.run('Notifications: Clear All Notifications');
  const fileName = 'Demo-etcd.keys.json';
  const file = join(workspace, fileName);
  await workbench.run('Proto Atlas: Export Keys…');
  await workbench.quickPick('Demo etcd').click();
  await (await fileDialog(workbench)).press('Enter');
  await workbench.page.locator(toasts).filter({ hasText: 'keys exported' }).waitFor();
  const exported = await readFile(file, 'utf8');
  if (!exported.includes(limits[0] ?? '')) {
    throw new Error(`the file lacks ${limits[0] ?? ''}`);
  }

  const [orders = '', users = '', web = ''] = limits;
  await etcd.put(orders, theirs);
  await etcd.remove(users);
  await workbench.run('Notifications: Clear All Notifications');
  await workbench.run('Proto Atlas: Import Keys…');
  await workbench.quickPick('Demo etcd').click();
  await fileDialog(workbench);
  await workbench.quickPick(fileName).click();
  await workbench.quickPick('Import 2 keys').waitFor();
  await workbench.page.locator('.monaco-diff-editor').first().waitFor();
  await workbench.picture('keys-copy-preview');
  await expectValue(etcd, theirs, orders);
  await workbench.quickPick('Import 2 keys').click();
  for (const name of [orders, users, web]) {
    await eventually(`${name} is back`, async () => (await valueOf(etcd, name)) === base, 5_000);
  }
  await Promise.all(limits.map((name) => etcd.remove(name)));
}

/** The dialog of the editor that asks for a file, once it shows the folder of the workspace. */
async function fileDialog(workbench: Workbench): Promise<Locator> {
  const input = workbench.quickInput();
  await workbench.page.locator('.quick-input-title').filter({ hasText: 'keys' }).waitFor();
  const isReady = async (): Promise<boolean> => (await input.inputValue()).includes('/shop/');
  await eventually('the dialog shows the workspace', isReady, 10_000);
  return input;
}

async function saveTogether(workbench: Workbench): Promise<void> {
  await workbench.run('Proto Atlas: Save Changed Keys Together…');
  await workbench.quickPick('users.json').waitFor();
  await workbench.picture('keys-together-choice');
  await workbench.page.keyboard.press('Enter');
}

async function openFromSideBar(workbench: Workbench): Promise<void> {
  await workbench.showRegistries();
  await workbench.registryLine('etcd').waitFor();
  await workbench.registryLine('Keys').click();
  await workbench.registryLine('folder config').click();
  await workbench.registryLine('key shop.json').click();
  await workbench.activeTab('shop.json').waitFor();
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

const toasts = '.notifications-toasts .notification-list-item';

/** The editor's own notice about a file that is newer than the text in it. */
function notice(workbench: Workbench): Locator {
  return workbench.page.locator(toasts).filter({ hasText: 'The content of the file is newer' });
}

async function choose(workbench: Workbench, button: string): Promise<void> {
  await notice(workbench).getByRole('button', { name: button, exact: true }).click();
}

async function expectValue(etcd: Etcd, expected: string, name = key): Promise<void> {
  const value = await valueOf(etcd, name);
  if (value !== expected) {
    throw new Error(`etcd should hold ${expected}, not ${value}`);
  }
}

async function valueOf(etcd: Etcd, name = key): Promise<string> {
  const answer = await etcd.request('kv/range', { key: Buffer.from(name).toString('base64') });
  const [first] = Array.isArray(answer.kvs) ? (answer.kvs as readonly unknown[]) : [];
  const isValue = typeof first === 'object' && first !== null && 'value' in first;
  return isValue ? Buffer.from(String(first.value), 'base64').toString('utf8') : '';
}
