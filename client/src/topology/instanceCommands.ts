import * as vscode from 'vscode';
import type { InstanceCommand } from '../../../protocol/views.ts';
import type { ServiceInstance } from '../../../protocol/topology.ts';
import type { CommandTable } from '../commands/registerCommands.ts';
import { UserError } from '../commands/userError.ts';
import type { SideBar } from '../explorer/createSideBar.ts';
import { isExplorerNode } from '../explorer/nodes.ts';
import type { Keys } from '../keys/createKeys.ts';
import { openKey } from '../keys/keyCommands.ts';
import type { CommandId } from '../manifest.ts';
import { terminalCommand } from './terminalCommand.ts';
import type { TopologySender } from './topologyService.ts';
import { findInstance } from './topologyView.ts';

export interface InstanceCommandContext {
  readonly topology: Pick<TopologySender, 'send'>;
  readonly sideBar: SideBar;
  readonly keys: Keys;
}

type InstanceCommandId =
  'protoAtlas.openInTerminal' | 'protoAtlas.openInstanceKey' | 'protoAtlas.revealInSideBar';

/** The command behind each action of the page's inspector; all take the id of an instance. */
export const editorCommands: Readonly<Record<InstanceCommand, CommandId>> = {
  terminal: 'protoAtlas.openInTerminal',
  openKey: 'protoAtlas.openInstanceKey',
  reveal: 'protoAtlas.revealInSideBar',
  setMaintenance: 'protoAtlas.setMaintenance',
  deregister: 'protoAtlas.deregister',
};

/** What is done with one instance: a line of the side bar, or an id from the inspector. */
export function instanceCommands({
  topology,
  sideBar,
  keys,
}: InstanceCommandContext): Pick<CommandTable, InstanceCommandId> {
  return {
    'protoAtlas.openInTerminal': async (given) => {
      openTerminal(await instanceOf(given, topology));
    },
    'protoAtlas.openInstanceKey': async (given) => {
      const { registration } = await instanceOf(given, topology);
      if (registration.registry !== 'etcd') {
        throw new UserError('Only registrations in etcd are keys that can be opened.');
      }
      const key = Buffer.from(registration.key, 'utf8');
      const place = { connectionId: registration.connectionId, key };
      await openKey(place, { ...keys, onListChanged: sideBar.keysChanged });
    },
    'protoAtlas.revealInSideBar': async (given) => {
      await sideBar.reveal((await instanceOf(given, topology)).id);
    },
  };
}

/** The line is written and not run: a person reads it first. */
function openTerminal(instance: ServiceInstance): void {
  const command = terminalCommand(instance);
  if (command === undefined) {
    throw new UserError(
      'The address of this instance is no plain host:port, so nothing of it is written into a terminal. Look at its registration.',
    );
  }
  const terminal = vscode.window.createTerminal({ name: command.name });
  terminal.show();
  terminal.sendText(command.text, false);
}

async function instanceOf(
  given: unknown,
  topology: Pick<TopologySender, 'send'>,
): Promise<ServiceInstance> {
  if (isExplorerNode(given) && given.kind === 'instance') {
    return given.instance;
  }
  if (typeof given !== 'string') {
    throw new UserError('Choose an instance in the topology or in the Proto Atlas side bar first.');
  }
  const instance = findInstance(await topology.send('topology/get', {}), given);
  if (instance === undefined) {
    throw new UserError('This instance is no longer registered.');
  }
  return instance;
}
