import { isDeepStrictEqual } from 'node:util';
import type { RegistryConnection } from '../../../protocol/connections.ts';
import type { PathBase } from '../paths.ts';
import { settingsEntryOf } from './connectionSettings.ts';
import { isRecord } from './settingsFields.ts';

/** Values of a settings entry to write; undefined takes one out. */
export type EntryFields = Readonly<Record<string, unknown>>;

/** What differs between two states of a connection, as an entry of a settings file has it. */
export function changedFields(
  before: RegistryConnection,
  after: RegistryConnection,
  base: PathBase,
): EntryFields {
  const [old, next] = [before, after].map(
    (connection) => new Map<string, unknown>(Object.entries(settingsEntryOf(connection, base))),
  );
  const names = new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])]);
  const changed = [...names].filter((name) => !isDeepStrictEqual(old?.get(name), next?.get(name)));
  return Object.fromEntries(changed.map((name) => [name, next?.get(name)]));
}

/**
 * An entry with some of its values changed. Its id is written out, since one that is made from the
 * name would change with it, and secrets are kept under it.
 */
export function editedEntry(entry: unknown, id: string, fields: EntryFields): object {
  const all = new Map<string, unknown>(isRecord(entry) ? Object.entries(entry) : []);
  all.set('id', id);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) {
      all.delete(name);
    } else {
      all.set(name, value);
    }
  }
  return Object.fromEntries(all);
}
