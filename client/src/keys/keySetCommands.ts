import * as vscode from 'vscode';
import type { CommandTable } from '../commands/registerCommands.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { Keys } from './createKeys.ts';
import { exportKeys, type SubtreePlace } from './exportKeys.ts';
import { importKeys } from './importKeys.ts';
import { keyRegistries } from './keyRegistries.ts';
import { discardKeyChanges, saveKeysTogether, showPendingKeys } from './saveTogether.ts';

export interface KeySetContext {
  readonly keys: Keys;
  readonly store: Pick<ConnectionStore, 'configured'>;
  readonly sideBar: { readonly keysChanged: () => void };
}

type KeySetCommand =
  | 'protoAtlas.saveKeysTogether'
  | 'protoAtlas.showChangedKeys'
  | 'protoAtlas.discardKeyChanges'
  | 'protoAtlas.exportKeys'
  | 'protoAtlas.importKeys';

/** The commands on several keys at once. */
export function keySetCommands({
  keys,
  store,
  sideBar,
}: KeySetContext): Pick<CommandTable, KeySetCommand> {
  const parts = { ...keys, onListChanged: sideBar.keysChanged };
  return {
    'protoAtlas.saveKeysTogether': (control) => saveKeysTogether(control, parts),
    'protoAtlas.showChangedKeys': (control) => showPendingKeys(control, parts),
    'protoAtlas.discardKeyChanges': (resource) => discardKeyChanges(resource, parts),
    'protoAtlas.exportKeys': async (line) => {
      const place = await subtreeOf(line, store, 'Export Keys');
      await (place && exportKeys(place, keys));
    },
    'protoAtlas.importKeys': async (line) => {
      const place = await subtreeOf(line, store, 'Import Keys');
      await (place && importKeys(place, parts));
    },
  };
}

/** A folder of the side bar, all keys of a registry, or a registry that is asked for. */
async function subtreeOf(
  line: unknown,
  store: KeySetContext['store'],
  title: string,
): Promise<SubtreePlace | undefined> {
  const registries = keyRegistries(store);
  const given = isPlace(line) ? line : undefined;
  const chosen =
    registries.find(({ id }) => id === given?.connectionId) ??
    (registries.length === 1
      ? registries[0]
      : await vscode.window.showQuickPick(registries, { title }));
  return (
    chosen && {
      connectionId: chosen.id,
      registry: chosen.registry,
      name: chosen.label,
      key: given?.key ?? new Uint8Array(),
    }
  );
}

/** A line of the tree; one that is no folder stands for its registry. */
function isPlace(
  line: unknown,
): line is { readonly connectionId: string; readonly key?: Uint8Array } {
  return (
    typeof line === 'object' &&
    line !== null &&
    'connectionId' in line &&
    typeof line.connectionId === 'string' &&
    (!('key' in line) || line.key instanceof Uint8Array)
  );
}
