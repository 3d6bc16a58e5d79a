import * as vscode from 'vscode';
import type { ActionSubject, InstanceAction } from '../../../protocol/actions.ts';
import { withProgress } from '../commands/progress.ts';
import { UserError } from '../commands/userError.ts';
import type { CommandTable } from '../commands/registerCommands.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import { pickInstance } from './pickInstance.ts';

type Sender = Pick<TopologySender, 'send'>;
type ActionCommand = 'protoAtlas.setMaintenance' | 'protoAtlas.deregister';

/**
 * What changes a registry for an instance: a line of the side bar, the id of an instance, or one
 * that is asked for. Nothing happens before a person has confirmed what will.
 */
export function actionCommands(topology: Sender): Pick<CommandTable, ActionCommand> {
  return {
    'protoAtlas.deregister': (given) =>
      withSubject(topology, given, (meant) => deregister(topology, meant)),
    'protoAtlas.setMaintenance': (given) =>
      withSubject(topology, given, (meant) => setMaintenance(topology, meant)),
  };
}

interface Meant {
  readonly instanceId: string;
  readonly subject: ActionSubject;
}

async function withSubject(
  topology: Sender,
  given: unknown,
  act: (meant: Meant) => Promise<void>,
): Promise<void> {
  const instanceId = await pickInstance(topology, given);
  if (instanceId !== undefined) {
    await act({ instanceId, subject: await topology.send('actions/subject', { instanceId }) });
  }
}

async function deregister(topology: Sender, meant: Meant): Promise<void> {
  const { label, service, connectionName } = meant.subject;
  await confirmAndRun(topology, meant, {
    action: { kind: 'deregister' },
    question: `Deregister ${label} of ${service} from ${connectionName}?`,
    button: 'Deregister',
  });
}

async function setMaintenance(topology: Sender, meant: Meant): Promise<void> {
  const choice = await pickMaintenance(meant.subject);
  const reason = choice?.on === true ? await askReason(choice.label) : '';
  if (choice === undefined || reason === undefined) {
    return;
  }
  const { of, on, label } = choice;
  await confirmAndRun(topology, meant, {
    action: { kind: 'maintenance', of, on, ...(reason === '' ? {} : { reason }) },
    question: `${label}?`,
    button: on ? 'Start Maintenance' : 'End Maintenance',
  });
}

interface MaintenanceChoice extends vscode.QuickPickItem {
  readonly of: 'instance' | 'node';
  readonly on: boolean;
}

async function pickMaintenance(subject: ActionSubject): Promise<MaintenanceChoice | undefined> {
  const { connectionName } = subject;
  return vscode.window.showQuickPick(maintenanceChoices(subject), {
    title: `Maintenance in ${connectionName}`,
  });
}

/** Throws for a registry that knows no such mode. */
function maintenanceChoices(subject: ActionSubject): readonly MaintenanceChoice[] {
  const { label, service, connectionName, node = '', maintenance } = subject;
  if (maintenance === undefined) {
    throw new UserError(
      `${connectionName} knows no maintenance mode; only Consul does. Deregister the instance to keep clients away from it.`,
    );
  }
  return [
    choiceOf('instance', maintenance.instance, `${label} of ${service}`),
    choiceOf('node', maintenance.node, `node ${node} with all that is on it`),
  ];
}

function choiceOf(of: 'instance' | 'node', isOn: boolean, what: string): MaintenanceChoice {
  return isOn
    ? { of, on: false, label: `Take ${what} out of maintenance` }
    : { of, on: true, label: `Put ${what} into maintenance` };
}

function askReason(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: 'Reason, shown to everybody who looks at it (Enter for none)',
    ignoreFocusOut: true,
    validateInput: (text) => (text.length > 500 ? 'at most 500 characters' : undefined),
  });
}

interface Question {
  readonly action: InstanceAction;
  readonly question: string;
  readonly button: string;
}

/** The registry says what will happen, a person confirms that, and only that is done. */
async function confirmAndRun(
  topology: Sender,
  { instanceId }: Meant,
  { action, question, button }: Question,
): Promise<void> {
  const { effects, guard } = await topology.send('actions/plan', { instanceId, action });
  const options = { modal: true, detail: effects.join('\n\n') };
  const answer = await vscode.window.showWarningMessage(question, options, button);
  if (answer !== button) {
    return;
  }
  const { detail } = await withProgress(question.replace(/\?$/, '…'), (signal) =>
    topology.send('actions/run', { instanceId, action, guard }, signal),
  );
  void vscode.window.showInformationMessage(detail);
}
