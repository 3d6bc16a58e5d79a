import type { Locator } from 'playwright-core';
import type { TourContext, TourStep } from './tour.ts';
import { eventually, type Workbench } from './workbench.ts';

/** Connections as a person keeps them, and what they do to an instance. */
export const connectionSteps: readonly TourStep[] = [
  {
    name: 'connections',
    title: 'a connection is tested, disabled and enabled again',
    needs: ['consul'],
    run: manage,
  },
  {
    name: 'maintenance',
    title: 'an instance goes into maintenance and is deregistered, each after a question',
    needs: ['consul'],
    run: act,
  },
];

async function manage({ workbench }: TourContext): Promise<void> {
  await workbench.showRegistries();
  await workbench.registryLine('Consul Demo Consul, live').waitFor();
  await workbench.run('Proto Atlas: Manage Connections…');
  await workbench.quickPick('Declared by hand').waitFor();
  await workbench.picture('connections');
  await workbench.quickPick('Demo Consul').click();
  await workbench.quickPick('Rename…').waitFor();
  await workbench.quickPick('Test').click();
  await notice(workbench, /Demo Consul answers: Consul .*datacenter/).waitFor();
  await workbench.run('Notifications: Clear All Notifications');

  await workbench.run('Proto Atlas: Edit Registry Connection');
  await workbench.quickPick('Demo Consul').click();
  await workbench.quickPick('Test and save').waitFor();
  await workbench.picture('connection-edit');
  await workbench.page.keyboard.press('Escape');

  await workbench.run('Proto Atlas: Disable Registry Connection');
  await workbench.quickPick('Declared by hand').click();
  const disabled = workbench.registryLine('static file Declared by hand, disabled');
  await disabled.waitFor();
  await disabled.click();
  await workbench.picture('connection-disabled');
  await workbench.run('Proto Atlas: Enable Registry Connection');
  await workbench.quickPick('Declared by hand').click();
  await workbench.registryLine('static file Declared by hand, live').waitFor();
}

async function act({ workbench, stage: { consul } }: TourContext): Promise<void> {
  if (consul === undefined) {
    throw new Error('the demo has no Consul');
  }
  const service = { Name: 'ledger', ID: 'ledger-1', Address: '127.0.0.1', Port: 7_007 };
  await consul.register(service);
  try {
    await workbench.run('Proto Atlas: Set Maintenance Mode…');
    await eventually('the instance is known', () => offered(workbench, 'ledger'), 10_000);
    await workbench.quickPick('ledger 127.0.0.1:7007').click();
    await workbench.quickPick('Put 127.0.0.1:7007 of ledger into maintenance').click();
    await workbench.page
      .locator('.quick-input-message')
      .getByText(/^Reason,/)
      .waitFor();
    await workbench.page.keyboard.type('closing the books');
    await workbench.page.keyboard.press('Enter');
    await confirm(workbench, 'Start Maintenance', 'maintenance');
    await notice(workbench, /ledger-1 is under maintenance/).waitFor();
    await eventually('Consul knows', async () => (await checks(consul)).includes('closing'), 5_000);
    await workbench.run('Notifications: Clear All Notifications');

    await workbench.run('Proto Atlas: Deregister Instance…');
    await workbench.quickPick('ledger 127.0.0.1:7007').click();
    await confirm(workbench, 'Deregister', 'deregister');
    await notice(workbench, /ledger-1 was removed/).waitFor();
    await eventually(
      'it has left',
      async () => !JSON.stringify(await consul.request('GET', 'agent/services')).includes('ledger'),
      5_000,
    );
  } finally {
    await consul.deregister('ledger-1').catch(() => undefined);
    await workbench.run('Notifications: Clear All Notifications');
  }
}

type StageConsul = NonNullable<TourContext['stage']['consul']>;

async function checks(consul: StageConsul): Promise<string> {
  return JSON.stringify(await consul.request('GET', 'health/checks/ledger'));
}

/** The list was made when it was opened: an instance that came later needs another look. */
async function offered(workbench: Workbench, text: string): Promise<boolean> {
  const pick = workbench.quickPick(text);
  if (await pick.isVisible().catch(() => false)) {
    return true;
  }
  await workbench.page.keyboard.press('Escape');
  await workbench.run('Proto Atlas: Set Maintenance Mode…');
  return pick
    .waitFor({ timeout: 1_000 })
    .then(() => true)
    .catch(() => false);
}

async function confirm(workbench: Workbench, button: string, picture: string): Promise<void> {
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  await workbench.picture(picture);
  await dialog.getByRole('button', { name: button, exact: true }).click();
}

function notice(workbench: Workbench, text: RegExp): Locator {
  return workbench.page.locator('.notification-list-item').filter({ hasText: text }).first();
}
