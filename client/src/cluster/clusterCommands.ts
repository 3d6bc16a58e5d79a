import type { CommandTable } from '../commands/registerCommands.ts';
import { UserError } from '../commands/userError.ts';
import type { ClusterLine } from './clusterLines.ts';
import type { PlacedLine } from './clusterView.ts';
import { endHold, type HoldCommandParts, releaseLock } from './holdCommands.ts';

type ClusterCommand =
  'protoAtlas.revokeLease' | 'protoAtlas.destroySession' | 'protoAtlas.releaseLock';

/** The commands on lines of leases, sessions and locks. */
export function clusterCommands(parts: HoldCommandParts): Pick<CommandTable, ClusterCommand> {
  return {
    'protoAtlas.revokeLease': (line) => endHold(placedLine(line), parts),
    'protoAtlas.destroySession': (line) => endHold(placedLine(line), parts),
    'protoAtlas.releaseLock': (line) => releaseLock(placedLine(line), parts),
  };
}

/** Commands can be run with anything: only what the tree handed out counts. */
function placedLine(value: unknown): PlacedLine {
  if (!isPlacedLine(value)) {
    throw new UserError('Choose a lease, a session or a lock in the Proto Atlas side bar first.');
  }
  return value;
}

function isPlacedLine(value: unknown): value is PlacedLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'part' &&
    'connectionId' in value &&
    typeof value.connectionId === 'string' &&
    'line' in value &&
    isLine(value.line)
  );
}

function isLine(value: unknown): value is ClusterLine {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
