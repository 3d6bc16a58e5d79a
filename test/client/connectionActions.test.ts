import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActionSubject } from '../../protocol/actions.ts';

const editor = vi.hoisted(() => {
  const shown: { message: string; detail?: string }[] = [];
  const answers: { quickPick?: string; input?: string; warning?: string } = {};
  return {
    shown,
    answers,
    ProgressLocation: { Notification: 15 },
    window: {
      showQuickPick: (items: { label: string }[]) =>
        Promise.resolve(items.find(({ label }) => label.includes(answers.quickPick ?? '\0'))),
      showInputBox: () => Promise.resolve(answers.input),
      showWarningMessage: (message: string, options: { detail?: string }) => {
        shown.push({ message, ...options });
        return Promise.resolve(answers.warning);
      },
      showInformationMessage: (message: string) => {
        shown.push({ message });
        return Promise.resolve(undefined);
      },
      withProgress: (
        _options: object,
        task: (progress: object, token: object) => Promise<unknown>,
      ) => task({}, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
    },
  };
});
vi.mock('vscode', () => editor);

const { actionCommands } = await import('../../client/src/actions/instanceActions.ts');

const subject: ActionSubject = {
  service: 'orders',
  label: '10.0.0.1:80',
  connectionName: 'staging',
  node: 'n1',
  maintenance: { instance: false, node: true },
};

function commandsFor(given: ActionSubject) {
  const sent: { name: string; params: unknown }[] = [];
  const send = (name: string, params: unknown): Promise<unknown> => {
    sent.push({ name, params });
    switch (name) {
      case 'actions/subject':
        return Promise.resolve(given);
      case 'actions/plan':
        return Promise.resolve({ effects: ['It is removed.', 'It may come back.'], guard: '7' });
      default:
        return Promise.resolve({ detail: 'It was done.' });
    }
  };
  // The sender answers by the contract; the types of one function can't follow that.
  const commands = actionCommands({ send: send as never });
  const runs = () => sent.filter(({ name }) => name === 'actions/run').map(({ params }) => params);
  return { commands, runs };
}

beforeEach(() => {
  editor.shown.length = 0;
  Object.assign(editor.answers, { quickPick: undefined, input: undefined, warning: undefined });
});

describe('deregistration', () => {
  it('names what will happen, and happens only after a confirmation', async () => {
    const { commands, runs } = commandsFor(subject);
    await commands['protoAtlas.deregister']('c/n1/orders-1');
    expect(editor.shown).toEqual([
      expect.objectContaining({
        message: 'Deregister 10.0.0.1:80 of orders from staging?',
        modal: true,
        detail: 'It is removed.\n\nIt may come back.',
      }),
    ]);
    expect(runs()).toEqual([]);
    editor.answers.warning = 'Deregister';
    await commands['protoAtlas.deregister']('c/n1/orders-1');
    expect(runs()).toEqual([
      { instanceId: 'c/n1/orders-1', action: { kind: 'deregister' }, guard: '7' },
    ]);
    expect(editor.shown.at(-1)?.message).toBe('It was done.');
  });
});

describe('maintenance', () => {
  it('offers to begin what is not on and to end what is', async () => {
    const { commands, runs } = commandsFor(subject);
    editor.answers.warning = 'Start Maintenance';
    editor.answers.quickPick = 'Put 10.0.0.1:80 of orders into';
    editor.answers.input = 'upgrade';
    await commands['protoAtlas.setMaintenance']('i');
    editor.answers.quickPick = 'Take node n1 with all that is on it out of';
    editor.answers.warning = 'End Maintenance';
    await commands['protoAtlas.setMaintenance']('i');
    expect(runs()).toMatchObject([
      { action: { kind: 'maintenance', of: 'instance', on: true, reason: 'upgrade' } },
      { action: { kind: 'maintenance', of: 'node', on: false } },
    ]);
  });

  it('does nothing when the reason is not given', async () => {
    const { commands, runs } = commandsFor(subject);
    editor.answers.quickPick = 'Put 10.0.0.1:80';
    await commands['protoAtlas.setMaintenance']('i');
    expect([runs(), editor.shown]).toEqual([[], []]);
  });

  it('is plainly refused where the registry has none', async () => {
    const { service, label, connectionName } = subject;
    const { commands } = commandsFor({ service, label, connectionName });
    await expect(commands['protoAtlas.setMaintenance']('i')).rejects.toThrow(
      'staging knows no maintenance mode; only Consul does.',
    );
  });
});
