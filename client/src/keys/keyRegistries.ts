import type { QuickPickItem } from 'vscode';
import { UserError } from '../commands/userError.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';

/** A registry that keys can be in, as a line to choose. */
export interface KeyRegistryItem extends QuickPickItem {
  /** Of the connection. */
  readonly id: string;
  readonly registry: 'etcd' | 'consul';
}

/** The registries that have keys. Throws when none is connected. */
export function keyRegistries(
  store: Pick<ConnectionStore, 'configured'>,
): readonly KeyRegistryItem[] {
  const items = store
    .configured()
    .connections.flatMap(({ id, name, kind }) =>
      kind === 'static' ? [] : [{ label: name, description: kind, id, registry: kind }],
    );
  if (items.length === 0) {
    throw new UserError('No registry that has keys is connected.', {
      actions: [{ title: 'Add Connection', command: 'protoAtlas.addConnection' }],
    });
  }
  return items;
}
