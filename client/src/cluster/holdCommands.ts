import * as vscode from 'vscode';
import type { Hold } from '../../../protocol/cluster.ts';
import { UserError } from '../commands/userError.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import type { ClusterView, PlacedLine } from './clusterView.ts';
import { holdNames, textOf } from './presentCluster.ts';

/** What the commands about leases, sessions and locks work with. */
export interface HoldCommandParts {
  readonly send: TopologySender['send'];
  readonly view: Pick<ClusterView, 'forgetHoldings'>;
}

/** Asks first, and says what goes with the lease or session. */
export async function endHold(placed: PlacedLine, parts: HoldCommandParts): Promise<void> {
  const { connectionId, line } = placed;
  if (line.kind !== 'hold') {
    throw new UserError('Choose a lease or a session in the Proto Atlas side bar first.');
  }
  const { hold, registry } = line;
  const { one } = holdNames[registry];
  const verb = registry === 'etcd' ? 'Revoke' : 'Destroy';
  const question = `${verb} the ${one} ${hold.label}?`;
  const confirmed = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: lossText(hold, registry === 'etcd' || hold.behavior === 'delete') },
    verb,
  );
  if (confirmed === verb) {
    await parts.send('holdings/end', { connectionId, holdId: hold.id });
    parts.view.forgetHoldings(connectionId);
  }
}

/** Takes a lock from its holder, who is not asked. */
export async function releaseLock(placed: PlacedLine, parts: HoldCommandParts): Promise<void> {
  const { connectionId, line } = placed;
  if (line.kind !== 'claim' || line.place !== 0) {
    throw new UserError('Choose the holder of a lock in the Proto Atlas side bar first.');
  }
  const { lock, claim, hold } = line;
  const name = textOf(lock.key);
  const confirmed = await vscode.window.showWarningMessage(
    `Take ${name} from ${hold?.label ?? claim.holdId}?`,
    {
      modal: true,
      detail:
        'The process that holds it is not asked and may go on as if it held it still. The next one in the queue gets it at once.',
    },
    'Release',
  );
  if (confirmed !== 'Release') {
    return;
  }
  const { key, holdId } = claim;
  const { released } = await parts.send('holdings/release', { connectionId, key, holdId });
  parts.view.forgetHoldings(connectionId);
  if (!released) {
    throw new UserError(`${name} is held by somebody else by now. Nothing was released.`);
  }
}

function lossText({ keys, keyCount = keys.length }: Hold, isDeleted: boolean): string {
  const first = keys.slice(0, 10).map(textOf);
  const more = keyCount > first.length ? [`… and ${keyCount - first.length} more`] : [];
  const what = isDeleted
    ? 'These keys are deleted with it'
    : 'Its locks on these keys are released';
  const list = keyCount === 0 ? ['It has no keys.'] : [`${what}:`, ...first, ...more];
  return [...list, '', 'The process that keeps it alive is not asked, and may notice late.'].join(
    '\n',
  );
}
